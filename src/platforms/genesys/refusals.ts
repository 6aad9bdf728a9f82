import { SupervisionError } from '../../supervision/errors';
import type { Device } from './resources';

export const noWay = (text: string): SupervisionError =>
  new SupervisionError('transition-not-allowed', text, { platform: 'genesys', arrived: 'no' });

/** My device does not offer the operation, or there is none. */
export function notOffered(operation: string, device: Device | undefined): SupervisionError {
  const out = device === undefined || isLoggedOut(device);
  return new SupervisionError(
    out ? 'supervisor-wrong-state' : 'not-permitted',
    out
      ? 'The supervisor is not logged in on a telephone. Set a place, or let the connection start the session.'
      : `Genesys does not offer ${operation} to this user. Either he has no supervisor role, or another supervisor is on his device.`,
    { platform: 'genesys' },
  );
}

/** Codes of the platform that, said of a log-in, are about the place and its telephones (inferred: which of them is not told). */
const aboutPlace = new Set(['2', '6', '10', '16', '18', '19']);

/** He could not be logged in on a telephone. */
export function refusedSession(error: SupervisionError): SupervisionError {
  if (error.vendorCode === undefined || !aboutPlace.has(error.vendorCode)) return error;
  return new SupervisionError(
    'supervisor-wrong-state',
    'Genesys does not log the supervisor in on a telephone. Check the place: it must exist, nobody else may be logged in there, ' +
      `and of several telephones exactly one must be an ACD position. (${error.message})`,
    {
      platform: 'genesys',
      vendorCode: error.vendorCode,
      ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }),
    },
  );
}

/**
 * Said of somebody who is logged in: that he cannot be once more (inferred: whether a second log-in is taken is not told). What was
 * wanted is so.
 */
export const isSoAlready = (error: SupervisionError): boolean =>
  isRefusal(error) && ['2', '3', '18', '19'].includes(error.vendorCode ?? '');

export const goesOn = (error: SupervisionError, { id, phoneNumber = id }: Device): string =>
  `Genesys did not log the supervisor in, but he is logged in on ${phoneNumber} already, so the connection uses that. (${error.message})`;

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

/** The device says so. One that does not tell its state is neither logged in nor logged out. */
export const isLoggedOut = ({ userState }: Device): boolean =>
  userState?.state === 'LoggedOut' || userState?.state === 'Logout';

export const isLoggedIn = (device: Device): boolean => device.userState?.state !== undefined && !isLoggedOut(device);

/** Genesys itself said no, so the request had no effect. */
export const isRefusal = (thrown: unknown): boolean =>
  thrown instanceof SupervisionError && thrown.arrived === 'yes' && thrown.kind === 'outcome';

/** The leg is over already. */
export const isGone = (thrown: unknown): boolean =>
  thrown instanceof SupervisionError && (thrown.code === 'call-not-found' || thrown.vendorCode === '2');
