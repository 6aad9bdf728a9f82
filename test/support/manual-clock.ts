import type { Clock } from '../../src/supervision/clock';

/** Time that passes only when the test says so. */
export class ManualClock implements Clock {
  private time = Date.UTC(2026, 0, 5, 9, 0, 0);
  private timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.time;
  }

  /** How many timers stand. */
  get waiting(): number {
    return this.timers.length;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.time + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass and what became due happen, in order, with room for promises in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.call();
    }
    this.time = end;
  }
}

/** Lets every promise that can go on go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
