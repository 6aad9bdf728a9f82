import type { FaultDefinition } from '../faults';

/**
 * What can be switched on the Genesys face. Where the vendor's documents leave a behaviour open, the switch says so with the
 * word *inferred*, and its normal value is our best reading.
 */
export const genesysFaults: readonly FaultDefinition[] = [
  { name: 'csrf', takes: 'switch', normal: 'off', about: 'CSRF protection (server option enableCsrfProtection).' },
  {
    name: 'csrf-header',
    takes: 'text',
    normal: 'X-CSRF-TOKEN',
    about: 'The header name announced in X-CSRF-HEADER. Clients must not hard-code it.',
  },
  {
    name: 'csrf-notifications',
    takes: 'switch',
    normal: 'on',
    about: 'With csrf on, the token is required on /notifications too. Inferred.',
  },
  {
    name: 'intrusion',
    takes: 'switch',
    normal: 'on',
    about: 'T-Server option intrusion-enabled. Off: a running call is not joined, only the next one.',
  },
  {
    name: 'second-supervisor',
    takes: ['async', '2', '19'],
    normal: 'async',
    about:
      'An agent who is already monitored: accepted and refused by ErrorMessage, or refused at once with 2 or 19. Inferred.',
  },
  {
    name: 'old-shape',
    takes: 'switch',
    normal: 'off',
    about: '8.5.1: flat monitoring strings, participants as strings.',
  },
  {
    name: 'call-id',
    takes: ['uuid', 'conn'],
    normal: 'uuid',
    about: 'What the id of a call is: its callUuid, or (older servers) its connId.',
  },
  {
    name: 'availability',
    takes: ['live', 'static', 'absent'],
    normal: 'live',
    about: 'The availability of contacts: true to life, always Idle, or left out.',
  },
  {
    name: 'busy-activity',
    takes: 'text',
    normal: 'HandlingInboundCall',
    about: 'The userActivity of an agent on a call. Only Idle is documented; inferred.',
  },
  {
    name: 'directory',
    takes: ['strict', 'open'],
    normal: 'strict',
    about:
      'strict: /devices and /users/{id}/devices are for administrators, as documented. open: anybody may read them.',
  },
  {
    name: 'coach-mute',
    takes: ['off', 'on'],
    normal: 'off',
    about: 'What `mute` of a coaching leg says. Not documented.',
  },
  {
    name: 'switch-updates-device',
    takes: 'switch',
    normal: 'off',
    about: 'SwitchTo… also changes supervisorMonitoringState.state of the device. Not documented.',
  },
  {
    name: 'cancel-keeps-leg',
    takes: 'switch',
    normal: 'off',
    about:
      'CancelSupervisorMonitoring ends the subscription only; a running leg stays until it hangs up. Not documented.',
  },
  {
    name: 'multimedia-down',
    takes: 'switch',
    normal: 'off',
    about: 'StartContactCenterSession succeeds in part (7): every channel but voice fails.',
  },
  { name: 'voice-down', takes: 'switch', normal: 'off', about: 'Voice operations answer 503 with statusCode 4.' },
  {
    name: 'tserver-down',
    takes: 'switch',
    normal: 'off',
    about: 'The T-Server link is down: as voice-down, no telephony notifications, the Voice service is Inactive.',
  },
  {
    name: 'other-tserver',
    takes: ['none', 'up', 'down'],
    normal: 'none',
    about: 'A second T-Server, with telephones of nobody here: not there, or its link is up or down.',
  },
  { name: 'refuse', takes: 'number', normal: '0', about: 'Operations are refused at once with this statusCode.' },
  {
    name: 'refuse-async',
    takes: 'switch',
    normal: 'off',
    about: 'Operations are accepted (0) and then refused by ErrorMessage.',
  },
  { name: 'poll-hung', takes: 'switch', normal: 'off', about: 'Long polls are accepted and never answered.' },
  { name: 'poll-cut', takes: 'switch', normal: 'off', about: 'The answer of a long poll breaks off in the middle.' },
  {
    name: 'session-idle',
    takes: 'number',
    normal: '1800',
    about: 'An HTTP session dies after this many idle seconds.',
  },
  {
    name: 'expire-sessions',
    takes: 'action',
    normal: '',
    about: 'Every HTTP session dies now (or of one user: =sup.one).',
  },
  {
    name: 'restart',
    takes: 'action',
    normal: '',
    about: 'The node restarts: sessions, CometD clients and connections are gone; calls and subscriptions stay.',
  },
];
