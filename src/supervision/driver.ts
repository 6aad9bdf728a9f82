import type { EndedBy, EventType, Mode, Platform } from './vocabulary';
import type { SupervisionError } from './errors';

/** How a platform gets from one mode to another on a running supervision. */
export type SwitchWay = 'in-place' | 'restart' | 'never';

export interface Capabilities {
  modes: readonly Mode[];
  /** From the mode that holds to the mode that is asked. A pair that is missing cannot be switched. */
  switches: Partial<Record<Mode, Partial<Record<Mode, SwitchWay>>>>;
  /** `native`: the platform itself waits for the agent's next call. `watched`: the desk does, through `watch`. */
  arming: 'native' | 'watched';
  /** Seconds to wait for the proof that the supervisor is on the call, where the flow builder gives none. */
  confirmSeconds: number;
  /** `connection`: the signed-in user is the supervisor. `order`: every order may name another one. */
  supervisor: 'connection' | 'order';
  /**
   * What the supervisor's leg hangs on. `call`: it ends with the agent's call. `agent`: it stands at the agent, with or without a
   * call, until somebody takes it off; the desk does when the call ends, which the driver tells by a `call` event.
   */
  legs: 'call' | 'agent';
  lists: { agents: boolean; calls: boolean };
  watches: { agents: boolean };
}

/** An agent as the platform knows him. */
export interface AgentRef {
  /** The platform's id of what is supervised (a device, an extension, a work number). Compared for equality. */
  id: string;
  /** For people. */
  label: string;
  /** Whatever else he is called: user name, extension, employee id. For filters; missing where nothing else is known. */
  names?: readonly string[];
}

export interface FoundAgent {
  agent: AgentRef;
  /**
   * Whether he is on a call that can be joined. `unlikely`: the platform says no, and there is reason to doubt it. `unknown`: it
   * cannot tell.
   */
  onCall: 'yes' | 'no' | 'unlikely' | 'unknown';
  /** The call's id, where the platform tells. */
  call?: string;
}

/** Whether the supervisor of the connection may supervise, as far as the platform tells without an order. */
export interface Permission {
  can: 'yes' | 'no' | 'unknown';
  /** One sentence for people: what says so, and what to do or to look at where it is not `yes`. */
  why: string;
}

export interface StartOrder {
  /** Our id of the supervision. */
  id: string;
  mode: Mode;
  agent: AgentRef;
  /** The call to join, where the flow named one or `find` did. */
  call?: string;
  /** As the flow gave it, else the driver's own. */
  supervisor: string;
  /** true: if there is no call, wait on the platform for the agent's next one (native arming only). */
  arm: boolean;
  /** Milliseconds since the epoch: without a proof until then, the flow is told that it did not come true. */
  confirmBy: number;
  /** Platform extras, not yet validated. Unknown keys are ignored. */
  options: Readonly<Record<string, unknown>>;
}

/** Which running supervision `switch` and `stop` speak of. */
export interface Running {
  id: string;
  mode: Mode;
  agent: AgentRef;
  supervisor: string;
  /** The supervisor's leg, where one was seen. */
  leg?: string;
  /** The call, where known. */
  call?: string;
}

/** A supervisor's leg or arming that the platform holds at this moment. */
export interface Holding {
  supervisor: string;
  agent: AgentRef;
  /** `armed`: no leg yet, the platform waits for the agent's next call. */
  state: 'armed' | 'ringing' | 'joined';
  /** Missing where the platform does not say. */
  mode?: Mode;
  leg?: string;
  call?: string;
  /** One line: which query said so. */
  evidence: string;
}

/** What the supervisor's leg does, told by the platform's own events. */
export type LegEvent =
  | {
      type: 'leg';
      state: 'ringing' | 'joined';
      supervisor: string;
      /** Missing where the event does not name him. */
      agent?: string;
      mode?: Mode;
      leg: string;
      call?: string;
      evidence: string;
      raw: unknown;
    }
  | {
      type: 'leg';
      state: 'left';
      supervisor: string;
      agent?: string;
      leg: string;
      call?: string;
      why: EndedBy;
      evidence: string;
      raw: unknown;
    };

/** The platform waits (`on`) or no longer waits for the agent's next call. Native arming only. */
export interface ArmingEvent {
  type: 'arming';
  on: boolean;
  supervisor: string;
  agent?: string;
  mode?: Mode;
  evidence: string;
  raw: unknown;
}

/** Something about an agent's call or state, for `supervision-events` and for watched arming. */
export interface CallEvent {
  type: 'call';
  event: Extract<EventType, `call.${string}` | `agent.${string}`>;
  /** The id of the agent's AgentRef. */
  agent?: string;
  call?: string;
  detail?: string;
  raw: unknown;
}

/** An order that the platform had accepted came to nothing behind the scenes; its error arrived as an event. */
export interface RefusedEvent {
  type: 'refused';
  supervisor: string;
  error: SupervisionError;
  /** What came true of it, and is to stay: the supervisor is on the call in this mode. Without it, the desk takes him off. */
  stays?: { mode: Mode; evidence: string };
  /** It may come true all the same. Nothing is taken back for now; where no proof comes in time, this is why. */
  isDoubt?: boolean;
  /** It is the stop that was accepted and then refused. */
  ofStop?: boolean;
}

export type ContactEvent = { type: 'up' } | { type: 'down'; error: SupervisionError };

/** The platform said something worth a warning, and nothing else changes (e.g. a second client on this session). */
export interface NoticeEvent {
  type: 'notice';
  message: string;
}

export type DriverEvent = LegEvent | ArmingEvent | RefusedEvent | CallEvent | ContactEvent | NoticeEvent;

/**
 * The seam: one platform, in our words. Every method that asks the platform fails with a `SupervisionError` whose `arrived`
 * says whether the request may have had an effect. A driver keeps no rule about supervisions and no timer of its own: what is
 * the same everywhere belongs in the desk.
 */
export interface PlatformDriver {
  readonly platform: Platform;
  readonly capabilities: Capabilities;
  /** The supervisor of the connection itself; empty where every order names one. */
  readonly supervisor: string;

  /** Receives everything the platform tells, from before `connect` on. One listener. */
  listen(listener: (event: DriverEvent) => void): void;
  /**
   * Signs in and opens the event stream. Resolves when both stand; afterwards the driver keeps them standing by itself and
   * tells `down` and `up`. Rejects when the sign-in is refused (`auth`, not retried) or the platform cannot be reached.
   */
  connect(signal: AbortSignal): Promise<void>;
  /** Signs out (only if it signed in) and closes everything. Never rejects; bounded by the signal. */
  disconnect(signal: AbortSignal): Promise<void>;

  /**
   * @param agent what the flow calls him: a name, an extension, a number, an id.
   * @param supervisor who is to be put on his call: what is known of this supervisor's leg is to be true when it resolves
   */
  find(agent: string, signal: AbortSignal, supervisor?: string): Promise<FoundAgent>;
  /** Resolves when the platform accepted. */
  start(order: StartOrder, signal: AbortSignal): Promise<void>;
  /** In-place switch. Resolves when the platform accepted. */
  switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void>;
  /** Takes the supervisor's own leg and any arming away, never anything else. Resolves when the platform accepted. */
  stop(running: Running, signal: AbortSignal): Promise<void>;
  /** Starts to tell the agent's call events. The returned function stops it. */
  watch(agent: AgentRef, signal: AbortSignal): Promise<() => void>;
  /** What the platform says is true now. */
  snapshot(signal: AbortSignal): Promise<Holding[]>;

  /**
   * The platform has taken the sign-in. After a `connect` that failed it tells on which side of the sign-in that was; a driver
   * without it leaves that to the code of the error.
   */
  readonly isSignedIn?: boolean;
  /** Asks, and changes nothing. To be called when signed in. Without it nobody can tell before the first order. */
  maySupervise?(signal: AbortSignal): Promise<Permission>;
  /**
   * People whose name, user name or number has this text in it, for somebody who looks for an agent; 20 at most, the first ones by
   * name for an empty text. Of each, the first of `names`, or else the `id`, is something that `find` knows him by. Where
   * `capabilities.lists.agents` is false there is no such method.
   */
  searchAgents?(query: string, signal: AbortSignal): Promise<AgentRef[]>;
}

/** The most that `searchAgents` answers with. */
export const agentsAtMost = 20;
