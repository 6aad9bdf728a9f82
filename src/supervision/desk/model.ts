import type {
  AgentRef,
  ArmingEvent,
  Capabilities,
  CallEvent,
  FoundAgent,
  Holding,
  LegEvent,
  RefusedEvent,
  Running,
  StartOrder,
} from '../driver';
import type { SupervisionError } from '../errors';
import type { EndedBy, EventType, Mode, Platform, Supervision } from '../vocabulary';

/** What an action node asks. Times in milliseconds. */
export interface Order {
  /** Our id; becomes the id of the supervision that it starts. */
  id: string;
  mode: Mode;
  /** As the flow names him. */
  agent: string;
  /** Who that is on the platform, once he is looked up. */
  known?: AgentRef;
  /** Until when he may be looked up. */
  findBy?: number;
  call?: string;
  /** The connection's own, or the extension to ring. */
  supervisor: string;
  reason?: string;
  /** If the agent has no call: wait for his next one (true), or refuse. */
  arm: boolean;
  /** How long to wait for the proof. */
  confirmMs: number;
  /** How long it may stay armed. */
  armMs: number;
  /** Taken off by us so long after it became active. 0: never. */
  endAfterMs: number;
  options: Readonly<Record<string, unknown>>;
}

/**
 * What the desk is doing about a supervision; `supervision.phase` is what people are told.
 *
 * - `starting`: the order is on its way to the platform   - `waiting`: accepted, no proof yet
 * - `armed`: the platform waits for the agent's next call  - `watching`: the desk waits for it
 * - `active`: proved                                       - `switching`: an in-place switch is on its way or unproved
 * - `stopping`: taking it off                              - `checking`: a query was asked what is true
 * - `lost`: contact lost, query on return                  - `tidying`: ended, but the platform may still be armed
 */
export type Step =
  'starting' | 'waiting' | 'armed' | 'watching' | 'active' | 'switching' | 'stopping' | 'checking' | 'lost' | 'tidying';

export interface Session {
  readonly supervision: Supervision;
  readonly order: Order;
  readonly agent: AgentRef;
  readonly onCall: FoundAgent['onCall'];
  readonly step: Step;
  /** `off`: it is to go away, whatever the step. */
  readonly want: 'on' | 'off';
  readonly leg?: { readonly id: string; readonly state: 'ringing' | 'joined' };
  /** The platform says that it waits for the agent's next call. */
  readonly armed: boolean;
  readonly switchTo?: Mode;
  /** When the present step is given up. */
  readonly deadline?: number;
  /** Until when the order may be proved; survives a gap. */
  readonly confirmBy: number;
  readonly armedUntil?: number;
  readonly endAt?: number;
  /** Why it is being taken back, or why the platform's answer left us in doubt. */
  readonly error?: SupervisionError;
  /** The error is the platform's word on a step of the order, which may have come true all the same. */
  readonly doubted?: boolean;
  /** Why the platform did not take the last stop. */
  readonly stopError?: SupervisionError;
  readonly endedBy?: EndedBy;
  /** Orders to answer when it is proved or fails. */
  readonly waiters: readonly string[];
  /** Cancels to answer when it is gone. */
  readonly leavers: readonly string[];
  /** How often a stop was sent: again only after a query showed that it is needed. */
  readonly stops: number;
  /** The number of the query that this session waits for. */
  readonly query?: number;
  /** Found on the platform without an order of ours. */
  readonly adopted?: boolean;
  /** What to start when this one is gone (mode change on a platform that cannot switch in place); `by`: later it is wrong. */
  readonly next?: { readonly order: Order; readonly found: FoundAgent; readonly by: number };
}

export interface PendingCancel {
  readonly id: string;
  readonly pending: readonly string[];
  readonly done: readonly Supervision[];
}

export interface DeskState {
  readonly contact: 'up' | 'down';
  /** Why contact is down. */
  readonly reason?: SupervisionError;
  /** Supervisions found at the first contact were left by an earlier run and are adopted. */
  readonly met: boolean;
  readonly queries: number;
  /** Orders whose agent is being looked up. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly cancels: ReadonlyMap<string, PendingCancel>;
  /** The last supervisions that are over, oldest first, bounded. */
  readonly past: readonly Supervision[];
}

/** What does not change while a connection lives. */
export interface DeskSetting {
  readonly platform: Platform;
  readonly connection: string;
  readonly connectionId: string;
  readonly capabilities: Capabilities;
}

export type Input =
  | { type: 'order'; order: Order }
  | { type: 'found'; order: string; found: FoundAgent }
  | { type: 'not-found'; order: string; error: SupervisionError }
  | { type: 'withdraw'; order: string }
  | { type: 'cancel'; cancel: string; target: CancelTarget }
  | { type: 'accepted' | 'switched' | 'stopped' | 'watched'; id: string }
  | { type: 'start-failed' | 'switch-failed' | 'stop-failed' | 'watch-failed'; id: string; error: SupervisionError }
  | { type: 'snapshot'; query: number; holdings: readonly Holding[]; adoptId: () => string }
  | { type: 'snapshot-failed'; query: number; error: SupervisionError }
  | { type: 'leg'; event: LegEvent; adoptId: () => string }
  | { type: 'arming'; event: ArmingEvent; adoptId: () => string }
  | { type: 'refused'; event: RefusedEvent }
  | { type: 'call'; event: CallEvent }
  | { type: 'up' }
  | { type: 'down'; error: SupervisionError }
  | { type: 'time' }
  | { type: 'close' };

export type CancelTarget =
  { by: 'id'; id: string } | { by: 'agent'; agent: string; label: string; adopted: boolean } | { by: 'all' };

/** What the shell has to do. Nothing here happens inside the machine. */
export type Effect =
  | { type: 'find'; order: Order }
  | { type: 'start'; start: StartOrder }
  | { type: 'switch'; running: Running; mode: Mode }
  | { type: 'stop'; running: Running }
  | { type: 'snapshot'; query: number }
  | { type: 'watch'; id: string; agent: AgentRef }
  | { type: 'unwatch'; id: string }
  | { type: 'answer'; order: string; supervision: Supervision; error?: SupervisionError }
  | { type: 'answer-cancel'; cancel: string; supervisions: readonly Supervision[]; error?: SupervisionError }
  | { type: 'emit'; event: Extract<EventType, `supervision.${string}`>; supervision: Supervision; agent: AgentRef };
