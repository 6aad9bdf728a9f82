import { SupervisionError } from '../../supervision/errors';

/** Why the events of the inspector stopped. Each is told as the reason why contact is down. */

/** @param onTime it was polled so lately that it did not run out by itself */
export function sessionOver(onTime: boolean): SupervisionError {
  const text = onTime
    ? 'The session of the inspector ended although it was polled in time: somebody signed him in elsewhere or signed him out, or the gateway started anew. He is signed in again once, without force.'
    : 'The session of the inspector ran out while the gateway could not be reached. He is signed in again.';
  return new SupervisionError('unreachable', text, { platform: 'huawei', vendorCode: '100-006', retryable: true });
}

export function astray(): SupervisionError {
  const text = 'The gateway answered a request for events as if the inspector were not signed in, though he is.';
  return new SupervisionError('platform-error', text, { platform: 'huawei', retryable: true });
}

/** Answers to a poll after which the session is asked itself. The others tell to sign in anew. */
export const mayBeAstray = ({ vendorCode }: SupervisionError): boolean =>
  vendorCode === '100-006' || vendorCode === '000-003';

/**
 * One poll that a proxy cut or answered with 502 says little: many proxies end a held request. It is tried once more before anybody is
 * alarmed. A gateway that hung, or that nobody could connect to, is gone.
 */
export const isHiccup = (error: SupervisionError): boolean =>
  error.arrived !== 'no' && error.vendorCode !== 'ETIMEDOUT';
