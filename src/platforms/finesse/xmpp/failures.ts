import type { Element } from 'ltx';
import { SupervisionError, type ErrorCode } from '../../../supervision/errors';

/** What the server calls an error. Beside XMPP's own word there may be a text, and a word of the service, in any order. */
export function conditionOf(error: Element): string {
  const words = error.getChildElements().filter((element) => element.getName() !== 'text');
  const own = words.find((element) => element.getNS()?.startsWith('urn:ietf:params:xml:ns:xmpp-'));
  return (own ?? words[0])?.getName().slice(0, 40) ?? 'undefined-condition';
}

const wrongPassword =
  'Finesse refuses the user name or the password for its notifications. Correct them before trying again: after five wrong ones it locks the user.';

/** `<failure>` of the sign-in. */
export function signInFailure(failure: Element): SupervisionError {
  const condition = conditionOf(failure);
  if (condition === 'temporary-auth-failure' || condition === 'aborted')
    return make('unreachable', `Finesse cannot check the sign-in to its notifications now (${condition}).`, condition);
  if (condition === 'not-authorized') return make('auth', wrongPassword, condition);
  return make('auth', `Finesse refuses the sign-in to its notifications (${condition}).`, condition);
}

export function noPlain(features: Element): SupervisionError {
  const offered = features.getChild('mechanisms')?.getChildren('mechanism') ?? [];
  const names = offered.map((mechanism) => mechanism.getText().slice(0, 30)).join(', ') || 'none';
  const text = `The notification service offers no sign-in by user name and password over this connection (offered: ${names}).`;
  return make('auth', text, 'no-plain');
}

/** `<stream:error>`, after which the server closes. */
export function streamFailure(error: Element): SupervisionError {
  const condition = conditionOf(error);
  switch (condition) {
    case 'conflict':
      return conflict();
    case 'not-authorized':
      return make('auth', wrongPassword, condition);
    case 'host-unknown':
    case 'host-gone':
      return unknownDomain(condition);
    case 'connection-timeout':
    case 'internal-server-error':
    case 'remote-connection-failed':
    case 'reset':
    case 'resource-constraint':
    case 'see-other-host':
    case 'system-shutdown':
      return make('unreachable', `Finesse ended the notifications (${condition}).`, condition);
    default:
      return make('platform-error', `Finesse ended the notifications because of an error (${condition}).`, condition);
  }
}

/** Cisco's server throws out the older of two sessions with one resource; it must not come back, or they do so in turn for ever. */
export function conflict(): SupervisionError {
  const text =
    'Another session has signed in to the Finesse notifications with the same user and resource, and ended this one. Use each supervisor in one connection only, and give every Node-RED a resource of its own.';
  return make('auth', text, 'conflict');
}

export function unknownDomain(condition: string): SupervisionError {
  const text = `The notification service does not know the domain that Finesse named (${condition}). Check whether the address leads to the same server.`;
  return make('invalid-input', text, condition);
}

/** An iq of type error. */
export function answerFailure(iq: Element, what: string): SupervisionError {
  const error = iq.getChild('error');
  const condition = error === undefined ? 'undefined-condition' : conditionOf(error);
  if (condition === 'conflict') return conflict();
  const refused = ['forbidden', 'not-allowed', 'not-authorized', 'registration-required', 'subscription-required'];
  if (refused.includes(condition)) return make('not-permitted', `Finesse refused ${what} (${condition}).`, condition);
  return make('platform-error', `Finesse answered ${what} with an error (${condition}).`, condition);
}

export function unanswered(what: string, ms: number): SupervisionError {
  return new SupervisionError('unreachable', `The Finesse notifications did not answer ${what} within ${ms} ms.`, {
    platform: 'finesse',
    vendorCode: 'ETIMEDOUT',
    arrived: 'maybe',
    retryable: true,
  });
}

/** @param example what the address usually looks like */
export function refusedByHttp(where: string, status: number, example: string): SupervisionError {
  const text = `${where} answers the notifications with HTTP ${status}. Check their address, which usually is ${example}.`;
  return new SupervisionError(status >= 500 ? 'unreachable' : 'platform-error', text, {
    platform: 'finesse',
    httpStatus: status,
    arrived: 'maybe',
    retryable: true,
  });
}

/** @param message a sentence without anything secret */
export function lost(message: string, condition?: string): SupervisionError {
  return make('unreachable', message, condition);
}

/** What came is no XMPP. */
export function senseless(message: string): SupervisionError {
  return make('platform-error', message);
}

const final: readonly ErrorCode[] = ['auth', 'invalid-input', 'not-permitted'];

function make(code: ErrorCode, message: string, vendorCode?: string): SupervisionError {
  return new SupervisionError(code, message, {
    platform: 'finesse',
    ...(vendorCode !== undefined && { vendorCode }),
    arrived: 'maybe',
    retryable: !final.includes(code),
  });
}
