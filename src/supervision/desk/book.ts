import type { AgentRef, Running } from '../driver';
import { SupervisionError, type ErrorCode } from '../errors';
import type { Supervision } from '../vocabulary';
import type { DeskSetting, DeskState, Effect, Order, PendingCancel, Session } from './model';

/**
 * What one turn of the machine writes on: a copy of the state, the time, and the effects so far; with the answers to orders and
 * cancels, which every part of the machine gives in the same way.
 */
export class Book {
  readonly effects: Effect[] = [];
  readonly orders: Map<string, Order>;
  readonly sessions: Map<string, Session>;
  readonly cancels: Map<string, PendingCancel>;
  past: readonly Supervision[];
  contact: DeskState['contact'];
  reason: SupervisionError | undefined;
  met: boolean;
  queries: number;

  constructor(
    readonly setting: DeskSetting,
    state: DeskState,
    readonly now: number,
  ) {
    this.orders = new Map(state.orders);
    this.sessions = new Map(state.sessions);
    this.cancels = new Map(state.cancels);
    this.past = state.past;
    this.contact = state.contact;
    this.reason = state.reason;
    this.met = state.met;
    this.queries = state.queries;
  }

  state(): DeskState {
    return {
      contact: this.contact,
      ...(this.reason && { reason: this.reason }),
      met: this.met,
      queries: this.queries,
      orders: this.orders,
      sessions: this.sessions,
      cancels: this.cancels,
      past: this.past,
    };
  }

  get at(): string {
    return new Date(this.now).toISOString();
  }

  error(code: ErrorCode, message: string): SupervisionError {
    return new SupervisionError(code, message, { platform: this.setting.platform });
  }

  unreachable(): SupervisionError {
    return this.reason ?? this.error('unreachable', 'The connection is not up yet. Look at the status of its nodes.');
  }

  /** The supervision that holds this supervisor; what is only being tidied up holds nobody. */
  holderOf(supervisor: string): Session | undefined {
    for (const session of this.sessions.values()) {
      if (session.order.supervisor === supervisor && session.step !== 'tidying') return session;
    }
    return undefined;
  }

  put(session: Session, change: Partial<Session> = {}): Session {
    const next = { ...session, ...change };
    this.sessions.set(next.supervision.id, next);
    return next;
  }

  /** Changes what people are told, and the session with it. */
  tell(session: Session, told: Partial<Supervision>, change: Partial<Session> = {}): Session {
    return this.put(session, { ...change, supervision: { ...session.supervision, ...told } });
  }

  emit(event: Extract<Effect, { type: 'emit' }>['event'], session: Session): void {
    this.effects.push({ type: 'emit', event, supervision: session.supervision, agent: session.agent });
  }

  /** What an order looks like before it is a session, for answers that refuse it. */
  blank(order: Order): Supervision {
    return {
      id: order.id,
      platform: this.setting.platform,
      connection: this.setting.connection,
      connectionId: this.setting.connectionId,
      mode: order.mode,
      phase: 'requested',
      agent: order.agent,
      ...(order.call !== undefined && { call: order.call }),
      supervisor: order.supervisor,
      ...(order.reason !== undefined && { reason: order.reason }),
      requestedAt: this.at,
      confirmation: 'none',
    };
  }

  refuse(order: Order, error: SupervisionError): void {
    this.orders.delete(order.id);
    const supervision: Supervision = { ...this.blank(order), phase: 'failed', endedAt: this.at, error: error.report() };
    const agent = order.known ?? { id: order.agent, label: order.agent };
    // Before the answer: whoever has the answer finds it told.
    this.effects.push({ type: 'emit', event: 'supervision.failed', supervision, agent });
    this.effects.push({ type: 'answer', order: order.id, supervision, error });
  }

  /** Answers everyone who waits for the proof. */
  answer(session: Session, error?: SupervisionError): Session {
    const { supervision } = session;
    for (const order of session.waiters) {
      this.effects.push({
        type: 'answer',
        order,
        supervision: error ? { ...supervision, error: error.report() } : supervision,
        ...(error && { error }),
      });
    }
    return this.put(session, { waiters: [] });
  }

  running(session: Session): Running {
    const { supervision, agent, order, leg } = session;
    return {
      id: supervision.id,
      mode: supervision.mode,
      agent,
      supervisor: order.supervisor,
      ...(leg && { leg: leg.id }),
      ...(supervision.call !== undefined && { call: supervision.call }),
    };
  }

  /** One of the supervisions that a cancel is about is over. */
  left(id: string, session: Session): void {
    const cancel = this.cancels.get(id);
    if (!cancel) return;
    const pending = cancel.pending.filter((other) => other !== session.supervision.id);
    const done = [...cancel.done, session.supervision];
    if (pending.length > 0) {
      this.cancels.set(id, { id, pending, done });
      return;
    }
    this.cancels.delete(id);
    this.effects.push({ type: 'answer-cancel', cancel: id, supervisions: done });
  }

  /** Answers the cancels that wait for this supervision: it could not be taken off, or nobody can say. */
  cannotLeave(session: Session, error: SupervisionError): Session {
    for (const id of session.leavers) {
      if (!this.cancels.delete(id)) continue;
      const supervision = { ...session.supervision, error: error.report() };
      this.effects.push({ type: 'answer-cancel', cancel: id, supervisions: [supervision], error });
    }
    return this.put(session, { leavers: [] });
  }

  /** Removes optional fields, which `put` cannot. */
  drop(session: Session, fields: readonly (keyof Session)[], change: Partial<Session> = {}): Session {
    const next: Partial<Session> = { ...session, ...change };
    for (const field of fields) if (!(field in change)) Reflect.deleteProperty(next, field);
    const whole = next as Session;
    this.sessions.set(whole.supervision.id, whole);
    return whole;
  }
}

/** The flow was told that it came true (on the call, or armed): it is no longer an order that can fail. */
export const wasTold = (session: Session): boolean =>
  session.supervision.activeAt !== undefined || session.armedUntil !== undefined;

export const sameAgent = (one: AgentRef, other: AgentRef): boolean => one.id === other.id;

export const callOf = (event: { call?: string }): { call?: string } =>
  event.call === undefined ? {} : { call: event.call };

/** Why an order whose leg went away again did not come true. */
export const notOn = (turn: Book, state: 'ringing' | 'joined'): SupervisionError =>
  state === 'ringing'
    ? turn.error('supervisor-no-answer', "The supervisor's phone rang and was not answered.")
    : turn.error('unconfirmed', 'The supervisor left before the platform said in which mode he was on the call.');
