import { SupervisionError } from '../../supervision/errors';
import type { Device } from './resources';

export const noWay = (text: string): SupervisionError =>
  new SupervisionError('transition-not-allowed', text, { platform: 'genesys', arrived: 'no' });

/**
 * "Not in the present state", said of an order although the device offers it: the supervisor is not on his telephone, or the agent
 * is taken (inferred; the reason is not told, but my device tells the first).
 */
export function refusedStart(error: SupervisionError, device: Device): SupervisionError {
  if (error.vendorCode !== '2') return error;
  const out = isLoggedOut(device);
  return new SupervisionError(
    out ? 'supervisor-wrong-state' : 'already-supervised',
    out
      ? 'The supervisor is not logged in on his telephone.'
      : `Genesys does not allow it now: most likely another supervisor is on the agent. (${error.message})`,
    { platform: 'genesys', vendorCode: '2', ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }) },
  );
}

export const isLoggedOut = ({ userState }: Device): boolean =>
  userState?.state === undefined || userState.state === 'LoggedOut' || userState.state === 'Logout';

/** The leg is over already. */
export const isGone = (thrown: unknown): boolean =>
  thrown instanceof SupervisionError && (thrown.code === 'call-not-found' || thrown.vendorCode === '2');
