import * as v from 'valibot';
import { spelled } from './spelling';

/**
 * Building blocks for reading what Genesys sends. Everything but identity is optional, a wrong type counts as missing and
 * unknown words pass through: a new release must not take the events of a running call away.
 */

/** A field that reads whatever comes. One step for each, since every field of every event goes through it. */
const field = <T>(read: (value: unknown) => T | undefined) => v.optional(v.pipe(v.unknown(), v.transform(read)));

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const asText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** Text; numbers and booleans become text. */
export const text = field(asText);

/** Text in the spelling of the documents. */
export const word = field((value) => {
  const read = asText(value);
  return read === undefined ? undefined : spelled(read);
});

/** true, false, or their texts. */
export const flag = field((value) =>
  value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined,
);

export const number = field((value) => {
  const isSaid = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  return isSaid && Number.isFinite(Number(value)) ? Number(value) : undefined;
});

/** A list of texts, in the spelling of the documents; what is no text is left out. */
export const words = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) =>
      asList(value)
        .filter((each): each is string => typeof each === 'string')
        .map(spelled),
    ),
  ),
  [],
);

export const list = v.optional(v.pipe(v.unknown(), v.transform(asList)), []);

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
