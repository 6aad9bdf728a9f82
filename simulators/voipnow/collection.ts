import type { Json } from '../json';
import { invalid, nothing, ok, type Reply } from './reply';
import type { World } from './world';

export interface Listing {
  /** What may be asked for with `fields`. */
  fields: readonly string[];
  /** What may be filtered by. */
  filters: readonly string[];
}

type Test = (actual: unknown, wanted: string) => boolean;

/** Numbers as numbers, dates as dates, anything else as text. */
function compare(actual: unknown, wanted: string): number {
  const text = String(actual);
  const [a, b] = [text, wanted].map((value) => (/^\d+$/.test(value) ? Number(value) : Date.parse(value)));
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return text < wanted ? -1 : 1;
  return a - b;
}

const tests: Readonly<Record<string, Test>> = {
  contains: (actual, wanted) => String(actual).includes(wanted),
  equals: (actual, wanted) => String(actual) === wanted || compare(actual, wanted) === 0,
  greaterThan: (actual, wanted) => compare(actual, wanted) > 0,
  inArray: (actual, wanted) => wanted.split(',').includes(String(actual)),
  lessThan: (actual, wanted) => compare(actual, wanted) < 0,
  present: (actual) => actual !== undefined,
  startsWith: (actual, wanted) => String(actual).startsWith(wanted),
};

const limit = 5000;
const orders = ['asc', 'ascending', 'desc', 'descending'];

function whole(query: URLSearchParams, name: string, normal: number, least: number): number | undefined {
  const text = query.get(name);
  if (text === null) return normal;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= limit ? value : undefined;
}

const wrong = (code: string, name: string): Reply => invalid(code, `The value of ${name} is not valid.`);

/** The filter of the query as a function, or what is wrong with it. */
function filter(query: URLSearchParams, { filters }: Listing): ((shape: Json) => boolean) | Reply {
  const by = query.get('filterBy');
  if (by === null) return () => true;
  if (!filters.includes(by)) return wrong('filterby_invalid', 'filterBy');
  const op = query.get('filterOp') ?? 'equals';
  const test = Object.hasOwn(tests, op) ? tests[op] : undefined;
  if (test === undefined) return wrong('filterop_invalid', 'filterOp');
  const value = query.get('filterValue') ?? '';
  if (value === '' && op !== 'present') return wrong('filtervalue_invalid', 'filterValue');
  return (shape) => test(shape[by], value);
}

const pick = (shape: Json, keys: readonly string[]): Json =>
  Object.fromEntries(keys.flatMap((key) => (key in shape ? [[key, shape[key]]] : [])));

/** The next page's address: the same question, further on. */
function nextPage(world: World, path: string, query: URLSearchParams, from: number, count: number): Json {
  const next = new URLSearchParams(query);
  next.delete('accessRequestToken');
  next.set('startIndex', String(from));
  next.set('count', String(count));
  return { paging: { next: `${world.url()}${path}?${next.toString()}` } };
}

/**
 * A page of shapes, filtered, ordered and cut to the fields asked for. What is empty is an empty collection or, as the documents
 * have it, 204 without a body.
 */
export function collection(
  world: World,
  listing: Listing,
  shapes: readonly Json[],
  query: URLSearchParams,
  path: string,
): Reply {
  const count = whole(query, 'count', 20, 1);
  if (count === undefined) return wrong('count_invalid', 'count');
  const start = whole(query, 'startIndex', 0, 0);
  if (start === undefined) return wrong('startindex_invalid', 'startIndex');
  const fields = query.get('fields')?.split(',');
  if (fields?.some((name) => !listing.fields.includes(name)) === true) return wrong('fields_invalid', 'fields');
  const order = query.get('sortOrder') ?? 'ascending';
  if (!orders.includes(order)) return wrong('sortorder_invalid', 'sortOrder');
  const keep = filter(query, listing);
  if (typeof keep !== 'function') return keep;
  const all = shapes.filter(keep);
  if (order.startsWith('desc')) all.reverse();
  const page = all.slice(start, start + count).map((shape) => (fields === undefined ? shape : pick(shape, fields)));
  if (page.length === 0 && world.faults.value('voipnow-empty') === '204') return nothing;
  return ok({
    entry: page,
    totalResults: all.length,
    startIndex: start,
    itemsPerPage: count,
    ...(start + count < all.length && nextPage(world, path, query, start + count, count)),
  });
}
