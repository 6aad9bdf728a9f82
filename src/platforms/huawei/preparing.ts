import { unsent } from '../../net/unsent';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { HuaweiClient } from './client';
import { ownOfStatus, type Own } from './own';
import { isUnanswerable } from './retcodes';

export interface PreparingOptions {
  /** Say free before an order where he is not ready or in wrap-up, and not ready again afterwards. */
  setIdle: boolean;
  /** Ends with the connection. */
  life: AbortSignal;
  notice: (message: string) => void;
}

/** A leg that has just ended makes him idle a moment later. */
const leavingMs = 1_000;
/** The gateway says yes before the CTI has done it. */
const freeingMs = 2_000;

/** An order is taken from an inspector who is idle, from no other. */
export class Preparing {
  private restores = false;
  private restoring: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: HuaweiClient,
    private readonly own: Own,
    private readonly options: PreparingOptions,
  ) {}

  /** @throws SupervisionError `supervisor-wrong-state`, with nothing sent */
  async ready(signal: AbortSignal): Promise<void> {
    await this.restoring;
    const { own } = this;
    await own.until((state) => state !== 'seized', leavingMs, signal);
    if (own.state !== 'idle') await this.free(signal);
  }

  /**
   * The order was refused for the wrong state, whatever was known of him.
   *
   * @returns whether that was changed, so that it is worth another try
   */
  async again(signal: AbortSignal): Promise<boolean> {
    return this.free(signal);
  }

  /** The supervision is over, or came to nothing: he is what he was before. */
  over(): void {
    if (!this.restores) return;
    this.restores = false;
    const { client, options } = this;
    if (options.life.aborted) return;
    this.restoring = client.sayBusy(options.life).catch((thrown: unknown) => {
      if (options.life.aborted) return;
      const { message } = asSupervisionError(thrown, 'huawei');
      options.notice(`The inspector could not be set to not ready again: ${message}`);
    });
  }

  /** @returns whether he was set free */
  private async free(signal: AbortSignal): Promise<boolean> {
    const { client, own, options } = this;
    try {
      own.take(ownOfStatus((await client.agentStatus(signal)).agentState));
    } catch (thrown) {
      // Throttled, or not known there: the order itself will tell.
      if (isUnanswerable(asSupervisionError(thrown, 'huawei'))) return false;
      return unsent(Promise.reject(asSupervisionError(thrown, 'huawei')));
    }
    const { state } = own;
    if (state === 'idle' || state === 'unknown') return false;
    if (state !== 'not-ready' && state !== 'wrap-up') {
      throw wrongState(state === 'rest' ? 'resting' : 'on a call, or about to be');
    }
    if (!options.setIdle) throw wrongState(state === 'wrap-up' ? 'in wrap-up' : 'not ready');
    this.restores = state === 'not-ready';
    await unsent(client.sayFree(signal));
    await own.until((now) => now === 'idle', freeingMs, signal);
    return true;
  }
}

function wrongState(what: string): SupervisionError {
  return new SupervisionError('supervisor-wrong-state', `The inspector is ${what}. To supervise he must be idle.`, {
    platform: 'huawei',
    arrived: 'no',
  });
}
