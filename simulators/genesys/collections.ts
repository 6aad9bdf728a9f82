import type { Json } from '../json';
import { ok, type Reply } from './reply';

const children = ['devices', 'calls', 'channels', 'features', 'settings', 'skills', 'groups', 'interactions', 'chats'];

/** One resource or those of its `fields` that are named: `*` or a comma list. What `subresources` embeds stays in it. */
function pick(shape: Json, query: URLSearchParams): Json {
  const fields = query.get('fields');
  if (fields === null || fields === '*' || fields === '') return shape;
  const keys = new Set([...fields.split(','), ...children.filter((name) => wants(query, name))]);
  return Object.fromEntries(Object.entries(shape).filter(([key]) => keys.has(key)));
}

/** Without `fields` (or `subresources`) a collection is a list of uris; with it, of objects under the resource's name. */
export function collection(
  name: string,
  shapes: readonly Json[],
  uris: readonly string[],
  query: URLSearchParams,
): Reply {
  if (!query.has('fields') && !query.has('subresources')) return ok({ uris });
  return ok({ [name]: shapes.map((shape) => pick(shape, query)) });
}

/** Whether `subresources` names this one: `*` or a comma list. */
export function wants(query: URLSearchParams, subresource: string): boolean {
  const asked = query.get('subresources');
  return asked === '*' || (asked?.split(',').includes(subresource) ?? false);
}
