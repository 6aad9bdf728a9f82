import type { FoundAgent } from '../driver';
import { SupervisionError } from '../errors';
import type { Order, Session } from './model';
import { sameAgent, wasTold } from './book';
import { hangsOnAgent } from './hanging';
import { callCame } from './standing';
import type { Turn } from './turn';

/** An order comes in: refuse what needs no question, look up the agent for the rest. */
export function take(turn: Turn, order: Order): void {
  const { modes } = turn.setting.capabilities;
  if (!modes.includes(order.mode)) {
    const offered = modes.join(', ');
    turn.refuse(
      order,
      turn.error('mode-unsupported', `This platform cannot do "${order.mode}"; it offers ${offered}.`),
    );
  } else if (turn.contact === 'down') {
    // A barge that comes after the connection does is wrong: fail now, queue nothing.
    turn.refuse(order, turn.unreachable());
  } else {
    turn.orders.set(order.id, { ...order, findBy: turn.now + order.confirmMs });
    turn.effects.push({ type: 'find', order });
  }
}

/** The platform is slow to say who and where the agent is. An order that goes out late is wrong: it is given up, unsent. */
export function lookedUpTooLong(turn: Turn): void {
  const details = { platform: turn.setting.platform, arrived: 'no', retryable: true } as const;
  for (const order of turn.orders.values()) {
    if (order.findBy === undefined || order.findBy > turn.now) continue;
    const text = 'The platform did not say in time whether the agent is on a call. Nobody was put on the call.';
    turn.refuse(order, new SupervisionError('unreachable', text, details));
  }
}

export function notFound(turn: Turn, id: string, error: SupervisionError): void {
  const order = turn.orders.get(id);
  if (order) turn.refuse(order, error);
}

/** The agent is known: begin, join what runs, switch it, or refuse. */
export function place(turn: Turn, id: string, found: FoundAgent): void {
  const asked = turn.orders.get(id);
  if (!asked) return;
  const order: Order = { ...asked, known: found.agent };
  if (order.call !== undefined && found.call !== undefined && order.call !== found.call) {
    turn.refuse(
      order,
      turn.error('call-not-found', `The agent is on another call now (${found.call}, not ${order.call}).`),
    );
    return;
  }
  const held = turn.holderOf(order.supervisor);
  if (held) beside(turn, order, found, held);
  else begin(turn, order, found);
}

function begin(turn: Turn, order: Order, found: FoundAgent): void {
  if (found.onCall === 'no' && !order.arm) {
    turn.refuse(order, notOnCall(turn, order));
    return;
  }
  turn.orders.delete(order.id);
  turn.start(order, found);
}

/** The supervisor already has a supervision. */
function beside(turn: Turn, order: Order, found: FoundAgent, held: Session): void {
  const busy = (text: string): void => {
    turn.refuse(order, turn.error('already-supervised', text));
  };
  const { supervision } = held;
  if (held.want === 'off') {
    busy(`The supervisor is just leaving agent ${supervision.agent}. Try again in a moment.`);
  } else if (!sameAgent(held.agent, found.agent)) {
    busy(`The supervisor is already on agent ${supervision.agent}. Cancel that supervision first.`);
  } else if (order.call !== undefined && supervision.call !== undefined && order.call !== supervision.call) {
    busy(`The supervisor is already on another call of agent ${supervision.agent}. Cancel that supervision first.`);
  } else if (hangsOnAgent(turn) && found.onCall === 'no' && !order.arm) {
    turn.refuse(order, notOnCall(turn, order));
  } else {
    const now = hangsOnAgent(turn) && found.onCall === 'yes' ? callCame(turn, held, found) : held;
    if ((held.switchTo ?? supervision.mode) === order.mode) same(turn, order, found, now);
    else change(turn, order, found, now);
  }
}

const notOnCall = (turn: Turn, order: Order): SupervisionError =>
  turn.error('no-active-call', `Agent ${order.agent} is not on a call.`);

/** The mode that was asked already holds, or is being started. */
function same(turn: Turn, order: Order, found: FoundAgent, held: Session): void {
  const waiting = held.step === 'armed' || held.step === 'watching';
  if (waiting && !order.arm) {
    if (found.onCall === 'no') {
      turn.refuse(order, notOnCall(turn, order));
    } else {
      renew(turn, order, found, held);
    }
    return;
  }
  turn.orders.delete(order.id);
  const joined = turn.put(held, { waiters: [...held.waiters, order.id] });
  if (held.step === 'active' || (waiting && wasTold(held))) turn.answer(joined);
}

function change(turn: Turn, order: Order, found: FoundAgent, held: Session): void {
  const { mode } = held.supervision;
  if (held.step === 'armed' || held.step === 'watching') {
    if (found.onCall === 'no' && !order.arm) {
      turn.refuse(order, notOnCall(turn, order));
    } else {
      renew(turn, order, found, held);
    }
    return;
  }
  if (held.step !== 'active') {
    const text = `The supervisor is still joining agent ${held.supervision.agent} in mode "${mode}". Wait for that result first.`;
    turn.refuse(order, turn.error('transition-not-allowed', text));
    return;
  }
  const way = turn.setting.capabilities.switches[mode]?.[order.mode] ?? 'never';
  if (way === 'never') {
    turn.refuse(
      order,
      turn.error(
        'transition-not-allowed',
        `This platform cannot go from "${mode}" to "${order.mode}" on a running call.`,
      ),
    );
  } else if (way === 'restart') {
    renew(turn, order, found, held);
  } else {
    turn.orders.delete(order.id);
    const switching = turn.put(held, {
      order: { ...order, supervisor: held.order.supervisor },
      step: 'switching',
      switchTo: order.mode,
      waiters: [...held.waiters, order.id],
      confirmBy: turn.now + order.confirmMs,
      deadline: turn.now + order.confirmMs,
      ...(order.endAfterMs > 0 && { endAt: turn.now + order.endAfterMs }),
    });
    turn.effects.push({ type: 'switch', running: turn.running(switching), mode: order.mode });
  }
}

/** End what runs, then start anew. */
function renew(turn: Turn, order: Order, found: FoundAgent, held: Session): void {
  turn.orders.delete(order.id);
  turn.stop(held, 'cancel', { next: { order, found, by: turn.now + order.confirmMs } });
}

/** The flow no longer waits for this order (its node was closed): what it began and nobody was told about goes back. */
export function withdraw(turn: Turn, id: string): void {
  turn.orders.delete(id);
  for (const session of turn.sessions.values()) {
    if (session.next?.order.id === id) turn.drop(session, ['next']);
    if (!session.waiters.includes(id)) continue;
    const left = turn.put(session, { waiters: session.waiters.filter((other) => other !== id) });
    if (left.waiters.length === 0 && left.want === 'on' && !wasTold(left)) turn.stop(left, 'cancel');
  }
}
