import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { About } from './catalogue';
import type { FinesseClient } from './client';
import type { Link } from './contact';
import { lateRefusal } from './failures';
import type { Mine } from './mine';
import type { Pending } from './pending';
import type { Dialog } from './resources';
import type { Self } from './self';

export interface StepsOptions {
  self: Self;
  mine: Mine;
  pending: Pending;
  /** The present link. @throws SupervisionError `unreachable` */
  link: () => Link;
  newRequest: () => string;
}

export interface Step {
  /** The agent's extension. */
  to: string;
  requestId: string;
  signal: AbortSignal;
  /** It was accepted and came to nothing. */
  refused: (error: SupervisionError) => void;
}

/** The requests that an order is made of. Each resolves when it was accepted; what comes of it is told later. */
export class Steps {
  constructor(private readonly options: StepsOptions) {}

  async monitor({ to, requestId, signal, refused }: Step): Promise<void> {
    const { client } = this.options.link();
    const done = this.expect('monitor', requestId, client, refused);
    try {
      await client.silentMonitor(this.order(to), { requestId, signal });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      if (error.arrived !== 'maybe') done();
      throw error;
    }
  }

  async barge(monitor: Dialog, { to, requestId, signal, refused }: Step): Promise<void> {
    const { mine, link } = this.options;
    const { client } = link();
    const done = this.expect('barge', requestId, client, (error) => {
      mine.barging(false);
      refused(error);
    });
    mine.barging(true);
    try {
      await client.bargeCall(this.order(to), monitor.id, { requestId, signal });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      if (error.arrived !== 'maybe') {
        done();
        mine.barging(false);
      }
      throw error;
    }
  }

  /**
   * Takes the supervisor's own leg off these dialogs.
   *
   * @param refused one was accepted and came to nothing
   * @returns whether one of them was gone
   */
  async drop(
    dialogs: readonly Dialog[],
    refused: (error: SupervisionError) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { mine, link, newRequest } = this.options;
    let gone = false;
    for (const { id } of dialogs) {
      const { client } = link();
      const requestId = newRequest();
      const done = this.expect('drop', requestId, client, (error) => {
        mine.dropping(false);
        refused(error);
      });
      mine.dropping(true);
      try {
        await client.drop(id, this.extension, { requestId, signal });
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'finesse');
        if (error.arrived === 'maybe') throw error;
        done();
        mine.dropping(false);
        if (error.code !== 'call-not-found') throw error;
        gone = true;
      }
    }
    return gone;
  }

  /** The supervisor's. */
  get extension(): string {
    const { extension } = this.options.self;
    if (extension !== undefined) return extension;
    throw new SupervisionError('supervisor-wrong-state', 'The supervisor is signed in without an extension.', {
      platform: 'finesse',
      arrived: 'no',
    });
  }

  private order(to: string): { user: string; from: string; to: string } {
    return { user: this.options.self.loginId, from: this.extension, to };
  }

  /** Its outcome may be told before its answer comes. */
  private expect(
    about: Extract<About, 'monitor' | 'barge' | 'drop'>,
    requestId: string,
    { http }: FinesseClient,
    refused: (error: SupervisionError) => void,
  ): () => void {
    const { pending, mine } = this.options;
    const done = pending.begin({
      requestId,
      about,
      refused: (error) => {
        refused(lateRefusal(error, about, http.redact));
      },
    });
    // An older one of this kind that nothing was heard of must not take the blame for this.
    mine.settled.get(about)?.();
    mine.settled.set(about, done);
    return done;
  }
}
