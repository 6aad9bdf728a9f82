import type { Centre } from '../centre/centre';
import type { Faults } from '../faults';
import type { Json } from '../json';
import type { Book } from './book';
import type { Extensions } from './extensions';
import type { Subscriptions } from './subscriptions';

/** What every part of the face looks at. */
export interface World {
  readonly centre: Centre;
  readonly faults: Faults;
  readonly extensions: Extensions;
  readonly book: Book;
  readonly subscriptions: Subscriptions;
  /** The address of the server, without a slash at the end. */
  url(): string;
}

/** A request that is signed in and read. */
export interface Ask {
  method: string;
  /** What follows the resource name and the user and extension: a call id, an event type … */
  rest: string[];
  query: URLSearchParams;
  /** An empty object where there was none, undefined where it could not be read. */
  body: Json | undefined;
}

/** Whether a text of comma separated user names (a fault's value) names this one. */
export const named = (list: string, user: string): boolean =>
  list
    .split(',')
    .map((name) => name.trim())
    .includes(user);

/** `2026-01-05T11:00:00+02:00`: the vendor's samples show two offsets within one object, so does the simulator. */
export function stamp(ms: number, hours: number): string {
  const text = new Date(ms + hours * 3_600_000).toISOString().slice(0, 19);
  return `${text}+${String(hours).padStart(2, '0')}:00`;
}
