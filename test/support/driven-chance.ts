import type { Chance } from '../../src/net/exchange';
import { settle } from './manual-clock';

/** Time and sleep that pass only when the test says so. */
export class DrivenChance implements Chance {
  private time = Date.UTC(2026, 0, 5, 9, 0, 0);
  private sleepers: { at: number; wake: () => void }[] = [];

  readonly now = (): number => this.time;
  readonly random = (): number => 0.999;
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const callOff = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(new Error('called off'));
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', callOff);
        resolve();
      };
      const sleeper = { at: this.time + ms, wake };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', callOff);
    });

  /** How many wait for the time to pass. With none, nothing will ever happen by itself. */
  get asleep(): number {
    return this.sleepers.length;
  }

  /** @param quiet resolves when what was woken has done its work */
  async pass(ms: number, quiet: () => Promise<unknown> = settle): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await quiet();
      const next = this.sleepers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.sleepers = this.sleepers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    this.time = end;
  }
}
