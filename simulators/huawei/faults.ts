import type { FaultDefinition } from '../faults';

type Row = readonly [name: string, takes: FaultDefinition['takes'], normal: string, about: string];

const session: readonly Row[] = [
  ['huawei-authmode', ['2', '1'], '2', 'Server option AUTHMODE. 2: the GUID rotates. 1: it is good for the session.'],
  ['huawei-guid-interval', 'number', '60000', 'GUIDINTERVAL: a poll brings a new GUID after this many ms.'],
  [
    'huawei-guid-timeout',
    'number',
    '120000',
    'GUIDTIMEOUT: a superseded GUID is taken for this many ms from its birth.',
  ],
  [
    'huawei-guid-again',
    'switch',
    'on',
    'A poll with a superseded GUID is told the present one. Off: each is told once, so a lost answer loses it. Inferred.',
  ],
  [
    'huawei-guid-code',
    ['100-006', '000-003', '401'],
    '100-006',
    'The code of a wrong or old GUID. Two were seen; HTTP 401 without a code is inferred.',
  ],
  ['huawei-max-time', 'number', '120000', 'MAXTIME: who does not poll for this many ms is signed out.'],
  ['huawei-poll-time', 'number', '10000', 'How long a poll waits for an event, ms.'],
  [
    'huawei-sticky',
    'switch',
    'off',
    'A request without the cookie of the load balancer reaches another node: 100-006.',
  ],
  ['huawei-expire-sessions', 'action', '', 'Every GUID is void now (or of one user: =sup.one).'],
  [
    'huawei-lost-session',
    ['ends', 'keeps'],
    'ends',
    'What losing the GUID, or a second sign-in, means: all is over, or the agent still counts as signed in (100-002) and inspects on. Inferred.',
  ],
  [
    'huawei-shutdown',
    ['forced', 'always', 'never'],
    'forced',
    'Who is signed out hears AgentOther_ShutdownService: by force of an inspector, always, never. Inferred.',
  ],
  ['huawei-forced-sign-in', 'switch', 'on', 'Off: forced sign-in is forbidden, 100-015.'],
  ['huawei-licence-out', 'switch', 'off', 'No licence is left for a sign-in. The code, 100-003, is inferred.'],
  ['huawei-force-change', 'switch', 'off', 'isForceChange of the sign-in: the password must be changed.'],
  ['huawei-media-type', 'text', 'TTF', 'mediatype of the sign-in: voice, web, mail.'],
];

const wire: readonly Row[] = [
  ['huawei-retcode', 'text', '', 'Requests are refused with this code: 900-001@addSupervise#1.'],
  ['huawei-retcode-number', 'switch', 'off', 'retcode is a number where it can be: 0.'],
  ['huawei-switch-over', 'switch', 'off', 'The gateway is switching over: 000-004.'],
  [
    'huawei-throttle',
    'number',
    '0',
    'The same query within this many ms is refused. Limit and code, 000-007, are inferred.',
  ],
  [
    'huawei-no-event',
    ['null', 'absent', 'object', 'text', 'empty'],
    'null',
    'What a poll without an event has as event; empty: it has no body at all. Inferred.',
  ],
  [
    'huawei-batch',
    'switch',
    'off',
    'A poll brings all events that wait, as eventList, the form of pushed ones. Documented is one an answer.',
  ],
  ['huawei-gen-time', 'switch', 'on', 'Events have eventGenTime. Older versions have none.'],
  ['huawei-nul', 'switch', 'off', 'Texts of events end in a zero character.'],
  ['huawei-texts', 'switch', 'off', 'Numbers in the answers of queries are texts.'],
  [
    'huawei-no-call',
    ['empty', '400-001'],
    'empty',
    'allcallinfoEx of an agent without a call: an empty list, or a code. Inferred.',
  ],
];

const inspection: readonly Row[] = [
  [
    'huawei-rights',
    'text',
    '13,14,15',
    'The rights of inspectors: 13 listen, insert, whisper; 14 intercept; 15 forced operations.',
  ],
  [
    'huawei-relation',
    ['all', 'team'],
    'all',
    'Monitor relationship: inspectors watch all groups, or their own. The code, 900-002, is inferred.',
  ],
  [
    'huawei-agent-away',
    ['900-003', '900-004', '900-005'],
    '900-003',
    'The code for an agent who is signed out. Inferred.',
  ],
  [
    'huawei-codes',
    ['all', 'listed'],
    'all',
    'listed: a start answers with codes of its own page only, 900-003 instead of any other. Inferred.',
  ],
  [
    'huawei-needs-call',
    'switch',
    'off',
    'Inspecting starts only while the agent has a call (900-003); the documents disagree.',
  ],
  [
    'huawei-second-inspector',
    ['joins', 'refused'],
    'joins',
    'A second inspector at an agent: joins, or 900-003. Not documented.',
  ],
  [
    'huawei-order',
    ['busy-first', 'phone-first', 'alerting-first'],
    'busy-first',
    'Events of a start: Busy, Alerting, Offhook; Alerting, Offhook, Busy; Alerting, Busy, Offhook. The documents disagree.',
  ],
  [
    'huawei-long-offhook',
    'switch',
    'off',
    'On a long connection a start is told by Offhook too, not by Busy alone. Inferred.',
  ],
  ['huawei-be-qc', 'switch', 'on', 'Agents are told BeQcStart and BeQcStop. Older versions: off.'],
  [
    'huawei-no-answer',
    ['ready', 'not-ready'],
    'ready',
    'An inspector who did not pick up is ready again, or not ready with reason 2. Inferred.',
  ],
  [
    'huawei-qc-end',
    ['persist', 'release'],
    'persist',
    "When the agent's call ends: the inspection stands, or it ends. Not documented.",
  ],
  [
    'huawei-wrong-stop',
    ['refused', 'works'],
    'refused',
    'The stop of another mode: 900-003, or it ends the inspection. Not documented.',
  ],
  ['huawei-stop-ringing', ['works', 'refused'], 'works', "A stop while the inspector's phone rings. Not documented."],
  [
    'huawei-whisper-stop',
    ['told', 'silent'],
    'told',
    'Whether the inspector is told that his whispering stopped. Not documented.',
  ],
  [
    'huawei-forced-events',
    ['plain', 'forced'],
    'plain',
    'Forced busy and idle are told as such (AgentState_Force_…), as demo clients know it.',
  ],
];

/**
 * What can be switched on the Huawei face. Where the vendor's documents leave a behaviour open, the switch says so with the word
 * *inferred*, and its normal value is our best reading.
 */
export const huaweiFaults: readonly FaultDefinition[] = [...session, ...wire, ...inspection].map(
  ([name, takes, normal, about]) => ({ name, takes, normal, about }),
);
