import { ManualClock, startSimulator, type Simulator, type SimulatorOptions } from '../../simulators';
import { PlainGenesysClient } from './plain-genesys-client';

/** A simulator with a clock that stands still, and the clients of one test; everything is closed again in one go. */
export class Simulated {
  readonly clients: PlainGenesysClient[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly clock: ManualClock,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<Simulated> {
    const clock = new ManualClock();
    const poll = { timeout: 2000, interval: 0, maxInterval: 2000 };
    const simulator = await startSimulator({ clock, ...options, genesys: { port: 0, poll, ...options.genesys } });
    return new Simulated(simulator, clock);
  }

  get genesys(): NonNullable<Simulator['genesys']> {
    return this.simulator.genesys!;
  }

  client(user = 'sup.one', password?: string): PlainGenesysClient {
    const client = new PlainGenesysClient(this.genesys.api, user, password);
    this.clients.push(client);
    return client;
  }

  target(agent = 'agt.one'): { targetDeviceUri: string } {
    return { targetDeviceUri: this.genesys.deviceUri(agent) };
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.simulator.close();
  }
}
