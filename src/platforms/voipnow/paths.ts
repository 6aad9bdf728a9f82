import { SupervisionError } from '../../supervision/errors';

/** What a call is addressed by: the extension it is seen from, and its id. */
export interface CallAddress {
  extension: string;
  call: string;
}

declare const removal: unique symbol;

/**
 * Where a DELETE may go. Only the two functions below make one, and both demand everything that keeps it from removing more than
 * one thing: VoipNow reads a missing call id as "all calls", a missing number as "the whole call".
 */
export interface Removal {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly [removal]: true;
}

/** Hangs up one party of one call. */
export function partyRemoval(user: string, { extension, call }: CallAddress, phoneNumber: string): Removal {
  if (!isExtension(extension))
    throw invalid('A party can only be taken off a call of one extension, named by its number.');
  if (!/^\+?[0-9*]{1,40}$/.test(phoneNumber)) throw invalid('The number of the party to take off is missing or wrong.');
  return { path: callPath(user, { extension, call }), query: { phoneNumber } } as unknown as Removal;
}

/** Removes one subscription to call events. */
export function eventRemoval(user: string, extension: string, type: number, id: string): Removal {
  return { path: `${eventsPath(user, extension, type)}/${objectId(id, 'The event')}` } as unknown as Removal;
}

export function callsPath(user: string, extension: string): string {
  return `/phoneCalls/${userSegment(user)}/${extensionSegment(extension)}`;
}

export function callPath(user: string, { extension, call }: CallAddress): string {
  return `${callsPath(user, extension)}/${objectId(call, 'The call')}`;
}

export function presencePath(user: string, extension: string): string {
  return `/extensions/${userSegment(user)}/${extensionSegment(extension)}/presence`;
}

/** @param type 0 dial-in, 1 dial-out, 2 hang-up, 3 answer of an incoming call, 4 answer of an outgoing call */
export function eventsPath(user: string, extension: string, type?: number): string {
  if (!isExtension(extension)) throw invalid('Call events belong to one extension, named by its number.');
  const below = type === undefined ? '' : `/${type}`;
  return `/extensions/${userSegment(user)}/${extension}/phoneCallEvents${below}`;
}

/** Digits, in parts joined by stars: `0007*101`, or the short `101`. Widths differ between resellers. */
export const isExtension = (text: string): boolean => text.length <= 40 && /^\d+(\*\d+)*$/.test(text);

function extensionSegment(extension: string): string {
  if (extension !== '@self' && !isExtension(extension)) {
    throw invalid(
      'The extension must be a number such as 0007*101: digits and stars, as text, with its leading zeros.',
    );
  }
  // A star and an at sign stand in a path as they are; VoipNow's own clients send them so.
  return extension;
}

export function userSegment(user: string): string {
  if (!/^(@me|@viewer|@owner|[A-Za-z0-9_-]{1,64})$/.test(user)) {
    throw invalid('The user id of the connection must be @me, @viewer, @owner, or the id of a VoipNow user.');
  }
  return user;
}

function objectId(id: string, what: string): string {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(id)) {
    throw invalid(`${what} must be named by its VoipNow id: letters and digits.`);
  }
  return id;
}

/**
 * Where the API and the token endpoint are, for what a person typed: the host alone, or with `/uapi` or `/unifiedapi`.
 *
 * @throws SupervisionError `invalid-input`
 */
export function roots(typed: string, tokenPath: string): { api: string; token: { base: string; path: string } } {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid('The URL of the connection must begin with https://, for example https://pbx.example.com.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The URL of the connection must not carry a user name or a password. Use App key and App secret.');
  }
  if (!/^\/[A-Za-z0-9._~/-]{1,200}$/.test(tokenPath) || tokenPath.includes('//') || tokenPath.includes('..')) {
    throw invalid('The token path of the connection must be a path such as /oauth/token.php.');
  }
  const path = url.pathname.replace(/\/+$/, '');
  const named = /^(.*)\/(uapi|unifiedapi)$/i.exec(path);
  const before = named?.[1] ?? path;
  return {
    api: `${url.origin}${before}/${named?.[2] ?? 'uapi'}`,
    token: { base: url.origin + before, path: tokenPath },
  };
}

export function invalid(message: string): SupervisionError {
  return new SupervisionError('invalid-input', message, { platform: 'voipnow', arrived: 'no' });
}
