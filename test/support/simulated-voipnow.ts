import { ManualClock, startSimulator, type Simulator, type SimulatorOptions } from '../../simulators';
import { PlainVoipNowClient } from './plain-voipnow-client';

/** A simulator with a VoipNow face and a clock that stands still, and a client that is signed in. */
export class SimulatedVoipNow {
  private constructor(
    readonly simulator: Simulator,
    readonly clock: ManualClock,
    readonly client: PlainVoipNowClient,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<SimulatedVoipNow> {
    const clock = new ManualClock();
    const simulator = await startSimulator({ clock, ...options, voipnow: { port: 0, ...options.voipnow } });
    const client = await new PlainVoipNowClient(simulator.voipnow!.url).signIn();
    return new SimulatedVoipNow(simulator, clock, client);
  }

  get centre(): Simulator['centre'] {
    return this.simulator.centre;
  }

  set(...faults: string[]): void {
    for (const fault of faults) this.simulator.faults.set(fault);
  }

  /** Who hears whom on the call of an agent. */
  hears(agent = 'agt.one'): Record<string, string[]> {
    return this.centre.call(agent)?.hears ?? {};
  }

  async close(): Promise<void> {
    this.client.close();
    await this.simulator.close();
  }
}
