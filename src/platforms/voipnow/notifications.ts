import type { Chance } from '../../net/exchange';

interface Item {
  /** Milliseconds since the epoch; Infinity: only when something hints at it. */
  dueAt: number;
  askedAt: number;
  busy: boolean;
  hinted: boolean;
  /** @returns milliseconds until the next time; never rejects */
  ask: () => Promise<number>;
}

/** Hints may come in swarms; nothing is asked more often than this. */
const gapMs = 200;

/**
 * The event stream of a platform that has none: asks again and again, each thing at its own pace, and at once when something
 * hints that it changed. With nothing to ask it does nothing at all.
 */
export class Rounds {
  private readonly items = new Map<string, Item>();
  private running = false;
  private paused = false;
  private over = false;
  private wake: () => void = () => undefined;

  constructor(private readonly chance: Chance) {}

  get size(): number {
    return this.items.size;
  }

  add(key: string, ask: () => Promise<number>, afterMs = 0): void {
    if (this.over) return;
    const dueAt = this.chance.now() + afterMs;
    this.items.set(key, { dueAt, askedAt: -Infinity, busy: false, hinted: false, ask });
    this.go();
  }

  has(key: string): boolean {
    return this.items.has(key);
  }

  remove(key: string): void {
    this.items.delete(key);
    this.wake();
  }

  /** Something is said to have changed. */
  hint(key: string): void {
    const item = this.items.get(key);
    if (!item) return;
    item.hinted = item.busy;
    item.dueAt = Math.min(item.dueAt, Math.max(this.chance.now(), item.askedAt + gapMs));
    this.go();
  }

  /** While contact is lost nothing is asked. */
  pause(): void {
    this.paused = true;
    this.wake();
  }

  /** Whatever has a pace of its own is asked at once: nobody knows what was missed. */
  resume(): void {
    this.paused = false;
    for (const item of this.items.values()) if (item.dueAt !== Infinity) item.dueAt = this.chance.now();
    this.go();
  }

  stop(): void {
    this.over = true;
    this.items.clear();
    this.wake();
  }

  private go(): void {
    this.wake();
    if (this.running) return;
    this.running = true;
    void this.loop();
  }

  private async loop(): Promise<void> {
    while (!this.over && !this.paused && this.items.size > 0) {
      const now = this.chance.now();
      let next = Infinity;
      for (const [key, item] of this.items) {
        if (item.busy) continue;
        if (item.dueAt <= now) this.run(key, item);
        else next = Math.min(next, item.dueAt);
      }
      await this.rest(next - now);
    }
    this.running = false;
  }

  private run(key: string, item: Item): void {
    item.busy = true;
    item.askedAt = this.chance.now();
    void item.ask().then((afterMs) => {
      item.busy = false;
      const now = this.chance.now();
      item.dueAt = item.hinted ? Math.max(now, item.askedAt + gapMs) : now + afterMs;
      item.hinted = false;
      if (this.items.get(key) === item) this.go();
    });
  }

  /** Until something is due, or somebody wakes it. */
  private async rest(ms: number): Promise<void> {
    const ending = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    const slept = ms === Infinity ? woken : this.chance.sleep(ms, ending.signal).catch(() => undefined);
    await Promise.race([slept, woken]);
    ending.abort();
  }
}
