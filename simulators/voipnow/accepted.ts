import type { Json } from '../json';
import type { Entry } from './book';
import type { Reply } from './reply';
import { linkOf } from './shapes';
import type { World } from './world';

/** The answer to an update: the order was taken. It says nothing about what came of it. */
export function accepted(world: World, entry: Entry): Reply {
  const { faults, extensions } = world;
  const http = faults.number('voipnow-put-status');
  if (http === 204) return { http };
  const extension = extensions.ofPerson(entry.charged)?.number ?? entry.charged;
  const stub: Json = { id: entry.id, extension, [faults.value('voipnow-link-key')]: { self: linkOf(world, entry) } };
  return { http, body: faults.value('voipnow-put-shape') === 'array' ? [stub] : stub };
}
