import type { Holding, LegEvent, RefusedEvent } from '../../supervision/driver';
import type { EndedBy } from '../../supervision/vocabulary';
import { failedLeg } from './catalogue';
import { described } from './dialogs';
import { refused } from './failures';
import type { Leg } from './legs';
import type { Dialog } from './resources';

/** A leg of the supervisor in the words of the desk. */

export const presentEvent = (supervisor: string, leg: Leg, raw: unknown): LegEvent => ({
  type: 'leg',
  state: leg.state,
  supervisor,
  agent: leg.agent.id,
  ...modeOf(leg),
  leg: leg.id,
  ...callOf(leg),
  evidence: leg.evidence,
  raw,
});

export const leftEvent = (supervisor: string, leg: Leg, why: EndedBy, raw: unknown): LegEvent => ({
  type: 'leg',
  state: 'left',
  supervisor,
  agent: leg.agent.id,
  leg: leg.id,
  ...callOf(leg),
  why,
  evidence: leg.evidence,
  raw,
});

export const holdingOf = (supervisor: string, leg: Leg, said: string): Holding => ({
  supervisor,
  agent: leg.agent,
  state: leg.state,
  ...modeOf(leg),
  leg: leg.id,
  ...callOf(leg),
  evidence: `${said}: ${described(leg.dialog)}`,
});

/** Undefined where nobody on it failed. */
export function failedEvent(supervisor: string, { participants }: Dialog): RefusedEvent | undefined {
  const failed = participants.find(({ state }) => state === 'FAILED');
  if (!failed) return undefined;
  const { stateCause } = failed;
  return { type: 'refused', supervisor, error: refused(failedLeg(stateCause), '', stateCause, {}) };
}

const modeOf = ({ state, mode }: Leg): Pick<Holding, 'mode'> => (state === 'joined' ? { mode } : {});

const callOf = ({ call }: Leg): Pick<Holding, 'call'> => (call === undefined ? {} : { call });
