import { platforms, type Platform } from '../supervision/vocabulary';
import { badRequest, Refused } from './http-answers';
import { isReference } from './references';

/** What stands in the form of a connection, as it was typed. */
export interface Typed {
  platform: Platform;
  id: string;
  properties: Readonly<Record<string, string | number | boolean>>;
  credentials: Readonly<Record<string, string>>;
}

/** The deployed connection of that id: as it is stored, and as the runtime has filled it in. */
export interface Deployed {
  /** Missing where there is none, or one of another kind. */
  stored?:
    { properties: Readonly<Record<string, unknown>>; credentials: Readonly<Record<string, unknown>> } | undefined;
  /** Missing where it does not run. */
  filled?:
    | { properties: Readonly<Record<string, unknown>>; credentials: Readonly<Record<string, string | undefined>> }
    | undefined;
}

export interface Settled {
  properties: Record<string, unknown>;
  credentials: Record<string, string>;
  /** Nothing but the name is other than what is deployed. */
  unchanged: boolean;
}

/** How the editor shows a password that is stored. */
export const storedPassword = '__PWRD__';

/**
 * What says neither where a secret goes, nor by which way, nor whose it is. With anything else changed a stored secret is not used:
 * it must never be sent to where somebody has just typed. What is not in this list counts as changing that.
 */
const harmless: ReadonlySet<string> = new Set([
  'name',
  'timeoutSeconds',
  'place',
  'startSession',
  'userId',
  'supervisorExtension',
  'pollSeconds',
  'callbackUrl',
  'callbackExtensions',
  'callbackAllow',
  'phoneNumber',
  'signIn',
  'releasePhone',
  'setIdle',
  'lookSeconds',
  'extension',
  'setNotReady',
  'reasonCodeId',
  'keepListening',
]);

/** @throws Refused for what no form of ours sends */
export function readTyped(body: unknown): Typed {
  const { type, id, properties, credentials } = objectOf(body);
  const platform = platforms.find((each) => `${each}-connection` === type);
  if (!platform) throw badRequest('"type" must be the type of a connection node.');
  if (typeof id !== 'string' || id.length > 128) throw badRequest('"id" must be the id of a node.');
  return {
    platform,
    id,
    properties: Object.fromEntries(
      entriesOf(properties).filter((entry): entry is [string, string | number | boolean] =>
        ['string', 'number', 'boolean'].includes(typeof entry[1]),
      ),
    ),
    credentials: Object.fromEntries(
      entriesOf(credentials).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}

const objectOf = (value: unknown): Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('An object is missing.');
  return value as Record<string, unknown>;
};

const entriesOf = (value: unknown): [string, unknown][] => Object.entries(objectOf(value ?? {})).slice(0, 100);

/**
 * What is to be tried: as typed, and the stored secrets where nobody typed anew.
 *
 * @throws Refused `retype` where a stored secret would go somewhere else than where it belongs
 */
export function settle(typed: Typed, { stored, filled }: Deployed): Settled {
  const changed = (name: string): boolean => !same(typed.properties[name], stored?.properties[name]);
  const kept = (name: string): boolean =>
    typed.credentials[name] === storedPassword ||
    (stored !== undefined && same(typed.credentials[name], stored.credentials[name]));
  const properties = Object.keys(typed.properties).filter((name) => name !== 'name' && changed(name));
  const credentials = Object.keys(typed.credentials).filter((name) => !kept(name));

  const usesStore =
    Object.values(typed.credentials).some((value) => value === storedPassword || isReference(value)) ||
    Object.values(typed.properties).some(isReference);
  const elsewhere = properties.some((name) => !harmless.has(name)) || credentials.some((name) => !isSecret(name));
  // Where nothing is stored, everything is other than that.
  if (usesStore && elsewhere) throw retype();

  return {
    properties: Object.fromEntries(
      Object.entries(typed.properties).map(([name, value]) => {
        if (!isReference(value)) return [name, value === '_ADD_' ? '' : value];
        return [name, changed(name) ? unknownReference() : (filled?.properties[name] ?? unknownReference())];
      }),
    ),
    credentials: Object.fromEntries(
      Object.entries(typed.credentials).map(([name, value]) => {
        if (value !== storedPassword && !isReference(value)) return [name, value];
        if (!kept(name)) return unknownReference();
        const known = filled?.credentials[name] ?? stored?.credentials[name] ?? '';
        return [name, typeof known === 'string' && !isReference(known) ? known : unknownReference()];
      }),
    ),
    unchanged: stored !== undefined && properties.length === 0 && credentials.length === 0,
  };
}

/** Of the credentials only these may be seen by anybody who sees the form. */
export const isSecret = (name: string): boolean => name !== 'username' && name !== 'appId';

function same(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

/** As a form holds it: everything is text, and what is not there is empty. */
const plain = (value: unknown): string => {
  if (value === undefined || value === null || value === '_ADD_') return '';
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
};

const retype = (): Refused =>
  new Refused(
    409,
    'retype',
    'The address, the user or the way there was changed, and a stored password is never sent anywhere else. Type the password again.',
  );

const unknownReference = (): never => {
  throw new Refused(
    409,
    'not-deployed',
    'A value from the environment is known only to the deployed connection. Deploy it, then test it.',
  );
};
