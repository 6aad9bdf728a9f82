import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Book } from './book';
import type { Directory } from './directory';
import type { States } from './states';

/** What every part of the face looks at; both nodes share it. */
export interface World {
  readonly centre: Centre;
  readonly faults: Faults;
  readonly directory: Directory;
  readonly book: Book;
  readonly states: States;
}

/** Unified CCX: other rules for states, other error codes, fewer actions. */
export const isUccx = ({ faults }: World): boolean => faults.value('finesse-deployment') === 'UCCX';

export const root = '/finesse/api';

/** Milliseconds, UTC, as Finesse writes all times. */
export const stamp = (ms: number): string => new Date(ms).toISOString();
