import type { RefusedEvent } from '../driver';
import type { SupervisionError } from '../errors';
import { wasTold } from './book';
import * as ending from './ending';
import type { DeskSetting, DeskState, Effect, Input, Session } from './model';
import * as ordering from './ordering';
import * as proving from './proving';
import * as reconciling from './reconciling';
import * as timing from './timing';
import { Turn } from './turn';

export const emptyDesk: DeskState = {
  contact: 'down',
  met: false,
  queries: 0,
  orders: new Map(),
  sessions: new Map(),
  cancels: new Map(),
  past: [],
};

/**
 * The desk as a pure function: what is so, and something that happens at a time, give what is so next and what has to be done.
 * No clock, no promise, no platform in here.
 *
 * @param now milliseconds since the epoch; never runs backwards between two calls
 */
export function step(
  setting: DeskSetting,
  state: DeskState,
  input: Input,
  now: number,
): { state: DeskState; effects: Effect[] } {
  const turn = new Turn(setting, state, now);
  take(turn, input);
  return { state: turn.state(), effects: turn.effects };
}

function take(turn: Turn, input: Input): void {
  switch (input.type) {
    case 'order':
      ordering.take(turn, input.order);
      return;
    case 'found':
      ordering.place(turn, input.order, input.found);
      return;
    case 'not-found':
      ordering.notFound(turn, input.order, input.error);
      return;
    case 'withdraw':
      ordering.withdraw(turn, input.order);
      return;
    case 'cancel':
      ending.cancel(turn, input.cancel, input.target);
      return;
    case 'leg':
      proving.leg(turn, input.event, input.adoptId);
      return;
    case 'arming':
      proving.arming(turn, input.event, input.adoptId);
      return;
    case 'refused':
      refusedLater(turn, input.event);
      return;
    case 'call':
      proving.call(turn, input.event);
      return;
    case 'snapshot':
      reconciling.snapshot(turn, input.query, input.holdings, input.adoptId);
      return;
    case 'snapshot-failed':
      timing.snapshotFailed(turn, input.query);
      return;
    case 'up':
      contactUp(turn);
      return;
    case 'down':
      contactDown(turn, input.error);
      return;
    case 'time':
      timing.passTime(turn);
      return;
    case 'close':
      ending.close(turn);
      return;
    default: {
      const session = turn.sessions.get(input.id);
      if (session) replied(turn, session, input);
    }
  }
}

type Reply = Extract<Input, { id: string }>;

/** The platform's answer to something that the machine asked to be done. */
function replied(turn: Turn, session: Session, input: Reply): void {
  switch (input.type) {
    case 'accepted':
      accepted(turn, session);
      return;
    case 'start-failed':
      startFailed(turn, session, input.error);
      return;
    case 'switch-failed':
      if (session.step === 'switching') switchFailed(turn, session, input.error);
      return;
    case 'stopped':
      ending.stopped(turn, session);
      return;
    case 'stop-failed':
      ending.stopFailed(turn, session, input.error);
      return;
    case 'watched':
      if (session.step === 'watching') turn.settleArmed(session, "watching the agent's calls");
      return;
    case 'watch-failed':
      if (session.step === 'watching') turn.gone(turn.put(session, { error: input.error }));
      return;
    case 'switched':
      // Accepted is not switched: the leg event is the proof.
      return;
  }
}

function accepted(turn: Turn, session: Session): void {
  const { supervision } = session;
  const told = turn.tell(session, {
    acceptedAt: supervision.acceptedAt ?? turn.at,
    ...(supervision.confirmation === 'none' && { confirmation: 'accepted' as const }),
    ...(supervision.phase === 'requested' && { phase: 'accepted' as const }),
  });
  if (told.supervision.phase === 'accepted') turn.emit('supervision.accepted', told);
  if (session.step !== 'starting') return;
  if (told.want === 'off') {
    turn.sendStop(told);
  } else if (turn.contact === 'down') {
    turn.lose(told);
  } else {
    const waiting = turn.put(told, { step: 'waiting' });
    if (waiting.armed && !waiting.leg)
      turn.weighArming(waiting, waiting.supervision.evidence ?? 'the platform waits for the next call');
  }
}

function startFailed(turn: Turn, session: Session, error: SupervisionError): void {
  if (session.step !== 'starting') return;
  // Cut off on the way, or refused although the supervisor was seen on the call: only a query can tell.
  if (error.arrived === 'maybe' || session.leg?.state === 'joined')
    turn.check(turn.put(session, { error: session.error ?? error }));
  else if (session.leg || session.armed) turn.takeBack(turn.put(session, { step: 'waiting' }), error);
  else turn.gone(turn.put(session, { error: session.error ?? error }));
}

/** Accepted, and then refused by an event. It cannot name its order; there is but one that still waits for its proof. */
function refusedLater(turn: Turn, { supervisor, error, stays, isDoubt, ofStop }: RefusedEvent): void {
  const session = turn.holderOf(supervisor);
  if (!session) return;
  if (ofStop === true) {
    ending.stopFailed(turn, session, error);
    return;
  }
  if (session.want === 'off') return;
  if (session.step === 'switching') switchFailed(turn, session, error);
  else if (
    session.step === 'starting' ||
    ((session.step === 'waiting' || session.step === 'checking') && !wasTold(session))
  ) {
    if (isDoubt === true) turn.put(session, { error, doubted: true });
    else if (stays && session.leg?.state === 'joined') turn.settleFor(session, stays, error);
    else if (session.step === 'waiting' && !session.leg && !session.armed) turn.gone(turn.put(session, { error }));
    else turn.takeBack(session, error);
  }
}

function switchFailed(turn: Turn, session: Session, error: SupervisionError): void {
  if (error.arrived === 'maybe') {
    turn.check(turn.put(session, { error }));
    return;
  }
  const back = turn.drop(turn.tell(session, { phase: 'active' }), ['switchTo', 'deadline'], { step: 'active' });
  turn.answer(back, error);
}

function contactUp(turn: Turn): void {
  turn.contact = 'up';
  turn.reason = undefined;
  const asks = !turn.met || [...turn.sessions.values()].some((session) => session.step === 'lost');
  if (!asks) return;
  turn.queries += 1;
  turn.effects.push({ type: 'snapshot', query: turn.queries });
  for (const session of turn.sessions.values()) {
    if (session.step === 'lost') turn.put(session, { step: 'checking', query: turn.queries });
  }
}

function contactDown(turn: Turn, error: SupervisionError): void {
  turn.contact = 'down';
  turn.reason = error;
  for (const order of turn.orders.values()) turn.refuse(order, error);
  for (const session of turn.sessions.values()) {
    if (session.next) turn.refuse(session.next.order, error);
    const left = turn.drop(turn.cannotLeave(session, error), ['next']);
    // Watching goes on by itself: it holds nothing on the platform, and its events come again with the contact. A start that is
    // still on its way gets its own answer.
    if (!['tidying', 'watching', 'starting', 'lost'].includes(left.step)) turn.lose(left);
  }
}
