import { SupervisionError } from '../../supervision/errors';

export const noWay = (text: string): SupervisionError =>
  new SupervisionError('transition-not-allowed', text, { platform: 'genesys', arrived: 'no' });

/**
 * "Not in the present state", said of an order although the device offers it: the agent is taken (inferred; the reason is not
 * told, and the sentence names the others).
 */
export function occupied(error: SupervisionError): SupervisionError {
  if (error.vendorCode !== '2') return error;
  const { message, httpStatus } = error;
  return new SupervisionError('already-supervised', message, {
    platform: 'genesys',
    vendorCode: '2',
    ...(httpStatus !== undefined && { httpStatus }),
    cause: error,
  });
}

/** The leg is over already. */
export const isGone = (thrown: unknown): boolean =>
  thrown instanceof SupervisionError && (thrown.code === 'call-not-found' || thrown.vendorCode === '2');
