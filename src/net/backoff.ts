export interface BackoffPolicy {
  /** Upper bound of the first wait, in milliseconds. */
  firstMs: number;
  /** Upper bound of every wait, in milliseconds. */
  capMs: number;
}

/**
 * How long to wait before the next try: exponential with full jitter, so that a restarted server is not met by all its clients
 * in the same moment.
 *
 * @param attempt 1 after the first failure
 * @param random in [0, 1), passed in
 * @returns milliseconds in (0, capMs]
 */
export function backoffMs(attempt: number, policy: BackoffPolicy, random: () => number): number {
  // Beyond 2^30 the cap has long won; without the bound the power would grow to infinity.
  const ceiling = Math.min(policy.capMs, policy.firstMs * 2 ** Math.min(Math.max(attempt - 1, 0), 30));
  return Math.max(1, Math.ceil(ceiling * random()));
}
