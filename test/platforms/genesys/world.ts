import { startSimulator, type Simulator } from '../../../simulators';
import { GenesysClient } from '../../../src/platforms/genesys/client';
import { Directory } from '../../../src/platforms/genesys/directory';
import { GenesysDriver, type GenesysDriverOptions } from '../../../src/platforms/genesys/driver';
import { Gateway } from '../../support/gateway';
import type { Hears, Trouble, Verbs, World } from '../contract/world';

const password = 'simulator';
const customers: Readonly<Record<string, string>> = { 'agt.one': '+4930555001', 'agt.two': '+4930555002' };
const supervisors = ['sup.one', 'sup.two'] as const;

const verbsOf = {
  start: ['ListenIn', 'Coach', 'BargeIn'],
  switch: ['SwitchToListenIn', 'SwitchToBargeIn'],
  stop: ['CancelSupervisorMonitoring', 'Hangup'],
};

export interface GenesysWorldOptions {
  faults?: readonly string[];
  /** How long the server holds a poll. */
  pollMs?: number;
  externalUrl?: string;
}

/** The simulated Genesys behind a wire that can be cut. Its resources carry its own address, not that of the wire. */
export class GenesysWorld implements World {
  readonly supervisors = supervisors;
  readonly secrets = [password, ...supervisors.map((user) => Buffer.from(`${user}:${password}`).toString('base64'))];
  readonly harmless = ['Refused by the simulator'];
  readonly agents: World['agents'];
  readonly trouble: Trouble;

  private constructor(
    readonly simulator: Simulator,
    readonly wire: Gateway,
  ) {
    this.agents = [
      this.person('agt.one', 'Bo Lind', 'E-17', '6001'),
      this.person('agt.two', 'Mira Costa', 'E-18', '6002'),
    ];
    this.trouble = troubleOf(simulator, wire);
  }

  static async open(options: GenesysWorldOptions = {}): Promise<GenesysWorld> {
    const { faults = [], pollMs = 30_000, externalUrl } = options;
    const genesys = { port: 0, poll: { timeout: pollMs }, ...(externalUrl !== undefined && { externalUrl }) };
    const simulator = await startSimulator({ faults, genesys });
    const wire = new Gateway(simulator.genesys!.port);
    await wire.open();
    return new GenesysWorld(simulator, wire);
  }

  get face(): NonNullable<Simulator['genesys']> {
    return this.simulator.genesys!;
  }

  driver(username: string, word = password, options: Partial<GenesysDriverOptions> = {}): GenesysDriver {
    const credentials = { username, password: word };
    const client = new GenesysClient({ url: this.wire.url, credentials, timeoutMs: 3_000 });
    return new GenesysDriver(client, new Directory(client), {
      username,
      startSession: true,
      notifications: { networkDelayMs: 1_000, backoff: { firstMs: 20, capMs: 100 } },
      ...options,
    });
  }

  startCall(agent: string): void {
    this.simulator.centre.startCall({ agent, customer: customers[agent] ?? '+4930555003' });
  }

  endCall(agent: string, by: 'agent' | 'customer'): void {
    if (by === 'agent') this.simulator.centre.agentHangsUp(agent);
    else this.simulator.centre.customerHangsUp(agent);
  }

  transfer(agent: string, to: string): void {
    this.simulator.centre.transfer(agent, to);
  }

  hold(agent: string): void {
    this.simulator.centre.hold(agent);
  }

  resume(agent: string): void {
    this.simulator.centre.resume(agent);
  }

  hears(agent: string): Hears | undefined {
    const call = this.simulator.centre.call(agent);
    if (call?.state !== 'live') return undefined;
    const named = (party: string): string => (party === call.customer ? 'customer' : party);
    return Object.fromEntries(Object.entries(call.hears).map(([ear, mouths]) => [named(ear), mouths.map(named)]));
  }

  holds(): string[] {
    const { centre } = this.simulator;
    return centre.people.list('supervisor').flatMap(({ user }) => {
      const { supervises, call } = centre.personView(user);
      return supervises || call ? [`${user} supervises ${supervises?.agent ?? 'nobody'}, on ${call ?? 'no call'}`] : [];
    });
  }

  verbs(): Verbs {
    const count = (kind: keyof Verbs): number => verbsOf[kind].reduce((sum, name) => sum + this.count(name), 0);
    return { start: count('start'), switch: count('switch'), stop: count('stop') };
  }

  count(operation: string): number {
    return this.simulator.journal.count(operation);
  }

  signIns(): number {
    return this.simulator.journal.list('GET /me').filter(({ path }) => !path.includes('?')).length;
  }

  signedIn(): number {
    return this.face.sessions();
  }

  async close(): Promise<void> {
    await this.wire.shut();
    await this.simulator.close();
  }

  private person(user: string, fullName: string, employeeId: string, extension: string): World['agents'][0] {
    const ids = [this.face.deviceId(user), this.face.userId(user)];
    return { name: user, names: [user, employeeId, extension, fullName, ...ids, user.toUpperCase(), ` ${user} `] };
  }
}

function troubleOf({ faults }: Simulator, wire: Gateway): Trouble {
  const set = (fault: string): (() => void) => {
    return () => {
      faults.set(fault);
    };
  };
  return {
    silent: set('silent@POST'),
    cutAnswer: set('rest-cut=after@POST#1'),
    slowAnswers: (ms) => {
      faults.set(`rest-slow=${String(ms)}@POST`);
    },
    eventsFirst: set('notify=before'),
    lateEvents: (ms) => {
      faults.set(`notify-late=${String(ms)}`);
    },
    duplicateEvents: set('notify-twice'),
    lostEvents: set('notify-lost'),
    unanswered: (ringMs) => {
      faults.set(`ring-time=${String(ringMs)}`);
      faults.set('auto-answer=off');
    },
    expireSessions: set('expire-sessions'),
    cutConnections: () => {
      wire.cut();
    },
    restart: set('restart'),
    gone: () => wire.shut(),
    back: () => wire.open(),
    hang: () => {
      wire.silence();
    },
    calm: () => {
      faults.clear();
    },
  };
}
