import type { FaultDefinition } from '../faults';

type Row = readonly [name: string, takes: FaultDefinition['takes'], normal: string, about: string];

const sides = ['off', 'on', 'a', 'b'] as const;

const server: readonly Row[] = [
  ['finesse-deployment', ['UCCE', 'UCCX'], 'UCCE', 'Unified CCE or Unified CCX: states, error codes, actions.'],
  ['finesse-version', ['12.5', '12.6'], '12.5', 'SystemInfo of 12.6(2) names the ports of each node.'],
  ['finesse-out-of-service', sides, 'off', 'A node (a, b), or both: 503, SystemInfo OUT_OF_SERVICE, no notifications.'],
  [
    'finesse-web-down',
    sides,
    'off',
    'The web application of a node (a, b), or of both: REST breaks, `finesse` is away.',
  ],
];

const requests: readonly Row[] = [
  ['finesse-lockout', 'switch', 'on', 'After five wrong passwords in a row a user is blocked for five minutes.'],
  [
    'finesse-errors',
    ['documented', 'sync', 'async'],
    'documented',
    'Refusals of call actions: where the guide lists them, all as HTTP errors, or all as events after a 202. Inferred.',
  ],
  [
    'finesse-error',
    'text',
    '',
    'Call actions and state changes are refused: 20700, 20999, 13145, 88049, a CF number, 500, Invalid State and the like.',
  ],
  [
    'finesse-error-place',
    ['data', 'type', 'peripheral'],
    'data',
    'Where the number of an error event stands: errorData, errorType or peripheralErrorCode.',
  ],
  ['finesse-accepted', ['202', '200'], '202', 'The status of an accepted PUT or POST.'],
  [
    'finesse-cti-delay',
    'number',
    '0',
    'The telephony does what was accepted so many ms later, one request per object at a time.',
  ],
  ['finesse-reason-required', 'switch', 'off', 'The site has reason codes: NOT_READY and LOGOUT need one.'],
  ['finesse-system-info', ['open', 'basic'], 'open', 'Whether SystemInfo needs credentials. Not documented.'],
  [
    'finesse-controller-leaves',
    ['stays', 'ends'],
    'stays',
    'The agent hangs up after a barge: supervisor and customer talk on, or the call ends. Inferred.',
  ],
  [
    'finesse-second-supervisor',
    ['async', 'sync', 'joins'],
    'async',
    'A second supervisor on an agent: refused (22, Call Operation Failure), or not. Inferred.',
  ],
  [
    'finesse-agent-dialogs',
    ['allowed', 'forbidden'],
    'allowed',
    "Supervisors read and subscribe to the dialogs of their teams' agents. Not documented.",
  ],
];

const events: readonly Row[] = [
  [
    'finesse-request-id',
    ['echoed', 'empty', 'absent'],
    'echoed',
    'requestId in notifications: the documents echo it, captures are empty.',
  ],
  [
    'finesse-event-case',
    ['documented', 'upper', 'lower'],
    'documented',
    'PUT or put. Documented: errors and team boards have it in small letters.',
  ],
  [
    'finesse-root-case',
    ['lower', 'upper'],
    'lower',
    'The payload begins with <user> and <dialog>, or with <User> and <Dialog>.',
  ],
  [
    'finesse-update-order',
    ['data-first', 'event-first'],
    'data-first',
    'The order inside <Update>; captures have both.',
  ],
  ['finesse-payload', ['text', 'elements'], 'text', 'The payload is escaped text, or (one capture) real elements.'],
  [
    'finesse-payload-namespace',
    'text',
    'http://jabber.org/protocol/pubsub',
    'The namespace of <notification>; another capture: urn:xmpp:push:0.',
  ],
  [
    'finesse-team-shape',
    ['user', 'team'],
    'user',
    'A team board tells one agent, or the whole team; Cisco shows both.',
  ],
  [
    'finesse-barge-order',
    ['conference-first', 'monitor-first'],
    'conference-first',
    'After a barge: the conference comes before the end of the silent monitor, or after it. Inferred.',
  ],
  [
    'finesse-barge-call-type',
    'text',
    'CONFERENCE',
    'callType after a barge: CONFERENCE, SUPERVISOR_BARGE_IN, or unchanged. Inferred.',
  ],
  [
    'finesse-barge-id',
    ['same', 'new'],
    'same',
    'The conference keeps the id of the call, or is a new dialog whose secondaryId is the old one. Inferred.',
  ],
  [
    'finesse-error-source',
    ['collection', 'dialog'],
    'collection',
    'The source of an error event after a refused POST: the collection, or a dialog nobody knows. Not documented.',
  ],
  [
    'finesse-barge-associated',
    'switch',
    'off',
    'associatedDialogUri of the conference names the silent monitor. Not documented.',
  ],
];

const xmpp: readonly Row[] = [
  [
    'finesse-ping',
    'number',
    '10',
    'The server pings after so many seconds of silence, and gives up after two retries; 0 = never.',
  ],
  ['finesse-idle', 'number', '0', 'Clients that say nothing for so many seconds are dropped, pings or not; 0 = never.'],
  [
    'finesse-bare-jid',
    ['all', 'best'],
    'all',
    'A notification to a bare JID reaches all sessions of the user, or that of the highest priority (then the newest).',
  ],
  ['finesse-session', ['optional', 'required', 'absent'], 'optional', 'How the old session request is offered.'],
  [
    'finesse-forced-logout',
    ['logout', 'not-ready', 'off'],
    'logout',
    'Who has lost his XMPP presence is signed out (255) after 60 s, or made not ready. For clients other than the desktop: inferred.',
  ],
  [
    'finesse-xmpp-hung',
    sides,
    'off',
    'The notification service of a node (a, b), or of both, takes connections and says nothing.',
  ],
  ['finesse-xmpp-down', sides, 'off', 'The notification service of a node (a, b), or of both, takes no connections.'],
  [
    'finesse-xmpp-drop',
    'action',
    '',
    'XMPP connections break now: all, those of a node (=a), or of a user (=sup.one).',
  ],
  [
    'finesse-xmpp-conflict',
    'action',
    '',
    'XMPP sessions end by a conflict, as if the same JID had come again: all, or of a user.',
  ],
  ['finesse-xmpp-refuse', 'text', 'off', 'XMPP sign-in is refused: on, or the user names (a,b).'],
];

/**
 * What can be switched on the Finesse face. Where the vendor's documents leave a behaviour open, the switch says so with the word
 * *inferred* or *not documented*, and its normal value is our best reading.
 */
export const finesseFaults: readonly FaultDefinition[] = [...server, ...requests, ...events, ...xmpp].map(
  ([name, takes, normal, about]) => ({ name, takes, normal, about }),
);
