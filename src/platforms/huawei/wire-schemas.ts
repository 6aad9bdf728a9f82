import * as v from 'valibot';

/**
 * Building blocks for reading what the gateway sends: numbers and truth values come as themselves or as text, and a wrong type
 * counts as missing: a new version must not take the events of a running call away.
 */

const plain = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String), v.trim());

/** Text; numbers become text. Empty counts as missing. */
export const text = v.fallback(v.optional(v.pipe(plain, v.nonEmpty())), undefined);

/** A whole number, also as text. */
export const whole = v.fallback(v.optional(v.pipe(plain, v.regex(/^-?\d{1,15}$/), v.transform(Number))), undefined);

/** true, false, or their texts in any case. */
export const flag = v.fallback(
  v.optional(
    v.pipe(
      plain,
      v.toLowerCase(),
      v.picklist(['true', 'false']),
      v.transform((value) => value === 'true'),
    ),
  ),
  undefined,
);

/** An object, or undefined for anything else (also for an array). */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
