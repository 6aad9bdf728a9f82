import type { ServerResponse } from 'node:http';
import type { Clock } from '../centre/clock';
import type { Faults } from '../faults';
import type { Json } from '../json';
import { whenAnswered } from '../wire';
import { send } from './answer';
import { workNoOf } from './members';
import { wrongGuid } from './reply';
import type { Held, Session, Sessions, Waiting } from './sessions';

export const poll = 'getAgentEvent';

/** What the gateway says when nothing happened. The documents do not show it. */
const nothing: Readonly<Record<string, Json>> = {
  null: { event: null },
  absent: {},
  object: { event: {} },
  text: { event: '' },
};

/** Some sites end every text with a zero character. */
function padded(value: unknown): unknown {
  if (typeof value === 'string') return `${value}\u0000`;
  if (Array.isArray(value)) return value.map(padded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, padded(inner)]));
}

/** The long polls: one event an answer (or all, by switch), in the order they happened; one poll a session. */
export class Polls {
  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly sessions: Sessions,
  ) {}

  queue(session: Session, waiting: Waiting): void {
    session.queue.push(waiting);
    session.held?.answer();
  }

  /** @param guid the one the poll came with: a newer one is told with the answer */
  wait(session: Session, guid: string, response: ServerResponse): void {
    session.held?.answer();
    this.sessions.polled(session);
    if (this.faults.takeOnly('hung', poll) !== undefined) return;
    const answer = (): void => {
      this.answer(session, guid, response);
    };
    if (session.queue.length > 0 || session.over) {
      answer();
      return;
    }
    const stop = this.clock.after(this.faults.number('huawei-poll-time'), () => session.held?.answer());
    const letGo = (): void => {
      stop();
      if (session.held === held) session.held = undefined;
    };
    const held: Held = {
      answer: () => {
        letGo();
        answer();
      },
      refuse: () => {
        letGo();
        send(response, this.faults, wrongGuid(this.faults.value('huawei-guid-code')), false);
      },
    };
    session.held = held;
    // A client that went away takes no event with it.
    whenAnswered(response, letGo);
  }

  private answer(session: Session, guid: string, response: ServerResponse): void {
    const waiting = session.queue.splice(0, this.faults.is('huawei-batch') ? session.queue.length : 1);
    if (waiting.length === 0 && session.over) {
      this.sessions.forget(session);
      send(response, this.faults, wrongGuid(this.faults.value('huawei-guid-code')), false);
      return;
    }
    this.sessions.polled(session);
    const before = session.guid;
    this.sessions.rotate(session);
    const again = this.faults.is('huawei-guid-again') ? guid : before;
    const headers = session.guid === again ? [] : ['Set-GUID', `JSESSIONID=${session.guid}`];
    const body = { message: '', retcode: '0', ...this.shape(session, waiting) };
    const cut = this.faults.value('rest-cut') === 'after' && this.faults.takeOnly('rest-cut', poll) !== undefined;
    const slow = Number(this.faults.takeOnly('rest-slow', poll) ?? 0);
    const empty = waiting.length === 0 && this.faults.value('huawei-no-event') === 'empty';
    const finish = (): void => {
      send(response, this.faults, { body, headers, empty }, cut);
    };
    if (slow > 0) this.clock.after(slow, finish);
    else finish();
  }

  private shape(session: Session, waiting: readonly Waiting[]): Json {
    const [first] = waiting;
    if (first === undefined) return nothing[this.faults.value('huawei-no-event')] ?? {};
    if (!this.faults.is('huawei-batch')) return { event: this.event(session, first) };
    return { workNo: workNoOf(session.person), eventList: waiting.map((each) => this.event(session, each)) };
  }

  private event({ person }: Session, { eventType, at, content }: Waiting): unknown {
    const event = {
      eventType,
      ...(this.faults.is('huawei-gen-time') && { eventGenTime: String(at) }),
      workNo: workNoOf(person),
      content,
    };
    return this.faults.is('huawei-nul') ? padded(event) : event;
  }
}
