import { now } from '../figures';

export interface Burst {
  ms: number;
  /** Of this process, user and system together. */
  cpuMs: number;
}

/** Counts events and tells how long a number of them took. */
export class Counter {
  private left = 0;
  private burst: Promise<Burst> | undefined;
  private done: () => void = () => undefined;

  /** Begins to count; to be called, and answered, before the first event is on its way. */
  expect({ events }: { events: number }): void {
    const began = now();
    const cpu = process.cpuUsage();
    this.left = events;
    this.burst = new Promise((resolve) => {
      this.done = () => {
        const { user, system } = process.cpuUsage(cpu);
        resolve({ ms: now() - began, cpuMs: (user + system) / 1000 });
      };
    });
  }

  /** Resolves when all were seen. */
  counted(): Promise<Burst> | undefined {
    return this.burst;
  }

  seen(): void {
    this.left -= 1;
    if (this.left === 0) this.done();
  }
}

/** What a program offers that has a counter. */
export const counting = (counter: Counter): { expect: Counter['expect']; counted: Counter['counted'] } => ({
  expect: (burst) => {
    counter.expect(burst);
  },
  counted: () => counter.counted(),
});
