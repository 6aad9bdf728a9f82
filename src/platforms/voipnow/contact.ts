import { backoffMs } from '../../net/backoff';
import type { Chance } from '../../net/exchange';
import type { ContactEvent } from '../../supervision/driver';
import { asSupervisionError, type SupervisionError } from '../../supervision/errors';

const probes = { firstMs: 1_000, capMs: 30_000 };

/** Whether the PBX can be reached, learned from the requests that are made anyway. Only after a loss it is asked for its own sake. */
export class Contact {
  private up = false;

  constructor(
    private readonly probe: (signal: AbortSignal) => Promise<void>,
    private readonly chance: Chance,
    private readonly life: AbortSignal,
    private readonly tell: (event: ContactEvent) => void,
  ) {}

  made(): void {
    this.up = true;
    this.tell({ type: 'up' });
  }

  /** A question: that it could not be asked, after all its retries, is a loss of contact. */
  async asking<T>(question: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await question;
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'voipnow');
      if (!signal.aborted && isOutage(error)) this.lost(error);
      throw error;
    }
  }

  /** An order: only one that never left says that nobody is there. After any other the desk asks what is true. */
  async ordering<T>(order: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await order;
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'voipnow');
      if (!signal.aborted && isOutage(error) && error.arrived === 'no') this.lost(error);
      throw error;
    }
  }

  private lost(error: SupervisionError): void {
    if (!this.up || this.life.aborted) return;
    this.up = false;
    this.tell({ type: 'down', error });
    if (error.code !== 'auth') void this.regain();
  }

  private async regain(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.chance.sleep(backoffMs(attempt, probes, this.chance.random), this.life);
        await this.probe(this.life);
        this.made();
        return;
      } catch (thrown) {
        if (this.life.aborted) return;
        const error = asSupervisionError(thrown, 'voipnow');
        if (!['auth', 'not-permitted', 'invalid-input'].includes(error.code)) continue;
        // A refused App or a wrong setting waits for a person.
        this.tell({ type: 'down', error });
        return;
      }
    }
  }
}

/** Nobody there, or nobody behind the proxy; or the App is refused, and nothing more can be asked. */
function isOutage({ code, httpStatus, vendorCode }: SupervisionError): boolean {
  if (code === 'unreachable' || code === 'auth') return true;
  return code === 'platform-error' && (httpStatus ?? 0) >= 500 && vendorCode === undefined;
}
