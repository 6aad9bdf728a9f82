import { hears } from './hears';
import type { Call, Duration, Mode, Person, Scope } from './model';

export interface LegView {
  party: string;
  number: string;
  role: string;
  state: string;
  muted: boolean;
  mode?: Mode;
  scope?: Scope;
  agent?: string;
  deaf?: boolean;
}

/** A call as people and tests read it: plain JSON. */
export interface CallView {
  id: string;
  state: 'live' | 'ended';
  customer: string;
  /** The agent who has the call; empty when it is over. */
  agent: string;
  direction: string;
  queue: string;
  mood: number;
  startedAt: string;
  endedAt?: string;
  endedBy?: string;
  aliases: Record<string, string>;
  legs: LegView[];
  hears: Record<string, string[]>;
}

export interface PersonView {
  user: string;
  role: string;
  name: string;
  employeeId: string;
  extension: string;
  team: string;
  state: string;
  autoAnswer: boolean;
  call?: string;
  supervises?: { agent: string; mode: Mode; scope: Scope; duration: Duration };
  supervisedBy?: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function callView(call: Call): CallView {
  return {
    id: call.id,
    state: call.endedAt === undefined ? 'live' : 'ended',
    customer: call.customer,
    agent: call.legs.find((leg) => leg.role === 'agent' && leg.state !== 'left')?.party ?? '',
    direction: call.direction,
    queue: call.queue,
    mood: call.mood,
    startedAt: iso(call.startedAt),
    ...(call.endedAt !== undefined && { endedAt: iso(call.endedAt) }),
    ...(call.endedBy !== undefined && { endedBy: call.endedBy }),
    aliases: { ...call.aliases },
    legs: call.legs.map(({ party, number, role, state, muted, watch }) => ({
      party,
      number,
      role,
      state,
      muted,
      ...watch,
    })),
    hears: hears(call),
  };
}

/** Everything about a person but his password. */
export function personView(person: Person, more: Pick<PersonView, 'call' | 'supervises' | 'supervisedBy'>): PersonView {
  const { user, role, firstName, lastName, employeeId, extension, team, state, autoAnswer } = person;
  return { user, role, name: `${firstName} ${lastName}`, employeeId, extension, team, state, autoAnswer, ...more };
}
