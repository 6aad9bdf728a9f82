import type { Extension, User } from './extensions';
import { accessDenied, invalid, type Reply } from './reply';
import type { World } from './world';

/** Whose extensions a request is about. */
export interface Scope {
  user: User;
  /** One, or with `@self` all of the user. */
  extensions: Extension[];
  self: boolean;
}

const roots = ['uapi', 'unifiedapi'];

/**
 * The segments after /uapi (or its older name), decoded: `@` and `*` come as they are or percent-encoded. Empty segments do not
 * count, so a slash at the end and two after the host are forgiven. A client that builds its path with an empty call id thereby
 * asks for all calls, as on the real server.
 */
export function segments(pathname: string): string[] | 'unreadable' | undefined {
  const [root = '', ...rest] = pathname.split('/').filter((part) => part !== '');
  if (!roots.includes(root)) return undefined;
  try {
    return rest.map(decodeURIComponent);
  } catch {
    return 'unreadable';
  }
}

const wrongUser = invalid('user_invalid', 'The user is not an id, @me, @viewer or @owner.');
const wrongExtension = invalid('extension_invalid', 'The extension does not exist.');

/** Resolves `{userId}/{extension}`; refuses what does not exist, and what is not the app's to see. */
export function scopeOf(world: World, userId: string, number: string): Scope | Reply {
  const { extensions, faults } = world;
  const owner = userId === '@owner';
  const user = ['@me', '@viewer', '@owner'].includes(userId) ? extensions.me : extensions.user(userId);
  if (user === undefined) return wrongUser;
  if (number === '@self') {
    if (owner && !faults.is('voipnow-owner-self')) return wrongExtension;
    return user === extensions.me ? { user, extensions: extensions.of(user), self: true } : accessDenied();
  }
  const extension = extensions.find(number, user);
  if (extension === undefined || (!owner && extension.user !== user)) return wrongExtension;
  // The app acts as the user it is registered on; what another organisation owns is beyond its reach (inferred).
  if (extension.user !== extensions.me) return accessDenied();
  return { user: extension.user, extensions: [extension], self: false };
}

export const isReply = (value: object): value is Reply => 'http' in value;
