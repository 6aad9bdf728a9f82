import { setMaxListeners } from 'node:events';
import type { PlatformDriver, StartOrder } from '../driver';
import { asSupervisionError, SupervisionError } from '../errors';
import type { Effect, Input } from './model';

/** The effects that ask the platform. */
export type Question = Exclude<Effect, { type: 'answer' | 'answer-cancel' | 'emit' }>;

/** Puts the machine's questions and verbs to the driver, and gives the machine what comes back. */
export class Asking {
  private readonly watches = new Map<string, () => void>();
  /**
   * The last verb on its way for a supervisor: a stop never overtakes the start that it is to undo, and the start of what comes
   * next never overtakes a stop, which might hit it (the leg of both can have one id).
   */
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();

  constructor(
    private readonly driver: PlatformDriver,
    private readonly newId: () => string,
    private readonly input: (input: Input) => void,
    private readonly isWanted: (supervision: string) => boolean,
  ) {
    // Every question listens to it while it is asked, and a storm of alerts asks many at once.
    setMaxListeners(0, this.ending.signal);
  }

  /** Aborted when nobody waits for answers any more. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** When every verb that is on its way now has its answer. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  /** Calls off what is still asked. */
  end(): void {
    this.ending.abort();
  }

  run(question: Question): void {
    const { driver, signal } = this;
    switch (question.type) {
      case 'find': {
        const { id: order, agent, supervisor } = question.order;
        void this.ask(
          driver.find(agent, signal, supervisor),
          (found) => ({ type: 'found', order, found }),
          (error) => ({ type: 'not-found', order, error }),
        );
        return;
      }
      case 'snapshot': {
        const { query } = question;
        void this.ask(
          driver.snapshot(signal),
          (holdings) => ({ type: 'snapshot', query, holdings, adoptId: this.newId }),
          (error) => ({ type: 'snapshot-failed', query, error }),
        );
        return;
      }
      case 'start':
        this.verb(question.start, () => this.start(question.start), 'accepted', 'start-failed');
        return;
      case 'switch': {
        const { running, mode } = question;
        this.verb(running, () => driver.switch(running, mode, signal), 'switched', 'switch-failed');
        return;
      }
      case 'stop':
        this.verb(question.running, () => driver.stop(question.running, signal), 'stopped', 'stop-failed');
        return;
      case 'watch':
        this.watch(question);
        return;
      case 'unwatch':
        this.unwatch(question.id);
        return;
    }
  }

  private watch({ id, agent }: Extract<Question, { type: 'watch' }>): void {
    let unwanted = false;
    this.watches.set(id, () => {
      unwanted = true;
    });
    void this.ask(
      this.driver.watch(agent, this.signal).then((stop) => {
        // Called off before it stood.
        if (unwanted) stop();
        else this.watches.set(id, stop);
      }),
      () => ({ type: 'watched', id }),
      (error) => {
        this.watches.delete(id);
        return { type: 'watch-failed', id, error };
      },
    );
  }

  private unwatch(id: string): void {
    this.watches.get(id)?.();
    this.watches.delete(id);
  }

  /** An order that had to wait for a stop is not sent when nobody wants it any more: a late one is wrong. */
  private start(start: StartOrder): Promise<void> {
    if (this.isWanted(start.id)) return this.driver.start(start, this.signal);
    const { platform } = this.driver;
    const text = 'The order was given up before it was sent.';
    return Promise.reject(new SupervisionError('unconfirmed', text, { platform, arrived: 'no' }));
  }

  /** Runs a verb after the one before it for the same supervisor. */
  private verb(
    { id, supervisor }: { id: string; supervisor: string },
    run: () => Promise<void>,
    done: 'accepted' | 'switched' | 'stopped',
    failed: 'start-failed' | 'switch-failed' | 'stop-failed',
  ): void {
    const before = this.underWay.get(supervisor);
    const now = this.ask(
      before ? before.then(run) : run(),
      () => ({ type: done, id }),
      (error) => ({ type: failed, id, error }),
    );
    this.underWay.set(supervisor, now);
    void now.then(() => {
      if (this.underWay.get(supervisor) === now) this.underWay.delete(supervisor);
    });
  }

  private async ask<T>(
    asked: Promise<T>,
    came: (value: T) => Input,
    failed: (error: SupervisionError) => Input,
  ): Promise<void> {
    let input: Input;
    try {
      input = came(await asked);
    } catch (thrown) {
      input = failed(asSupervisionError(thrown, this.driver.platform));
    }
    this.input(input);
  }
}
