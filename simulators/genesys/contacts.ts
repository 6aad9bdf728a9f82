import type { Person } from '../centre/model';
import { contactShape } from './people-shapes';
import { invalid, ok, type Reply } from './reply';
import type { World } from './world';

const defaultLimit = 100;

/** A test for texts with `*` as wildcard; upper and lower case are the same. */
function like(pattern: string): (value: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 'i');
  return (value) => expression.test(value);
}

const list = (value: string): string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

type Filter = (person: Person) => boolean;

/** Every argument must match one of first name, last name, user name, device number. */
function namesOrPhoneNumberMatches(parameters: string): Filter {
  const tests = list(parameters).map(like);
  return ({ firstName, lastName, user, extension }) =>
    tests.every((test) => [firstName, lastName, user, extension].some(test));
}

/** The few people an exact number or name can mean, without looking at everybody. */
function candidates(world: World, query: URLSearchParams): readonly Person[] {
  const numbers = query.get('phoneNumber');
  const names = query.get('name');
  const exact = numbers !== null && !numbers.includes('*') ? numbers : names;
  if (exact === null) return world.centre.people.list();
  return list(exact).flatMap((name) => {
    const person = world.centre.people.find(name);
    return person === undefined ? [] : [person];
  });
}

function filters(query: URLSearchParams): Filter[] {
  const chosen: Filter[] = [];
  const numbers = query.get('phoneNumber');
  if (numbers !== null) {
    const tests = list(numbers).map(like);
    chosen.push(({ extension }) => tests.some((test) => test(extension)));
  }
  const names = query.get('name');
  if (names !== null) {
    const wanted = new Set(list(names));
    chosen.push(({ user }) => wanted.has(user));
  }
  const parameters = query.get('filterParameters');
  if (query.get('filterName') === 'NamesOrPhoneNumberMatches' && parameters !== null) {
    chosen.push(namesOrPhoneNumberMatches(parameters));
  }
  const role = query.get('roles');
  if (role !== null) chosen.push((person) => list(role).includes('ROLE_AGENT') || person.role === 'supervisor');
  return chosen;
}

const known = new Set(['User', 'Queue', 'Custom']);

/** The directory everybody may search. There are only users in it: no queues, no custom contacts. */
export function contacts(world: World, query: URLSearchParams): Reply {
  const types = list(query.get('type') ?? 'User');
  const wrong = types.find((type) => !known.has(type));
  if (wrong !== undefined) return invalid('type', wrong);
  const limit = Number(query.get('limit') ?? defaultLimit);
  const offset = Number(query.get('offset') ?? 0);
  if (!Number.isInteger(limit) || limit < 1) return invalid('limit', query.get('limit'));
  if (!Number.isInteger(offset) || offset < 0) return invalid('offset', query.get('offset'));
  const tests = filters(query);
  const found = types.includes('User')
    ? candidates(world, query).filter((person) => tests.every((test) => test(person)))
    : [];
  if (query.has('sortBy')) {
    const sign = query.get('order') === 'Descending' ? -1 : 1;
    found.sort((a, b) => sign * (a.user < b.user ? -1 : 1));
  }
  const page = found.slice(offset, offset + limit);
  return ok({ totalCount: found.length, contacts: page.map((person) => contactShape(world, person)) });
}
