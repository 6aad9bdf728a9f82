import { setTimeout as delay } from 'node:timers/promises';
import { calledOff } from './aborted';
import type { HttpAnswer } from './http';
import { decideRetry, readRetries, retryAfterMs, type RetryPolicy } from './retry';
import { asSupervisionError, type SupervisionError } from '../supervision/errors';

/** The clock and the dice; replaced in tests. */
export interface Chance {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  /** Rejects when the signal ends. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const realChance: Chance = {
  now: Date.now,
  random: Math.random,
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};

export interface Exchange {
  kind: 'read' | 'verb';
  send: () => Promise<HttpAnswer>;
  /** What the answer refuses, if anything. */
  judge: (answer: HttpAnswer) => SupervisionError | undefined;
  signal?: AbortSignal | undefined;
}

/** One request with its retries. Resolves with an answer that is a success, rejects with a `SupervisionError`. */
export async function exchange(
  asked: Exchange,
  chance: Chance,
  policy: RetryPolicy = readRetries,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt++) {
    const { answer, error } = await once(asked);
    if (error === undefined) return answer;
    const wait = retryAfterMs(answer?.headers['retry-after'], chance.now());
    const decision = decideRetry({ kind: asked.kind, attempt, error, retryAfterMs: wait }, policy, chance.random);
    if (!decision.retry || asked.signal?.aborted) throw error;
    try {
      await chance.sleep(decision.afterMs, asked.signal);
    } catch {
      // Called off between two tries: a read that failed so far never had an effect, a verb that is here never left.
      throw calledOff();
    }
  }
}

type Outcome = { answer: HttpAnswer; error?: undefined } | { answer?: HttpAnswer; error: SupervisionError };

async function once({ send, judge }: Exchange): Promise<Outcome> {
  let answer: HttpAnswer;
  try {
    answer = await send();
  } catch (thrown) {
    return { error: asSupervisionError(thrown) };
  }
  const error = judge(answer);
  return error === undefined ? { answer } : { answer, error };
}
