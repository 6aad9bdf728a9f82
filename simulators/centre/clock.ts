/** Time, passed in everywhere, so that a test can hold it still and a demo can let it run. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once, `ms` from now. The returned function takes it back. */
  after(ms: number, action: () => void): () => void;
}

/** The wall clock. Its timers never keep the process alive. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, action) {
      const timer = setTimeout(action, ms);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

interface Entry {
  at: number;
  action: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private time: number;
  private readonly entries = new Set<Entry>();

  constructor(start = Date.UTC(2026, 0, 5, 9, 0, 0)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const entry = { at: this.time + Math.max(0, ms), action };
    this.entries.add(entry);
    return () => {
      this.entries.delete(entry);
    };
  }

  /** Lets `ms` pass: what falls due runs in order, each at its own time. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.due(end); next !== undefined; next = this.due(end)) {
      this.entries.delete(next);
      this.time = next.at;
      next.action();
    }
    this.time = end;
  }

  private due(end: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.entries) {
      if (entry.at <= end && (first === undefined || entry.at < first.at)) first = entry;
    }
    return first;
  }
}
