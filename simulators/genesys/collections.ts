import type { Json } from '../json';
import { ok, type Reply } from './reply';

/** One resource or all of its `fields`: `*` or a comma list. */
function pick(shape: Json, fields: string | null): Json {
  if (fields === null || fields === '*' || fields === '') return shape;
  return Object.fromEntries(fields.split(',').flatMap((key) => (key in shape ? [[key, shape[key]]] : [])));
}

/** Without `fields` (or `subresources`) a collection is a list of uris; with it, of objects under the resource's name. */
export function collection(
  name: string,
  shapes: readonly Json[],
  uris: readonly string[],
  query: URLSearchParams,
): Reply {
  if (!query.has('fields') && !query.has('subresources')) return ok({ uris });
  return ok({ [name]: shapes.map((shape) => pick(shape, query.get('fields'))) });
}

/** Whether `subresources` names this one: `*` or a comma list. */
export function wants(query: URLSearchParams, subresource: string): boolean {
  const asked = query.get('subresources');
  return asked === '*' || (asked?.split(',').includes(subresource) ?? false);
}
