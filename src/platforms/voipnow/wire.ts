import * as v from 'valibot';
import { SupervisionError } from '../../supervision/errors';
import type { EventSubscription, Page, PhoneCall, Presence, View } from './resources';
import { asObject, isThere, itemsOf, text, texts, whole } from './wire-schemas';

export type * from './resources';

const viewFields = v.object({
  id: text,
  extension: text,
  source: texts,
  destination: texts,
  status: whole,
});

function decodeView(value: unknown): View | undefined {
  const raw = asObject(value);
  if (!raw) return undefined;
  const { id, ...fields } = v.parse(viewFields, raw);
  const { answered, onHold, parked } = raw;
  return id === undefined
    ? undefined
    : { id, ...fields, answered: isThere(answered), onHold: isThere(onHold), parked: isThere(parked) };
}

const callFields = v.object({ id: text, extension: text, published: text });

function decodeCall(value: unknown): PhoneCall | undefined {
  const raw = asObject(value);
  if (!raw) return undefined;
  const { id, ...fields } = v.parse(callFields, raw);
  if (id === undefined) return undefined;
  const views = itemsOf(raw.phoneCallView).flatMap((each) => decodeView(each) ?? []);
  return { id, ...fields, answered: isThere(raw.answered), views, raw };
}

export const decodeCalls = (body: unknown): Page<PhoneCall> => decodePage(body, decodeCall);

const registrationFields = v.object({ registration: whole });
const presenceFields = v.object({ extension: text, status: whole });

export const decodePresences = (body: unknown): Page<Presence> =>
  decodePage(body, (value) => {
    const raw = asObject(value);
    if (!raw) return undefined;
    const registrations = itemsOf(raw.registration).flatMap(
      (each) => v.parse(registrationFields, asObject(each) ?? {}).registration ?? [],
    );
    const fields = v.parse(presenceFields, raw);
    const { extension, status } = fields;
    if (extension === undefined && status === undefined && registrations.length === 0) return undefined;
    return { ...fields, registrations };
  });

const eventFields = v.object({ id: text, type: whole, url: text, note: text, status: whole });

export function decodeEvent(value: unknown): EventSubscription | undefined {
  const raw = asObject(value);
  if (!raw) return undefined;
  const { id, ...fields } = v.parse(eventFields, raw);
  return id === undefined ? undefined : { id, ...fields };
}

export const decodeEvents = (body: unknown): Page<EventSubscription> => decodePage(body, decodeEvent);

/** A token goes into a header, so it is one word. */
const word = v.fallback(v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[!-~]+$/))), undefined);
const tokenFields = v.object({ access_token: word, expires_in: whole });

/** @param now milliseconds since the epoch */
export function decodeToken(body: unknown, now: number): { token: string; until: number } {
  const { access_token: token, expires_in: seconds } = v.parse(tokenFields, asObject(body) ?? {});
  if (token === undefined) {
    throw nonsense('The token endpoint of VoipNow answered without a token. Check URL and token path.');
  }
  // One hour in the newest documents, two in older ones.
  const ttl = seconds !== undefined && seconds > 0 ? seconds : 3_600;
  return { token, until: now + (ttl - Math.min(60, ttl / 2)) * 1_000 };
}

const errorFields = v.object({ code: text, message: text });

/** Below `/uapi` the error is an object, at `/oauth` a text. Never fails: a proxy's page is an error without a code. */
export function decodeError(body: unknown): { code?: string | undefined; message?: string | undefined } {
  const object = asObject(body);
  if (typeof object?.error === 'string' && object.error !== '') {
    const { error_description: description } = object;
    return { code: object.error, message: typeof description === 'string' ? description : undefined };
  }
  const inner = asObject(object?.error);
  return inner ? v.parse(errorFields, inner) : {};
}

/**
 * A collection; some answers hold the one thing itself, a list of things, or a list with the collection in it; `entry` may be an
 * object keyed by id.
 */
function decodePage<T>(body: unknown, decode: (value: unknown) => T | undefined): Page<T> {
  if (Array.isArray(body)) {
    const pages = body.map((each: unknown) => decodePage(each, decode));
    const [first] = pages;
    return {
      items: pages.flatMap(({ items }) => items),
      totalResults: pages.length === 1 ? first?.totalResults : undefined,
      more: pages.some(({ more }) => more),
    };
  }
  const object = asObject(body);
  if (!object) throw foreign();
  const isPage = pageFields.some((name) => name in object);
  const raw = isPage ? itemsOf(object.entry) : [object];
  const items = raw.flatMap((each) => decode(each) ?? []);
  // Nothing may be taken for "no calls" but what says so: somebody may be on one of them.
  if (items.length === 0 && raw.some(saysSomething)) throw foreign();
  return {
    items,
    totalResults: v.parse(whole, object.totalResults),
    more: [asObject(object.paging)?.next, asObject(object.links)?.next, asObject(object.link)?.next].some(
      (next) => typeof next === 'string' && next !== '',
    ),
  };
}

/** Empty fields are left out, so an empty collection may be without `entry`. */
const pageFields = ['entry', 'totalResults', 'itemsPerPage', 'startIndex'];

const saysSomething = (value: unknown): boolean => Object.keys(asObject(value) ?? {}).length > 0;

/** An answer that lists things, and lists none. What it lists need not be readable: a hang-up lists ids. */
export function listsNothing(body: unknown): boolean {
  if (Array.isArray(body)) return body.length === 0 || (body.length === 1 && listsNothing(body[0]));
  const object = asObject(body);
  if (!object || !pageFields.some((name) => name in object)) return false;
  const { entry, totalResults } = object;
  if (entry === undefined) return v.parse(whole, totalResults) === 0;
  return !isThere(entry);
}

const foreign = (): SupervisionError =>
  nonsense('This is no answer of the UnifiedAPI of VoipNow. Check the URL of the connection.');

export function nonsense(message: string): SupervisionError {
  return new SupervisionError('platform-error', message, { platform: 'voipnow', arrived: 'maybe' });
}
