import type { Json } from '../json';

/** An answer of the gateway. Its status is 200 also where it refuses; `retcode` tells. */
export interface Reply {
  body: Json;
  /** Not by the gateway itself: this status, and a page. */
  status?: number;
  /** Nothing at all instead of the body. */
  empty?: boolean;
  /** Names and values in turn, spelt and ordered as they shall be on the wire. */
  headers?: readonly string[];
  /** Runs once the answer is out. */
  answered?: () => void;
}

const meanings: Readonly<Record<string, string>> = {
  '000-002': 'The URL or a parameter is invalid.',
  '000-003': 'No permission, or the authentication is invalid.',
  '000-004': 'The gateway is switching over.',
  '000-005': 'The inspected agent is the inspector himself.',
  '000-007': 'Duplicate invocation.',
  '100-001': 'A sign-in parameter is empty or invalid.',
  '100-002': 'The agent has already signed in.',
  '100-003': 'The resource of the sign-in is unavailable.',
  '100-004': 'The user name or the password is wrong.',
  '100-005': 'The sign-out parameter is invalid.',
  '100-006': 'The agent has not signed in.',
  '100-009': 'The state cannot be set.',
  '100-010': 'The agent cannot sign out in this state.',
  '100-011': 'A parameter is invalid.',
  '100-012': 'The agent type is wrong.',
  '100-013': 'The phone number is invalid.',
  '100-014': 'The phone number is not in the configured range.',
  '100-015': 'The agent has signed in elsewhere, and a forced sign-in is not allowed.',
  '100-016': 'The IP address is invalid.',
  '100-021': 'A sign-in is in progress.',
  '200-002': 'There is nothing to answer.',
  '200-013': 'There is nothing to hold.',
  '200-015': 'Nothing is on hold.',
  '200-017': 'There is nothing to hang up.',
  '300-002': 'There is no such agent.',
  '400-001': 'There is no such call.',
  '900-001': 'The quality control has no provider.',
  '900-002': 'No right to quality control.',
  '900-003': 'The quality control resource is unavailable.',
  '900-004': 'There is no such agent for quality control.',
  '900-005': 'The state is wrong for quality control.',
};

export const ok = (result: unknown = {}): Reply => ({ body: { message: '', retcode: '0', result } });

export const refused = (retcode: string, message = meanings[retcode] ?? 'Refused.'): Reply => ({
  body: { message, retcode, result: {} },
});

/** To a GUID that is not, or no longer, taken. `401`: the server says so in its own way. */
export const wrongGuid = (code: string): Reply => (code === '401' ? { status: 401, body: {} } : refused(code));
