import type { Chance } from '../../net/exchange';
import type { DriverEvent } from '../../supervision/driver';
import type { Agents } from './agents';
import type { Board } from './board';
import type { Changes } from './changes';
import type { Self } from './self';

/** Which event or query said something. */
export interface Source {
  said: string;
  raw: unknown;
}

export interface MineOptions {
  supervisor: string;
  self: Self;
  board: Board;
  agents: Agents;
  /** Reads my dialogs. */
  ask: () => Promise<unknown>;
  chance: Chance;
  changes: Changes;
  /** Ends with the connection. */
  life: AbortSignal;
  tell: (event: DriverEvent) => void;
}
