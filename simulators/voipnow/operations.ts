import { text } from '../json';
import { actOnCall } from './call-actions';
import { readCalls } from './calls';
import { phoneCallEvents } from './event-resource';
import { hangUp } from './hang-up';
import { isReply, scopeOf } from './path';
import { readPresence } from './presence';
import { notImplemented, type Reply } from './reply';
import { supervise } from './supervise';
import type { Ask, World } from './world';

/** A request by its path: `resource` is `phoneCalls`, `presence` or `phoneCallEvents`. */
export interface Target {
  resource: string;
  user: string;
  extension: string;
  rest: string[];
}

/** @param path the segments after /uapi */
export function targetOf(path: readonly string[]): Target {
  const [root = '', user = '', extension = '', ...rest] = path;
  if (root !== 'extensions') return { resource: root, user, extension, rest };
  return { resource: rest[0] ?? root, user, extension, rest: rest.slice(1) };
}

/** What the request is called in the journal and by faults: `PUT BargeIn`, `DELETE phoneCalls`, `GET presence` … */
export function operationOf(method: string, { resource }: Target, body: Ask['body']): string {
  const action = method === 'PUT' && resource === 'phoneCalls' ? text(body ?? {}, 'action') : undefined;
  return `${method} ${action ?? resource}`;
}

/** Every request under /uapi. */
export function operate(world: World, target: Target, ask: Ask, path: string): Reply {
  const { resource } = target;
  const known = ['phoneCalls', 'presence', 'phoneCallEvents'].includes(resource);
  const readable = resource !== 'phoneCalls' || ['GET', 'PUT', 'DELETE'].includes(ask.method);
  if (!known || !readable) return notImplemented;
  const scope = scopeOf(world, target.user, target.extension);
  if (isReply(scope)) return scope;
  if (resource === 'presence') return readPresence(world, ask, scope, path);
  if (resource === 'phoneCallEvents') return phoneCallEvents(world, ask, scope, path);
  if (ask.method === 'GET') return readCalls(world, ask, scope, path);
  if (ask.method === 'DELETE') return hangUp(world, ask, scope);
  return actOnCall(world, ask, scope) ?? supervise(world, ask, scope);
}
