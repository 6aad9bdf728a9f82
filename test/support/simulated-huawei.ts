import { ManualClock, startSimulator, type QcView, type Simulator, type SimulatorOptions } from '../../simulators';
import { PlainHuaweiClient } from './plain-huawei-client';

/** A simulator with a Huawei face and a clock that stands still, and clients that are closed with it. */
export class SimulatedHuawei {
  private readonly clients: PlainHuaweiClient[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly clock: ManualClock,
  ) {}

  static async start(options: SimulatorOptions = {}): Promise<SimulatedHuawei> {
    const clock = new ManualClock();
    return new SimulatedHuawei(
      await startSimulator({ clock, ...options, huawei: { port: 0, ...options.huawei } }),
      clock,
    );
  }

  get centre(): Simulator['centre'] {
    return this.simulator.centre;
  }

  get huawei(): NonNullable<Simulator['huawei']> {
    return this.simulator.huawei!;
  }

  set(...faults: string[]): void {
    for (const fault of faults) this.simulator.faults.set(fault);
  }

  client(workNo = '6105'): PlainHuaweiClient {
    const client = new PlainHuaweiClient(this.huawei.api, workNo);
    this.clients.push(client);
    return client;
  }

  /** Signed in, and what was told of that is fetched. */
  async signedIn(workNo = '6105', fields: Record<string, unknown> = {}): Promise<PlainHuaweiClient> {
    const client = this.client(workNo);
    await client.signIn(fields);
    await client.until('AgentState_Ready');
    return client;
  }

  /** The inspection of the first inspector who has one. */
  get qc(): QcView | undefined {
    return this.huawei.qc()[0];
  }

  /** Who hears whom on the call of an agent. */
  hears(agent = 'agt.one'): Record<string, string[]> {
    return this.centre.call(agent)?.hears ?? {};
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.simulator.close();
  }
}
