/**
 * Aborts on Ctrl-C and SIGTERM, and when the npm that started the demo is gone: npm stands between with a shell that does not
 * hand on a signal, it just dies of it.
 */
export function untilStopped(): AbortSignal {
  const stop = new AbortController();
  const abort = (): void => {
    stop.abort(new Error('The demo was interrupted.'));
  };
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  const startedBy = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => {
      if (process.ppid !== startedBy) abort();
    }, 250).unref();
  }
  return stop.signal;
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
