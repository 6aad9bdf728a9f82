import type { FoundAgent, RefusedEvent } from '../driver';
import type { SupervisionError } from '../errors';
import type { EndedBy } from '../vocabulary';
import { Book } from './book';
import { isBeforeCall } from './hanging';
import { armGraceMs, pastKept, stopMs, tidyMs } from './limits';
import type { Order, Session } from './model';

/** One turn of the machine: the moves that several inputs share. Which input makes which move is told by the files beside this one. */
export class Turn extends Book {
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

  /** Sends the order to the platform; where there is no call to join yet and the platform cannot wait for one, watches the agent. */
  start(order: Order, found: FoundAgent): void {
    if (order.arm && found.onCall === 'no' && this.setting.capabilities.arming === 'watched') {
      const session = this.open(order, found, 'watching');
      this.effects.push({ type: 'watch', id: session.supervision.id, agent: found.agent });
      return;
    }
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
        confirmBy: session.confirmBy,
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
      this.put(over, { step: 'tidying', want: 'off', waiters: [], leavers: [], deadline: this.now + tidyMs });
    }
    if (next) this.start(next.order, next.found);
  }

  /** It could not be taken off: tell those who asked, and show what still stands. */
  stays(session: Session, error: SupervisionError): void {
    const told = this.cannotLeave(session, error);
    if (told.next) this.refuse(told.next.order, error);
    this.answer(this.drop(told, ['next', 'error']), told.error ?? error);
  }

  /** Not what was asked, and better than nothing: he stays on the call in this mode, and the flow is told why. */
  settleFor(session: Session, { mode, evidence }: NonNullable<RefusedEvent['stays']>, error: SupervisionError): void {
    const { waiters } = session;
    this.prove(this.put(session, { waiters: [] }), mode, evidence);
    const active = this.sessions.get(session.supervision.id);
    if (active) this.answer(this.put(active, { waiters }), error);
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
        // The proof may overtake the answer: what is on the call was accepted.
        acceptedAt: session.supervision.acceptedAt ?? this.at,
        activeAt: session.supervision.activeAt ?? this.at,
      }),
      ['deadline', 'switchTo', 'armedUntil', 'query', 'error', 'doubted'],
      {
        step: 'active',
        ...(session.endAt === undefined && endAfterMs > 0 && { endAt: this.now + endAfterMs }),
        // On the agent, and still waiting for his call: no longer than was asked.
        ...(isBeforeCall(this, session) && { armedUntil: session.armedUntil ?? this.now + session.order.armMs }),
      },
    );
    if (!again) this.emit(switched ? 'supervision.switched' : 'supervision.active', active);
    this.answer(active);
  }

  /** The platform waits for the agent's next call, as was asked. */
  settleArmed(session: Session, evidence: string): void {
    const isNative = this.setting.capabilities.arming === 'native';
    const armed = this.drop(
      this.tell(session, {
        phase: 'armed',
        confirmation: 'confirmed',
        evidence,
        // What the platform waits for was accepted, also where its answer comes later. A watch is no order to it.
        ...(isNative && { acceptedAt: session.supervision.acceptedAt ?? this.at }),
      }),
      ['deadline', 'query', 'error'],
      {
        step: isNative ? 'armed' : 'watching',
        armedUntil: session.armedUntil ?? this.now + session.order.armMs,
      },
    );
    if (session.armedUntil === undefined || session.supervision.phase === 'unknown')
      this.emit('supervision.armed', armed);
    this.answer(armed);
  }

  /** Arming stands. Is it the answer, or may a leg still show up on a call that runs already? */
  weighArming(session: Session, evidence: string): void {
    const soon = Math.min(session.confirmBy, this.now + armGraceMs);
    if (!session.order.arm) {
      // The doubt is settled soon: a running call is joined at once, and a next one must not be waited for.
      if (session.onCall === 'unlikely' && session.step === 'waiting') this.put(session, { deadline: soon });
      return;
    }
    if (session.onCall === 'no') this.settleArmed(session, evidence);
    else if (session.step === 'starting') this.tell(session, { evidence });
    else this.tell(session, { evidence }, { deadline: soon });
  }
}
