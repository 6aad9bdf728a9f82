import type { BackoffPolicy } from '../../net/backoff';
import type { HttpAnswer } from '../../net/http';
import { SupervisionError } from '../../supervision/errors';
import type { GenesysClient } from './client';
import { decodeMessage, type Message } from './messages';
import { isCsrfRefusal, refusal } from './status-codes';
import type { Post } from './bayeux';
import { EventStream } from './stream';

export const topics = {
  devices: '/v2/me/devices',
  calls: '/v2/me/calls',
  services: '/notifications/services',
} as const;

export interface NotificationsListener {
  /** In the order of arrival, duplicates included. `message` is the decoded `data`. */
  event(channel: string, message: Message): void;
  /** The stream stands again. `gap`: events may have been lost, so read `me` again; where that fails, reject. Not told for `start`. */
  up(gap: boolean): Promise<void>;
  /** Told once until the next `up`, and again where there is something to do about it. Final where the error is `auth`. */
  down(error: SupervisionError): void;
  notice(text: string): void;
}

export interface NotificationsOptions {
  /**
   * `/handshake`, `/connect` and `/disconnect` behind the address, as CometD's own clients do. Default true; given up for a server
   * that has nothing there.
   */
  appendMessageType?: boolean | undefined;
  /** Granted above what the server holds a poll, before it counts as hung. Default 10 000 ms. */
  networkDelayMs?: number | undefined;
  /** Between tries after a failure. Default 1 s doubling up to 30 s, with jitter. */
  backoff?: BackoffPolicy | undefined;
  /** Address below the API root. Default `/notifications`. */
  path?: string | undefined;
}

/** The notifications of the signed-in user, on the same session as the client's requests. */
export class Notifications {
  readonly #client: GenesysClient;
  readonly #options: NotificationsOptions;
  readonly #stream: EventStream;
  /** The session the last request was sent with. */
  #generation = 0;
  /** The last session in which a request was taken. */
  #proved = 0;
  /** On once the server has shown that a good cookie is not enough for it. */
  #basic = false;
  /** Off once the server has shown that it knows the plain address only. */
  #append: boolean;

  constructor(client: GenesysClient, listener: NotificationsListener, options: NotificationsOptions = {}) {
    this.#client = client;
    this.#options = options;
    this.#append = options.appendMessageType ?? true;
    this.#stream = new EventStream({
      channels: [
        { name: topics.devices, required: true },
        { name: topics.calls, required: true },
        { name: topics.services, required: false },
      ],
      post: (...args) => this.#post(...args),
      renew: (signal) => client.session.renew(this.#generation, signal),
      listener: {
        event: (channel, data) => {
          listener.event(channel, decodeMessage(data));
        },
        up: (gap) => listener.up(gap),
        down: (error) => {
          listener.down(error);
        },
        notice: (text) => {
          listener.notice(client.http.redact.text(text));
        },
      },
      chance: client.chance,
      networkDelayMs: options.networkDelayMs ?? 10_000,
      backoff: options.backoff ?? { firstMs: 1000, capMs: 30_000 },
    });
  }

  /**
   * Signs in where nobody has, subscribes, and resolves when the first poll was answered. To be called once; afterwards the stream
   * comes back by itself after every loss.
   *
   * @throws SupervisionError `auth`, `unreachable`, `not-permitted`, `platform-error`
   */
  async start(signal: AbortSignal): Promise<void> {
    await this.#client.session.ensure(signal);
    await this.#stream.start(signal);
  }

  /** Never rejects; ends with the signal. Does not end the session. */
  async stop(signal: AbortSignal): Promise<void> {
    await this.#stream.stop(signal);
  }

  readonly #post: Post = async (messages, kind, timeoutMs, signal) => {
    const { http, session } = this.#client;
    const { path = '/notifications' } = this.#options;
    const ask = (): Promise<HttpAnswer> => {
      this.#generation = session.generation;
      return http.request({
        method: 'POST',
        path: this.#append && kind !== 'subscribe' ? `${path}/${kind}` : path,
        headers: session.headers(this.#basic),
        body: messages,
        lane: 'poll',
        timeoutMs,
        signal,
      });
    };
    const { token } = session;
    let answer = await ask();
    if (isCsrfRefusal(answer)) {
      await session.refreshCsrf(token, signal);
      answer = await ask();
    }
    if (isDenied(answer) && !this.#basic && this.#proved !== session.generation) {
      this.#basic = true;
      answer = await ask();
      this.#basic = !isDenied(answer);
    }
    if (this.#append && kind === 'handshake' && knowsNoSuchAddress.has(answer.status)) {
      this.#append = false;
      answer = await ask();
    }
    if (isDenied(answer)) return 'signed-out';
    if (answer.status >= 200 && answer.status < 300) {
      this.#proved = this.#generation;
      return { body: answer.body };
    }
    throw refusal(answer, 'verb', http.redact, 'api') ?? new Error(`HTTP ${answer.status} with a code of success`);
  };
}

const isDenied = ({ status }: HttpAnswer): boolean => status === 401 || status === 403;

/** What a server says of an address that it does not have: nothing there, not that method, no such request. */
const knowsNoSuchAddress = new Set([400, 404, 405, 501]);

/** Contact was there all the time, as far as anybody was told, and something may have been missed. */
export const interrupted = (): SupervisionError =>
  new SupervisionError('unreachable', 'The event stream of Genesys was interrupted; events may be lost.', {
    platform: 'genesys',
  });
