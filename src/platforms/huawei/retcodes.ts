import type { HttpAnswer } from '../../net/http';
import { quote } from '../../net/quote';
import type { Redactor } from '../../net/redact';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { canonical, groups, meanings, type Meaning } from './retcode-meanings';
import { bodyOf, decodeEnvelope } from './wire';

/**
 * What is asked. `sign-in` and `sign-out` are about the session; `start`, `switch`, `stop` and `state` change something and are
 * never sent again once they may have arrived; `read` changes nothing, nor does `poll`.
 */
export type Asking = 'sign-in' | 'sign-out' | 'start' | 'switch' | 'stop' | 'state' | 'read' | 'poll';

export const isReading = (asking: Asking): boolean => asking === 'read' || asking === 'poll';

/** The session is gone, or the GUID is not the present one: both codes are seen for both. 105-005 to -007 want a new sign-in too. */
const lost = ['100-006', '000-003', '105-005', '105-006', '105-007'];

export const isSessionLost = (error: SupervisionError): boolean =>
  isDenied(error) || (error.code === 'unreachable' && lost.includes(error.vendorCode ?? ''));

/** HTTP 401 and no word of the gateway: it may know the session no more, or a proxy before it wants to know who we are. */
export const isDenied = ({ code, vendorCode, httpStatus }: SupervisionError): boolean =>
  code === 'not-permitted' && httpStatus === 401 && vendorCode === undefined;

/** The gateway, or what stands before it, knows no such request: nothing was done. */
export const isNotOffered = ({ arrived, vendorCode, httpStatus }: SupervisionError): boolean =>
  arrived === 'yes' && (vendorCode === undefined ? isUnknown(httpStatus) : vendorCode === '000-002');

const isUnknown = (status: number | undefined): boolean => status === 404 || status === 405 || status === 501;

/**
 * The gateway is well and does not answer this one question: throttled, or not known there. How a throttled query is refused is not
 * published.
 */
export function isUnanswerable(error: SupervisionError): boolean {
  const { arrived, code, vendorCode, httpStatus, retryable } = error;
  if (arrived !== 'yes' || isSessionLost(error)) return false;
  if (code === 'rate-limited' || isUnknown(httpStatus)) return true;
  return vendorCode !== undefined && !retryable && !['agent-not-found', 'not-permitted', 'auth'].includes(code);
}

/**
 * What an answer refuses, or undefined where it is a success. Business failures come with HTTP 200 and a `retcode`.
 */
export function refusal(answer: HttpAnswer, asking: Asking, redact: Redactor): SupervisionError | undefined {
  const body = bodyOf(answer);
  const { retcode: told, message } = decodeEnvelope(body);
  const retcode = told === undefined ? undefined : canonical(told);
  const httpOk = answer.status >= 200 && answer.status < 300;
  // The message says "success" or nothing, also of a success: only the code counts.
  if (httpOk && retcode === '0') return undefined;
  if (httpOk && retcode === undefined && asking === 'poll' && mayBeQuiet(answer, body)) return undefined;
  const refused = retcode !== undefined && retcode !== '0';
  const found = refused ? meaningOf(retcode, asking) : ofHttp(answer.status, asking);
  const said = quote(message ?? (refused ? '' : answer.text), redact);
  const codes = [
    ...(httpOk ? [] : [`HTTP ${answer.status}`]),
    ...(refused ? [`retcode ${quote(retcode, redact)}`] : []),
  ].join(', ');
  const tail = codes === '' ? '' : ` (${codes})`;
  // A page that something between us and the gateway wrote, or half an answer, may have come after the fact.
  const open = refused ? found.open === true : httpOk || (answer.status >= 500 && !isUnknown(answer.status));
  return new SupervisionError(found.code, `${found.says}${said === '' ? '' : ` The gateway says: ${said}`}${tail}`, {
    platform: 'huawei',
    ...(refused && { vendorCode: quote(retcode, redact) }),
    httpStatus: answer.status,
    retryable: found.retryable ?? false,
    arrived: !isReading(asking) && open ? 'maybe' : 'yes',
  });
}

/** What a poll brings when nothing happened is not documented: nothing at all, or JSON without a code. A page is neither. */
const mayBeQuiet = ({ text }: HttpAnswer, body: unknown): boolean => text.trim() === '' || typeof body === 'object';

/** Codes that say more, or something else, about one kind of request. */
const special: Partial<Record<Asking, Readonly<Record<string, Meaning>>>> = {
  start: {
    '900-003': {
      code: 'agent-wrong-state',
      says: 'The CTI refused it. Another inspector may be on this agent, or he is signed out or in another VDN.',
    },
    '900-005': {
      code: 'supervisor-wrong-state',
      says: 'The inspector is in the wrong state: he must be signed in and idle.',
    },
  },
  'sign-in': {
    '000-002': {
      code: 'invalid-input',
      says: 'The gateway takes an address or a parameter of the sign-in to be wrong.',
    },
    '100-011': { code: 'invalid-input', says: 'The gateway takes a parameter of the sign-in to be wrong.' },
    '000-003': { code: 'auth', says: 'The gateway refused the sign-in.' },
    '100-006': { code: 'auth', says: 'The gateway refused the sign-in.' },
  },
};

function meaningOf(retcode: string, asking: Asking): Meaning {
  const [group = ''] = retcode.split('-', 1);
  return (
    own(special[asking], retcode) ??
    own(meanings, retcode) ??
    own(groups, group) ?? {
      code: 'platform-error',
      says: 'The gateway refused it with a code that is not known.',
    }
  );
}

/** A code comes from the network: `constructor` is none of ours. */
const own = (table: Readonly<Record<string, Meaning>> | undefined, name: string): Meaning | undefined =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

function ofHttp(status: number, asking: Asking): Meaning {
  const of = (code: ErrorCode, says: string, retryable = false): Meaning => ({ code, says, retryable });
  if (status === 429) return of('rate-limited', 'The gateway takes no more requests for the moment.', true);
  if (isUnknown(status)) {
    return of(
      'platform-error',
      'There is no CC-Gateway at this address, or it does not know the request. Check the URL of the connection.',
    );
  }
  if (status >= 500) return of('platform-error', 'The gateway, or a proxy before it, failed.', true);
  if (status === 401 && asking === 'sign-in') {
    return of('auth', 'The gateway, or a proxy before it, did not accept the sign-in.');
  }
  if (status === 401 || status === 403) {
    return of('not-permitted', 'The gateway, or a proxy before it, refused the request.');
  }
  if (status >= 300 && status < 400) {
    return of('platform-error', 'The server redirects to another address. Enter that address in the connection.');
  }
  if (status >= 200 && status < 300) {
    return of('platform-error', 'This is no answer of a CC-Gateway. Check the URL of the connection.');
  }
  return of('platform-error', 'The gateway refused the request.');
}
