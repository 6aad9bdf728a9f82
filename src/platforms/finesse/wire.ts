import { SupervisionError } from '../../supervision/errors';
import { idOfUri } from './address';
import type {
  ApiError,
  ClusterNode,
  Dialog,
  Participant,
  Payload,
  SystemInfo,
  Team,
  TeamRef,
  Update,
  User,
} from './resources';
import type { Element } from './xml';
import { childOf, childrenCalled, childrenOf, nameOf, ownText, textOf } from './xml-read';

export type * from './resources';

/** @throws SupervisionError `platform-error` for anything else */
export function decodeSystemInfo(root: Element): SystemInfo {
  if (nameOf(root) !== 'systeminfo') throw nonsense('a description of the system');
  return readSystemInfo(root);
}

function readSystemInfo(root: Element): SystemInfo {
  return {
    deploymentType: textOf(root, 'deploymentType'),
    status: textOf(root, 'status'),
    statusReason: textOf(root, 'statusReason'),
    systemAuthMode: textOf(root, 'systemAuthMode'),
    xmppDomain: textOf(root, 'xmppDomain'),
    xmppPubSubDomain: textOf(root, 'xmppPubSubDomain'),
    primary: readNode(childOf(root, 'primaryNode')),
    secondary: readNode(childOf(root, 'secondaryNode')),
    isModern: ['ctiServers', 'finesseMMode', 'ctiMMode'].some((name) => childOf(root, name) !== undefined),
  };
}

function readNode(element: Element | undefined): ClusterNode | undefined {
  const host = textOf(element, 'host');
  if (host === undefined) return undefined;
  return { host, httpsPort: textOf(element, 'httpsPort'), xmppSecurePort: textOf(element, 'xmppSecurePort') };
}

/** @throws SupervisionError `platform-error` */
export function decodeUser(root: Element): User {
  const user = nameOf(root) === 'user' ? readUser(root) : undefined;
  if (!user) throw nonsense('a user');
  return user;
}

function readUser(element: Element): User | undefined {
  const loginId = textOf(element, 'loginId') ?? idOfUri(textOf(element, 'uri'));
  if (loginId === undefined) return undefined;
  return {
    loginId,
    loginName: textOf(element, 'loginName'),
    firstName: textOf(element, 'firstName'),
    lastName: textOf(element, 'lastName'),
    state: textOf(element, 'state'),
    pendingState: textOf(element, 'pendingState'),
    mediaState: textOf(element, 'mediaState'),
    extension: textOf(element, 'extension'),
    roles: childrenCalled(childOf(element, 'roles'), 'role').map(ownText),
    teamId: textOf(element, 'teamId'),
    teams: childrenCalled(childOf(element, 'teams'), 'Team').flatMap((team) => readTeamRef(team) ?? []),
    raw: element,
  };
}

function readTeamRef(element: Element): TeamRef | undefined {
  const id = textOf(element, 'id') ?? idOfUri(textOf(element, 'uri'));
  return id === undefined ? undefined : { id, name: textOf(element, 'name') };
}

/** @throws SupervisionError `platform-error` */
export function decodeTeam(root: Element): Team {
  const ref = nameOf(root) === 'team' ? readTeamRef(root) : undefined;
  if (!ref) throw nonsense('a team');
  return { ...ref, users: readUsers(root) };
}

const readUsers = (team: Element): User[] =>
  childrenCalled(childOf(team, 'users'), 'User').flatMap((user) => readUser(user) ?? []);

/** @throws SupervisionError `platform-error` */
export function decodeDialogs(root: Element): Dialog[] {
  if (nameOf(root) !== 'dialogs') throw nonsense('a list of dialogs');
  return readDialogs(root);
}

const readDialogs = (root: Element): Dialog[] =>
  childrenCalled(root, 'Dialog').flatMap((dialog) => readDialog(dialog) ?? []);

function readDialog(element: Element): Dialog | undefined {
  const id = textOf(element, 'id') ?? idOfUri(textOf(element, 'uri'));
  if (id === undefined) return undefined;
  return {
    id,
    callType: textOf(childOf(element, 'mediaProperties'), 'callType'),
    fromAddress: textOf(element, 'fromAddress'),
    toAddress: textOf(element, 'toAddress'),
    state: textOf(element, 'state'),
    mediaType: textOf(element, 'mediaType'),
    associated: idOfUri(textOf(element, 'associatedDialogUri')),
    participants: childrenCalled(childOf(element, 'participants'), 'Participant').flatMap(
      (participant) => readParticipant(participant) ?? [],
    ),
    raw: element,
  };
}

function readParticipant(element: Element): Participant | undefined {
  const address = textOf(element, 'mediaAddress');
  if (address === undefined) return undefined;
  return {
    address,
    type: textOf(element, 'mediaAddressType'),
    state: textOf(element, 'state'),
    stateCause: textOf(element, 'stateCause'),
    actions: childrenCalled(childOf(element, 'actions'), 'action').map(ownText),
  };
}

/** The errors of an answer or an event; undefined where it is none. */
export function decodeErrors(root: Element): ApiError[] | undefined {
  if (nameOf(root) !== 'apierrors') return undefined;
  return childrenCalled(root, 'ApiError').map((element) => ({
    type: textOf(element, 'ErrorType'),
    message: textOf(element, 'ErrorMessage'),
    data: textOf(element, 'ErrorData'),
    peripheralCode: textOf(element, 'peripheralErrorCode'),
    peripheralText: textOf(element, 'peripheralErrorText') ?? textOf(element, 'peripheralErrorMsg'),
  }));
}

/** @throws SupervisionError `platform-error` */
export function decodeUpdate(root: Element): Update {
  const event = textOf(root, 'event')?.toUpperCase();
  if (nameOf(root) !== 'update' || (event !== 'POST' && event !== 'PUT' && event !== 'DELETE')) {
    throw nonsense('an event');
  }
  return {
    event,
    requestId: textOf(root, 'requestId'),
    source: textOf(root, 'source'),
    payload: readPayload(childOf(root, 'data')),
    raw: root,
  };
}

function readPayload(data: Element | undefined): Payload {
  const [content] = data ? childrenOf(data) : [];
  if (!content) return { type: 'other' };
  switch (nameOf(content)) {
    case 'user': {
      const user = readUser(content);
      return user ? { type: 'user', user } : { type: 'other' };
    }
    case 'team':
      return { type: 'team', team: readTeamRef(content)?.id, users: readUsers(content) };
    case 'dialogs':
      return { type: 'dialogs', dialogs: readDialogs(content) };
    case 'dialog': {
      const dialog = readDialog(content);
      return { type: 'dialogs', dialogs: dialog ? [dialog] : [] };
    }
    case 'systeminfo':
      return { type: 'system', info: readSystemInfo(content) };
    case 'apierrors':
      return { type: 'errors', errors: decodeErrors(content) ?? [] };
    default:
      return { type: 'other' };
  }
}

export function nonsense(what: string): SupervisionError {
  const text = `Finesse sent something else where ${what} was expected. Check the address of the connection.`;
  return new SupervisionError('platform-error', text, { platform: 'finesse', arrived: 'maybe' });
}
