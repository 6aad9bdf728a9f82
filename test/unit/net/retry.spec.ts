import fc from 'fast-check';
import should from 'should';
import { backoffMs } from '../../../src/net/backoff';
import { decideRetry, readRetries, retryAfterMs } from '../../../src/net/retry';
import { SupervisionError, type ErrorDetails } from '../../../src/supervision/errors';

const half = (): number => 0.5;
const failure = (details: ErrorDetails): SupervisionError =>
  new SupervisionError('unreachable', 'x', { retryable: true, ...details });

describe('backoff', () => {
  it('is always in (0, cap]', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 5000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, firstMs, capMs, random) => {
          const wait = backoffMs(attempt, { firstMs, capMs }, () => random);
          return wait > 0 && wait <= capMs && Number.isInteger(wait);
        },
      ),
    );
  });

  it('grows up to the cap and spreads over the whole range', () => {
    const policy = { firstMs: 1000, capMs: 5000 };
    should([1, 2, 3, 4, 40].map((attempt) => backoffMs(attempt, policy, half))).deepEqual([
      500, 1000, 2000, 2500, 2500,
    ]);
    should(backoffMs(3, policy, () => 0)).equal(1);
    should(backoffMs(3, policy, () => 0.9999)).equal(4000);
  });
});

describe('decideRetry', () => {
  it('never repeats a verb that may have left', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('maybe', 'yes'),
        fc.boolean(),
        (attempt, arrived, retryable) => {
          const error = failure({ arrived, retryable });
          return !decideRetry({ kind: 'verb', attempt, error }, readRetries, half).retry;
        },
      ),
    );
  });

  it('repeats a verb that cannot have left once, at once', () => {
    const error = failure({ arrived: 'no' });
    should(decideRetry({ kind: 'verb', attempt: 1, error }, readRetries, half)).deepEqual({ retry: true, afterMs: 0 });
    should(decideRetry({ kind: 'verb', attempt: 2, error }, readRetries, half)).deepEqual({ retry: false });
  });

  it('repeats a read up to the limit, later each time', () => {
    const error = failure({ arrived: 'maybe' });
    const decide = (attempt: number) => decideRetry({ kind: 'read', attempt, error }, readRetries, half);
    should(decide(1)).deepEqual({ retry: true, afterMs: 125 });
    should(decide(2)).deepEqual({ retry: true, afterMs: 250 });
    should(decide(3)).deepEqual({ retry: false });
  });

  it('does not repeat what cannot succeed', () => {
    const error = failure({ retryable: false, arrived: 'no' });
    should(decideRetry({ kind: 'read', attempt: 1, error }, readRetries, half).retry).be.false();
    should(decideRetry({ kind: 'verb', attempt: 1, error }, readRetries, half).retry).be.false();
  });

  it('waits as long as the server asks, and gives up where that is too long for a live call', () => {
    const error = failure({ arrived: 'yes' });
    const decide = (wait: number) =>
      decideRetry({ kind: 'read', attempt: 1, error, retryAfterMs: wait }, readRetries, half);
    should(decide(3000)).deepEqual({ retry: true, afterMs: 3000 });
    should(decide(1)).deepEqual({ retry: true, afterMs: 125 });
    should(decide(60_000)).deepEqual({ retry: false });
  });
});

describe('retryAfterMs', () => {
  it('reads seconds and dates, and nothing else', () => {
    const now = Date.parse('2026-03-01T10:00:00Z');
    should(retryAfterMs('7', now)).equal(7000);
    should(retryAfterMs(' Sun, 01 Mar 2026 10:00:05 GMT ', now)).equal(5000);
    should(retryAfterMs('Sun, 01 Mar 2026 09:00:00 GMT', now)).equal(0);
    for (const text of [undefined, '', 'soon', '-1', '1.5', '2026-03-01', '99999999999'])
      should(retryAfterMs(text, now)).be.undefined();
  });
});
