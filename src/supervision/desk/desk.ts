import type { Clock } from '../clock';
import type { DriverEvent, PlatformDriver, StartOrder } from '../driver';
import { asSupervisionError, SupervisionError } from '../errors';
import type { SupervisionEvent, Supervision } from '../vocabulary';
import { emptyDesk, step } from './machine';
import type { CancelTarget, DeskSetting, DeskState, Effect, Input } from './model';
import { toOrder, type Answer, type CancelAnswer, type OrderRequest } from './request';
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
  private readonly watches = new Map<string, () => void>();
  /**
   * The last verb on its way for a supervisor: a stop never overtakes the start that it is to undo, and the start of what comes
   * next never overtakes a stop, which might hit it (the leg of both can have one id).
   */
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private readonly inputs: Input[] = [];
  private busy = false;
  private disarmTimer: (() => void) | undefined;

  constructor(private readonly options: DeskOptions) {
    const { driver, connection, connectionId } = options;
    this.setting = { platform: driver.platform, capabilities: driver.capabilities, connection, connectionId };
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
      const error = this.error(thrown);
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
  async cancel(what: { id: string } | { agent: string } | 'all'): Promise<CancelAnswer> {
    let target: CancelTarget;
    if (what === 'all') target = { by: 'all' };
    else if ('id' in what) target = { by: 'id', id: what.id };
    else {
      try {
        const { agent } = await this.options.driver.find(what.agent, this.closing.signal);
        target = { by: 'agent', agent: agent.id, label: what.agent };
      } catch (thrown) {
        return { supervisions: [], error: asSupervisionError(thrown, this.setting.platform) };
      }
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
    await Promise.race([Promise.allSettled(this.inFlight.values()), over]);
    this.closing.abort();
    await Promise.race([driver.disconnect(limit.signal), over]);
    timer();
  }

  private told(event: DriverEvent): void {
    const { connection, onEvent, onNotice, onContact, clock, newId } = this.options;
    const base = { at: new Date(clock.now()).toISOString(), platform: this.setting.platform, connection };
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
        const { agent, call, detail, raw } = event;
        onEvent(
          {
            ...base,
            type: event.event,
            ...(agent !== undefined && { agent }),
            ...(call !== undefined && { call }),
            ...(detail !== undefined && { detail }),
            raw,
          },
          agent === undefined ? [] : [agent],
        );
        this.input({ type: 'call', event });
        return;
      }
      case 'up':
        onContact(undefined);
        onEvent({ ...base, type: 'connection.up', raw: null }, []);
        this.input({ type: 'up' });
        return;
      case 'down': {
        const { error } = event;
        // Every failed try tells it again.
        const known = this.state.contact === 'down' && this.state.reason?.message === error.message;
        if (!known) {
          onContact(error);
          onEvent({ ...base, type: 'connection.down', detail: error.message, raw: null }, []);
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
    for (let next = this.inputs.shift(); next; next = this.inputs.shift()) {
      const { state, effects } = step(this.setting, this.state, next, this.options.clock.now());
      this.state = state;
      for (const effect of effects) this.run(effect);
    }
    this.busy = false;
    this.setTimer();
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
    const { driver } = this.options;
    const { signal } = this.closing;
    switch (effect.type) {
      case 'find': {
        const { id, agent } = effect.order;
        driver.find(agent, signal).then(
          (found) => {
            this.input({ type: 'found', order: id, found });
          },
          (thrown: unknown) => {
            this.input({ type: 'not-found', order: id, error: this.error(thrown) });
          },
        );
        return;
      }
      case 'start':
        this.verb(effect.start, () => this.start(effect.start, signal), 'accepted', 'start-failed');
        return;
      case 'switch':
        this.verb(
          effect.running,
          () => driver.switch(effect.running, effect.mode, signal),
          'switched',
          'switch-failed',
        );
        return;
      case 'stop':
        this.verb(effect.running, () => driver.stop(effect.running, signal), 'stopped', 'stop-failed');
        return;
      case 'snapshot':
        driver.snapshot(signal).then(
          (holdings) => {
            this.input({ type: 'snapshot', query: effect.query, holdings, adoptId: this.options.newId });
          },
          (thrown: unknown) => {
            this.input({ type: 'snapshot-failed', query: effect.query, error: this.error(thrown) });
          },
        );
        return;
      case 'watch':
        driver.watch(effect.agent, signal).then(
          (unwatch) => {
            this.watches.set(effect.id, unwatch);
            if (this.state.sessions.get(effect.id)?.step === 'watching') this.input({ type: 'watched', id: effect.id });
            else this.unwatch(effect.id);
          },
          (thrown: unknown) => {
            this.input({ type: 'watch-failed', id: effect.id, error: this.error(thrown) });
          },
        );
        return;
      case 'unwatch':
        this.unwatch(effect.id);
        return;
      case 'answer':
        this.answers.get(effect.order)?.({
          supervision: effect.supervision,
          ...(effect.error && { error: effect.error }),
        });
        this.answers.delete(effect.order);
        return;
      case 'answer-cancel':
        this.cancelAnswers.get(effect.cancel)?.({
          supervisions: effect.supervisions,
          ...(effect.error && { error: effect.error }),
        });
        this.cancelAnswers.delete(effect.cancel);
        return;
      case 'emit': {
        const { supervision, agent } = effect;
        this.options.onEvent(
          {
            type: effect.event,
            at: new Date(this.options.clock.now()).toISOString(),
            platform: this.setting.platform,
            connection: this.setting.connection,
            agent: supervision.agent,
            ...(supervision.call !== undefined && { call: supervision.call }),
            supervisor: supervision.supervisor,
            supervision,
            ...(supervision.evidence !== undefined && { detail: supervision.evidence }),
            raw: null,
          },
          [supervision.agent, agent.id, agent.label],
        );
      }
    }
  }

  private unwatch(id: string): void {
    this.watches.get(id)?.();
    this.watches.delete(id);
  }

  private error(thrown: unknown): SupervisionError {
    return asSupervisionError(thrown, this.setting.platform);
  }

  /** An order that had to wait for a stop is not sent when nobody wants it any more: a late one is wrong. */
  private start(start: StartOrder, signal: AbortSignal): Promise<void> {
    if (this.state.sessions.get(start.id)?.want === 'on') return this.options.driver.start(start, signal);
    const { platform } = this.setting;
    const text = 'The order was given up before it was sent.';
    return Promise.reject(new SupervisionError('unconfirmed', text, { platform, arrived: 'no' }));
  }

  /** Runs a verb after the one before it for the same supervisor, and tells the machine how it went. */
  private verb(
    { id, supervisor }: { id: string; supervisor: string },
    run: () => Promise<void>,
    done: 'accepted' | 'switched' | 'stopped',
    failed: 'start-failed' | 'switch-failed' | 'stop-failed',
  ): void {
    const before = this.inFlight.get(supervisor);
    const now = (before ? before.then(run) : run()).then(
      () => {
        this.input({ type: done, id });
      },
      (thrown: unknown) => {
        this.input({ type: failed, id, error: this.error(thrown) });
      },
    );
    this.inFlight.set(supervisor, now);
    void now.then(() => {
      if (this.inFlight.get(supervisor) === now) this.inFlight.delete(supervisor);
    });
  }
}
