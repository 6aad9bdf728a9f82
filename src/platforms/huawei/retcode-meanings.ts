import type { ErrorCode } from '../../supervision/errors';

/** What a code means for us, and a sentence for the flow builder. */
export interface Meaning {
  code: ErrorCode;
  says: string;
  retryable?: boolean;
  /** It does not say whether something was done. */
  open?: boolean;
}

const of = (code: ErrorCode, says: string, more: Omit<Meaning, 'code' | 'says'> = {}): Meaning => ({
  code,
  says,
  ...more,
});

const later = { retryable: true };

const sessionLost = of(
  'unreachable',
  'The session at the gateway is gone; it is opened anew. Try again in a moment.',
  later,
);
const elsewhere = 'To take the agent over at every start of the connection, set its sign-in to "force".';
const phone = (what: string): Meaning => of('invalid-input', `${what} Check the phone number of the connection.`);
const places =
  "He needs the right to listen, insert and whisper (right 13 of his agent record), and the agent's group must be among those he may watch: Configuration Center → Quality Management → Monitor Relationship.";
const recovering = of('platform-error', 'The gateway is recovering from the loss of a site.', later);

/** `retcode` of an answer. What is not here is told by its group, and passed on as it is. */
export const meanings: Readonly<Record<string, Meaning>> = {
  '000-000': of('platform-error', 'The gateway failed for a reason that it does not know.', { open: true }),
  '000-001': of('platform-error', 'The gateway could not fetch the events.', later),
  '000-002': of('platform-error', 'The gateway does not know the request, or takes a parameter of it to be wrong.'),
  '000-003': sessionLost,
  '000-004': of('platform-error', 'The gateway is switching over to another node.', later),
  '000-005': of('invalid-input', 'An inspector cannot supervise himself.'),
  '000-006': of('platform-error', 'The gateway takes a parameter of the request to be wrong.'),
  '000-007': of('platform-error', 'The gateway says that this was asked already.', { open: true }),

  '100-001': of(
    'invalid-input',
    'The gateway takes a parameter of the sign-in to be wrong. Check agent id, phone number and password.',
  ),
  '100-002': of('auth', `The agent is already signed in, here or elsewhere. ${elsewhere}`),
  '100-003': of('platform-error', 'The CTI behind the gateway is not available for a sign-in.', later),
  '100-004': of('auth', 'The gateway did not accept the sign-in. Check agent id and password.'),
  '100-005': of('platform-error', 'The gateway takes a parameter of the sign-out to be wrong.'),
  '100-006': sessionLost,
  '100-007': of('platform-error', 'The gateway failed inside.', { open: true }),
  '100-008': of('platform-error', 'The agent is signed out already.'),
  '100-009': of('supervisor-wrong-state', "The inspector's state could not be set. Perhaps he lacks the right to."),
  '100-010': of(
    'supervisor-wrong-state',
    'The inspector is in the wrong state to be signed out, most likely on a call.',
  ),
  '100-011': of('platform-error', 'The gateway takes a parameter of the request to be wrong.'),
  '100-012': of(
    'invalid-input',
    'This kind of agent cannot sign in here. The connection needs a voice agent with the inspector role.',
  ),
  '100-013': phone('The phone number is not valid.'),
  '100-014': phone('The phone number is outside the configured range.'),
  '100-015': of(
    'auth',
    'The agent is signed in elsewhere, and this site does not allow a forced sign-in. Sign him out there.',
  ),
  '100-016': of('invalid-input', 'The gateway does not accept the IP address of the sign-in.'),
  '100-017': of('auth', 'The authentication of the portal failed.'),
  '100-018': of('platform-error', 'The agent belongs to another VDN.'),
  '100-019': of('platform-error', 'The gateway takes a query of skills to be wrong.'),
  '100-020': of('auth', 'The password has expired. Change it there, then deploy the new one.'),
  '100-021': of('platform-error', 'A sign-in of this agent is under way already.', later),

  '105-001': of('platform-error', 'The gateway does not find the agent among its sessions.', later),
  '105-002': recovering,
  '105-003': recovering,
  '105-004': recovering,
  '105-005': sessionLost,
  '105-006': sessionLost,
  '105-007': sessionLost,
  '110-016': of('auth', 'The account is locked. Have it unlocked there, then deploy again.'),

  '300-001': of('not-permitted', `The inspector may not ask about this agent. ${places}`),
  '300-002': of('agent-not-found', 'There is no agent with this work number.'),
  '300-003': of('agent-not-found', 'There is no such group of agents.'),
  '300-004': of('agent-not-found', 'There is no such group of agents.'),

  '900-001': of('platform-error', 'The CTI behind the gateway is not available.', later),
  '900-002': of('not-permitted', `The inspector may not supervise this agent. ${places}`),
  '900-003': of('transition-not-allowed', 'The CTI refused it in the present state.'),
  '900-004': of('agent-not-found', 'There is no agent with this work number to supervise, or he is not signed in.'),
  '900-005': of('transition-not-allowed', 'This is not possible in the present state.'),
  '999-001': of('platform-error', 'The gateway is set up with a wrong address of what is behind it.'),
};

/**
 * A code as the documents write it. Success is `0`, a refusal has two groups of three digits; a gateway that takes them for numbers
 * loses zeros, or the dash. What is no code that we know stays as it is.
 */
export function canonical(retcode: string): string {
  if (/^0+$/.test(retcode)) return '0';
  const [, group = '', number = ''] = /^(\d{1,3})-(\d{1,3})$/.exec(retcode) ?? /^(\d{3})(\d{3})$/.exec(retcode) ?? [];
  const written = `${group.padStart(3, '0')}-${number.padStart(3, '0')}`;
  return group !== '' && Object.hasOwn(groups, written.slice(0, 3)) ? written : retcode;
}

const other = (what: string): Meaning => of('platform-error', `The gateway refused it with a code about ${what}.`);

/** By the digits before the dash: what supervising has no use for, and codes of newer versions. */
export const groups: Readonly<Record<string, Meaning>> = {
  '000': of('platform-error', 'The gateway refused the request.'),
  '100': of('platform-error', "The gateway refused it with a code about the agent's session."),
  '101': other('conferences'),
  '104': other('recordings'),
  '105': recovering,
  '106': other('multimedia'),
  '107': other('its configuration'),
  '110': of('auth', 'The gateway refused the user.'),
  '200': other('calls'),
  '300': other('agents'),
  '400': other('call data'),
  '500': other('recording and playback'),
  '600': other('queues'),
  '700': other('text chat'),
  '800': other('video'),
  '900': of('platform-error', 'The CTI refused to supervise.'),
};
