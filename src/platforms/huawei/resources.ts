/** What every answer carries. */
export interface Envelope {
  /** `0` is success. Missing: this is no answer of the gateway. */
  retcode?: string | undefined;
  message?: string | undefined;
  result: unknown;
}

/** One event of the signed-in agent. */
export interface AgentEvent {
  /** As it is sent; the list of names grows with versions. */
  type: string;
  workNo?: string | undefined;
  /** When the gateway made it, ms since the epoch on its own clock; newer versions only. */
  at?: number | undefined;
  /** Null, a text (often a bare call id) or an object, depending on the event. */
  content: unknown;
  raw: unknown;
}

/** `agentbyworkno`. */
export interface AgentInfo {
  workNo?: string | undefined;
  name?: string | undefined;
  /** 2 signed out, 3 not ready, 4 idle, 5 wrap-up, 7 talking (or about to), 8 rest. */
  status?: number | undefined;
  /** Finer: 2 pre-occupied, 3 occupied, 4 answering, 5 talking. */
  ctiStatus?: number | undefined;
  raw: unknown;
}

/** `agentstatus`, of oneself; the numbers are those of `AgentInfo.status`. */
export interface OwnStatus {
  agentState?: number | undefined;
}

/** `syncagentinfo`, of oneself. */
export interface OwnSnapshot {
  /** 1 idle, 2 wrap-up, 3 rest, 4 not ready, 5 to 14 on a call, 15 inserting, 16 listening, 17 whispering. */
  state?: number | undefined;
  /** Whom one inserts into, listens to or whispers to. */
  qcWorkNo?: string | undefined;
  raw: unknown;
}

/** The answer to a sign-in. */
export interface SignedIn {
  /** Of this sign-in; late events of an earlier one carry another. */
  loginTime?: string | undefined;
  /** The password must be changed; until then the agent cannot talk. */
  isForceChange?: boolean | undefined;
  /** Three flags, T or F: CTI, web, mail. */
  mediatype?: string | undefined;
}
