import { isRecord, type Json } from '../json';
import { collection } from './collection';
import { isLoopback } from './delivery';
import type { Extension } from './extensions';
import type { Scope } from './path';
import { invalid, notImplemented, nothing, ok, type Reply } from './reply';
import { eventTypes, type Subscription } from './subscriptions';
import { stamp, type Ask, type World } from './world';

const listing = {
  fields: ['id', 'type', 'method', 'url', 'status', 'note', 'modified', 'links'],
  filters: ['id', 'method', 'modified', 'note', 'status', 'type', 'url'],
};

function shape(world: World, { number, user }: Extension, item: Subscription): Json {
  const { id, type, method, url, status, note, modified } = item;
  const self = `${world.url()}/uapi/extensions/${user.id}/${number}/phoneCallEvents/${type}/${id}`;
  return { id, type, method, url, status, note, modified: stamp(modified, 2), links: { self } };
}

interface Values {
  method: string;
  url: string;
  status: string;
  note: string;
}

const textOf = (body: Json, key: string, normal: string): string => {
  const value = body[key] ?? normal;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/** The codes for url and status are not documented; these are inferred. */
function values(body: Json | undefined, normal: Values): Values | Reply {
  if (!isRecord(body)) return invalid('pce_url_invalid', 'The body is not a JSON object.');
  const method = textOf(body, 'method', normal.method);
  if (method !== '0' && method !== '1') return invalid('pce_method_invalid', 'method must be 0 (GET) or 1 (POST).');
  const status = textOf(body, 'status', normal.status);
  if (status !== '0' && status !== '1') return invalid('pce_status_invalid', 'status must be 0 or 1.');
  const url = textOf(body, 'url', normal.url);
  if (!isLoopback(url)) {
    return invalid('pce_url_invalid', 'url must be an http(s) address; the simulator calls this machine only.');
  }
  return { method, url, status, note: textOf(body, 'note', normal.note) };
}

function create(world: World, extension: Extension, body: Json | undefined): Reply {
  const type = eventTypes.find((known) => known === textOf(body ?? {}, 'type', ''));
  const known = Number(type) < world.faults.number('voipnow-event-types');
  if (type === undefined || !known) return invalid('pcet_type_invalid', 'type is not one of the event types.');
  const wanted = values(body, { method: '0', url: '', status: '1', note: '' });
  if ('http' in wanted) return wanted;
  const made = world.subscriptions.add({ extension: extension.number, type, ...wanted });
  return world.faults.value('voipnow-event-created') === '204' ? nothing : ok(shape(world, extension, made));
}

function update(world: World, extension: Extension, { rest: [type, id], body }: Ask): Reply {
  if (!eventTypes.some((known) => known === type)) return invalid('pce_type_invalid', 'There is no such event type.');
  const item = id === undefined ? undefined : world.subscriptions.list(extension.number, type, id)[0];
  if (item === undefined) return invalid('pce_id_invalid', 'There is no such event.');
  const wanted = values(body, item);
  if ('http' in wanted) return wanted;
  world.subscriptions.change(item, wanted);
  return ok(shape(world, extension, item));
}

/** /extensions/{user}/{extension}/phoneCallEvents[/{type}[/{id}]]: who is called back when something happens on an extension. */
export function phoneCallEvents(world: World, ask: Ask, scope: Scope, path: string): Reply {
  const [extension] = scope.extensions;
  // One extension at a time: @self is not allowed here.
  if (scope.self || extension === undefined) return invalid('extension_invalid', 'An extension number is needed.');
  const [type, id, ...more] = ask.rest;
  if (more.length > 0) return notImplemented;
  if (ask.method === 'POST' && type === undefined) return create(world, extension, ask.body);
  if (ask.method === 'PUT') return update(world, extension, ask);
  const found = world.subscriptions.list(extension.number, type, id);
  if (ask.method === 'DELETE') {
    for (const item of found) world.subscriptions.remove(item);
    return found.length === 0 ? nothing : ok({ entry: found.map((item) => ({ id: item.id })) });
  }
  if (ask.method !== 'GET') return notImplemented;
  const shapes = found.map((item) => shape(world, extension, item));
  return collection(world, listing, shapes, ask.query, path);
}
