import { startSimulator, type Simulator } from '../../../simulators';
import type { ExternalOptions } from '../../../simulators/finesse/external/publisher';
import { realChance } from '../../../src/net/exchange';
import { driverFor } from '../../../src/platforms/finesse/connect';
import type { XmppTransport } from '../../../src/platforms/finesse/xmpp/types';
import type { PlatformDriver } from '../../../src/supervision/driver';
import { Gateway } from '../../support/gateway';
import type { XmppServer } from '../../support/xmpp-servers';
import { publisherPassword } from '../../support/xmpp/server';
import type { Hears, Trouble, Verbs, World } from '../contract/world';

export const password = 'simulator';
const customers: Readonly<Record<string, string>> = { 'agt.one': '+4930555001', 'agt.two': '+4930555002' };

export interface FinesseWorldOptions {
  faults?: readonly string[];
  /** A real XMPP server, which knows the supervisors. Default: the simulator's own. */
  server?: XmppServer | undefined;
  transport?: XmppTransport;
  /** With the second node of the cluster, for which there is no wire. */
  secondary?: boolean;
}

const publisherOn = ({ urls, domain, pubsub }: XmppServer): ExternalOptions => ({
  ws: urls.websocket,
  domain,
  pubsubDomain: pubsub,
  user: 'publisher',
  password: publisherPassword,
});

/** The simulated Finesse behind wires that can be cut: one for REST, one for the notifications. */
export class FinesseWorld implements World {
  readonly agents = [
    { name: '16001', names: ['16001', '6001', 'agt.one', 'Bo Lind', 'AGT.ONE', ' bo lind '] },
    { name: '16002', names: ['16002', '6002', 'agt.two', 'Mira Costa'] },
  ] as const;
  readonly supervisors = ['16105', '16106'] as const;
  readonly secrets = [password, ...this.supervisors.map((id) => Buffer.from(`${id}:${password}`).toString('base64'))];
  readonly harmless = [];
  readonly trouble: Trouble;

  private constructor(
    readonly simulator: Simulator,
    readonly rest: Gateway,
    readonly xmpp: Gateway,
    private readonly transport: XmppTransport,
    private readonly isReal: boolean,
  ) {
    this.trouble = this.makeTrouble();
  }

  static async open(options: FinesseWorldOptions = {}): Promise<FinesseWorld> {
    const { faults = [], server, transport = 'websocket', secondary = false } = options;
    const simulator = await startSimulator({
      finesse: {
        port: 0,
        ...(server && { external: publisherOn(server) }),
        ...(secondary && { secondary: { port: 0 } }),
      },
      faults,
    });
    const { port, xmppPort } = simulator.finesse!;
    const rest = new Gateway(port);
    const xmpp = new Gateway(
      server ? Number(new URL(server.urls[transport].replace('xmpp:', 'http:')).port) : xmppPort,
    );
    await Promise.all([rest.open(), xmpp.open()]);
    return new FinesseWorld(simulator, rest, xmpp, transport, server !== undefined);
  }

  get notificationUrl(): string {
    const { port } = this.xmpp;
    if (this.transport === 'tcp') return `xmpp://127.0.0.1:${port}`;
    return this.transport === 'bosh' ? `http://127.0.0.1:${port}/http-bind/` : `ws://127.0.0.1:${port}/ws/`;
  }

  driver(username: string, word = password, properties: Record<string, unknown> = {}): PlatformDriver {
    const own = {
      url: this.rest.url,
      notifications: this.transport,
      secondaryUrl: this.simulator.finesse!.secondary?.url ?? '',
      notificationUrl: [this.notificationUrl, this.simulator.finesse!.secondary?.ws ?? ''].join(' '),
      extension: username.slice(1),
      timeoutSeconds: 3,
    };
    const settings = {
      properties: { ...own, ...properties },
      credentials: { username, password: word },
      network: { tls: {} },
    };
    return driverFor(settings, realChance, { firstMs: 20, capMs: 100 });
  }

  startCall(agent: string): void {
    const user = this.user(agent);
    this.simulator.centre.startCall({ agent: user, customer: customers[user] ?? '+4930555003' });
  }

  endCall(agent: string, by: 'agent' | 'customer'): void {
    if (by === 'agent') this.simulator.centre.agentHangsUp(this.user(agent));
    else this.simulator.centre.customerHangsUp(this.user(agent));
  }

  transfer(agent: string, to: string): void {
    this.simulator.centre.transfer(this.user(agent), this.user(to));
  }

  hold(agent: string): void {
    this.simulator.centre.hold(this.user(agent));
  }

  resume(agent: string): void {
    this.simulator.centre.resume(this.user(agent));
  }

  hears(agent: string): Hears | undefined {
    const call = this.simulator.centre.call(this.user(agent));
    if (call?.state !== 'live') return undefined;
    const named = (party: string): string => (party === call.customer ? 'customer' : this.loginId(party));
    return Object.fromEntries(Object.entries(call.hears).map(([ear, mouths]) => [named(ear), mouths.map(named)]));
  }

  holds(): string[] {
    const { centre } = this.simulator;
    return centre.people.list('supervisor').flatMap(({ user }) => {
      const { supervises, call } = centre.personView(user);
      return supervises || call ? [`${user} supervises ${supervises?.agent ?? 'nobody'}, on ${call ?? 'no call'}`] : [];
    });
  }

  /** To barge in takes two requests of one order: the second is no switch, unless it comes twice. */
  verbs(): Verbs {
    const { journal } = this.simulator;
    const stemOf = (id = ''): string => id.replace(/\.\d$/, '');
    const starts = journal.list('SILENT_MONITOR').map(({ requestId }) => stemOf(requestId));
    const second = new Set(starts);
    const switches = journal.list('BARGE_CALL').filter(({ requestId }) => !second.delete(stemOf(requestId)));
    return { start: starts.length, switch: switches.length, stop: journal.count('DROP') };
  }

  signIns(): number {
    const own = this.supervisors.map((id) => `/finesse/api/User/${id}`);
    return this.simulator.journal.list('GET User').filter(({ path }) => own.includes(path)).length;
  }

  signedIn(): number {
    const { centre, finesse } = this.simulator;
    const people = centre.people.list('supervisor').filter(({ state }) => state !== 'signed-out');
    return people.length + finesse!.sessions();
  }

  async close(): Promise<void> {
    await Promise.all([this.rest.shut(), this.xmpp.shut()]);
    await this.simulator.close();
  }

  private user(agent: string): string {
    const person = this.simulator.centre.people.list().find(({ user }) => this.loginId(user) === agent);
    return person?.user ?? agent;
  }

  private loginId(user: string): string {
    return this.simulator.finesse!.loginId(user);
  }

  private makeTrouble(): Trouble {
    const { faults } = this.simulator;
    const wires = [this.rest, this.xmpp];
    const set =
      (...names: string[]) =>
      () => {
        for (const name of names) faults.set(name);
      };
    const drop = (): void => {
      if (this.isReal) this.xmpp.cut();
      else faults.set('finesse-xmpp-drop');
    };
    return {
      silent: set('silent@POST'),
      cutAnswer: set('rest-cut=after@verb#1'),
      slowAnswers: (ms) => {
        faults.set(`rest-slow=${String(ms)}@verb`);
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
      // There is no session but that of the notifications: every request brings its password.
      expireSessions: drop,
      cutConnections: () => {
        for (const wire of wires) wire.cut();
      },
      restart: () => {
        drop();
        for (const wire of wires) wire.cut();
      },
      gone: async () => {
        await Promise.all(wires.map((wire) => wire.shut()));
      },
      back: async () => {
        await Promise.all(wires.map((wire) => wire.open()));
      },
      hang: () => {
        for (const wire of wires) wire.silence();
      },
      calm: () => {
        faults.clear();
      },
    };
  }
}
