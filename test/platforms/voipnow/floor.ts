import should from 'should';
import { startSimulator, voipnowApp, type Simulator } from '../../../simulators';
import { createVoipNowDriver } from '../../../src/platforms/voipnow/connect';
import type { DriverSettings } from '../../../src/platforms/settings';
import { systemClock } from '../../../src/supervision/clock';
import { Desk } from '../../../src/supervision/desk/desk';
import type { Answer, OrderRequest } from '../../../src/supervision/desk/request';
import type { PlatformDriver } from '../../../src/supervision/driver';
import type { SupervisionError } from '../../../src/supervision/errors';
import type { SupervisionEvent } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';

export const agent = '0007*6001';
export const otherAgent = '0007*6002';
export const supervisor = '0007*6105';
export const otherSupervisor = '0007*6106';
export const customer = '+491234';

export interface DeskOptions {
  properties?: Record<string, unknown>;
  credentials?: Record<string, string>;
  callbacks?: DriverSettings['callbacks'];
}

/** A simulated PBX on real sockets, and supervisors' desks on it. */
export class Floor {
  private readonly shifts: Shift[] = [];

  private constructor(readonly simulator: Simulator) {}

  static async open(...faults: string[]): Promise<Floor> {
    return new Floor(await startSimulator({ voipnow: { port: 0 }, faults }));
  }

  get url(): string {
    return this.simulator.voipnow!.url;
  }

  set(...faults: string[]): void {
    for (const fault of faults) this.simulator.faults.set(fault);
  }

  /** @returns VoipNow's id of the call */
  call(who = 'agt.one', from = who === 'agt.one' ? customer : '+495678'): string {
    this.simulator.centre.startCall({ agent: who, customer: from });
    return this.simulator.voipnow!.callId(who)!;
  }

  hears(who = 'agt.one'): Record<string, string[]> | undefined {
    return this.simulator.centre.call(who)?.hears;
  }

  /** Agent and customer hear each other, and nobody else is there. */
  undisturbed(who = 'agt.one'): void {
    should(this.hears(who)).deepEqual({ [customer]: [who], [who]: [customer] });
  }

  asked(method: string): string[] {
    return this.simulator.journal
      .list()
      .filter((entry) => entry.method === method && !entry.path.includes('oauth'))
      .map(({ path }) => path);
  }

  desk(options: DeskOptions = {}): Shift {
    const driver = createVoipNowDriver({
      properties: { url: this.url, supervisorExtension: supervisor, pollSeconds: 0.1, ...options.properties },
      credentials: { appId: voipnowApp.key, appSecret: voipnowApp.secret, ...options.credentials },
      network: { tls: {} },
      callbacks: options.callbacks,
    });
    const shift = new Shift(driver);
    this.shifts.push(shift);
    return shift;
  }

  async connected(options: DeskOptions = {}): Promise<Shift> {
    const shift = this.desk(options);
    should(await shift.desk.connect(AbortSignal.timeout(5_000))).be.undefined();
    return shift;
  }

  async close(): Promise<void> {
    await Promise.all(this.shifts.map(({ desk }) => desk.close(900)));
    await this.simulator.close();
  }
}

export class Shift {
  readonly events: SupervisionEvent[] = [];
  readonly notices: string[] = [];
  readonly contacts: (SupervisionError | undefined)[] = [];
  readonly desk: Desk;
  private ids = 0;

  constructor(readonly driver: PlatformDriver) {
    this.desk = new Desk({
      driver,
      connection: 'Floor',
      connectionId: 'cfg1',
      clock: systemClock,
      newId: () => `s${String(++this.ids)}`,
      onEvent: (event) => this.events.push(event),
      onNotice: (message) => this.notices.push(message),
      onContact: (error) => this.contacts.push(error),
    });
  }

  order(request: Partial<OrderRequest> = {}): Promise<Answer> {
    return this.desk.order({ mode: 'listen', agent, confirmSeconds: 4, ...request });
  }

  async active(request: Partial<OrderRequest> = {}): Promise<Answer['supervision']> {
    const { supervision, error } = await this.order(request);
    should(error).be.undefined();
    should(supervision).containEql({ phase: 'active', confirmation: 'confirmed' });
    return supervision;
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }

  told(type: string): Promise<SupervisionEvent> {
    return until(type, () => this.events.findLast((event) => event.type === type));
  }
}
