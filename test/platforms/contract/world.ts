import type { PlatformDriver } from '../../../src/supervision/driver';

/** For each party of a call, whom he hears. The customer is called `customer`. */
export type Hears = Record<string, string[]>;

export interface ContractAgent {
  /** What the table of who hears whom calls him; also one of his names. */
  name: string;
  /** Every kind of name a flow may use for him. */
  names: readonly string[];
}

/** Requests with an effect that reached the platform, by what they were for. */
export interface Verbs {
  start: number;
  switch: number;
  stop: number;
}

/** What can go wrong, in words that fit every platform. What is set holds until `calm`, where nothing else is said. */
export interface Trouble {
  /** Orders are accepted, and nothing comes of them. */
  silent(): void;
  /** The next verb takes effect, and its answer breaks off. */
  cutAnswer(): void;
  /** Verbs take effect at once and are answered so much later. */
  slowAnswers(ms: number): void;
  /** Events overtake the answer of the verb that caused them. */
  eventsFirst(): void;
  lateEvents(ms: number): void;
  duplicateEvents(): void;
  lostEvents(): void;
  /** The supervisor's phone rings, and nobody answers it; it stops ringing after so long. */
  unanswered(ringMs: number): void;
  /** All sign-ins are void at this moment. */
  expireSessions(): void;
  /** Every connection breaks once. */
  cutConnections(): void;
  /** The server starts anew: sign-ins and streams are gone; calls and who is on them are not. */
  restart(): void;
  /** Nobody listens at the address any more. */
  gone(): Promise<void>;
  back(): Promise<void>;
  /** Connections stand and nothing is answered, ever. */
  hang(): void;
  calm(): void;
}

/** A simulated platform on real sockets, and what a person standing beside it sees. */
export interface World {
  readonly agents: readonly [ContractAgent, ContractAgent];
  readonly supervisors: readonly [string, string];
  /** To be found in no event, message or error. */
  readonly secrets: readonly string[];
  /** Sentences of the world itself that may contain the word of a secret by accident. */
  readonly harmless: readonly string[];
  readonly trouble: Trouble;
  /** The platform has neither sessions nor a stream: what is cut or expired is asked again, and contact was never lost. */
  readonly stateless?: boolean;
  /** Nothing on the platform tells a supervisor's leg from any other, once the driver that began it is gone. */
  readonly forgetful?: boolean;
  /** A supervisor's leg hangs on the agent, not on his call: his phone rings at the order, and an insert is on the agent at once. */
  readonly hangsOnAgent?: boolean;
  /** What a supervisor holds is gone with his sign-in, whoever ends that. */
  readonly sessionHoldsLegs?: boolean;
  /** A switch is proved by its answer alone: no event belongs to it, and no query tells the mode without doing harm. */
  readonly answerProvesSwitch?: boolean;
  /** A driver for this supervisor's connection; nobody has connected it. */
  driver(supervisor: string, password?: string): PlatformDriver;
  startCall(agent: string): void;
  endCall(agent: string, by: 'agent' | 'customer'): void;
  transfer(agent: string, to: string): void;
  hold(agent: string): void;
  resume(agent: string): void;
  /** Of the call the agent is on; undefined if he is on none. */
  hears(agent: string): Hears | undefined;
  /** What the platform holds for supervisors, one line each: armings and legs. */
  holds(): string[];
  verbs(): Verbs;
  /** How often somebody tried to sign in. */
  signIns(): number;
  /** How many are signed in now. */
  signedIn(): number;
  close(): Promise<void>;
}

export type OpenWorld = () => Promise<World>;
