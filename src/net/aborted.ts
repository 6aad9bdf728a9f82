import { SupervisionError } from '../supervision/errors';

/**
 * Waits for a promise that several callers share, no longer than this caller's signal allows. The shared work goes on.
 *
 * @throws SupervisionError `unreachable`, `arrived: 'no'`, where the signal ends first
 */
export async function orAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(calledOff());
    };
  });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export function calledOff(): SupervisionError {
  return new SupervisionError('unreachable', 'The request was called off before it was sent.', { arrived: 'no' });
}
