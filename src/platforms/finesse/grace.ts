import type { Chance } from '../../net/exchange';

/** One pause at a time, after which something is done unless it was taken back. */
export class Grace {
  private present: AbortController | undefined;

  constructor(
    private readonly chance: Chance,
    private readonly life: AbortSignal,
  ) {}

  get runs(): boolean {
    return this.present !== undefined;
  }

  /** @param then never rejects; asks, after each pause of its own, whether it was not taken back meanwhile */
  run(ms: number, then: (stillOn: () => boolean) => Promise<void>): void {
    const own = new AbortController();
    const stop = (): void => {
      own.abort();
    };
    this.present = own;
    this.life.addEventListener('abort', stop);
    const stillOn = (): boolean => this.present === own && !own.signal.aborted;
    void this.chance
      .sleep(ms, own.signal)
      .then(
        () => then(stillOn),
        () => undefined,
      )
      .finally(() => {
        this.life.removeEventListener('abort', stop);
        if (this.present === own) this.present = undefined;
      });
  }

  stop(): void {
    this.present?.abort();
    this.present = undefined;
  }
}
