import { recheckMs, tidyMs } from './limits';
import { lookedUpTooLong } from './ordering';
import type { DeskState, Session } from './model';
import { wasTold } from './book';
import type { Turn } from './turn';

const moments = (session: Session): number[] =>
  [session.deadline, session.armedUntil, session.endAt, session.next?.by].filter(
    (at): at is number => at !== undefined,
  );

/** When the machine wants to be given the time again; undefined: nothing is due. */
export function nextDeadline(state: DeskState): number | undefined {
  let next: number | undefined;
  const consider = (at: number): void => {
    if (next === undefined || at < next) next = at;
  };
  for (const { findBy } of state.orders.values()) if (findBy !== undefined) consider(findBy);
  for (const session of state.sessions.values()) moments(session).forEach(consider);
  return next;
}

/** Does what has become due. */
export function passTime(turn: Turn): void {
  lookedUpTooLong(turn);
  for (const id of [...turn.sessions.keys()]) {
    const session = turn.sessions.get(id);
    if (session) due(turn, session);
  }
}

/** `active`, `switching`: only where the supervisor's leg stands before the agent has a call. */
const waitsForCall: readonly Session['step'][] = ['armed', 'watching', 'active', 'switching', 'lost', 'checking'];

const isDue = (turn: Turn, at: number | undefined): boolean => at !== undefined && at <= turn.now;

function due(turn: Turn, session: Session): void {
  const { next } = session;
  if (next && isDue(turn, next.by)) {
    turn.drop(session, ['next']);
    turn.refuse(next.order, turn.error('unconfirmed', 'The supervision before it did not end in time.'));
  } else if (isDue(turn, session.armedUntil)) {
    const over = turn.drop(session, ['armedUntil']);
    if (waitsForCall.includes(session.step) && over.want === 'on') turn.stop(over, 'timeout');
  } else if (isDue(turn, session.endAt)) {
    const over = turn.drop(session, ['endAt']);
    if (over.want === 'on') turn.stop(over, 'timeout');
  } else if (isDue(turn, session.deadline)) {
    giveUp(turn, turn.drop(session, ['deadline']));
  }
}

/** The step has had its time. */
function giveUp(turn: Turn, session: Session): void {
  switch (session.step) {
    case 'tidying':
      // The platform did not disarm by itself after its one call.
      if (turn.contact === 'up') turn.effects.push({ type: 'stop', running: turn.running(session) });
      else turn.put(session, { deadline: turn.now + tidyMs });
      return;
    case 'starting': {
      // The platform has not even answered. The flow gets its answer now; whatever comes of the order goes back.
      const error = turn.error('unconfirmed', 'The platform did not answer the order in time.');
      turn.answer(turn.put(session, { want: 'off', error }), error);
      return;
    }
    case 'waiting':
      if (session.order.arm && session.armed && !session.leg) {
        turn.settleArmed(session, session.supervision.evidence ?? 'the platform waits for the next call');
        return;
      }
      turn.check(session);
      return;
    case 'lost':
      // Contact did not come back in time. The flow gets its answer now; what may stand is taken back when contact returns.
      turn.answer(
        wasTold(session) ? session : turn.put(session, { want: 'off', error: unconfirmed(turn) }),
        unconfirmed(turn),
      );
      return;
    case 'switching':
    case 'stopping':
    case 'armed':
    case 'checking':
      turn.check(session);
      return;
    case 'watching':
    case 'active':
      return;
  }
}

const unconfirmed = (turn: Turn): ReturnType<Turn['error']> =>
  turn.error('unconfirmed', 'Contact with the platform was lost before it said whether the supervisor is on the call.');

/**
 * A query failed. With contact up it is asked again; nobody who waits is kept waiting past the limit. What is not wanted gets its
 * first stop unasked: a stop ends nothing but the supervisor's own leg, and a platform that cannot be asked would keep him there.
 */
export function snapshotFailed(turn: Turn, query: number): void {
  for (const session of turn.sessions.values()) {
    if (session.query !== query) continue;
    const soonest = session.waiters.length > 0 ? Math.max(session.confirmBy, turn.now) : Infinity;
    const again = turn.drop(session, ['query'], {
      deadline: Math.min(turn.now + recheckMs, Math.max(soonest, turn.now + 500)),
    });
    if (again.want === 'off' && again.stops === 0) {
      turn.sendStop(again);
    } else if (again.leavers.length > 0) {
      const text = 'Whether the supervisor has left could not be asked. It is asked again.';
      turn.cannotLeave(again, again.stopError ?? turn.error('unconfirmed', text));
    } else if (again.waiters.length > 0 && turn.now >= again.confirmBy) {
      const error =
        again.error ??
        turn.error(
          'unconfirmed',
          'The platform took the order, but neither an event nor a query told whether it came true.',
        );
      if (wasTold(again)) turn.answer(again, error);
      else turn.sendStop(turn.answer(turn.put(again, { want: 'off', error }), error));
    }
  }
}
