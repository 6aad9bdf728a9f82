import type { Holding } from '../../supervision/driver';
import { proved, type Attempt } from './attempt';
import { huaweiWord, modeOfState } from './capabilities';
import type { Leg } from './leg';
import type { Looking } from './looking';
import { ownOfSync } from './own';
import { isWorkNumber } from './paths';
import type { OwnSnapshot } from './wire';

/** What `syncagentinfo` says that the inspector holds, written down where the leg is known from now on. */
export async function holdingsOf(
  seen: OwnSnapshot,
  leg: Leg,
  looking: Looking,
  signal: AbortSignal,
): Promise<Holding[]> {
  const { state, qcWorkNo } = seen;
  const mode = modeOfState(state);
  const on = qcWorkNo !== undefined && isWorkNumber(qcWorkNo) ? qcWorkNo : leg.current?.agent.id;
  const said = `query: syncagentinfo has state ${String(state)}`;
  if (mode !== undefined && on !== undefined) {
    const known = leg.on(on);
    const attempt = known ?? leg.begin({ id: on, label: on }, mode, mode !== 'barge', undefined);
    const waits = await waitsForCall(attempt, known !== undefined, leg, looking, signal);
    const now = leg.on(on) ?? attempt;
    const call = now.call ?? looking.last(on).call;
    const evidence = `${said} (${huaweiWord[mode]}) on ${on}${waits ? '; the agent has no call' : ''}`;
    return [hold(leg, { ...now, mode, call }, waits ? 'armed' : 'joined', mode, evidence)];
  }
  const attempt = leg.current;
  if (!attempt) return [];
  if (ownOfSync(state) === 'seized') {
    const before = attempt.told === 'nothing' ? 'ringing' : attempt.told;
    return [hold(leg, attempt, before, undefined, `${said}: the inspector is engaged`)];
  }
  // An order that was accepted and shows nothing yet may still come true; a leg that was there is gone.
  if (attempt.told !== 'nothing') leg.end(attempt);
  return [];
}

/** Whether a leg that stands is on a call, or waits for one, is the agent's affair. */
async function waitsForCall(
  attempt: Attempt,
  ordered: boolean,
  leg: Leg,
  looking: Looking,
  signal: AbortSignal,
): Promise<boolean> {
  if (!attempt.waits) return false;
  const { id } = attempt.agent;
  // Where it cannot be asked, what was known before is all there is.
  await looking.look(id, signal).catch(() => undefined);
  const { on } = looking.last(id);
  return (leg.on(id)?.waits ?? true) && (on === 'no' || (on === 'unknown' && ordered));
}

function hold(leg: Leg, attempt: Attempt, state: Holding['state'], mode: Holding['mode'], evidence: string): Holding {
  const next = proved(attempt, state);
  leg.keep(next);
  const { supervisor, agent, call } = next;
  return {
    supervisor,
    agent,
    state,
    ...(mode !== undefined && { mode }),
    ...(state !== 'armed' && { leg: next.leg }),
    ...(call !== undefined && { call }),
    evidence,
  };
}
