import { Desk } from '../../src/supervision/desk/desk';
import type { Answer, CancelAnswer, OrderRequest } from '../../src/supervision/desk/request';
import type { SupervisionEvent } from '../../src/supervision/vocabulary';
import { FakeDriver } from './fake-driver';
import { ManualClock, settle } from './manual-clock';

/** A desk on a fake platform and a driven clock, with contact up. */
export async function openDesk(prepare: (driver: FakeDriver) => void = () => undefined): Promise<DeskOnTest> {
  const desk = new DeskOnTest(prepare);
  desk.driver.up();
  await settle();
  desk.driver.asked.length = 0;
  return desk;
}

export class DeskOnTest {
  readonly driver = new FakeDriver();
  readonly clock = new ManualClock();
  readonly events: SupervisionEvent[] = [];
  /** The events, each with all that its agent is called. */
  readonly told: (SupervisionEvent & { names: readonly string[] })[] = [];
  readonly notices: string[] = [];
  readonly contacts: string[] = [];
  readonly desk: Desk;
  private ids = 0;

  constructor(prepare: (driver: FakeDriver) => void) {
    prepare(this.driver);
    this.desk = new Desk({
      driver: this.driver,
      connection: 'Floor',
      connectionId: 'cfg1',
      clock: this.clock,
      newId: () => `s${++this.ids}`,
      onEvent: (event, names) => {
        this.events.push(event);
        this.told.push({ ...event, names });
      },
      onNotice: (message) => this.notices.push(message),
      onContact: (error) => this.contacts.push(error?.code ?? 'up'),
    });
  }

  /** Gives an order, and lets the platform take it. */
  async order(request: Partial<OrderRequest> = {}, signal?: AbortSignal): Promise<Pending<Answer>> {
    const pending = new Pending(this.desk.order({ mode: 'barge', agent: 'a1', ...request }, signal));
    await settle();
    return pending;
  }

  async cancel(what: Parameters<Desk['cancel']>[0]): Promise<Pending<CancelAnswer>> {
    const pending = new Pending(this.desk.cancel(what));
    await settle();
    return pending;
  }

  /** A barge that is confirmed. */
  async active(request: Partial<OrderRequest> = {}): Promise<string> {
    const answer = await this.order(request);
    this.driver.joined(request.mode ?? 'barge', request.agent ?? 'a1');
    const { supervision } = await answer.now();
    return supervision.id;
  }

  types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

/** A promise that can be asked whether it has settled. */
export class Pending<T> {
  private result: { value: T } | undefined;

  constructor(private readonly promise: Promise<T>) {
    void promise.then((value) => {
      this.result = { value };
    });
  }

  async open(): Promise<boolean> {
    await settle();
    return this.result === undefined;
  }

  async now(): Promise<T> {
    await settle();
    await settle();
    if (!this.result) throw new Error('not answered yet');
    return this.result.value;
  }
}
