import { isLive } from '../centre/model';
import type { Entry, View } from './book';
import { collection } from './collection';
import type { Extension } from './extensions';
import type { Scope } from './path';
import { invalid, nothing, ok, type Reply } from './reply';
import { callShape } from './shapes';
import type { Ask, World } from './world';

const fields = ['id', 'extension', 'ownerId', 'ownerName', 'published', 'answered', 'nonce', 'phoneCallView', 'links'];
const listing = { fields, filters: ['id', 'published'] };

export const wrongCall = invalid(
  'pc_phonecall_invalid',
  'The phone call does not exist, or its id is not alphanumeric.',
);
export const isCallId = (id: string): boolean => /^[0-9a-z]+$/i.test(id);

/** How an extension is on a call: as the agent whose call it is, or as somebody who supervises it. */
export function partOf(entry: Entry, extension: Extension): 'agent' | 'guest' | undefined {
  const user = extension.person?.user;
  const leg = entry.views.find((view) => view.leg.party === user && isLive(view.leg))?.leg;
  if (leg === undefined) return undefined;
  return leg.watch === undefined ? 'agent' : 'guest';
}

/** The live calls of the extensions: of the agent who has them, and (inferred) of a supervisor who is seen on them. */
export function callsOf(world: World, { extensions }: Scope): Entry[] {
  const users = new Set(extensions.map(({ person }) => person?.user));
  const counts = ({ id, leg }: View): boolean => {
    if (!users.has(leg.party) || leg.state === 'left') return false;
    return leg.watch === undefined || (id !== undefined && leg.state !== 'ringing');
  };
  return world.book.list().filter(({ views }) => views.some(counts));
}

/** The one live call that a path names, among those of its extensions. */
export function entryOf(world: World, { rest }: Ask, scope: Scope): Entry | undefined {
  const [id = '', ...more] = rest;
  return isCallId(id) && more.length === 0 ? callsOf(world, scope).find((call) => call.id === id) : undefined;
}

/** The documents print one call bare where it is read at the link of an action; that link has two slashes after the host. */
function isBare(world: World, { query }: Ask, path: string): boolean {
  const form = world.faults.value('voipnow-one-call');
  return form === 'documented' ? path.startsWith('//') && query.size === 0 : form === 'bare';
}

/** GET /phoneCalls/{user}/{extension}[/{id}]: a collection, also where one call is asked for by the path of lists. */
export function readCalls(world: World, ask: Ask, scope: Scope, path: string): Reply {
  const [id, ...more] = ask.rest;
  if (id !== undefined && (!isCallId(id) || more.length > 0)) return wrongCall;
  const entries = callsOf(world, scope).filter((entry) => id === undefined || entry.id === id);
  const shapes = entries.map((entry) => callShape(world, entry));
  const [first] = shapes;
  if (id !== undefined && first !== undefined && isBare(world, ask, path)) return ok(first);
  if (id !== undefined && first === undefined && world.faults.value('voipnow-empty') === '204') return nothing;
  return collection(world, listing, shapes, ask.query, path);
}
