import type { ArmingEvent, CallEvent, Holding, LegEvent } from '../driver';
import { crossMs, lateMs, adoptedArmMs, stopsAtMost, recheckMs } from './limits';
import type { Order, Session } from './model';
import type { SupervisionError } from '../errors';
import { wasTold, type Turn } from './turn';

/** The platform tells what the supervisor's leg does. */
export function leg(turn: Turn, event: LegEvent, adoptId: () => string): void {
  const session = turn.holderOf(event.supervisor);
  if (!session) stray(turn, event, adoptId);
  else if (event.agent === undefined || event.agent === session.agent.id) {
    if (event.state === 'left') left(turn, session, event);
    else if (event.state === 'ringing') ringing(turn, session, event);
    else joined(turn, session, event);
  }
}

type Present = Extract<LegEvent, { state: 'ringing' | 'joined' }>;
type Left = Extract<LegEvent, { state: 'left' }>;

function ringing(turn: Turn, session: Session, event: Present): void {
  if (session.leg?.state === 'joined' || anotherCall(turn, session, event)) return;
  const rings = turn.put(session, { leg: { id: event.leg, state: 'ringing' } });
  if (rings.want === 'off') return;
  const told = turn.tell(rings, { phase: 'ringing', evidence: event.evidence, ...callOf(event) });
  // An armed supervision has no deadline of its own; from now on the supervisor's phone must be answered in time.
  if (told.step === 'armed')
    turn.put(told, {
      step: 'waiting',
      deadline: turn.now + told.order.confirmMs,
      confirmBy: turn.now + told.order.confirmMs,
    });
  if (session.supervision.phase !== 'ringing') turn.emit('supervision.ringing', told);
}

function joined(turn: Turn, session: Session, event: Present): void {
  if (anotherCall(turn, session, event)) return;
  const on = turn.tell(session, callOf(event), {
    leg: { id: event.leg, state: 'joined', ...(event.mode !== undefined && { mode: event.mode }) },
  });
  if (event.mode !== undefined) weighMode(turn, on, event.mode, event.evidence);
}

/** The leg is there, in this mode: is that the proof? */
function weighMode(turn: Turn, session: Session, mode: NonNullable<Present['mode']>, evidence: string): void {
  if (session.want === 'off') return;
  const { supervision } = session;
  if (session.switchTo !== undefined) {
    if (mode === session.switchTo) turn.prove(session, mode, evidence);
  } else if (mode === supervision.mode || wasTold(session)) {
    // Changed from outside (the supervisor's own desktop), or armed and joined otherwise: tell what is true.
    turn.prove(session, mode, evidence);
  }
}

const callOf = (event: { call?: string }): { call?: string } => (event.call === undefined ? {} : { call: event.call });

/** The order named a call and the leg is on another one: the agent has gone on to the next. Take the supervisor off. */
function anotherCall(turn: Turn, session: Session, event: Present): boolean {
  const wanted = session.order.call;
  if (wanted === undefined || event.call === undefined || event.call === wanted || session.want === 'off') return false;
  const on = turn.put(session, { leg: { id: event.leg, state: event.state } });
  turn.takeBack(
    on,
    turn.error('call-not-found', `Call ${wanted} is over; the agent is on another one (${event.call}).`),
  );
  return true;
}

function left(turn: Turn, session: Session, event: Left): void {
  // A leg that this supervision never had is somebody else's end, or an old one told again.
  if (session.leg?.id !== event.leg) return;
  const { leg: rang } = session;
  const gone = turn.drop(session, ['leg']);
  if (gone.step === 'starting') {
    // The platform has not answered the order yet; keep it until it does, so that nothing is stopped too early.
    turn.put(gone, { want: 'off', endedBy: gone.endedBy ?? event.why, error: gone.error ?? notOn(turn, rang.state) });
    return;
  }
  const failed = gone.want === 'on' && gone.supervision.activeAt === undefined;
  turn.gone(failed ? turn.put(gone, { error: notOn(turn, rang.state) }) : gone, event.why, event.evidence);
}

const notOn = (turn: Turn, state: 'ringing' | 'joined'): SupervisionError =>
  state === 'ringing'
    ? turn.error('supervisor-no-answer', "The supervisor's phone rang and was not answered.")
    : turn.error('unconfirmed', 'The supervisor left before the platform said in which mode he was on the call.');

/** A leg that no supervision explains: late for an order that was already answered, or somebody else's doing. */
function stray(turn: Turn, event: LegEvent, adoptId: () => string): void {
  if (event.state === 'left' || event.agent === undefined) return;
  const late = lateFor(turn, event.supervisor);
  const session = adopt(turn, adoptId(), { ...event, agent: { id: event.agent, label: late ?? event.agent } });
  if (late !== undefined) turn.stop(session, 'timeout');
}

/** The agent of an order that failed so shortly ago that what shows up now is still its doing. */
function lateFor(turn: Turn, supervisor: string): string | undefined {
  const last = turn.past.findLast((over) => over.supervisor === supervisor);
  const isLate = last?.phase === 'failed' && turn.now - Date.parse(last.endedAt ?? '') < lateMs;
  return isLate ? last.agent : undefined;
}

/** Somebody is on a call, or armed, without an order of ours: tell it, and let it be cancelled. */
function adopt(turn: Turn, id: string, found: Holding): Session {
  const mode = found.mode ?? 'listen';
  const order: Order = {
    id,
    mode,
    agent: found.agent.label,
    supervisor: found.supervisor,
    arm: found.state === 'armed',
    confirmMs: recheckMs,
    armMs: adoptedArmMs,
    endAfterMs: 0,
    options: {},
  };
  const session = turn.put(turn.open(order, { agent: found.agent, onCall: 'unknown', ...callOf(found) }, 'waiting'), {
    waiters: [],
    armed: found.state === 'armed',
    ...(found.leg !== undefined && found.state !== 'armed' && { leg: { id: found.leg, state: found.state } }),
  });
  if (found.state === 'armed') turn.settleArmed(session, found.evidence);
  else if (found.state === 'joined') turn.prove(session, mode, found.evidence);
  else turn.emit('supervision.ringing', turn.tell(session, { phase: 'ringing', evidence: found.evidence }));
  return turn.sessions.get(id) ?? session;
}

/** The platform waits, or no longer waits, for the agent's next call. */
export function arming(turn: Turn, event: ArmingEvent, adoptId: () => string): void {
  if (!event.on) {
    for (const [id, session] of turn.sessions) {
      if (session.step === 'tidying' && session.order.supervisor === event.supervisor) turn.sessions.delete(id);
    }
  }
  const session = turn.holderOf(event.supervisor);
  if (!session) {
    const late = event.on ? lateFor(turn, event.supervisor) : undefined;
    if (late === undefined || event.agent === undefined) return;
    const { supervisor, agent, evidence } = event;
    turn.stop(
      adopt(turn, adoptId(), { supervisor, agent: { id: agent, label: late }, state: 'armed', evidence }),
      'timeout',
    );
    return;
  }
  if (event.agent !== undefined && event.agent !== session.agent.id) return;
  const told = turn.put(session, { armed: event.on });
  if (event.on) {
    if (told.want === 'on' && (told.step === 'starting' || told.step === 'waiting') && !told.leg)
      turn.weighArming(told, event.evidence);
  } else if (told.step === 'stopping' && !told.leg) {
    turn.gone(told, undefined, event.evidence);
  } else if (told.step === 'armed' && !told.leg) {
    turn.put(told, { deadline: turn.now + crossMs });
  }
}

/** Watched arming: the agent's next call is there. */
export function call(turn: Turn, event: CallEvent): void {
  if (event.event !== 'call.answered') return;
  for (const session of turn.sessions.values()) {
    if (session.step !== 'watching' || session.agent.id !== event.agent) continue;
    turn.effects.push({ type: 'unwatch', id: session.supervision.id });
    const onCall = turn.tell(session, callOf(event), {
      step: 'starting',
      confirmBy: turn.now + session.order.confirmMs,
      deadline: turn.now + session.order.confirmMs,
    });
    turn.sendStart(onCall);
  }
}

/** What the platform says is true now, applied to the sessions that asked. */
export function snapshot(turn: Turn, query: number, holdings: readonly Holding[], adoptId: () => string): void {
  for (const session of turn.sessions.values()) {
    if (
      session.query === undefined ||
      session.query > query ||
      (session.step !== 'checking' && session.step !== 'lost')
    )
      continue;
    const holding = holdings.find(
      (held) => held.supervisor === session.order.supervisor && held.agent.id === session.agent.id,
    );
    compare(turn, turn.drop(session, ['query', 'deadline']), holding);
  }
  if (turn.met) return;
  turn.met = true;
  for (const holding of holdings) {
    if (!turn.holderOf(holding.supervisor)) adopt(turn, adoptId(), holding);
  }
}

function compare(turn: Turn, session: Session, holding: Holding | undefined): void {
  if (session.want === 'off') takenOff(turn, session, holding);
  else if (!holding) missing(turn, session);
  else standing(turn, session, holding);
}

function takenOff(turn: Turn, session: Session, holding: Holding | undefined): void {
  if (!holding) {
    turn.gone(
      turn.drop(session, ['leg'], { armed: false }),
      undefined,
      'query: neither a leg nor an arming of this supervisor',
    );
    return;
  }
  const held = withHolding(turn, session, holding);
  if (session.stops < stopsAtMost) turn.sendStop(held);
  else {
    const error =
      held.stopError ??
      turn.error('unconfirmed', 'The platform took the order to leave, but the supervisor is still there.');
    const phase = holding.state === 'joined' ? 'active' : holding.state;
    const back = turn.tell(
      held,
      { phase, evidence: holding.evidence },
      { want: 'on', stops: 0, step: stepOf(holding) },
    );
    turn.stays(turn.drop(back, ['stopError', 'endedBy']), error);
  }
}

const stepOf = (holding: Holding): Session['step'] =>
  holding.state === 'joined' ? 'active' : holding.state === 'armed' ? 'armed' : 'waiting';

function withHolding(turn: Turn, session: Session, holding: Holding): Session {
  return turn.tell(turn.drop(session, ['leg']), callOf(holding), {
    armed: holding.state === 'armed' || session.armed,
    ...(holding.leg !== undefined &&
      holding.state !== 'armed' && {
        leg: { id: holding.leg, state: holding.state, ...(holding.mode !== undefined && { mode: holding.mode }) },
      }),
  });
}

/** The platform knows nothing of it. */
function missing(turn: Turn, session: Session): void {
  const was = wasTold(session);
  const evidence = 'query: neither a leg nor an arming of this supervisor';
  const bare = turn.drop(session, ['leg'], { armed: false });
  if (!was && turn.now < session.confirmBy) {
    // Cut off while the order was on its way: it may still come true until its time is over.
    turn.put(bare, { step: 'waiting', deadline: session.confirmBy });
  } else if (was) {
    turn.gone(bare, 'unknown', evidence);
  } else {
    const error =
      session.error ??
      turn.error('unconfirmed', 'The platform took the order, but the supervisor did not get on the call.');
    turn.gone(turn.put(bare, { error }), undefined, evidence);
  }
}

/** The platform holds a leg or an arming. */
function standing(turn: Turn, session: Session, holding: Holding): void {
  const held = withHolding(turn, session, holding);
  const { supervision, order, confirmBy } = held;
  const late = turn.now >= confirmBy;
  const was = supervision.activeAt !== undefined;
  if (holding.state === 'joined') {
    const mode = holding.mode ?? (was ? supervision.mode : undefined);
    if (held.switchTo !== undefined && mode !== held.switchTo) stillBefore(turn, held, late);
    else if (mode !== undefined && (wasTold(held) || mode === supervision.mode))
      turn.prove(held, mode, holding.evidence);
    else if (late) turn.takeBack(turn.put(held, { step: 'waiting' }), wrongMode(turn, order, mode));
    else turn.put(held, { step: 'waiting', deadline: confirmBy });
  } else if (holding.state === 'ringing') {
    const rings = turn.tell(
      held,
      { phase: 'ringing', evidence: holding.evidence },
      { step: 'waiting', deadline: confirmBy },
    );
    if (late) turn.takeBack(rings, notOn(turn, 'ringing'));
  } else if (order.arm) {
    turn.settleArmed(held, holding.evidence);
  } else if (late) {
    turn.takeBack(turn.put(held, { step: 'waiting' }), onlyArmed(turn, held));
  } else {
    turn.put(held, { step: 'waiting', deadline: confirmBy });
  }
}

/** An in-place switch that did not come true leaves the supervision as it was. */
function stillBefore(turn: Turn, session: Session, late: boolean): void {
  if (!late) {
    turn.put(session, { step: 'switching', deadline: session.confirmBy });
    return;
  }
  const error =
    session.error ??
    turn.error('unconfirmed', `The platform took the switch, but the mode is still "${session.supervision.mode}".`);
  const back = turn.drop(turn.tell(session, { phase: 'active' }), ['switchTo', 'deadline', 'error'], {
    step: 'active',
  });
  turn.answer(back, error);
}

const wrongMode = (turn: Turn, order: Order, mode: string | undefined): SupervisionError =>
  turn.error(
    'unconfirmed',
    mode === undefined
      ? 'The supervisor is on the call, but the platform does not say in which mode.'
      : `The supervisor got on the call in mode "${mode}", not "${order.mode}".`,
  );

/** Accepted, and the platform waits for a next call that nobody asked for. */
const onlyArmed = (turn: Turn, session: Session): SupervisionError =>
  session.onCall === 'yes'
    ? turn.error(
        'unconfirmed',
        'The platform took the order but did not put the supervisor on the running call. Joining a running call may be switched off there.',
      )
    : turn.error(
        'no-active-call',
        `Agent ${session.order.agent} has no call that can be joined. (If he has one, joining a running call may be switched off on the platform.)`,
      );
