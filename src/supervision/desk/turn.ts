import type { AgentRef, FoundAgent, Running } from '../driver';
import { SupervisionError, type ErrorCode } from '../errors';
import type { EndedBy, Supervision } from '../vocabulary';
import { armGraceMs, pastKept, stopMs, tidyMs } from './limits';
import type { DeskSetting, DeskState, Effect, Order, PendingCancel, Session } from './model';

/**
 * One turn of the machine: a copy of the state to write on, the time, and the effects so far. The moves that several inputs
 * share live here; which input makes which move is told by the files beside this one.
 */
export class Turn {
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
    this.effects.push({ type: 'emit', event, supervision: session.supervision });
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

  open(order: Order, found: FoundAgent, step: Session['step']): Session {
    const call = order.call ?? found.call;
    return this.put({
      supervision: { ...this.blank(order), ...(call !== undefined && { call }) },
      order,
      agent: found.agent,
      onCall: found.onCall,
      step,
      want: 'on',
      armed: false,
      confirmBy: this.now + order.confirmMs,
      deadline: this.now + order.confirmMs,
      waiters: [order.id],
      leavers: [],
      stops: 0,
    });
  }

  /** Sends the order to the platform. */
  start(order: Order, found: FoundAgent): void {
    // A new order replaces whatever the platform still holds for this supervisor; tidying up after it would hit the new one.
    for (const [id, old] of this.sessions) {
      if (old.step === 'tidying' && old.order.supervisor === order.supervisor) this.sessions.delete(id);
    }
    const session = this.open(order, found, 'starting');
    this.sendStart(session);
  }

  sendStart(session: Session): void {
    const { order, agent, supervision } = session;
    this.effects.push({
      type: 'start',
      start: {
        id: supervision.id,
        mode: order.mode,
        agent,
        ...(supervision.call !== undefined && { call: supervision.call }),
        supervisor: order.supervisor,
        arm: order.arm && this.setting.capabilities.arming === 'native',
        options: order.options,
      },
    });
  }

  /** Asks the platform what is true; the answer is applied to this session. */
  check(session: Session): Session {
    if (this.contact === 'down') return this.lose(session);
    this.queries += 1;
    this.effects.push({ type: 'snapshot', query: this.queries });
    return this.drop(session, ['deadline'], { step: 'checking', query: this.queries });
  }

  /** Contact is lost: what is true is asked when it returns. Those who wait are answered when their time is over. */
  lose(session: Session): Session {
    const deadline = session.waiters.length > 0 ? { deadline: Math.max(session.confirmBy, this.now) } : {};
    const lost = this.drop(session, ['query', 'deadline'], { ...deadline, step: 'lost' });
    if (lost.supervision.phase === 'unknown') return lost;
    const unknown = this.tell(lost, { phase: 'unknown' });
    this.emit('supervision.unknown', unknown);
    return unknown;
  }

  /** Takes the supervision off: leg and arming. */
  stop(session: Session, by: EndedBy, change: Partial<Session> = {}): Session {
    const stopping = this.put(session, { ...change, want: 'off', endedBy: by });
    if (session.step === 'watching') {
      this.effects.push({ type: 'unwatch', id: session.supervision.id });
      this.gone(stopping);
      return stopping;
    }
    // The order is still on its way: a stop that overtakes it would stop nothing. It goes out with the answer. While a query
    // is out, or contact is lost, what is true decides whether there is anything to stop.
    if (session.step === 'starting' || session.step === 'checking' || session.step === 'lost') return stopping;
    return this.sendStop(stopping);
  }

  sendStop(session: Session): Session {
    if (this.contact === 'down') return this.lose(session);
    this.effects.push({ type: 'stop', running: this.running(session) });
    return this.put(session, { step: 'stopping', deadline: this.now + stopMs, stops: session.stops + 1 });
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

  /** The order cannot be met: take back what may stand, then answer. */
  takeBack(session: Session, error: SupervisionError): void {
    this.stop(session, 'platform', { error });
  }

  /** Nothing of it is left on the platform (but perhaps an arming): ended, or failed. Starts what waits behind it. */
  gone(session: Session, by?: EndedBy, evidence?: string): void {
    const { supervision, error, next, leavers } = session;
    const failed = error !== undefined && supervision.activeAt === undefined;
    const over = this.tell(session, {
      phase: failed ? 'failed' : 'ended',
      endedAt: this.at,
      ...(failed ? { error: error.report() } : { endedBy: session.endedBy ?? by ?? 'unknown' }),
      ...(evidence !== undefined && { evidence }),
    });
    this.sessions.delete(supervision.id);
    this.past = [...this.past.slice(1 - pastKept), over.supervision];
    this.emit(failed ? 'supervision.failed' : 'supervision.ended', over);
    for (const order of session.waiters) {
      const why = error ?? this.error('unconfirmed', 'It was ended before the supervisor was on the call.');
      this.effects.push({
        type: 'answer',
        order,
        supervision: { ...over.supervision, error: why.report() },
        error: why,
      });
    }
    for (const cancel of leavers) this.left(cancel, over);
    if (session.armed) {
      const tidy = { step: 'tidying', want: 'off', waiters: [], leavers: [], deadline: this.now + tidyMs } as const;
      this.drop(over, ['leg', 'next', 'endAt', 'armedUntil'], tidy);
    }
    if (next) this.start(next.order, next.found);
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

  /** It could not be taken off: tell those who asked, and show what still stands. */
  stays(session: Session, error: SupervisionError): void {
    const told = this.cannotLeave(session, error);
    if (told.next) this.refuse(told.next.order, error);
    this.answer(this.drop(told, ['next', 'error']), told.error ?? error);
  }

  /** The proof: the supervisor is on the call in this mode. */
  prove(session: Session, mode: Session['supervision']['mode'], evidence: string): void {
    const wasActive = session.supervision.activeAt !== undefined;
    const switched = wasActive && mode !== session.supervision.mode;
    const again = wasActive && session.supervision.phase === 'active' && !switched;
    const { endAfterMs } = session.order;
    const active = this.drop(
      this.tell(session, {
        mode,
        phase: 'active',
        confirmation: 'confirmed',
        evidence,
        activeAt: session.supervision.activeAt ?? this.at,
      }),
      ['deadline', 'switchTo', 'armedUntil', 'query', 'error'],
      { step: 'active', ...(session.endAt === undefined && endAfterMs > 0 && { endAt: this.now + endAfterMs }) },
    );
    if (!again) this.emit(switched ? 'supervision.switched' : 'supervision.active', active);
    this.answer(active);
  }

  /** The platform waits for the agent's next call, as was asked. */
  settleArmed(session: Session, evidence: string): void {
    const armed = this.drop(
      this.tell(session, { phase: 'armed', confirmation: 'confirmed', evidence }),
      ['deadline', 'query', 'error'],
      {
        step: this.setting.capabilities.arming === 'native' ? 'armed' : 'watching',
        armedUntil: session.armedUntil ?? this.now + session.order.armMs,
      },
    );
    if (session.armedUntil === undefined || session.supervision.phase === 'unknown')
      this.emit('supervision.armed', armed);
    this.answer(armed);
  }

  /** Arming stands. Is it the answer, or may a leg still show up on a call that runs already? */
  weighArming(session: Session, evidence: string): void {
    if (!session.order.arm) return;
    if (session.onCall === 'no') this.settleArmed(session, evidence);
    else if (session.step === 'starting') this.tell(session, { evidence });
    else this.tell(session, { evidence }, { deadline: Math.min(session.confirmBy, this.now + armGraceMs) });
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
