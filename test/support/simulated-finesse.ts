import { ManualClock, startSimulator, type Simulator, type SimulatorOptions } from '../../simulators';
import { PlainFinesseClient } from './plain-finesse-client';

type Name = 'sup.one' | 'sup.two' | 'sup.three' | 'agt.one' | 'agt.two' | 'agt.three' | 'agt.plain';

/** A simulator with a Finesse face and a clock that stands still, and the clients of one test. */
export class SimulatedFinesse {
  private readonly clients: PlainFinesseClient[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly clock: ManualClock,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<SimulatedFinesse> {
    const clock = new ManualClock();
    const finesse = { port: 0, xmppPort: 0, ...options.finesse };
    return new SimulatedFinesse(await startSimulator({ clock, ...options, finesse }), clock);
  }

  get finesse(): NonNullable<Simulator['finesse']> {
    return this.simulator.finesse!;
  }

  get centre(): Simulator['centre'] {
    return this.simulator.centre;
  }

  set(...faults: string[]): void {
    for (const fault of faults) this.simulator.faults.set(fault);
  }

  /** Somebody's client; it is not connected yet. */
  client(person: Name, node: 'a' | 'b' = 'a'): PlainFinesseClient {
    const where = node === 'a' ? this.finesse : this.finesse.secondary!;
    const client = new PlainFinesseClient(where, this.finesse.loginId(person));
    this.clients.push(client);
    return client;
  }

  /** A supervisor who is signed in, connected, and NOT_READY; what he was told so far is forgotten. */
  async supervisor(person: Name = 'sup.one', node: 'a' | 'b' = 'a'): Promise<PlainFinesseClient> {
    const client = await this.client(person, node).connect();
    await client.signIn();
    await client.notification(({ data }) => data.getName() === 'user');
    client.told.length = 0;
    return client;
  }

  /** Who hears whom on the call of an agent. */
  hears(agent = 'agt.one'): Record<string, string[]> {
    return this.centre.call(agent)?.hears ?? {};
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.simulator.close();
  }
}
