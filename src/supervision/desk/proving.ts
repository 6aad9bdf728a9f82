import type { ArmingEvent, CallEvent, LegEvent } from '../driver';
import { callOf, notOn, wasTold } from './book';
import { hangsOnAgent } from './hanging';
import { crossMs, lateMs } from './limits';
import type { Session } from './model';
import { adopt } from './reconciling';
import * as standing from './standing';
import type { Turn } from './turn';

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
  expectProof(turn, told);
  if (session.supervision.phase !== 'ringing') turn.emit('supervision.ringing', told);
}

function joined(turn: Turn, session: Session, event: Present): void {
  if (anotherCall(turn, session, event)) return;
  const on = turn.tell(session, callOf(event), { leg: { id: event.leg, state: 'joined' } });
  if (event.mode !== undefined) weighMode(turn, on, event.mode, event.evidence);
  else if (on.step === 'armed') expectProof(turn, on);
}

/** An armed supervision has no deadline of its own; from now on its proof must come in time. */
function expectProof(turn: Turn, session: Session): void {
  if (session.step !== 'armed' && session.step !== 'waiting') return;
  const confirmBy = session.step === 'armed' ? turn.now + session.order.confirmMs : session.confirmBy;
  turn.put(session, { step: 'waiting', confirmBy, deadline: confirmBy });
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
    if (gone.want === 'on') turn.put(gone, { want: 'off', error: notOn(turn, rang.state) });
    return;
  }
  const failed = gone.want === 'on' && gone.supervision.activeAt === undefined;
  turn.gone(failed ? turn.put(gone, { error: notOn(turn, rang.state) }) : gone, event.why, event.evidence);
}

/** A leg that no supervision explains: late for an order that was already answered, or somebody else's doing. */
function stray(turn: Turn, event: LegEvent, adoptId: () => string): void {
  if (event.state === 'left' || event.agent === undefined) return;
  const late = lateFor(turn, event.supervisor);
  const before = tidiedFor(turn, event.supervisor);
  const label = late ?? before?.agent.label ?? event.agent;
  const session = adopt(turn, adoptId(), { ...event, agent: { id: event.agent, label } });
  if (late !== undefined) turn.stop(session, 'timeout');
  else if (before) {
    turn.sessions.delete(before.supervision.id);
    turn.stop(session, 'platform');
  }
}

/** A supervision that ended while the platform was still armed: a leg that shows up now is on a next call that nobody asked for. */
function tidiedFor(turn: Turn, supervisor: string): Session | undefined {
  return [...turn.sessions.values()].find(({ step, order }) => step === 'tidying' && order.supervisor === supervisor);
}

/**
 * The agent of an order that failed, or was called off before it came true, so shortly ago that what shows up now is still its
 * doing: some platforms cannot take back a phone that rings.
 */
function lateFor(turn: Turn, supervisor: string): string | undefined {
  const last = turn.past.findLast((over) => over.supervisor === supervisor);
  if (!last || last.activeAt !== undefined) return undefined;
  return turn.now - Date.parse(last.endedAt ?? '') < lateMs ? last.agent : undefined;
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
  const told = standing.armed(turn, turn.put(session, { armed: event.on }), event.on);
  if (event.on) {
    if (told.want === 'on' && (told.step === 'starting' || told.step === 'waiting') && !told.leg)
      turn.weighArming(told, event.evidence);
  } else if (told.step === 'stopping' && !told.leg) {
    turn.gone(told, undefined, event.evidence);
  } else if (told.step === 'armed' && !told.leg) {
    turn.put(told, { deadline: turn.now + crossMs });
  }
}

/** Something about the call of an agent: of one whose next call is waited for, or of one on whom a supervisor's leg hangs. */
export function call(turn: Turn, event: CallEvent): void {
  for (const session of turn.sessions.values()) {
    if (session.agent.id !== event.agent) continue;
    if (hangsOnAgent(turn)) {
      standing.call(turn, session, event);
      continue;
    }
    if (session.step !== 'watching' || event.event !== 'call.answered') continue;
    turn.effects.push({ type: 'unwatch', id: session.supervision.id });
    const onCall = turn.tell(session, callOf(event), {
      step: 'starting',
      confirmBy: turn.now + session.order.confirmMs,
      deadline: turn.now + session.order.confirmMs,
    });
    turn.sendStart(onCall);
  }
}
