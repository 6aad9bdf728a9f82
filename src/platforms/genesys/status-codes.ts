import type { HttpAnswer } from '../../net/http';
import type { Redactor } from '../../net/redact';
import { quote } from '../../net/quote';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { decodeEnvelope } from './wire';

/** What a status code means for us, and a sentence for the flow builder. */
interface Meaning {
  code: ErrorCode;
  says: string;
  retryable?: boolean;
}

/**
 * `statusCode` of an answer (vendor's Return Values, 8.5.2). 0 is success, 7 partial success: the caller decides.
 * Code 19 `in use` is read as "another supervisor": it is the only thing of ours that can be in use.
 */
const meanings: Readonly<Record<number, Meaning>> = {
  1: { code: 'invalid-input', says: 'A required parameter is missing.' },
  2: {
    code: 'transition-not-allowed',
    says: 'This is not possible in the present state: nobody is monitored, the mode holds already, or another supervisor is on the agent.',
  },
  3: { code: 'not-permitted', says: 'The operation is forbidden for this user.' },
  4: { code: 'platform-error', says: 'Genesys or a server behind it failed.', retryable: true },
  5: {
    code: 'not-permitted',
    says: 'The user lacks the permission. Give the user the supervisor role and the feature api-supervisor-monitoring.',
  },
  6: { code: 'agent-not-found', says: 'The device, user or call does not exist.' },
  7: { code: 'platform-error', says: 'Only a part was done.' },
  8: { code: 'auth', says: 'Genesys demands a new password for this user. Change it there, then deploy the new one.' },
  9: { code: 'platform-error', says: 'Genesys did not finish the operation.', retryable: true },
  10: { code: 'invalid-input', says: 'A value is not accepted.' },
  11: { code: 'invalid-input', says: 'A property cannot be changed.' },
  12: { code: 'platform-error', says: 'The resource cannot be read now.', retryable: true },
  13: { code: 'platform-error', says: 'The resource cannot be created.' },
  14: { code: 'platform-error', says: 'The resource cannot be removed.' },
  15: { code: 'platform-error', says: 'The resource cannot be changed.' },
  16: { code: 'platform-error', says: 'The assignment is not possible.' },
  17: { code: 'platform-error', says: 'The assignment cannot be removed.' },
  18: { code: 'already-supervised', says: 'It exists already.' },
  19: { code: 'already-supervised', says: 'The device is in use, probably by another supervisor.' },
  20: { code: 'auth', says: 'Genesys did not accept the sign-in. Check user name and password.' },
};

const noApi: Meaning = {
  code: 'platform-error',
  says: 'There is no Genesys Web Services API at this address. Check the URL of the connection.',
};

const isKnown = (statusCode: number | undefined): boolean => statusCode !== undefined && statusCode in meanings;

/** The session is over, or never was: sign in (again). Genesys answers 403 with code 20; 401 is what a proxy before it says. */
export function isSignedOut(answer: HttpAnswer): boolean {
  const { statusCode } = decodeEnvelope(answer.body);
  return statusCode === 20 || (answer.status === 401 && !isKnown(statusCode));
}

/** The CSRF pair is missing or old. There is no code for it, only a text. */
export function isCsrfRefusal(answer: HttpAnswer): boolean {
  return answer.status === 403 && decodeEnvelope(answer.body).statusCode !== 20 && /csrf/i.test(answer.text);
}

/**
 * What an answer refuses, or undefined where it is a success (including partial success, code 7 with HTTP 2xx).
 *
 * @param kind of a `verb`, an answer that Genesys did not write itself leaves open whether it was done
 * @param what missing resource code 6 speaks of; `api`: what every Genesys has, so there is none at this address
 */
export function refusal(
  answer: HttpAnswer,
  kind: 'read' | 'verb',
  redact: Redactor,
  what: 'agent-not-found' | 'call-not-found' | 'api' = 'agent-not-found',
): SupervisionError | undefined {
  const { statusCode, statusMessage } = decodeEnvelope(answer.body);
  const httpOk = answer.status >= 200 && answer.status < 300;
  if (httpOk && (statusCode === 0 || statusCode === 7)) return undefined;

  const read = meaning(answer, statusCode);
  const isMissing = read.code === 'agent-not-found';
  const found = isMissing ? (what === 'api' ? noApi : { ...read, code: what }) : read;
  const said = quote(statusMessage ?? (statusCode === undefined ? answer.text : ''), redact);
  const codes = [`HTTP ${answer.status}`, ...(statusCode === undefined ? [] : [`code ${statusCode}`])].join(', ');
  // A body of Genesys' own says "nothing was changed". Anything else between us and it may have spoken after the fact.
  const definite = statusCode !== undefined || answer.status < 500;
  const unclear = (httpOk && statusCode === undefined) || !definite;
  return new SupervisionError(found.code, `${found.says}${said === '' ? '' : ` Genesys says: ${said}`} (${codes})`, {
    platform: 'genesys',
    ...(statusCode !== undefined && { vendorCode: String(statusCode) }),
    httpStatus: answer.status,
    retryable: found.retryable ?? false,
    arrived: kind === 'verb' && unclear ? 'maybe' : 'yes',
  });
}

function meaning(answer: HttpAnswer, statusCode: number | undefined): Meaning {
  const { status } = answer;
  if (status === 429) {
    return { code: 'rate-limited', says: 'Genesys takes no more requests for the moment.', retryable: true };
  }
  if (isCsrfRefusal(answer)) {
    return {
      code: 'auth',
      says: 'Genesys refused the CSRF token twice. Check that cookies reach the server unchanged.',
    };
  }
  if (statusCode === 4 && status === 503) {
    return { code: 'platform-error', says: 'The telephony behind Genesys is not available.', retryable: true };
  }
  if (statusCode !== undefined && statusCode !== 0 && !(status === 401 && !isKnown(statusCode))) {
    return meanings[statusCode] ?? { code: 'platform-error', says: 'Genesys answered with a code that is not known.' };
  }
  return byHttpStatus(answer);
}

function byHttpStatus({ status, headers }: HttpAnswer): Meaning {
  if (status >= 500) {
    return { code: 'platform-error', says: 'Genesys, or a proxy before it, failed.', retryable: true };
  }
  if (status === 401) return { code: 'auth', says: 'The sign-in was refused. Check user name and password.' };
  if (status === 403)
    return { code: 'not-permitted', says: 'The request was refused by Genesys or by a proxy before it.' };
  if (status === 404) return noApi;
  if (status >= 300 && status < 400) {
    return {
      code: 'platform-error',
      says: `The server redirects to another address${originOf(headers.location)}. Enter that address in the connection.`,
    };
  }
  if (status >= 200 && status < 300) {
    return {
      code: 'platform-error',
      says: 'This is no answer of Genesys Web Services. Check the URL of the connection.',
    };
  }
  return { code: 'platform-error', says: 'Genesys refused the request.' };
}

/** Only scheme, host and port: the rest of such an address may carry a session. */
const originOf = (location: string | undefined): string =>
  location !== undefined && URL.canParse(location) ? ` (${new URL(location).origin})` : '';
