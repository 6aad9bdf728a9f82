import type { AgentRef, DriverEvent, Holding, LegEvent } from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import type { EndedBy, Mode } from '../../supervision/vocabulary';
import type { CallAddress } from './paths';
import type { PhoneCall, View } from './resources';
import { isOn, keyOf, legIn } from './views';

/** One supervisor rung for one call: from the order until his leg is gone, or can no longer come. Times in milliseconds. */
export interface Attempt {
  readonly supervisor: string;
  readonly agent: AgentRef;
  readonly mode: Mode;
  readonly address: CallAddress;
  /** The view that he is to join. */
  readonly target: string;
  /** The views that were there before the order. */
  readonly before: ReadonlySet<string>;
  readonly sentAt: number;
  /** How long his phone may ring. */
  readonly waitMs: number;
  /** When the flow is answered without a proof. */
  readonly confirmBy: number;
  /** What was told of his leg. No view: only his phone was seen to ring. */
  readonly leg?: { readonly id: string; readonly state: 'ringing' | 'joined' };
  /** Why it is not known whether VoipNow took the order. */
  readonly doubt?: SupervisionError;
  /** It was told that nobody picked up. */
  readonly settled?: boolean;
}

/** So long after the phone must have stopped ringing nobody has picked up: the call of VoipNow is a little behind ours. */
const graceMs = 1_500;
/** So long after that a leg may still show up, and is told. */
const tailMs = 6_000;

/** When the phone has certainly stopped ringing. */
export const ringsUntil = ({ sentAt, waitMs }: Attempt): number => sentAt + waitMs + graceMs;

/** The phone may still ring for this order. */
export const mayRing = (attempt: Attempt, now: number): boolean =>
  attempt.leg?.state !== 'joined' && now < ringsUntil(attempt);

export interface Observed {
  /** Undefined: it is over. */
  attempt: Attempt | undefined;
  events: DriverEvent[];
}

/**
 * What a look at the call tells.
 *
 * @param call undefined where it is over
 */
export function observe(attempt: Attempt, call: PhoneCall | undefined, now: number): Observed {
  if (!call) return { attempt: undefined, events: callOver(attempt) };
  const view = legIn(call, attempt.supervisor, attempt.before);
  if (view) return seen(attempt, call, view);
  const { leg } = attempt;
  if (leg && leg.id !== ringsOnly(attempt)) {
    const stands = call.views.some(({ id }) => id === attempt.target);
    const why = leg.state === 'joined' ? (stands ? 'supervisor' : 'agent') : 'unknown';
    const evidence = `query: GET of call ${call.id}: the supervisor's view is gone, ${stands ? 'the call goes on' : "the agent's too"}`;
    return { attempt: undefined, events: [left(attempt, leg.id, why, evidence, call.raw)] };
  }
  const last = ringsUntil(attempt);
  if (now < last) return { attempt, events: [] };
  const events = attempt.settled ? [] : rungOut(attempt);
  return { attempt: now < last + tailMs ? settled(attempt) : undefined, events };
}

/** The supervisor's phone rings, by something else than a view of the call. */
export function rings(attempt: Attempt, evidence: string, raw: unknown): Observed {
  if (attempt.leg || attempt.settled) return { attempt, events: [] };
  const leg = { id: ringsOnly(attempt), state: 'ringing' } as const;
  return { attempt: { ...attempt, leg }, events: [{ ...present(attempt, leg.id, raw), state: 'ringing', evidence }] };
}

/** Its answer was given. A leg that comes now is late. */
export function settled(attempt: Attempt): Attempt {
  const next = { ...attempt, settled: true };
  Reflect.deleteProperty(next, 'leg');
  return next;
}

/** At a query: nobody has picked up, and the time for it is over, the platform's or the flow's. */
export function isOverdue(attempt: Attempt, now: number): boolean {
  const { sentAt, waitMs, leg, confirmBy, settled } = attempt;
  if (settled || leg?.state === 'joined') return false;
  return now >= sentAt + waitMs || (leg !== undefined && now >= confirmBy);
}

export function rungOut(attempt: Attempt): DriverEvent[] {
  const { supervisor, waitMs, leg, doubt } = attempt;
  const text = `Nobody picked up at ${supervisor} within ${Math.round(waitMs / 1_000)} s. VoipNow does not say why: not answered, busy, do not disturb, or no phone registered.`;
  // Of a phone that was never seen to ring nobody can say that it was not answered: that the order failed is all that is known.
  const error = leg || !doubt ? new SupervisionError('supervisor-no-answer', text, { platform: 'voipnow' }) : doubt;
  const events: DriverEvent[] = [{ type: 'refused', supervisor, error }];
  if (leg) events.push(left(attempt, leg.id, 'unknown', 'nobody picked up', null));
  return events;
}

/** What a query says that the supervisor holds. */
export function holdingOf(attempt: Attempt, call: PhoneCall | undefined): Holding | undefined {
  const view = call && legIn(call, attempt.supervisor, attempt.before);
  if (!view) return undefined;
  const { supervisor, agent, mode } = attempt;
  const on = isOn(view);
  if (attempt.settled && !on) return undefined;
  return {
    supervisor,
    agent,
    state: on ? 'joined' : 'ringing',
    ...(on && { mode }),
    leg: legId(attempt, view),
    call: call.id,
    evidence: queried(call, view),
  };
}

function seen(attempt: Attempt, call: PhoneCall, view: View): Observed {
  const state = isOn(view) ? 'joined' : 'ringing';
  const id = legId(attempt, view);
  const { leg } = attempt;
  // Taken back, or answered: only who picks up all the same has to go.
  if (attempt.settled && state === 'ringing') return { attempt, events: [] };
  // An order cannot go back from joined to ringing; a view that says so for a moment changes nothing.
  if (leg?.id === id && (leg.state === state || leg.state === 'joined')) return { attempt, events: [] };
  const told = present(attempt, id, call.raw);
  const evidence = queried(call, view);
  const event: LegEvent = { ...told, state, ...(state === 'joined' && { mode: attempt.mode }), evidence };
  return { attempt: { ...attempt, leg: { id, state } }, events: [event] };
}

/** The mode is the one that was asked: VoipNow shows none. */
const queried = (call: PhoneCall, view: View): string =>
  `query: GET shows view ${view.id} of call ${call.id} from ${view.source.join()} as new, status ${view.status ?? 'not told'}`;

function callOver(attempt: Attempt): DriverEvent[] {
  const { supervisor, leg, address, settled } = attempt;
  const evidence = `query: GET of call ${address.call}: the call is over`;
  if (leg?.state === 'joined') return [left(attempt, leg.id, 'unknown', evidence, null)];
  if (settled) return [];
  const text = `Call ${address.call} ended before the supervisor picked up.`;
  const error = new SupervisionError('call-not-found', text, { platform: 'voipnow' });
  const events: DriverEvent[] = [{ type: 'refused', supervisor, error }];
  if (leg) events.push(left(attempt, leg.id, 'unknown', evidence, null));
  return events;
}

const ringsOnly = ({ address }: Attempt): string => `${address.call}/rings`;
const legId = ({ address }: Attempt, view: View): string => `${address.call}/${view.id}`;

const present = ({ supervisor, agent, address }: Attempt, leg: string, raw: unknown) => ({
  type: 'leg' as const,
  supervisor,
  agent: agent.id,
  leg,
  call: address.call,
  raw,
});

export function left(attempt: Attempt, leg: string, why: EndedBy, evidence: string, raw: unknown): LegEvent {
  return { ...present(attempt, leg, raw), state: 'left', why, evidence };
}

export const keysOf = (call: PhoneCall): ReadonlySet<string> => new Set(call.views.map(keyOf));
