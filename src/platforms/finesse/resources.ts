/** One server of the cluster, as SystemInfo names it. Ports are told from 12.6(2) on. */
export interface ClusterNode {
  host: string;
  httpsPort?: string | undefined;
  xmppSecurePort?: string | undefined;
}

export interface SystemInfo {
  /** `UCCE` or `UCCX`. */
  deploymentType?: string | undefined;
  /** `IN_SERVICE` or `OUT_OF_SERVICE`. */
  status?: string | undefined;
  statusReason?: string | undefined;
  /** `SSO`, `NON_SSO` or `HYBRID`. */
  systemAuthMode?: string | undefined;
  /** Of this node: the other one has its own. */
  xmppDomain?: string | undefined;
  xmppPubSubDomain?: string | undefined;
  primary?: ClusterNode | undefined;
  secondary?: ClusterNode | undefined;
  /** The release serves XMPP behind the port of REST too (12.6 and later). */
  isModern: boolean;
}

export interface TeamRef {
  id: string;
  name?: string | undefined;
}

/** An agent or a supervisor. Numbers stay texts. */
export interface User {
  loginId: string;
  loginName?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  /** `LOGOUT`, `NOT_READY`, `READY`, `RESERVED…`, `TALKING`, `HOLD`, `WORK`, `WORK_READY`. */
  state?: string | undefined;
  pendingState?: string | undefined;
  /** `BUSY` or `IDLE`: UCCX only, and in lists of teams only. */
  mediaState?: string | undefined;
  /** Empty while he is signed out. */
  extension?: string | undefined;
  roles: string[];
  teamId?: string | undefined;
  /** The teams that he supervises. */
  teams: TeamRef[];
  /** As it was read; becomes plain JSON where it is told. */
  raw: unknown;
}

export interface Team {
  id: string;
  name?: string | undefined;
  users: User[];
}

/** One leg of a dialog. */
export interface Participant {
  /** Extension or number. */
  address: string;
  /** `AGENT_DEVICE`; empty for a customer. */
  type?: string | undefined;
  /** `INITIATING`, `INITIATED`, `ALERTING`, `ACTIVE`, `HELD`, `FAILED`, `DROPPED`, `WRAP_UP`, `ACCEPTED`. */
  state?: string | undefined;
  /** Of a `FAILED` one: `BUSY`, `BAD_DESTINATION`, `DEVICE_RESOURCE_NOT_AVAILABLE`, `OTHER`. */
  stateCause?: string | undefined;
  actions: string[];
}

/** One call. The same call has the same id for all its agents. */
export interface Dialog {
  id: string;
  /** An open set of words; `SUPERVISOR_MONITOR` is the one that matters. */
  callType?: string | undefined;
  fromAddress?: string | undefined;
  toAddress?: string | undefined;
  /** `INITIATING`, `INITIATED`, `ALERTING`, `ACTIVE`, `FAILED`, `DROPPED`, `ACCEPTED`. */
  state?: string | undefined;
  mediaType?: string | undefined;
  /** The dialog that this one belongs to, by id. */
  associated?: string | undefined;
  participants: Participant[];
  raw: unknown;
}

/** An error as it stands in an answer or in an event. Where the code is differs, so all fields are looked at. */
export interface ApiError {
  type?: string | undefined;
  message?: string | undefined;
  data?: string | undefined;
  peripheralCode?: string | undefined;
  peripheralText?: string | undefined;
}

/** The content of an event. */
export type Payload =
  | { type: 'user'; user: User }
  | { type: 'team'; team: string | undefined; users: User[] }
  | { type: 'dialogs'; dialogs: Dialog[] }
  | { type: 'system'; info: SystemInfo }
  | { type: 'errors'; errors: ApiError[] }
  | { type: 'other' };

export interface Update {
  event: 'POST' | 'PUT' | 'DELETE';
  /** Of the request that caused it. Empty, or missing, more often than documented: a hint only. */
  requestId?: string | undefined;
  source?: string | undefined;
  payload: Payload;
  raw: unknown;
}
