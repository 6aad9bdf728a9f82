/** Remembers a bounded number of values for a bounded time. The least recently used goes first. */
export class Cache<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();

  constructor(
    readonly limit: number,
    readonly maxAgeMs: number,
  ) {}

  /** @param now milliseconds since the epoch */
  get(key: string, now: number): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    // A clock that jumped back must not make an entry live for ever.
    if (now >= entry.until || entry.until - now > this.maxAgeMs) return undefined;
    // Put back at the end: a Map keeps its order of insertion.
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, now: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: now + this.maxAgeMs });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.limit && !oldest.done) this.#entries.delete(oldest.value);
  }

  deleteWhere(test: (value: T) => boolean): void {
    for (const [key, { value }] of this.#entries) if (test(value)) this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}
