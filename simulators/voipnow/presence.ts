import type { Json } from '../json';
import { collection } from './collection';
import type { Extension } from './extensions';
import type { Scope } from './path';
import { notImplemented, type Reply } from './reply';
import { named, stamp, type Ask, type World } from './world';

const listing = { fields: ['extension', 'status', 'registration'], filters: ['extension'] };

/** 0 unknown, 1 online, 2 ringing, 3 busy. */
function status(world: World, { person }: Extension): string {
  if (person === undefined || named(world.faults.value('voipnow-unregistered'), person.user)) return '0';
  if (named(world.faults.value('voipnow-busy'), person.user)) return '3';
  const own = world.centre.onCall(person.user);
  if (own === undefined) return '1';
  return own.leg.state === 'ringing' ? '2' : '3';
}

/** 1 registered, 2 none needed, -1 not registered. */
function registration(world: World, { person, type }: Extension): Json {
  if (type !== 'term') return { registration: '2' };
  const agent = 'SimPhone 1.0';
  if (person !== undefined && named(world.faults.value('voipnow-unregistered'), person.user)) {
    return { agent, registration: '-1' };
  }
  return { agent, registration: '1', expire: stamp(world.centre.clock.now() + 3_600_000, 2) };
}

/** GET /extensions/{user}/{extension}/presence. With @self it is the only list of extensions that this API has. */
export function readPresence(world: World, ask: Ask, scope: Scope, path: string): Reply {
  if (ask.method !== 'GET' || ask.rest.length > 0) return notImplemented;
  const shapes = scope.extensions.map((extension) => ({
    extension: extension.number,
    status: status(world, extension),
    registration: [registration(world, extension)],
  }));
  return collection(world, listing, shapes, ask.query, path);
}
