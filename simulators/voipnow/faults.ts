import type { FaultDefinition } from '../faults';

type Row = readonly [name: string, takes: FaultDefinition['takes'], normal: string, about: string];

const access: readonly Row[] = [
  ['voipnow-token-lifetime', 'number', '3600', 'Seconds a new token lives. Older servers: 7200.'],
  [
    'voipnow-expired-status',
    ['401', '403'],
    '401',
    'The status of a request with an expired, wrong or missing token: the documents say 401, vendor demos react to 403.',
  ],
  ['voipnow-expire-tokens', 'action', '', 'Every token expires now.'],
  ['voipnow-invalid-client', ['401', '400'], '401', 'The status of invalid_client. Inferred.'],
  ['voipnow-app-suspended', 'switch', 'off', 'The app is suspended: no new tokens (invalid_client; inferred).'],
  ['voipnow-owner-self', 'switch', 'on', '@owner together with @self is understood. The documents disagree; inferred.'],
  ['voipnow-refuse', 'text', '', 'Requests under /uapi are refused: status/code, or a code alone for 400.'],
];

const shape: readonly Row[] = [
  ['voipnow-empty', ['list', '204'], 'list', 'Nothing found: 200 with an empty entry, or 204 as the documents say.'],
  [
    'voipnow-one-call',
    ['documented', 'collection', 'bare'],
    'documented',
    'What a GET of one call returns. The documents print it bare at the link that an action returns, and speak of a collection elsewhere.',
  ],
  ['voipnow-numbers', 'switch', 'off', 'status and flow of a view are numbers, not texts.'],
  ['voipnow-caller-key', ['callerId', 'callerID'], 'callerId', 'How a view spells the caller id; samples have both.'],
  ['voipnow-short-source', 'switch', 'off', 'A supervisor is the source by his short number (6105). Inferred.'],
  ['voipnow-first-view', 'number', '1', 'The number of the first view of new calls: ids are not stable across calls.'],
];

const update: readonly Row[] = [
  [
    'voipnow-put-status',
    ['202', '200', '201', '204'],
    '202',
    'The status of an accepted PUT; example and table of the documents disagree.',
  ],
  ['voipnow-put-shape', ['object', 'array'], 'object', 'The stub that a PUT returns, alone or in an array.'],
  ['voipnow-link-key', ['link', 'links'], 'link', 'How the stub spells its link. The example of BargeIn: link.'],
  [
    'voipnow-link-base',
    'text',
    '',
    'What links begin with, instead of the own address: an address clients cannot reach.',
  ],
  [
    'voipnow-monitor',
    ['on', '501', '400'],
    'on',
    'Off: a server before 5.x, which refuses Monitor; the status is inferred.',
  ],
  [
    'voipnow-caller-id',
    ['strict', 'lax'],
    'strict',
    'strict: letters and spaces only in the name; lax: also digits, accents and the like. Inferred.',
  ],
  ['voipnow-wait-for-pickup', 'switch', 'on', 'Off: waitForPickup is not kept, the phone rings on. Inferred.'],
  ['voipnow-busy', 'text', '', 'User names (a,b) whose phones are busy: the order is accepted and nothing happens.'],
  [
    'voipnow-unregistered',
    'text',
    '',
    'User names (a,b) whose phones are not registered: accepted, and nothing happens.',
  ],
  [
    'voipnow-second-supervisor',
    ['joins', 'dropped'],
    'joins',
    'A second supervisor of a call: joins, or is accepted and nothing happens. Inferred.',
  ],
  ['voipnow-ringing-view', 'switch', 'off', 'A supervisor whose phone rings is a view with status 3. Inferred.'],
  ['voipnow-silent-views', 'switch', 'on', 'Monitor and Whisper add a view as BargeIn does. Off: never. Inferred.'],
];

const hangUp: readonly Row[] = [
  [
    'voipnow-delete-number',
    ['both', 'extended', 'short'],
    'both',
    'The forms of an extension that DELETE takes as phoneNumber; any other matches nothing. Inferred.',
  ],
  [
    'voipnow-delete-supervisor',
    ['leaves', 'ends'],
    'leaves',
    "DELETE with a supervisor's number: he leaves, or the whole call ends. That the rest talks on is inferred.",
  ],
  [
    'voipnow-delete-own-leg',
    ['leaves', 'ends'],
    'leaves',
    "DELETE on the supervisor's own extension: he leaves, or the whole call ends. Inferred.",
  ],
  ['voipnow-delete-shape', ['collection', 'array'], 'collection', 'What a DELETE returns; the documents have both.'],
];

const events: readonly Row[] = [
  [
    'voipnow-event-types',
    ['5', '3'],
    '5',
    'How many types of call events there are: older servers have no answer events.',
  ],
  ['voipnow-event-created', ['200', '204'], '200', 'The answer to a new subscription: the event, or nothing.'],
  ['voipnow-call-api-id', 'switch', 'on', 'Call events carry CallAPIID. Not every version does; inferred.'],
  ['voipnow-event-case', ['upper', 'lower'], 'upper', 'CallFlow is IN and OUT, or in and out as on related platforms.'],
  [
    'voipnow-event-order',
    ['kept', 'swapped'],
    'kept',
    'swapped: every two call events come in the wrong order. Inferred.',
  ],
  [
    'voipnow-hangup-status',
    ['guide', 'article'],
    'guide',
    'CallStatus of a hangup nobody had answered: NOANSWER or CANCEL, or UNKNOWN. Vendor texts disagree.',
  ],
];

/**
 * What can be switched on the VoipNow face. Where the vendor's documents leave a behaviour open, the switch says so with the word
 * *inferred*, and its normal value is our best reading.
 */
export const voipnowFaults: readonly FaultDefinition[] = [...access, ...shape, ...update, ...hangUp, ...events].map(
  ([name, takes, normal, about]) => ({ name, takes, normal, about }),
);
