import type { HttpAnswer } from '../../net/http';
import { quote } from '../../net/quote';
import type { Redactor } from '../../net/redact';
import { asSupervisionError, SupervisionError, type ErrorCode, type ErrorDetails } from '../../supervision/errors';
import { meaningOf, notOffered, notThere, type About, type Meaning } from './catalogue';
import { decodeErrors, type ApiError } from './wire';
import { parseXml, type Element } from './xml';

/** A refusal, and whether the agent's calls may tell more than Finesse's word does. */
export class Refusal extends SupervisionError {
  constructor(
    code: ErrorCode,
    message: string,
    details: ErrorDetails,
    readonly vague: boolean,
  ) {
    super(code, message, details);
  }
}

/** There is no such thing on this server, as far as it says. */
export const isMissing = ({ httpStatus }: SupervisionError): boolean =>
  httpStatus === 404 || httpStatus === 405 || httpStatus === 501;

const isTaken = (status: number): boolean => [200, 201, 202, 204].includes(status);

/** What a body is: an element, nothing, or something that is no XML of Finesse. */
export interface Body {
  root?: Element | undefined;
  unreadable?: SupervisionError | undefined;
}

export function readBody({ text }: HttpAnswer): Body {
  if (text.trim() === '') return {};
  try {
    return { root: parseXml(text, { length: 4 << 20 }) };
  } catch (thrown) {
    return { unreadable: asSupervisionError(thrown, 'finesse') };
  }
}

/**
 * What an answer refuses, or undefined where it is a success.
 *
 * @param isVerb an answer to it that says nothing of its own leaves open whether it was done
 */
export function refusal(
  { status, text }: HttpAnswer,
  { root, unreadable }: Body,
  about: About,
  isVerb: boolean,
  redact: Redactor,
): SupervisionError | undefined {
  const errors = root && decodeErrors(root);
  if (isTaken(status) && errors === undefined) {
    // To a verb no object is the answer: a word beside the status is as good as none. A page is something else's.
    const isWord = isVerb && !text.trim().startsWith('<');
    return isWord ? undefined : unreadable && strange(unreadable, status);
  }
  const [first] = errors ?? [];
  const found = first && meaningOf(first, { about, late: false });
  const meaning = found?.meaning ?? byStatus(status, about, first !== undefined);
  const said = quote(first ? wordsOf(first) : text, redact);
  const code = found?.code ?? first?.type ?? first?.data;
  // An internal error may come after the fact; so may a page that something between us and Finesse wrote.
  const definite = status >= 300 && (status < 500 || status === 501 || found?.code === 'Service Unavailable');
  return refused(meaning, said, code && quote(code, redact), {
    httpStatus: status,
    arrived: isVerb && !definite ? 'maybe' : 'yes',
  });
}

/** An order that Finesse had taken came to nothing; it says so by an event. */
export function lateRefusal(error: ApiError | undefined, about: About, redact: Redactor): SupervisionError {
  const found = error && meaningOf(error, { about, late: true });
  const meaning = found?.meaning ?? {
    code: 'platform-error',
    says: 'Finesse took the order and then refused it.',
    vague: true,
  };
  const code = found?.code ?? error?.peripheralCode ?? error?.data ?? error?.type;
  return refused(meaning, error ? quote(wordsOf(error), redact) : '', code && quote(code, redact), {});
}

/** A page of something else, or what cannot be read, where an answer was expected. */
function strange({ message }: SupervisionError, httpStatus: number): SupervisionError {
  const text = `${message} Check the address of the connection.`;
  return new SupervisionError('platform-error', text, { platform: 'finesse', httpStatus, arrived: 'maybe' });
}

export function refused(
  { code, says, retryable, vague }: Meaning,
  said: string,
  vendorCode: string | undefined,
  details: { httpStatus?: number; arrived?: 'maybe' | 'yes' },
): Refusal {
  const codes = [details.httpStatus === undefined ? '' : `HTTP ${details.httpStatus}`, vendorCode ?? ''].filter(
    Boolean,
  );
  const text = `${says}${said === '' ? '' : ` Finesse says: ${said}`}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`;
  const vendor = vendorCode === undefined ? {} : { vendorCode };
  const all = { platform: 'finesse', ...vendor, retryable: retryable ?? false, ...details } as const;
  return new Refusal(code, text, all, vague ?? false);
}

function byStatus(status: number, about: About, isFinesse: boolean): Meaning {
  if (status === 401 && !isFinesse && (about === 'me' || about === 'system')) {
    return {
      code: 'auth',
      says: 'Finesse, or a proxy before it, did not accept the sign-in. Check user name and password; after five wrong tries Finesse locks the user for five minutes.',
    };
  }
  if (status === 401 || status === 403)
    return { code: 'not-permitted', says: 'Finesse, or a proxy before it, refused the request.' };
  if (status === 404 && isFinesse) return notThere({ about, late: false });
  if (status === 404) {
    return { code: 'invalid-input', says: 'There is no Finesse at this address. Check the address of the connection.' };
  }
  if (status === 429)
    return { code: 'rate-limited', says: 'Finesse takes no more requests for the moment.', retryable: true };
  if (status === 501) return notOffered;
  if (status >= 500) return { code: 'platform-error', says: 'Finesse, or a proxy before it, failed.', retryable: true };
  if (status >= 300 && status < 400) {
    return {
      code: 'invalid-input',
      says: 'The server redirects to another address. Enter the host of Finesse, with the port 8445, in the connection.',
    };
  }
  return { code: 'platform-error', says: 'Finesse refused the request.' };
}

const wordsOf = ({ type, message, data, peripheralText }: ApiError): string =>
  [...new Set([type, message, data, peripheralText].filter((each) => each !== undefined && each !== ''))].join(', ');
