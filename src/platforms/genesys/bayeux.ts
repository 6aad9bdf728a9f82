import { decodeBayeux, verdict, type Advice, type BayeuxMessage, type Verdict } from './bayeux-messages';
import { nonsense } from './wire';

export type PostKind = 'handshake' | 'connect' | 'disconnect' | 'subscribe';

/**
 * Sends messages and gives the body of the answer, or `signed-out` where the HTTP session is refused.
 * Rejects with a `SupervisionError` on anything else.
 */
export type Post = (
  messages: readonly object[],
  kind: PostKind,
  timeoutMs: number,
  signal: AbortSignal,
) => Promise<{ body: unknown } | 'signed-out'>;

export interface BayeuxOptions {
  /** Milliseconds granted to the network above what the server holds a poll. */
  networkDelayMs: number;
  /** Every event in the order of arrival, duplicates included. */
  event: (channel: string, data: unknown) => void;
  advice: (advice: Advice) => void;
}

export interface SubscribeResult {
  verdict: Verdict;
  /** Channels the server refused, with its words. */
  refused: { channel: string; error: string }[];
}

/** Where the server does not say how long it holds a poll. Twice the default of CometD servers. */
const assumedTimeoutMs = 60_000;
/** The default of CometD servers. */
const assumedMaxIntervalMs = 10_000;

/** Between polls while another client uses the same cookies, and the server does not say how long. The default of CometD servers. */
const assumedPauseMs = 2_000;

const handshakeMessage = {
  channel: '/meta/handshake',
  version: '1.0',
  minimumVersion: '1.0',
  // Genesys says web sockets are not supported, whatever its server would offer.
  supportedConnectionTypes: ['long-polling'],
};

/** The Bayeux protocol of one client: what to say and what an answer means. When to say it is the stream's business. */
export class Bayeux {
  readonly #post: Post;
  readonly #options: BayeuxOptions;
  #clientId: string | undefined;
  #advice: Advice = {};
  /** The interval of a `multiple-clients` advice. It holds once: the server never takes it back. */
  #pause: number | undefined;
  #lastId = 0;

  constructor(post: Post, options: BayeuxOptions) {
    this.#post = post;
    this.#options = options;
  }

  /** A handshake stands. */
  get known(): boolean {
    return this.#clientId !== undefined;
  }

  /** Milliseconds to wait before the next poll. */
  get intervalMs(): number {
    return Math.max(0, this.#pause ?? this.#advice.interval ?? 0);
  }

  /** Milliseconds without contact after which the server has forgotten us. */
  get maxIntervalMs(): number {
    return this.#advice.maxInterval ?? assumedMaxIntervalMs;
  }

  forget(): void {
    this.#clientId = undefined;
    this.#advice = {};
  }

  async handshake(signal: AbortSignal): Promise<Verdict> {
    this.forget();
    const messages = await this.#send([handshakeMessage], 'handshake', this.#options.networkDelayMs, signal);
    if (messages === 'signed-out') return 'login';
    const reply = replyTo('/meta/handshake', messages);
    if (reply === undefined) throw nonsense('The event stream of Genesys left the handshake unanswered.');
    const judged = verdict(reply);
    // Advice to handshake, in the answer to a successful handshake, says nothing.
    if (reply.successful && judged !== 'login') {
      if (reply.clientId === undefined) throw nonsense('The event stream of Genesys gave no client id.');
      this.#clientId = reply.clientId;
      return 'ok';
    }
    return judged === 'ok' ? 'retry' : judged;
  }

  async subscribe(channels: readonly string[], signal: AbortSignal): Promise<SubscribeResult> {
    const asked = channels.map((subscription) => ({
      channel: '/meta/subscribe',
      subscription,
      clientId: this.#clientId,
    }));
    const messages = await this.#send(asked, 'subscribe', this.#options.networkDelayMs, signal);
    if (messages === 'signed-out') return { verdict: 'login', refused: [] };
    const replies = messages.filter(({ channel }) => channel === '/meta/subscribe');
    if (replies.some((reply) => verdict(reply) === 'handshake')) return { verdict: 'handshake', refused: [] };
    const refused = channels.flatMap((channel, index) => {
      const reply = replies.find(({ subscription }) => subscription === channel) ?? replies[index];
      return reply?.successful ? [] : [{ channel, error: reply?.error ?? 'no answer' }];
    });
    return { verdict: 'ok', refused };
  }

  /** @param immediate asks the server to answer at once instead of holding the poll */
  async connect(immediate: boolean, signal: AbortSignal): Promise<Verdict> {
    const message = {
      channel: '/meta/connect',
      connectionType: 'long-polling',
      clientId: this.#clientId,
      ...(immediate && { advice: { timeout: 0 } }),
    };
    // Also for an immediate one: a server that overlooks the wish and holds the poll is slow, not dead.
    const timeoutMs = (this.#advice.timeout ?? assumedTimeoutMs) + this.#options.networkDelayMs;
    const messages = await this.#send([message], 'connect', timeoutMs, signal);
    if (messages === 'signed-out') return 'login';
    const reply = replyTo('/meta/connect', messages);
    // Events alone also end a poll; the reply was lost or is still to come, so just poll again.
    return reply === undefined ? 'ok' : verdict(reply);
  }

  async disconnect(signal: AbortSignal): Promise<void> {
    const message = { channel: '/meta/disconnect', clientId: this.#clientId };
    this.forget();
    await this.#send([message], 'disconnect', this.#options.networkDelayMs, signal);
  }

  async #send(
    messages: readonly object[],
    kind: PostKind,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<BayeuxMessage[] | 'signed-out'> {
    this.#pause = undefined;
    const numbered = messages.map((message) => ({ id: String(++this.#lastId), ...message }));
    const answer = await this.#post(numbered, kind, timeoutMs, signal);
    if (answer === 'signed-out') return answer;
    const replies = decodeBayeux(answer.body);
    for (const reply of replies) {
      if (reply.advice !== undefined) this.#follow(reply.advice);
      // Events ride on any reply; one without data is an answer to a publication, which we never make.
      if (!reply.channel.startsWith('/meta/') && reply.data !== undefined)
        this.#options.event(reply.channel, reply.data);
    }
    return replies;
  }

  #follow(advice: Advice): void {
    const { interval, timeout, maxInterval } = advice;
    if (advice.multipleClients) this.#pause = interval ?? assumedPauseMs;
    else if (interval !== undefined) this.#advice.interval = interval;
    if (timeout !== undefined) this.#advice.timeout = timeout;
    if (maxInterval !== undefined) this.#advice.maxInterval = maxInterval;
    this.#options.advice(advice);
  }
}

function replyTo(channel: string, messages: readonly BayeuxMessage[]): BayeuxMessage | undefined {
  return messages.find((message) => message.channel === channel);
}
