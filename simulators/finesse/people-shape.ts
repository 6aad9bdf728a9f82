import type { Team, User } from './directory';
import type { Reason } from './states';
import { isUccx, root, stamp, type World } from './world';
import { node, type Element } from './xml';

export const userUri = ({ loginId }: User): string => `${root}/User/${loginId}`;
export const teamUri = ({ id }: Team): string => `${root}/Team/${id}`;

function reasonShape(name: string, { id, code, label, category }: Reason): Element {
  return node(
    name,
    node('category', category),
    node('uri', `${root}/ReasonCode/${id}`),
    node('code', code),
    node('label', label),
    node('forAll', 'true'),
    node('systemCode', String(Number(id) < 0)),
    node('id', id),
  );
}

const signedInAt = (world: World, user: User): string =>
  world.states.of(user) === 'LOGOUT' ? '' : user.person.extension;

/** Everything about a user, as he himself reads it. */
export function userShape(world: World, user: User, name = 'User'): Element {
  const { person, team } = user;
  const reason = world.states.reason(user);
  const supervisor = person.role === 'supervisor';
  return node(
    name,
    node('dialogs', `${userUri(user)}/Dialogs`),
    node('extension', signedInAt(world, user)),
    node('firstName', person.firstName),
    node('lastName', person.lastName),
    node('loginId', user.loginId),
    node('loginName', person.user),
    node('mediaType', '1'),
    node('pendingState', world.states.pending(user)),
    node('reasonCodeId', reason?.id ?? '-1'),
    reason && reasonShape('ReasonCode', reason),
    node('roles', node('role', 'Agent'), supervisor ? node('role', 'Supervisor') : undefined),
    node('settings', node('wrapUpOnIncoming', 'OPTIONAL'), node('wrapUpOnOutgoing', 'OPTIONAL')),
    node('skillTargetId', `7${user.loginId}`),
    node('state', world.states.of(user)),
    node('stateChangeTime', stamp(world.states.since(user))),
    node('teamId', team.id),
    node('teamName', team.name),
    supervisor
      ? node(
          'teams',
          ...user.supervises.map((each) =>
            node('Team', node('id', each.id), node('name', each.name), node('uri', teamUri(each))),
          ),
        )
      : undefined,
    node('uri', userUri(user)),
  );
}

/** What a team says of its members. */
export function memberShape(world: World, user: User, name = 'User'): Element {
  const { person } = user;
  const reason = world.states.reason(user);
  const onCall = world.centre.onCall(person.user) !== undefined;
  return node(
    name,
    node('dialogs', `${userUri(user)}/Dialogs`),
    node('extension', signedInAt(world, user)),
    node('firstName', person.firstName),
    node('lastName', person.lastName),
    node('loginId', user.loginId),
    isUccx(world) ? node('mediaState', onCall ? 'BUSY' : 'IDLE') : undefined,
    node('pendingState', world.states.pending(user)),
    reason && reasonShape('reasonCode', reason),
    node('state', world.states.of(user)),
    node('stateChangeTime', stamp(world.states.since(user))),
    node('uri', userUri(user)),
  );
}

/** @param all also those who are not signed in */
export function teamShape(world: World, team: Team, all: boolean, name = 'Team'): Element {
  const members = team.members.filter((user) => all || world.states.of(user) !== 'LOGOUT');
  return node(
    name,
    node('id', team.id),
    node('name', team.name),
    node('uri', teamUri(team)),
    node('users', ...members.map((user) => memberShape(world, user))),
  );
}
