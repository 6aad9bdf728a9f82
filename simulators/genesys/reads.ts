import type { Person } from '../centre/model';
import type { Json } from '../json';
import type { Ask } from './ask';
import { collection } from './collections';
import { contacts } from './contacts';
import { deviceShape, deviceUri } from './device';
import { callsOf, contactShape, userShape } from './people-shapes';
import { noPermission, noSuch, ok, refused, type Reply } from './reply';
import { address, type World } from './world';

const adminOnly = noPermission('Only an administrator may read this');

/** The links behind the server. Each Voice service is one T-Server. */
export function services(world: World): Json[] {
  const other = world.faults.value('other-tserver');
  return [
    ...(other === 'none' ? [] : [['SIP_Server_2', 'Voice', other === 'up' ? 'Active' : 'Inactive']]),
    ['SIP_Server', 'Voice', world.faults.is('tserver-down') ? 'Inactive' : 'Active'],
    ['Configuration', 'Provisioning', 'Active'],
    ['Interaction_Server', 'MultiMediaState', world.faults.is('multimedia-down') ? 'Inactive' : 'Active'],
  ].map(([name = '', type, state]) => {
    const id = world.ids.service(name);
    return { id, name, type, state, ...address(world, `/services/${id}`) };
  });
}

const uriOf = (shape: Json): string => String(shape.uri);

function me(world: World, ask: Ask): Reply {
  const { query, session, path } = ask;
  const { person } = session;
  const [, what, id] = path;
  switch (what) {
    case undefined:
      return ok({ user: userShape(world, person, query, true) });
    case 'devices': {
      const shape = deviceShape(world, person);
      if (id === undefined) return collection('devices', [shape], [deviceUri(world, person)], query);
      return id === shape.id ? ok({ device: shape }) : noSuch('Device');
    }
    case 'calls': {
      const calls = callsOf(world, person);
      if (id === undefined) return collection('calls', calls, calls.map(uriOf), query);
      const call = calls.find((shape) => [shape.id, shape.callUuid, shape.connId].includes(id));
      return call === undefined ? noSuch('Call') : ok({ call });
    }
    default:
      return noSuch('Resource');
  }
}

function users(world: World, ask: Ask): Reply {
  const [, id, what] = ask.path;
  const shape = (person: Person, query = ask.query): Json => userShape(world, person, query, false);
  if (id === undefined) {
    const everybody = world.centre.people.list();
    const uris = everybody.map((person) => address(world, `/users/${world.ids.user(person)}`).uri);
    // The list carries the devices in both of its long forms, `fields=*` and `subresources=*`.
    const whole = ask.query.get('fields') === '*' ? new URLSearchParams({ subresources: '*' }) : ask.query;
    const full = ask.query.has('fields') || ask.query.has('subresources');
    const shapes = full ? everybody.map((person) => shape(person, whole)) : [];
    return collection('users', shapes, uris, ask.query);
  }
  const person = world.ids.personOfUser(id);
  if (person === undefined) return noSuch('User');
  if (what === undefined) return ok({ user: shape(person) });
  if (what !== 'devices') return noSuch('Resource');
  if (world.faults.value('directory') === 'strict' && person !== ask.session.person) return adminOnly;
  return collection('devices', [deviceShape(world, person)], [deviceUri(world, person)], ask.query);
}

function devices(world: World, ask: Ask): Reply {
  const [, id] = ask.path;
  const strict = world.faults.value('directory') === 'strict';
  if (id === undefined) {
    if (strict) return adminOnly;
    const everybody = world.centre.people.list();
    const shapes = everybody.map((person) => deviceShape(world, person));
    const uris = everybody.map((person) => deviceUri(world, person));
    return collection('devices', shapes, uris, ask.query);
  }
  const person = world.ids.personOfDevice(id);
  if (person === undefined) return noSuch('Device');
  if (strict && person !== ask.session.person) return adminOnly;
  return ok({ device: deviceShape(world, person) });
}

/** Every GET. */
export function read(world: World, ask: Ask): Reply {
  const [root, id] = ask.path;
  switch (root) {
    case 'me':
      return me(world, ask);
    case 'users':
      return users(world, ask);
    case 'devices':
      return devices(world, ask);
    case 'contacts': {
      if (id === undefined) return contacts(world, ask.query);
      const person = world.ids.personOfUser(id);
      return person === undefined ? noSuch('Contact') : ok({ contact: contactShape(world, person) });
    }
    case 'services': {
      const all = services(world);
      if (id === undefined) return collection('services', all, all.map(uriOf), ask.query);
      const service = all.find((shape) => shape.id === id);
      return service === undefined ? noSuch('Service') : ok({ service });
    }
    case undefined:
    default:
      return refused(6, 'Resource not found');
  }
}
