import type { ErrorReport, SupervisionEvent } from '../supervision/vocabulary';

/** `refused`: the sign-in was refused and is not tried again until the connection is deployed anew. */
export type ContactState = 'connecting' | 'connected' | 'disconnected' | 'refused';

/** How a connection stands. `unused`: no node that is deployed uses it, so nothing is connected. */
export interface Standing {
  state: ContactState | 'unused';
  /** ISO 8601, UTC, milliseconds. */
  since: string;
  /** Why it is not connected. */
  error?: ErrorReport;
}

/** What a node that uses a connection hears from it. */
export interface ConnectionUser {
  /** Hands events on to a flow, which may change them: gets a copy of its own. */
  keeps?: boolean;
  contact(state: ContactState): void;
  event(event: SupervisionEvent, agentNames: readonly string[]): void;
}
