import type { SupervisionError } from '../supervision/errors';
import { backoffMs, type BackoffPolicy } from './backoff';

export interface RetryPolicy extends BackoffPolicy {
  /** How often a read is sent in all. */
  attempts: number;
  /** A server that asks for a longer pause than this gets no retry: on a live call a late answer is a wrong answer. */
  maxRetryAfterMs: number;
}

export const readRetries: RetryPolicy = { attempts: 3, firstMs: 250, capMs: 2000, maxRetryAfterMs: 5000 };

export interface FailedAttempt {
  /** `read` changes nothing on the platform. `verb` does. */
  kind: 'read' | 'verb';
  /** 1 after the first try. */
  attempt: number;
  error: SupervisionError;
  /** What the server asked for, in milliseconds (see `retryAfterMs`). */
  retryAfterMs?: number | undefined;
}

export type RetryDecision = { retry: false } | { retry: true; afterMs: number };

const never: RetryDecision = { retry: false };

/**
 * Retry or not. A verb is repeated only if it cannot have left (`arrived: 'no'`), at once and at most once: the platforms know
 * no idempotency keys, and a supervisor dialled twice is worse than an error. A reset on a kept-alive connection counts as
 * "may have left".
 */
export function decideRetry(failed: FailedAttempt, policy: RetryPolicy, random: () => number): RetryDecision {
  if (!failed.error.retryable) return never;
  if (failed.kind === 'verb') {
    return failed.error.arrived === 'no' && failed.attempt === 1 ? { retry: true, afterMs: 0 } : never;
  }
  if (failed.attempt >= policy.attempts) return never;
  const asked = failed.retryAfterMs ?? 0;
  if (asked > policy.maxRetryAfterMs) return never;
  return { retry: true, afterMs: Math.max(asked, backoffMs(failed.attempt, policy, random)) };
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 *
 * @param now milliseconds since the epoch, passed in
 * @returns milliseconds from now, or undefined where the header is missing or makes no sense
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // A date, and not the many other texts that Date.parse takes for one.
  if (!/^[A-Za-z]{3},? .*GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
