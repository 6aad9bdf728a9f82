import type { Holding } from '../driver';
import type { SupervisionError } from '../errors';
import { adoptedArmMs, recheckMs, stopsAtMost } from './limits';
import type { Order, Session } from './model';
import { callOf, notOn, wasTold } from './book';
import type { Turn } from './turn';

/** What the platform says is true now, applied to the sessions that asked. */
export function snapshot(turn: Turn, query: number, holdings: readonly Holding[], adoptId: () => string): void {
  for (const session of turn.sessions.values()) {
    // What has been proved since, or lost, does not wait for an answer any more.
    if (session.query === undefined || session.query > query) continue;
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
    ...(holding.leg !== undefined && holding.state !== 'armed' && { leg: { id: holding.leg, state: holding.state } }),
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
  } else if (was || session.adopted) {
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
    else if (late) turn.takeBack(turn.put(held, { step: 'waiting' }), whyNot(held) ?? wrongMode(turn, order, mode));
    else turn.put(held, { step: 'waiting', deadline: confirmBy });
  } else if (holding.state === 'ringing') {
    // Without an order it has no time in which it must be answered: somebody else may have done it.
    const free = held.adopted === true && held.waiters.length === 0;
    const deadline = late && free ? turn.now + recheckMs : confirmBy;
    const rings = turn.tell(held, { phase: 'ringing', evidence: holding.evidence }, { step: 'waiting', deadline });
    if (late && !free) turn.takeBack(rings, notOn(turn, 'ringing'));
  } else if (order.arm) {
    turn.settleArmed(held, holding.evidence);
  } else if (late || held.onCall === 'unlikely') {
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

/** What the platform said to a step of the order tells more than what came of it. */
const whyNot = ({ doubted, error }: Session): SupervisionError | undefined => (doubted ? error : undefined);

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

/** Somebody is on a call, or armed, without an order of ours: tell it, and let it be cancelled. */
export function adopt(turn: Turn, id: string, found: Holding): Session {
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
    adopted: true,
    armed: found.state === 'armed',
    ...(found.leg !== undefined && found.state !== 'armed' && { leg: { id: found.leg, state: found.state } }),
  });
  if (found.state === 'armed') turn.settleArmed(session, found.evidence);
  else if (found.state === 'joined') turn.prove(session, mode, found.evidence);
  else turn.emit('supervision.ringing', turn.tell(session, { phase: 'ringing', evidence: found.evidence }));
  return turn.sessions.get(id) ?? session;
}
