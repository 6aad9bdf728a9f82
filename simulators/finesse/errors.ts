import type { Faults } from '../faults';
import { node, type Element } from './xml';

/** Why a request comes to nothing: at once as an HTTP error, or later as an event. */
export interface Failure {
  http: number;
  type: string;
  message: string;
  /** The number the telephony gave it, if any: `20700`, `13145`, a CF number. */
  code?: string;
  /** What the documents say about it, where they do: it comes later, as an event. */
  late?: boolean;
  /** What stands in ErrorData instead of the code: a user, a parameter. */
  data?: string;
}

const refusal =
  (http: number, type: string, word: string) =>
  (data?: string): Failure => ({ http, type, message: word, ...(data !== undefined && { data }) });

export const missing = refusal(400, 'Parameter Missing', 'HTTP_BAD_REQUEST');
export const invalidInput = refusal(400, 'Invalid Input', 'HTTP_BAD_REQUEST');
export const invalidDestination = refusal(400, 'Invalid Destination', 'HTTP_BAD_REQUEST');
export const invalidState = refusal(400, 'Invalid State', 'HTTP_BAD_REQUEST');
export const genericError = refusal(400, 'Generic Error', 'HTTP_BAD_REQUEST');
export const unauthorised = refusal(401, 'Authorization Failure', 'UNAUTHORIZED');
export const wrongUser = refusal(
  401,
  'Invalid Authorization User Specified',
  'The user specified is not the signed-in one',
);
export const invalidSupervisor = refusal(
  401,
  'Invalid Supervisor',
  'The agent is in none of the teams of this supervisor',
);
export const notFound = refusal(404, 'Not Found', 'NOT_FOUND');
export const noSuchUser = refusal(404, 'User Not Found', 'NOT_FOUND');
export const noSuchDialog = refusal(404, 'Not Found', 'The dialogId is invalid');
export const serverError = refusal(500, 'Internal Server Error', 'INTERNAL_SERVER_ERROR');
export const notImplemented = refusal(501, 'Not Implemented', 'NOT_IMPLEMENTED');
export const outOfService: Failure = { http: 503, type: 'Service Unavailable', message: 'SERVER_OUT_OF_SERVICE' };

/** Control failures of the telephony by their number. */
const controlFailures: Readonly<Record<string, string>> = {
  0: 'CF_GENERIC_UNSPECIFIED',
  1: 'CF_GENERIC_OPERATION',
  2: 'CF_REQUEST_INCOMPATIBLE_WITH_OBJECT',
  14: 'CF_INVALID_DESTINATION',
  22: 'CF_INVALID_OBJECT_STATE',
  34: 'CF_RESOURCE_OUT_OF_SERVICE',
  259: 'CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON',
  260: 'CF_INVALID_LOGON_DEVICE_SPECIFIED',
  265: 'CF_INVALID_AGENT_WORKMODE',
  268: 'CF_AGENT_NOT_PARTY_ON_CALL',
};

/** The codes that the documents list as answers of the request itself. */
const immediate = ['20700', '20999'];

/** The telephony says no with a number. */
export function telephonyFailure(code: string): Failure {
  const constant = controlFailures[code];
  if (constant !== undefined) {
    return { http: 400, type: 'Call Operation Failure', message: constant, code, late: true };
  }
  return { http: 400, type: 'Generic Error', message: 'GENERIC_ERROR', code, late: !immediate.includes(code) };
}

/** A failure by what somebody who steers the simulator calls it: a number, or the name of a type. */
export function failureNamed(name: string): Failure {
  if (/^5\d\d$/.test(name)) {
    const known = { '501': notImplemented(), '503': outOfService }[name];
    return known ?? { ...serverError(), http: Number(name) };
  }
  if (/^\d+$/.test(name)) return telephonyFailure(name);
  return { http: 400, type: name, message: 'HTTP_BAD_REQUEST' };
}

/** The body of an HTTP answer. */
export function asBody({ type, message, code, data }: Failure): Element {
  // The documents list some numbers as if they were types.
  const kind = code === undefined || !immediate.includes(code) ? type : code;
  return node(
    'ApiErrors',
    node('ApiError', node('ErrorType', kind), node('ErrorMessage', message), node('ErrorData', data ?? code ?? '')),
  );
}

/** The same as an event. In which of its fields a number stands differs between the captures. */
export function asEvent(faults: Faults, { type, message, code, data }: Failure): Element {
  const place = faults.value('finesse-error-place');
  const number = code ?? '';
  const peripheral =
    place === 'peripheral' && number !== ''
      ? [
          node('peripheralErrorCode', number),
          node('peripheralErrorMsg', 'PERERR_TELDRIVE_SIMULATED'),
          node('peripheralErrorText', 'The simulated telephony refused the request.'),
        ]
      : [];
  return node(
    'apiErrors',
    node(
      'apiError',
      node('errorData', place === 'data' ? number || (data ?? '') : ''),
      node('errorMessage', message),
      node('errorType', place === 'type' && number !== '' ? number : type),
      ...peripheral,
    ),
  );
}
