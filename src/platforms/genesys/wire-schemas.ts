import * as v from 'valibot';
import { spelled } from './spelling';

/**
 * Building blocks for reading what Genesys sends. Everything but identity is optional, a wrong type counts as missing and
 * unknown words pass through: a new release must not take the events of a running call away.
 */

/** Text; numbers and booleans become text. */
export const text = v.fallback(
  v.optional(v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
  undefined,
);

/** Text in the spelling of the documents. */
export const word = v.fallback(
  v.optional(v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String), v.transform(spelled))),
  undefined,
);

/** true, false, or their texts. */
export const flag = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.boolean(), v.picklist(['true', 'false'])]),
      v.transform((value) => value === true || value === 'true'),
    ),
  ),
  undefined,
);

export const number = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.number(), v.pipe(v.string(), v.trim(), v.nonEmpty())]),
      v.transform(Number),
      v.check((value) => Number.isFinite(value)),
    ),
  ),
  undefined,
);

/** A list of texts, in the spelling of the documents; what is no text is left out. */
export const words = v.fallback(
  v.pipe(
    v.array(v.unknown()),
    v.transform((list) => list.filter((each): each is string => typeof each === 'string').map(spelled)),
  ),
  [],
);

export const list = v.fallback(v.array(v.unknown()), []);

/** For parts that are looked at later. */
export const anything = v.optional(v.unknown());

/** An object, or undefined for anything else (also for an array). */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The decoded items of a list that are objects; the others are left out. */
export function decodeEach<T>(values: readonly unknown[], decode: (value: unknown) => T | undefined): T[] {
  const items: T[] = [];
  for (const value of values) {
    const decoded = decode(value);
    if (decoded !== undefined) items.push(decoded);
  }
  return items;
}

/**
 * The id inside a resource address: its last path segment. Genesys builds addresses from its public prefix, so the host of one
 * device differs between two messages: ids are compared, addresses never.
 */
export function idOfUri(uri: string | undefined): string | undefined {
  const path = uri?.split(/[?#]/, 1)[0]?.replace(/\/+$/, '');
  if (path === undefined || path === '') return undefined;
  const segment = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment) || undefined;
  } catch {
    return segment;
  }
}
