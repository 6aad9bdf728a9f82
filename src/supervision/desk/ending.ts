import type { SupervisionError } from '../errors';
import type { CancelTarget, DeskState, Session } from './model';
import type { Turn } from './turn';

/** The flow wants supervisions to end. */
export function cancel(turn: Turn, id: string, target: CancelTarget): void {
  const refuse = (error: SupervisionError): void => {
    turn.effects.push({ type: 'answer-cancel', cancel: id, supervisions: [], error });
  };
  if (target.by === 'all') {
    for (const order of turn.orders.values())
      turn.refuse(order, turn.error('unconfirmed', 'Cancelled before it began.'));
  }
  const sessions = [...turn.sessions.values()].filter(
    (session) => session.step !== 'tidying' && meant(session, target),
  );
  if (sessions.length === 0) {
    const over = target.by === 'id' ? turn.past.findLast((past) => past.id === target.id) : undefined;
    if (over || target.by === 'all') {
      turn.effects.push({ type: 'answer-cancel', cancel: id, supervisions: over ? [over] : [] });
    } else {
      refuse(
        turn.error(
          'call-not-found',
          target.by === 'agent'
            ? `Nobody supervises agent ${target.label}.`
            : 'This supervision is not known here any more.',
        ),
      );
    }
    return;
  }
  if (turn.contact === 'down') {
    refuse(turn.unreachable());
    return;
  }
  turn.cancels.set(id, { id, pending: sessions.map((session) => session.supervision.id), done: [] });
  for (const session of sessions) {
    const next = session.next;
    if (next) turn.refuse(next.order, turn.error('unconfirmed', 'Cancelled before it began.'));
    const leaving = turn.drop(session, ['next'], { leavers: [...session.leavers, id] });
    if (session.want === 'on') turn.stop(leaving, 'cancel');
  }
}

/**
 * The platform's id of the agent whom a running supervision is about, by the name that was given when it began. Whoever wants to
 * leave need not ask a platform that may not answer.
 */
export function supervisedAs({ sessions }: DeskState, name: string): string | undefined {
  const ids = [...sessions.values()]
    .filter(({ supervision, step }) => supervision.agent === name && step !== 'tidying')
    .map(({ agent }) => agent.id);
  return new Set(ids).size === 1 ? ids[0] : undefined;
}

const meant = (session: Session, target: CancelTarget): boolean =>
  target.by === 'all' ||
  (target.by === 'id'
    ? session.supervision.id === target.id
    : session.agent.id === target.agent && (session.adopted === true || !target.adopted));

/** The platform accepted the stop. */
export function stopped(turn: Turn, session: Session): void {
  if (session.step === 'tidying') turn.sessions.delete(session.supervision.id);
  else if (session.step === 'stopping' && !session.leg && !session.armed) turn.check(session);
}

/** The platform refused the stop, or it was cut off. Perhaps there is nothing to stop any more: ask, before saying so. */
export function stopFailed(turn: Turn, session: Session, error: SupervisionError): void {
  if (session.step === 'tidying') turn.sessions.delete(session.supervision.id);
  else if (session.step === 'stopping') turn.check(turn.put(session, { stopError: error }));
}

/** The connection closes: everything that we put on goes with it. */
export function close(turn: Turn): void {
  const error = turn.error('unreachable', 'The connection was closed (deploy or shutdown).');
  // An order that comes while the last stops are on their way would be left behind.
  turn.contact = 'down';
  turn.reason = error;
  for (const order of turn.orders.values()) turn.refuse(order, error);
  for (const session of turn.sessions.values()) {
    if (session.step === 'watching') turn.effects.push({ type: 'unwatch', id: session.supervision.id });
    // One that is out already does not become more by being sent again.
    else if (session.step !== 'stopping') turn.effects.push({ type: 'stop', running: turn.running(session) });
    if (session.step === 'tidying') {
      turn.sessions.delete(session.supervision.id);
      continue;
    }
    if (session.next) turn.refuse(session.next.order, error);
    turn.gone(
      turn.drop(session, ['next', 'error'], { armed: false, endedBy: 'shutdown' }),
      undefined,
      'the connection was closed',
    );
  }
}
