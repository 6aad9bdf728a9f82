import { startSimulator, type Simulator } from '../../../simulators';
import { HuaweiClient } from '../../../src/platforms/huawei/client';
import { HuaweiDriver, type HuaweiDriverOptions } from '../../../src/platforms/huawei/driver';
import { Gateway } from '../../support/gateway';
import type { Hears, Trouble, Verbs, World } from '../contract/world';

const password = 'simulator';
const users = { '6001': 'agt.one', '6002': 'agt.two', '6105': 'sup.one', '6106': 'sup.two' } as const;
const userOf = (workNo: string): string => (users as Record<string, string>)[workNo] ?? workNo;
const workNoOf = (user: string): string =>
  Object.entries(users).find(([, known]) => known === user)?.[0] ?? (user.startsWith('+') ? 'customer' : user);
const customers: Readonly<Record<string, string>> = { 'agt.one': '+4930555001', 'agt.two': '+4930555002' };

const verbsOf = {
  start: ['addSupervise', 'addInsert', 'requestWhisperAgent'],
  switch: ['requestSwitchInsertWhisperAgent', 'switchSuperviseOrInsert'],
  stop: ['stopSuperviseOrInsert', 'requestStopWhisperAgent'],
};

/** The simulated CC-Gateway behind a wire that can be cut. People are called by their work numbers. */
export class HuaweiWorld implements World {
  readonly agents = [
    { name: '6001', names: ['6001', ' 6001 '] },
    { name: '6002', names: ['6002'] },
  ] as const;
  readonly supervisors = ['6105', '6106'] as const;
  /** GUIDs too: whoever has one is the inspector. */
  readonly secrets = [password];
  readonly harmless = [];
  readonly hangsOnAgent = true;
  readonly sessionHoldsLegs = true;
  readonly answerProvesSwitch = true;
  readonly trouble: Trouble;

  private constructor(
    readonly simulator: Simulator,
    readonly wire: Gateway,
  ) {
    this.trouble = troubleOf(simulator, wire);
  }

  static async open(faults: readonly string[] = []): Promise<HuaweiWorld> {
    const second = 'huawei-second-inspector=refused';
    const simulator = await startSimulator({ huawei: { port: 0 }, faults: [second, ...faults] });
    const wire = new Gateway(simulator.huawei!.port);
    await wire.open();
    return new HuaweiWorld(simulator, wire);
  }

  get face(): NonNullable<Simulator['huawei']> {
    return this.simulator.huawei!;
  }

  driver(agentId: string, word = password, options: Partial<HuaweiDriverOptions> = {}): HuaweiDriver {
    const { releasePhone = true } = options;
    const client = new HuaweiClient({
      url: this.wire.url,
      agentId,
      phoneNumber: agentId,
      password: word,
      releasePhone,
      timeoutMs: 3_000,
    });
    const keep = client.http.keepSecret.bind(client.http);
    client.http.keepSecret = (guid) => {
      this.secrets.push(guid);
      keep(guid);
    };
    return new HuaweiDriver(client, {
      force: false,
      releasePhone,
      setIdle: true,
      lookMs: 100,
      notifications: { pauseMs: 10, backoff: { firstMs: 20, capMs: 100 } },
      ...options,
    });
  }

  startCall(agent: string): void {
    const user = userOf(agent);
    this.simulator.centre.startCall({ agent: user, customer: customers[user] ?? '+4930555003' });
  }

  endCall(agent: string, by: 'agent' | 'customer'): void {
    if (by === 'agent') this.simulator.centre.agentHangsUp(userOf(agent));
    else this.simulator.centre.customerHangsUp(userOf(agent));
  }

  transfer(agent: string, to: string): void {
    this.simulator.centre.transfer(userOf(agent), userOf(to));
  }

  hold(agent: string): void {
    this.simulator.centre.hold(userOf(agent));
  }

  resume(agent: string): void {
    this.simulator.centre.resume(userOf(agent));
  }

  hears(agent: string): Hears | undefined {
    const call = this.simulator.centre.call(userOf(agent));
    if (call?.state !== 'live') return undefined;
    return Object.fromEntries(Object.entries(call.hears).map(([ear, mouths]) => [workNoOf(ear), mouths.map(workNoOf)]));
  }

  holds(): string[] {
    return this.face.qc().map(({ inspector, agent, mode, phone }) => `${inspector} ${mode} on ${agent}, ${phone}`);
  }

  verbs(): Verbs {
    const count = (kind: keyof Verbs): number => verbsOf[kind].reduce((sum, name) => sum + this.count(name), 0);
    return { start: count('start'), switch: count('switch'), stop: count('stop') };
  }

  count(operation: string): number {
    return this.simulator.journal.count(operation);
  }

  signIns(): number {
    return this.count('login') + this.count('forceLogin');
  }

  signedIn(): number {
    return this.face.sessions();
  }

  async close(): Promise<void> {
    await this.wire.shut();
    await this.simulator.close();
  }
}

function troubleOf({ faults }: Simulator, wire: Gateway): Trouble {
  const set = (fault: string): (() => void) => {
    return () => {
      faults.set(fault);
    };
  };
  return {
    silent: set('silent@qualitycontrol'),
    cutAnswer: set('rest-cut=after@qualitycontrol#1'),
    slowAnswers: (ms) => {
      faults.set(`rest-slow=${String(ms)}@qualitycontrol`);
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
    expireSessions: set('huawei-expire-sessions'),
    cutConnections: () => {
      wire.cut();
      // Between two polls there is nothing that could break: the next one does.
      faults.set('rest-cut=before@getAgentEvent#1');
    },
    restart: () => {
      faults.set('huawei-expire-sessions');
      wire.cut();
    },
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
