import type { Clock } from '../clock';
import type { DriverEvent, PlatformDriver } from '../driver';
import { asSupervisionError, SupervisionError } from '../errors';
import type { Supervision, SupervisionEvent } from '../vocabulary';
import { Asking } from './asking';
import { emptyDesk, step } from './machine';
import { supervisedAs } from './ending';
import { callEvent, contactEvent, supervisionEvent, type Origin } from './telling';
import type { CancelTarget, DeskSetting, DeskState, Effect, Input } from './model';
import { toOrder, type Answer, type CancelAnswer, type CancelRequest, type OrderRequest } from './request';
import { nextDeadline } from './timing';

export interface DeskOptions {
  driver: PlatformDriver;
  connection: string;
  connectionId: string;
  clock: Clock;
  newId: () => string;
  /**
   * Everything that happens, in order.
   *
   * @param agentNames what the event's agent is called: as the flow named him, and as the platform does
   */
  onEvent: (event: SupervisionEvent, agentNames: readonly string[]) => void;
  onNotice: (message: string) => void;
  /** Contact stands, or why it does not. Told with every change, and with every new reason. */
  onContact: (error: SupervisionError | undefined) => void;
}

/**
 * One desk per connection: runs the machine against a driver and a clock. All rules are in the machine; in here is only what
 * a pure function cannot do.
 */
export class Desk {
  private state: DeskState = emptyDesk;
  private readonly setting: DeskSetting;
  private readonly answers = new Map<string, (answer: Answer) => void>();
  private readonly cancelAnswers = new Map<string, (answer: CancelAnswer) => void>();
  private readonly asking: Asking;
  private readonly inputs: Input[] = [];
  private busy = false;
  private disarmTimer: (() => void) | undefined;

  constructor(private readonly options: DeskOptions) {
    const { driver, connection, connectionId, newId } = options;
    this.setting = { platform: driver.platform, capabilities: driver.capabilities, connection, connectionId };
    this.asking = new Asking(
      driver,
      newId,
      (input) => {
        this.input(input);
      },
      (id) => this.state.sessions.get(id)?.want === 'on',
    );
    driver.listen((event) => {
      this.told(event);
    });
  }

  /**
   * Makes contact for the first time; from then on the driver keeps it.
   *
   * @returns why it could not be made; never rejects
   */
  async connect(signal: AbortSignal): Promise<SupervisionError | undefined> {
    try {
      await this.options.driver.connect(signal);
      return undefined;
    } catch (thrown) {
      const error = asSupervisionError(thrown, this.setting.platform);
      if (!signal.aborted) this.told({ type: 'down', error });
      return error;
    }
  }

  /** The supervisions that are not over. */
  running(): Supervision[] {
    return [...this.state.sessions.values()]
      .filter(({ step: at }) => at !== 'tidying')
      .map(({ supervision }) => supervision);
  }

  /**
   * Resolves when the platform has proved it, when it is armed as asked, or when it is clear that it did not come true. Never
   * rejects.
   *
   * @param signal takes the order back: what it began and nobody was told about is undone, and it is not answered any more
   */
  order(request: OrderRequest, signal?: AbortSignal): Promise<Answer> {
    const { driver, newId } = this.options;
    const id = newId();
    return new Promise((resolve) => {
      const withdraw = (): void => {
        this.answers.delete(id);
        this.input({ type: 'withdraw', order: id });
      };
      this.answers.set(id, (answer) => {
        signal?.removeEventListener('abort', withdraw);
        resolve(answer);
      });
      signal?.addEventListener('abort', withdraw, { once: true });
      this.input({ type: 'order', order: toOrder(id, request, driver) });
    });
  }

  /** Resolves when every supervision meant is off the call, or cannot be taken off. Never rejects. */
  async cancel(what: CancelRequest): Promise<CancelAnswer> {
    let target: CancelTarget;
    if (what === 'all') target = { by: 'all' };
    else if ('id' in what) target = { by: 'id', id: what.id };
    else {
      let agent: string;
      try {
        agent =
          supervisedAs(this.state, what.agent) ??
          (await this.options.driver.find(what.agent, this.asking.signal)).agent.id;
      } catch (thrown) {
        return { supervisions: [], error: asSupervisionError(thrown, this.setting.platform) };
      }
      target = { by: 'agent', agent, label: what.agent, adopted: what.adopted ?? false };
    }
    const cancel = this.options.newId();
    return new Promise((resolve) => {
      this.cancelAnswers.set(cancel, resolve);
      this.input({ type: 'cancel', cancel, target });
    });
  }

  /** Ends what this desk started, then lets the driver sign out; within `budgetMs` even when the platform is dead. */
  async close(budgetMs: number): Promise<void> {
    const { driver, clock } = this.options;
    const limit = new AbortController();
    const timer = clock.after(budgetMs, () => {
      limit.abort();
    });
    const over = new Promise<void>((resolve) => {
      limit.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    this.input({ type: 'close' });
    this.disarmTimer?.();
    await Promise.race([this.asking.settled(), over]);
    this.asking.end();
    await Promise.race([driver.disconnect(limit.signal), over]);
    timer();
  }

  private told(event: DriverEvent): void {
    const { onEvent, onNotice, onContact, newId } = this.options;
    const origin = this.origin();
    switch (event.type) {
      case 'leg':
        this.input({ type: 'leg', event, adoptId: newId });
        return;
      case 'arming':
        this.input({ type: 'arming', event, adoptId: newId });
        return;
      case 'refused':
        this.input({ type: 'refused', event });
        return;
      case 'call': {
        onEvent(callEvent(origin, event), event.agent === undefined ? [] : [event.agent]);
        // With nobody to supervise there is nobody who waits for a call, and events of calls are many.
        if (this.state.sessions.size > 0) this.input({ type: 'call', event });
        return;
      }
      case 'up':
        onContact(undefined);
        onEvent(contactEvent(origin), []);
        this.input({ type: 'up' });
        return;
      case 'down': {
        const { error } = event;
        // Every failed try tells it again.
        const known = this.state.contact === 'down' && this.state.reason?.message === error.message;
        if (!known) {
          onContact(error);
          onEvent(contactEvent(origin, error), []);
        }
        this.input({ type: 'down', error });
        return;
      }
      case 'notice':
        onNotice(event.message);
        return;
    }
  }

  /** One input at a time: what an effect causes at once waits for its turn. */
  private input(input: Input): void {
    this.inputs.push(input);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.inputs.shift(); next; next = this.inputs.shift()) {
        const { state, effects } = step(this.setting, this.state, next, this.options.clock.now());
        this.state = state;
        for (const effect of effects) this.run(effect);
      }
    } finally {
      this.busy = false;
      this.setTimer();
    }
  }

  private setTimer(): void {
    this.disarmTimer?.();
    const at = nextDeadline(this.state);
    const { clock } = this.options;
    this.disarmTimer =
      at === undefined
        ? undefined
        : clock.after(Math.max(0, at - clock.now()), () => {
            this.input({ type: 'time' });
          });
  }

  private run(effect: Effect): void {
    switch (effect.type) {
      case 'answer': {
        const { order, supervision, error } = effect;
        this.answers.get(order)?.({ supervision, ...(error && { error }) });
        this.answers.delete(order);
        return;
      }
      case 'answer-cancel': {
        const { cancel, supervisions, error } = effect;
        this.cancelAnswers.get(cancel)?.({ supervisions, ...(error && { error }) });
        this.cancelAnswers.delete(cancel);
        return;
      }
      case 'emit': {
        const { event, supervision, agent } = effect;
        const names = [supervision.agent, agent.id, agent.label, ...(agent.names ?? [])];
        this.options.onEvent(supervisionEvent(this.origin(), event, supervision), names);
        return;
      }
      default:
        this.asking.run(effect);
    }
  }

  private origin(): Origin {
    const { platform, connection } = this.setting;
    return { at: new Date(this.options.clock.now()).toISOString(), platform, connection };
  }
}
