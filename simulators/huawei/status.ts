import type { Person } from '../centre/model';
import type { World } from './world';

export interface Status {
  /** The gateway's own enumeration. */
  agentState: number;
  /** The CTI platform's. */
  ctiStatus: number;
  /** syncagentinfo's. */
  syncState: number;
}

const free: Readonly<Record<Person['state'], Status>> = {
  'signed-out': { agentState: 2, ctiStatus: 0, syncState: 255 },
  ready: { agentState: 4, ctiStatus: 1, syncState: 1 },
  'not-ready': { agentState: 3, ctiStatus: 7, syncState: 4 },
  'after-call-work': { agentState: 5, ctiStatus: 6, syncState: 2 },
};

const resting: Status = { agentState: 8, ctiStatus: 8, syncState: 3 };

/** On the gateway everything that has to do with a call is one state. */
const occupied = (ctiStatus: number, syncState: number): Status => ({ agentState: 7, ctiStatus, syncState });

/** What somebody is doing, in the three enumerations the vendor has for it. */
export function statusOf({ centre, inspections, states }: World, { user, state }: Person): Status {
  const inspection = inspections.of(user);
  if (inspection !== undefined) {
    return inspection.phone === 'ringing' ? occupied(2, 7) : occupied(3, inspection.kind.syncState);
  }
  const leg = centre.onCall(user)?.leg;
  if (leg?.state === 'ringing') return occupied(4, 8);
  if (leg?.state === 'held') return occupied(5, 11);
  if (leg !== undefined) return occupied(5, 9);
  return states.rests(user) ? resting : free[state];
}

/** Neither on a call nor inspecting anybody. */
export const isFree = ({ centre, inspections }: World, { user }: Person): boolean =>
  inspections.of(user) === undefined && centre.onCall(user) === undefined;
