/** Who hears the supervisor: nobody, the agent alone, everybody. */
export const modes = ['listen', 'coach', 'barge'] as const;
export type Mode = (typeof modes)[number];

/** `agent`: the supervisor leaves when the agent leaves the call. `call`: he stays with the call wherever it goes. */
export type Scope = 'agent' | 'call';
export type Duration = 'next-call' | 'all-calls';

export type PersonRole = 'agent' | 'supervisor';
export type WorkState = 'ready' | 'not-ready' | 'after-call-work' | 'signed-out';

export interface Person {
  readonly user: string;
  readonly role: PersonRole;
  readonly firstName: string;
  readonly lastName: string;
  readonly employeeId: string;
  readonly extension: string;
  readonly team: string;
  readonly password: string;
  /** His phone answers by itself. Off: it rings until somebody answers it, or rings out. */
  autoAnswer: boolean;
  state: WorkState;
}

export type PartyRole = 'agent' | 'customer' | 'supervisor';
export type LegState = 'ringing' | 'talking' | 'held' | 'left';

export interface Leg {
  readonly id: string;
  /** A user name; for a customer his number. */
  readonly party: string;
  readonly number: string;
  readonly role: PartyRole;
  state: LegState;
  /** Nobody hears this party: muted by itself, or (an agent) by the supervisor. */
  muted: boolean;
  /** Supervisors only. `deaf`: he speaks, and hears nobody. */
  watch?: { mode: Mode; scope: Scope; agent: string; deaf?: boolean };
}

export interface Call {
  readonly id: string;
  readonly customer: string;
  readonly direction: 'inbound' | 'outbound';
  readonly queue: string;
  readonly startedAt: number;
  readonly data: Record<string, string>;
  /** What the platforms call this call. */
  aliases: Readonly<Record<string, string>>;
  readonly legs: Leg[];
  /** -1 (furious) to 1 (delighted). */
  mood: number;
  endedAt?: number;
  endedBy?: LeaveReason;
}

/** A supervisor's standing order on an agent; with or without a call at the moment. */
export interface Subscription {
  readonly supervisor: string;
  readonly agent: string;
  mode: Mode;
  scope: Scope;
  duration: Duration;
}

export type LeaveReason =
  'agent' | 'customer' | 'supervisor' | 'transfer' | 'cancel' | 'removed' | 'no-answer' | 'signed-out' | 'centre';

export type CallChange = 'started' | 'held' | 'resumed' | 'transferred' | 'ended';
export type LegChange = 'ringing' | 'talking' | 'held' | 'resumed' | 'mode' | 'muted' | 'unmuted' | 'left';

export type CentreEvent =
  | { type: 'call'; what: CallChange; call: Call; why?: LeaveReason }
  | { type: 'leg'; what: LegChange; call: Call; leg: Leg; why?: LeaveReason; by?: string }
  | { type: 'agent'; person: Person }
  | { type: 'subscription'; on: boolean; subscription: Subscription; why?: LeaveReason }
  | { type: 'mood'; call: Call; score: number };

export type CentreErrorCode =
  | 'invalid'
  | 'unknown-agent'
  | 'unknown-supervisor'
  | 'unknown-call'
  | 'no-call'
  | 'busy'
  | 'signed-out'
  | 'already-supervised'
  | 'not-subscribed'
  | 'no-leg'
  | 'wrong-state';

/** The centre cannot do it. The message is for people, the code for the faces. */
export class CentreError extends Error {
  constructor(
    readonly code: CentreErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'CentreError';
  }
}

export const isLive = (leg: Leg): boolean => leg.state !== 'left';
export const liveLegs = (call: Call): Leg[] => call.legs.filter(isLive);
export const legOf = (call: Call, party: string): Leg | undefined =>
  call.legs.find((leg) => leg.party === party && isLive(leg));
