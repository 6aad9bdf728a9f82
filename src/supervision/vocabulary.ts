/**
 * The words of the package: the same on every platform, in every message, event and status.
 * They are a public contract; flows are wired against them.
 */

export const platforms = ['genesys', 'voipnow', 'huawei', 'finesse'] as const;
export type Platform = (typeof platforms)[number];

/** Who hears the supervisor: nobody (`listen`), the agent alone (`coach`), everybody (`barge`). */
export const modes = ['listen', 'coach', 'barge'] as const;
export type Mode = (typeof modes)[number];

/** Where a supervision stands. `unknown` means contact was lost and only a query can tell. */
export type Phase = 'requested' | 'accepted' | 'armed' | 'ringing' | 'active' | 'ended' | 'failed' | 'unknown';

/** `accepted`: the platform took the order. `confirmed`: an event or a query names this supervisor in this mode. */
export type Confirmation = 'none' | 'accepted' | 'confirmed';

export type EndedBy =
  'cancel' | 'agent' | 'customer' | 'supervisor' | 'transfer' | 'timeout' | 'platform' | 'shutdown' | 'unknown';

/** The plain form of an error inside `msg.supervision.error`. */
export interface ErrorReport {
  code: string;
  message: string;
  platform?: Platform;
  /** The platform's own code, untouched. */
  vendorCode?: string;
  httpStatus?: number;
  retryable: boolean;
}

/** What `msg.supervision` carries: plain JSON. Times are ISO 8601, UTC, milliseconds. */
export interface Supervision {
  id: string;
  platform: Platform;
  /** The connection's name, for people. */
  connection: string;
  connectionId: string;
  mode: Mode;
  phase: Phase;
  /** The agent as the flow named him. */
  agent: string;
  /** The platform's id of the call, once known. */
  call?: string;
  /** The supervisor: the connection's own, or the extension that rings. */
  supervisor: string;
  reason?: string;
  requestedAt: string;
  acceptedAt?: string;
  activeAt?: string;
  endedAt?: string;
  endedBy?: EndedBy;
  confirmation: Confirmation;
  /** One line a person can check: which event or query said so. */
  evidence?: string;
  error?: ErrorReport;
}

export const eventTypes = [
  'call.started',
  'call.answered',
  'call.held',
  'call.resumed',
  'call.transferred',
  'call.ended',
  'agent.state',
  'supervision.accepted',
  'supervision.armed',
  'supervision.ringing',
  'supervision.active',
  'supervision.switched',
  'supervision.ended',
  'supervision.failed',
  'supervision.unknown',
  'connection.up',
  'connection.down',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What leaves a `supervision-events` node as `msg.payload`; `msg.topic` is its `type`. */
export interface SupervisionEvent {
  type: EventType;
  /** ISO 8601, UTC, milliseconds. */
  at: string;
  platform: Platform;
  connection: string;
  agent?: string;
  call?: string;
  supervisor?: string;
  supervision?: Supervision;
  detail?: string;
  /** The platform's original, where there is one. */
  raw: unknown;
}
