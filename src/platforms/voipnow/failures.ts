import type { HttpAnswer } from '../../net/http';
import type { Redactor } from '../../net/redact';
import { quote } from '../../net/quote';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { decodeError } from './wire';

/** What a code means for us, and a sentence for the flow builder. */
interface Meaning {
  code: ErrorCode;
  says: string;
  retryable?: boolean;
}

export type Verb = 'Monitor' | 'Whisper' | 'BargeIn' | 'hang-up' | 'call events';

const badFilter: Meaning = { code: 'platform-error', says: 'VoipNow did not take a filter or a page of a list.' };
const badEvent: Meaning = {
  code: 'invalid-input',
  says: 'This server does not take such a subscription to call events.',
};

/** `error.code` of an answer. The vendor's list is not complete; what is not here is passed on as it is. */
const meanings: Readonly<Record<string, Meaning>> = {
  pc_phonecall_invalid: { code: 'call-not-found', says: 'The call is over, or is not known.' },
  pc_phonecallview_invalid: {
    code: 'call-shape',
    says: 'The call has changed, or the option "phoneCallViewId" names a view that is not in it. Leave that option empty and try again.',
  },
  pc_sendcallto_invalid: {
    code: 'supervisor-bad-device',
    says: "The supervisor's number cannot be used: it must be a phone terminal extension in the same organization as the agent.",
  },
  pc_callerid_invalid: {
    code: 'invalid-input',
    says: 'The option "callerId" must be a name and a number, such as "Floor Lead <0007*900>": letters and spaces, then the number in angle brackets.',
  },
  pc_timeout_invalid: {
    code: 'invalid-input',
    says: 'The option "waitForPickup" must be a number of seconds above 0.',
  },
  user_invalid: {
    code: 'invalid-input',
    says: 'VoipNow does not know the user id of the connection. Use @me, or the id of the user who owns the extensions.',
  },
  extension_invalid: {
    code: 'agent-not-found',
    says: 'VoipNow knows no such extension for the user of this connection. Write the extended number, such as 0007*101, as text.',
  },
  access_denied: {
    code: 'not-permitted',
    says: "The App of this connection may not do this. Register it on the organization's account, and check the user id.",
  },
  internal_server_error: { code: 'platform-error', says: 'VoipNow failed.', retryable: true },
  request_not_implemented: { code: 'mode-unsupported', says: 'This server does not offer the operation.' },
  fields_invalid: badFilter,
  count_invalid: badFilter,
  startindex_invalid: badFilter,
  filterby_invalid: badFilter,
  filterop_invalid: badFilter,
  filtervalue_invalid: badFilter,
  sortorder_invalid: badFilter,
  pce_method_invalid: badEvent,
  pce_type_invalid: badEvent,
  pcet_type_invalid: badEvent,
};

const noMonitor: Meaning = {
  code: 'mode-unsupported',
  says: 'This VoipNow server cannot listen silently: the action Monitor came with version 5. Use coach instead, with the handset muted.',
};

const noHangUp: Meaning = {
  code: 'transition-not-allowed',
  says: 'This server takes nobody off a call. The supervisor has to hang up himself.',
};

/** All that mean "taken": the documents say 200 and 204, the worked example 202. */
const isTaken = ({ status }: HttpAnswer): boolean => [200, 201, 202, 204].includes(status);

/** Some scripts refuse with an error in the body, and forget the status. Nothing that was done carries an error. */
const refusesInBody = (answer: HttpAnswer): boolean => {
  const { code, message } = decodeError(answer.body);
  return isTaken(answer) && (code !== undefined || message !== undefined);
};

/** The token is old or unknown (401 in the documents, 403 in the vendor's own programs), or the App may not do this. */
export const isDenied = (answer: HttpAnswer): boolean =>
  answer.status === 401 ||
  answer.status === 403 ||
  (refusesInBody(answer) && decodeError(answer.body).code === 'access_denied');

/**
 * What an answer refuses, or undefined where it is a success.
 *
 * @param verb missing for a read. Of a verb, an answer that says nothing of its own leaves open whether it was done.
 */
export function refusal(answer: HttpAnswer, redact: Redactor, verb?: Verb): SupervisionError | undefined {
  const inBody = refusesInBody(answer);
  if (isTaken(answer) && !inBody) {
    const page = answer.text.trim() !== '' && answer.body === undefined;
    if (!page) return undefined;
  }
  const { code, message } = decodeError(answer.body);
  const found = meaning(inBody ? 400 : answer.status, code, verb);
  const said = quote(message ?? (code === undefined ? answer.text : ''), redact);
  const codes = [`HTTP ${answer.status}`, ...(code === undefined ? [] : [quote(code, redact)])].join(', ');
  // An internal error may come after the fact; so may a page that something between us and VoipNow wrote.
  const definite = inBody
    ? code !== 'internal_server_error'
    : answer.status >= 300 && (answer.status < 500 || answer.status === 501);
  return new SupervisionError(found.code, `${found.says}${said === '' ? '' : ` VoipNow says: ${said}`} (${codes})`, {
    platform: 'voipnow',
    ...(code !== undefined && { vendorCode: quote(code, redact) }),
    httpStatus: answer.status,
    retryable: found.retryable ?? false,
    arrived: verb !== undefined && !definite ? 'maybe' : 'yes',
  });
}

function meaning(status: number, code: string | undefined, verb: Verb | undefined): Meaning {
  const known = code === undefined || !Object.hasOwn(meanings, code) ? undefined : meanings[code];
  const unknownAction = status === 501 || code === 'request_not_implemented' || (status === 400 && known === undefined);
  // How an old server refuses the word is not documented: a code of its own, or "not implemented" (inferred).
  if (verb === 'Monitor' && unknownAction) return noMonitor;
  const noSuchThing = code === 'request_not_implemented' || (known === undefined && [404, 405, 501].includes(status));
  if (verb === 'hang-up' && noSuchThing) return noHangUp;
  if (known) return known;
  // No limit is documented; the vendor's demo programs know 409 as "limit exceeded".
  if (status === 429 || status === 409) {
    return { code: 'rate-limited', says: 'VoipNow takes no more requests for the moment.', retryable: true };
  }
  if (status === 501) return { code: 'mode-unsupported', says: 'This server does not offer the operation.' };
  if (status >= 500) {
    return { code: 'platform-error', says: 'VoipNow, or a proxy before it, failed.', retryable: true };
  }
  if (status === 401 || status === 403) {
    return { code: 'not-permitted', says: 'VoipNow, or a proxy before it, refused the request.' };
  }
  if (status === 404) {
    return { code: 'platform-error', says: 'There is no UnifiedAPI at this address. Check the URL of the connection.' };
  }
  if (status >= 300 && status < 400) {
    return {
      code: 'platform-error',
      says: 'The server redirects to another address. Enter that address in the connection.',
    };
  }
  if (status < 300) {
    return { code: 'platform-error', says: 'This is no answer of VoipNow. Check the URL of the connection.' };
  }
  return { code: 'platform-error', says: 'VoipNow refused the request.' };
}
