import type { Clock } from '../centre/clock';
import type { Faults } from '../faults';
import type { HuaweiEvent } from './events';
import type { Session, Waiting } from './sessions';

interface Message {
  session: Session;
  waiting: Waiting;
}

/** Events on their way into the queues of those who poll. */
export class Outbox {
  private captured: Message[] | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly queue: (session: Session, waiting: Waiting) => void,
  ) {}

  send(session: Session | undefined, events: readonly HuaweiEvent[]): void {
    if (session === undefined) return;
    for (const { type, content } of events) {
      this.pass({ session, waiting: { eventType: type, at: this.clock.now(), content } });
    }
  }

  /** Runs a request; what it causes is kept back until `release`, so that the answer goes first. */
  capture<T>(action: () => T): { result: T; release: () => void } {
    const captured: Message[] = [];
    this.captured = captured;
    try {
      const result = action();
      const release = (): void => {
        for (const message of captured.splice(0)) this.pass(message);
      };
      return { result, release };
    } finally {
      this.captured = undefined;
    }
  }

  private pass(message: Message): void {
    if (this.captured !== undefined) {
      this.captured.push(message);
      return;
    }
    const { eventType } = message.waiting;
    if (this.faults.take('notify-lost', eventType) !== undefined) return;
    const times = this.faults.take('notify-twice', eventType) === undefined ? 1 : 2;
    const late = this.faults.number('notify-late');
    for (let time = 0; time < times; time += 1) {
      if (late === 0) this.queue(message.session, message.waiting);
      else {
        this.clock.after(late, () => {
          this.queue(message.session, message.waiting);
        });
      }
    }
  }
}
