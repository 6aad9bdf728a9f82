import type { AgentRef, DriverEvent } from '../../supervision/driver';
import type { EndedBy, Mode } from '../../supervision/vocabulary';
import { huaweiWord } from './capabilities';
import { phoneStateOf, qcAgentOf, type AgentEvent } from './wire';

/** What the desk was told of a leg, in this order and never back. */
const tellings = ['nothing', 'ringing', 'armed', 'joined'] as const;
type Told = (typeof tellings)[number];

/** The inspector's one leg: from the order until it is gone. */
export interface Attempt {
  /** Our name of it: Huawei has none. */
  readonly leg: string;
  readonly supervisor: string;
  readonly agent: AgentRef;
  readonly mode: Mode;
  /** The phone is hung up between two supervisions, so it rings for each. */
  readonly rings: boolean;
  /** It stands at the agent without a call, and the order is about his next one. */
  readonly waits: boolean;
  readonly call?: string | undefined;
  /** The gateway took the order. */
  readonly accepted: boolean;
  /** `AgentState_Busy`: seized. */
  readonly seized: boolean;
  readonly alerted: boolean;
  readonly offHook: boolean;
  /** When the gateway made the last event that showed it, on its own clock. */
  readonly seenAt?: number | undefined;
  readonly told: Told;
  /** It was asked to go. */
  readonly leaving?: boolean;
  /** The request that the gateway took for its end. */
  readonly stoppedBy?: string;
  /** A toggle is out, or its answer was lost: which mode holds is not known. */
  readonly toggling?: boolean;
}

export interface Observed {
  /** Undefined: it is over. */
  attempt: Attempt | undefined;
  events: DriverEvent[];
}

export function newAttempt(
  order: Pick<Attempt, 'leg' | 'supervisor' | 'agent' | 'mode' | 'rings' | 'waits' | 'call'>,
): Attempt {
  return { ...order, accepted: false, seized: false, alerted: false, offHook: false, told: 'nothing' };
}

export function accepted(attempt: Attempt): Observed {
  return tell({ ...attempt, accepted: true }, `${orderOf(attempt)} was accepted`, null);
}

/** An event of the inspector. The documents list those of a start in two orders, so none is relied on. */
export function heard(attempt: Attempt, event: AgentEvent): Observed {
  const evidence = `${event.type} after ${orderOf(attempt)}`;
  const seen: Attempt = { ...attempt, seenAt: Math.max(attempt.seenAt ?? 0, event.at ?? 0) };
  switch (event.type) {
    case 'AgentState_Busy':
      return tell({ ...seen, seized: true }, evidence, event.raw);
    case 'AgentOther_PhoneAlerting':
      return tell({ ...seen, alerted: true }, evidence, event.raw);
    case 'AgentOther_PhoneOffhook':
      return tell({ ...seen, offHook: true }, evidence, event.raw);
    case 'AgentOther_PhoneRelease': {
      // 3: the platform hung up. Whether it does so when the agent's call ends is not documented, so that does not say who it was.
      const by = phoneStateOf(event);
      const said = by === undefined ? evidence : `${evidence}, phoneState ${by}`;
      return ended(attempt, by === '2' ? 'supervisor' : 'unknown', said, event);
    }
    // Documented for the agent's own stream; a gateway may tell it here all the same. A switch may bring it too.
    case 'AgentOther_BeQcStop':
      return attempt.leaving === true && [attempt.supervisor, attempt.agent.id].includes(qcAgentOf(event) ?? '')
        ? ended(attempt, 'unknown', evidence, event)
        : { attempt, events: [] };
    case 'AgentState_Ready':
    case 'AgentState_Work':
    case 'AgentState_SetWork_Success':
    case 'AgentState_SetNotReady_Success':
    case 'AgentState_Force_SetNotReady':
    case 'AgentState_SetRest_Success':
      return ended(attempt, 'unknown', evidence, event);
    default:
      return { attempt, events: [] };
  }
}

/** The agent is on a call now. */
export function callCame(attempt: Attempt, call: string | undefined, evidence: string, raw: unknown): Observed {
  return tell({ ...attempt, waits: false, ...(call !== undefined && { call }) }, evidence, raw);
}

/** Its retcode is all that tells a switch: no event belongs to it. */
export function switched(attempt: Attempt, mode: Mode, request: string): Observed {
  const next: Attempt = { ...attempt, mode, toggling: false };
  const evidence = `answer: ${request} to ${huaweiWord[mode]} on ${attempt.agent.id}, retcode 0`;
  if (next.told !== 'joined') return { attempt: next, events: [] };
  return { attempt: next, events: [{ ...present(next, null), state: 'joined', mode, evidence }] };
}

/** The gateway took the end, and can tell no more of it: neither an event nor a query will come. */
export function goneAsAnswered(attempt: Attempt): Observed {
  const evidence = `answer: ${attempt.stoppedBy ?? 'none'} for ${attempt.agent.id}, retcode 0`;
  return { attempt: undefined, events: over(attempt, 'unknown', evidence, null) };
}

/** What a query proves; told by the answer to that query, so not told again. */
export function proved(attempt: Attempt, state: 'ringing' | 'armed' | 'joined'): Attempt {
  const told = isBefore(attempt.told, state) ? state : attempt.told;
  if (state === 'ringing') return { ...attempt, told };
  const seen = { accepted: true, seized: true, offHook: true, toggling: false };
  return { ...attempt, ...seen, waits: state === 'armed', told };
}

/** What is told of a leg that is not there any more. */
export function over(attempt: Attempt, why: EndedBy, evidence: string, raw: unknown): DriverEvent[] {
  const { supervisor, agent, told } = attempt;
  if (told === 'nothing') return [];
  if (told === 'armed') return [{ type: 'arming', on: false, supervisor, agent: agent.id, evidence, raw }];
  return [{ ...present(attempt, raw), state: 'left', why, evidence }];
}

/** Something of this order was seen at the inspector's phone. What comes before that is of an earlier one. */
export const wasSeen = ({ seized, alerted, offHook, told }: Attempt): boolean =>
  seized || alerted || offHook || told !== 'nothing';

function ended(attempt: Attempt, why: EndedBy, evidence: string, { at, raw }: AgentEvent): Observed {
  // An end that is older than what was seen of this leg, late or told again, is that of the leg before.
  const isOld = at !== undefined && at < (attempt.seenAt ?? 0);
  if (!wasSeen(attempt) || isOld) return { attempt, events: [] };
  return { attempt: undefined, events: over(attempt, why, evidence, raw) };
}

/**
 * On the call, or at the agent: the order was accepted and the phone is off the hook. Where the phone is off the hook all the time,
 * being seized is all there is to see; should it ring all the same, it has to be picked up.
 */
function stateOf({ accepted, rings, seized, alerted, offHook, waits }: Attempt): Told {
  const mustRing = rings || alerted;
  if (accepted && (offHook || (seized && !mustRing))) return waits ? 'armed' : 'joined';
  return mustRing && (seized || alerted || offHook) ? 'ringing' : 'nothing';
}

const isBefore = (one: Told, other: Told): boolean => tellings.indexOf(one) < tellings.indexOf(other);

function tell(attempt: Attempt, evidence: string, raw: unknown): Observed {
  const state = stateOf(attempt);
  const before = attempt.told;
  if (!isBefore(before, state)) return { attempt, events: [] };
  const { supervisor, agent, mode } = attempt;
  const arming = { type: 'arming', supervisor, agent: agent.id, mode, raw } as const;
  const events: DriverEvent[] = [];
  if (state === 'ringing') events.push({ ...present(attempt, raw), state, evidence });
  if (state === 'armed') events.push({ ...arming, on: true, evidence: `${evidence}; the agent has no call` });
  if (state === 'joined') {
    events.push({ ...present(attempt, raw), state, mode, evidence });
    if (before === 'armed') events.push({ ...arming, on: false, evidence });
  }
  return { attempt: { ...attempt, told: state }, events };
}

const present = ({ supervisor, agent, leg, call }: Attempt, raw: unknown) => ({
  type: 'leg' as const,
  supervisor,
  agent: agent.id,
  leg,
  ...(call !== undefined && { call }),
  raw,
});

const orderOf = ({ mode, agent }: Attempt): string => `the order to ${huaweiWord[mode]} on ${agent.id}`;
