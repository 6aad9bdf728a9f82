import * as v from 'valibot';

/**
 * Building blocks for reading what VoipNow sends: numbers come as numbers or as text, lists as one value, fields are left out
 * where they are null. A wrong type counts as missing; nothing in a running call may be lost for it.
 */

const plain = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** Text; numbers become text. */
export const text = v.fallback(v.optional(plain), undefined);

/** A whole number, also as text. */
export const whole = v.fallback(
  v.optional(v.pipe(plain, v.trim(), v.regex(/^-?\d{1,15}$/), v.transform(Number))),
  undefined,
);

/** A list of texts; old samples send one text instead. */
export const texts = v.fallback(
  v.pipe(
    v.union([v.array(v.unknown()), plain]),
    v.transform((value) => [value].flat().flatMap((each) => (v.is(plain, each) ? [String(each).trim()] : []))),
  ),
  [],
);

/** The field is there and not empty: a date of VoipNow, whose presence is the state. Zeros are no dates. */
export function isThere(value: unknown): boolean {
  if (typeof value === 'object') return value !== null && Object.keys(value).length > 0;
  return v.is(plain, value) && !/^(0*|false|0000-00-00.*)$/i.test(String(value));
}

/** The items of an array, of an object keyed by id, or the one thing itself. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const object = asObject(value);
  if (!object) return [];
  const inner = Object.values(object);
  return inner.length > 0 && inner.every((each) => asObject(each) !== undefined) ? inner : [object];
}

/** An object, or undefined for anything else (also for an array). */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
