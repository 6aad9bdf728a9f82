import { startSimulator, voipnowApp, type Simulator } from '../../../simulators';
import { createVoipNowDriver } from '../../../src/platforms/voipnow/connect';
import type { PlatformDriver } from '../../../src/supervision/driver';
import { Gateway } from '../../support/gateway';
import type { Hears, Trouble, Verbs, World } from '../contract/world';

const users = {
  '0007*6001': 'agt.one',
  '0007*6002': 'agt.two',
  '0007*6105': 'sup.one',
  '0007*6106': 'sup.two',
} as const;
const userOf = (extension: string): string => (users as Record<string, string>)[extension] ?? extension;
const extensionOf = (user: string): string =>
  Object.entries(users).find(([, known]) => known === user)?.[0] ?? (user.startsWith('+') ? 'customer' : user);
const customers: Readonly<Record<string, string>> = { 'agt.one': '+4930555001', 'agt.two': '+4930555002' };

/** The simulated VoipNow behind a wire that can be cut. People are called by their extensions: the platform knows no other name. */
export class VoipNowWorld implements World {
  readonly agents = [
    { name: '0007*6001', names: ['0007*6001', ' 0007*6001 '] },
    { name: '0007*6002', names: ['0007*6002'] },
  ] as const;
  readonly supervisors = ['0007*6105', '0007*6106'] as const;
  readonly secrets = [voipnowApp.secret];
  readonly harmless = [];
  readonly stateless = true;
  readonly forgetful = true;
  readonly trouble: Trouble;

  private constructor(
    readonly simulator: Simulator,
    readonly wire: Gateway,
  ) {
    this.trouble = troubleOf(simulator, wire);
  }

  static async open(): Promise<VoipNowWorld> {
    const simulator = await startSimulator({ voipnow: { port: 0 } });
    const wire = new Gateway(simulator.voipnow!.port);
    await wire.open();
    return new VoipNowWorld(simulator, wire);
  }

  driver(supervisorExtension: string, appSecret: string = voipnowApp.secret): PlatformDriver {
    return createVoipNowDriver({
      properties: { url: this.wire.url, supervisorExtension, pollSeconds: 0.1, timeoutSeconds: 3 },
      credentials: { appId: voipnowApp.key, appSecret },
      network: { tls: {} },
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
    return Object.fromEntries(
      Object.entries(call.hears).map(([ear, mouths]) => [extensionOf(ear), mouths.map(extensionOf)]),
    );
  }

  holds(): string[] {
    const { centre } = this.simulator;
    return centre.people.list('supervisor').flatMap(({ user }) => {
      const { supervises, call } = centre.personView(user);
      return supervises || call ? [`${user} supervises ${supervises?.agent ?? 'nobody'}, on ${call ?? 'no call'}`] : [];
    });
  }

  verbs(): Verbs {
    const sent = (method: string): number =>
      this.simulator.journal.list().filter((entry) => entry.method === method && entry.path.includes('/phoneCalls/'))
        .length;
    return { start: sent('PUT'), switch: 0, stop: sent('DELETE') };
  }

  signIns(): number {
    return this.simulator.journal.list().filter(({ path }) => path.includes('/oauth/')).length;
  }

  /** A token is nothing that one could sign out of. */
  signedIn(): number {
    return 0;
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
    silent: set('silent@PUT'),
    cutAnswer: () => {
      faults.set('rest-cut=after@PUT#1');
      faults.set('rest-cut=after@DELETE#1');
    },
    slowAnswers: (ms) => {
      faults.set(`rest-slow=${String(ms)}@PUT`);
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
    expireSessions: set('voipnow-expire-tokens'),
    cutConnections: () => {
      wire.cut();
    },
    restart: () => {
      faults.set('voipnow-expire-tokens');
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
