import type { Chance } from '../../net/exchange';

/** Somebody looks again whenever something was learned. */
export class Changes {
  private readonly waiting = new Set<() => void>();

  changed(): void {
    for (const look of [...this.waiting]) look();
  }

  /** What `look` gives as soon as it gives something; undefined where the signal ends first. */
  until<T>(look: () => T | undefined, signal: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve) => {
      const done = (value: T | undefined): void => {
        this.waiting.delete(again);
        signal.removeEventListener('abort', callOff);
        resolve(value);
      };
      const again = (): void => {
        const value = look();
        if (value !== undefined) done(value);
      };
      const callOff = (): void => {
        done(undefined);
      };
      this.waiting.add(again);
      signal.addEventListener('abort', callOff);
      if (signal.aborted) callOff();
      else again();
    });
  }
}

/** Runs with a signal that ends after so long, or with the given one. */
export async function within<T>(
  ms: number,
  chance: Chance,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const pass = (): void => {
    limit.abort();
  };
  signal.addEventListener('abort', pass);
  if (signal.aborted) pass();
  const over = new AbortController();
  void chance.sleep(ms, over.signal).then(pass, () => undefined);
  try {
    return await run(limit.signal);
  } finally {
    over.abort();
    signal.removeEventListener('abort', pass);
  }
}

export interface Awaited<T> {
  look: () => T | undefined;
  /** Milliseconds since the epoch. */
  until: number;
  /** Asks the platform, for events that were lost. */
  ask: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * Waits for something to be learned by an event; in the middle of what is left of the time, and again in the middle of the rest, it
 * is asked for.
 */
export async function learned<T>(
  changes: Changes,
  chance: Chance,
  { look, until, ask }: Awaited<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let left = until - chance.now(); left > 0; left = until - chance.now()) {
    const found = await within(Math.max(50, left / 2), chance, signal, (limit) => changes.until(look, limit));
    if (found !== undefined || isOver(signal)) return found;
    // What could not be asked is asked again, as long as there is time.
    await within(Math.max(1, until - chance.now()), chance, signal, ask).catch(() => undefined);
  }
  return look();
}

const isOver = ({ aborted }: AbortSignal): boolean => aborted;
