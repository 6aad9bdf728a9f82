import type { Person } from '../centre/model';
import type { Json } from '../json';
import { callShape } from './call';
import { wants } from './collections';
import { deviceShape, userState } from './device';
import { address, type World } from './world';

const featureIds = ['api-voice', 'api-supervisor-monitoring', 'api-supervisor-agent-control', 'api-agent-control'];

const roles = (person: Person): string[] =>
  person.role === 'supervisor' ? ['ROLE_SUPERVISOR', 'ROLE_AGENT'] : ['ROLE_AGENT'];

/** Features belong to the contact centre: a plain agent sees the monitoring feature too, and may not use it. */
function features(world: World): Json[] {
  return featureIds.map((id) => ({
    id,
    displayName: id
      .split('-')
      .map((word) => (word === 'api' ? 'API' : word.replace(/^./, (letter) => letter.toUpperCase())))
      .join(' '),
    description: '',
    autoAssignOnContactCenterCreate: true,
    ...address(world, `/features/${id}`),
  }));
}

/** The calls of this person: nobody can list another's. */
export function callsOf(world: World, person: Person): Json[] {
  const own = world.centre.onCall(person.user);
  return own === undefined ? [] : [callShape(world, own.call, own.leg, person)];
}

export function userShape(world: World, person: Person, query: URLSearchParams, me: boolean): Json {
  const id = world.ids.user(person);
  return {
    id,
    userName: person.user,
    firstName: person.firstName,
    lastName: person.lastName,
    employeeId: person.employeeId,
    emailAddress: '',
    roles: roles(person),
    enabled: true,
    changePasswordOnFirstLogin: false,
    ...(wants(query, 'devices') && { devices: [deviceShape(world, person)] }),
    ...(me && wants(query, 'calls') && { calls: callsOf(world, person) }),
    ...(me && wants(query, 'channels') && { channels: [{ channel: 'voice', userState: userState(person) }] }),
    ...(me && wants(query, 'features') && { features: features(world) }),
    ...Object.fromEntries(
      ['settings', 'skills', 'groups', 'interactions', 'chats']
        .filter((name) => me && wants(query, name))
        .map((name) => [name, []]),
    ),
    ...(me && { contactCenterId: world.ids.contactCenter }),
    ...address(world, `/users/${id}`),
  };
}

function availability(world: World, person: Person): Json {
  const setting = world.faults.value('availability');
  if (setting === 'absent') return {};
  const busy = setting === 'live' && world.centre.onCall(person.user) !== undefined;
  const voice = {
    channel: 'voice',
    available: person.state === 'ready' && !busy,
    phoneNumber: person.extension,
    userActivity: busy ? world.faults.value('busy-activity') : 'Idle',
    userState: userState(person),
  };
  return { availability: { channels: person.state === 'signed-out' ? [] : [voice] } };
}

/** A contact of type User; its id is the user's id. */
export function contactShape(world: World, person: Person): Json {
  const id = world.ids.user(person);
  return {
    id,
    name: person.user,
    type: 'User',
    userName: person.user,
    firstName: person.firstName,
    lastName: person.lastName,
    employeeId: person.employeeId,
    emailAddress: '',
    businessUnits: [],
    roles: roles(person),
    phoneNumbers: [{ phoneNumber: person.extension, description: '', switchName: 'SIP_Switch' }],
    ...availability(world, person),
    ...address(world, `/contacts/${id}`),
  };
}
