import { orAborted } from '../../net/aborted';
import { backoffMs, type BackoffPolicy } from '../../net/backoff';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { Bayeux, type Post } from './bayeux';
import type { Advice, Verdict } from './bayeux-messages';
import type { Chance } from './exchange';

export interface StreamListener {
  /** An event, in the order of arrival. Duplicates are passed on. */
  event(channel: string, data: unknown): void;
  /**
   * The stream stands again. `gap`: events may have been lost, so ask the platform what is true now. Not told for `start`. Where
   * that fails, reject: the stream counts as lost, and it is told again.
   */
  up(gap: boolean): Promise<void>;
  /**
   * The stream is lost; it comes back by itself, unless the error is `auth`. Told once until the next `up`, and again where trying on
   * finds what only a person can change.
   */
  down(error: SupervisionError): void;
  /** Worth a warning; nothing else changes. */
  notice(text: string): void;
}

export interface StreamOptions {
  channels: readonly { name: string; required: boolean }[];
  post: Post;
  /** Signs in anew. Rejects with `auth` where that is final. */
  renew: (signal: AbortSignal) => Promise<void>;
  listener: StreamListener;
  chance: Chance;
  networkDelayMs: number;
  backoff: BackoffPolicy;
}

/** Keeps one Bayeux subscription standing. */
export class EventStream {
  readonly #options: StreamOptions;
  readonly #bayeux: Bayeux;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #crowded = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#bayeux = new Bayeux(options.post, {
      networkDelayMs: options.networkDelayMs,
      event: (channel, data) => {
        this.#tell(() => {
          options.listener.event(channel, data);
        });
      },
      advice: (advice) => {
        this.#heed(advice);
      },
    });
  }

  /**
   * Resolves when subscribed and the first poll was answered; from then on the stream keeps itself standing. To be called once.
   *
   * @throws SupervisionError `auth`, `unreachable`, `not-permitted`, `platform-error`
   */
  async start(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#stop.signal]);
    let opened = await this.#open(either);
    if (opened === 'login') await this.#options.renew(either);
    if (opened !== 'ok') opened = await this.#open(either);
    if (opened !== 'ok') throw refused(opened);
    this.#running = this.#run(this.#stop.signal);
  }

  /** Says good-bye to the server if there is time. Never rejects, and ends with the signal. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stop.abort();
    const bye = async (): Promise<void> => {
      await this.#running;
      if (this.#bayeux.known) await this.#bayeux.disconnect(signal);
    };
    try {
      await orAborted(bye(), signal);
    } catch {
      // The server forgets a client that does not poll.
    }
  }

  /** Handshake, subscriptions (they do not survive a handshake), first poll. */
  async #open(signal: AbortSignal): Promise<Verdict> {
    const shaken = await this.#bayeux.handshake(signal);
    if (shaken !== 'ok') return shaken;
    const { channels } = this.#options;
    const subscribed = await this.#bayeux.subscribe(
      channels.map(({ name }) => name),
      signal,
    );
    if (subscribed.verdict !== 'ok') return subscribed.verdict;
    for (const { channel, error } of subscribed.refused) {
      if (channels.some(({ name, required }) => name === channel && required)) throw denied(channel, error);
      this.#notice(`Genesys does not let us subscribe to ${channel} (${error}).`);
    }
    return this.#bayeux.connect(true, signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { chance, backoff, renew } = this.#options;
    let lastContact = chance.now();
    /** Failures in a row. */
    let failures = 0;
    /** A cure (handshake, sign-in) was tried since the last success. One that did not help is not repeated without a pause. */
    let cured = false;
    let gap = false;
    /** What was told of the loss. */
    let down: SupervisionError | undefined;
    const stopped = (): boolean => signal.aborted;
    while (!stopped()) {
      try {
        const fresh = !this.#bayeux.known;
        const answered = fresh ? await this.#open(signal) : await this.#bayeux.connect(failures > 0, signal);
        if (answered === 'ok') {
          if (down || gap) await this.#options.listener.up(gap);
          [failures, cured, gap, down, lastContact] = [0, false, false, undefined, chance.now()];
          if (this.#bayeux.intervalMs > 0) await chance.sleep(this.#bayeux.intervalMs, signal);
          continue;
        }
        if (answered === 'retry') throw refused(answered);
        gap = true;
        this.#bayeux.forget();
        const inVain: boolean = cured;
        cured = false;
        if (inVain) throw refused(answered);
        if (answered === 'login') await renew(signal);
        cured = true;
      } catch (thrown) {
        if (stopped()) return;
        const error = asSupervisionError(thrown, 'genesys');
        failures++;
        // A poll that was cut may have carried events. One that never left has lost nothing while the server still knows us.
        gap ||= error.arrived !== 'no' || chance.now() - lastContact > this.#bayeux.maxIntervalMs;
        const final = error.code === 'auth';
        if (down ? isNews(error, down) : final || failures > 1 || !isHiccup(error)) {
          down = error;
          this.#tell(() => {
            this.#options.listener.down(error);
          });
        }
        if (final) return;
        await chance.sleep(backoffMs(failures, backoff, chance.random), signal).catch(() => undefined);
      }
    }
  }

  #heed(advice: Advice): void {
    if (advice.multipleClients && !this.#crowded) {
      this.#notice(
        'Another client polls on this Genesys session, so events come late. Give every connection a user of its own.',
      );
    }
    // Only the answers to polls carry it; they come with advice as long as it lasts.
    this.#crowded = advice.multipleClients ?? false;
  }

  #notice(text: string): void {
    this.#tell(() => {
      this.#options.listener.notice(text);
    });
  }

  /** A listener that throws must not end the stream. */
  #tell(say: () => void): void {
    try {
      say();
    } catch (thrown) {
      try {
        this.#options.listener.notice(`An event could not be handled: ${asSupervisionError(thrown).message}`);
      } catch {
        // Nobody is left to tell.
      }
    }
  }
}

/**
 * One poll that a proxy cut or answered with 502 says little: many proxies end a held request. It is tried once more before anybody is
 * alarmed. A server that hung, or that nobody could connect to, is gone.
 */
function isHiccup(error: SupervisionError): boolean {
  return error.arrived !== 'no' && error.vendorCode !== 'ETIMEDOUT' && error.code !== 'not-permitted';
}

/** While the server is away there is one reason after the other. A refusal by the server is another matter, and an end of waiting. */
function isNews(error: SupervisionError, told: SupervisionError): boolean {
  return error.code !== told.code && (error.code === 'auth' || error.kind === 'outcome');
}

function refused(answered: Verdict): SupervisionError {
  const why = answered === 'login' ? 'refuses it after a fresh sign-in too' : 'forgets it again and again';
  const hint = 'Behind a load balancer, requests must stick to one node (cookie JSESSIONID).';
  return new SupervisionError('platform-error', `The event stream does not come about: Genesys ${why}. ${hint}`, {
    platform: 'genesys',
    retryable: true,
  });
}

function denied(channel: string, error: string): SupervisionError {
  return new SupervisionError('not-permitted', `Genesys does not let this user subscribe to ${channel} (${error}).`, {
    platform: 'genesys',
    vendorCode: error,
  });
}
