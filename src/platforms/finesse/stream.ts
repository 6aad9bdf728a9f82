import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { isElsewhere, otherSpelling } from './endpoints';
import type { Login } from './login';
import { decodeUpdate, type Update } from './wire';
import type { Xmpp, XmppEvent, XmppSettings } from './xmpp/types';

export interface StreamListener {
  /** In the order of arrival, each once. */
  update(node: string, update: Update): void;
  /** Something of this node came that nobody can read: ask for what it may have said. */
  garbled(node: string): void;
  /** Whether Finesse itself (not its XMPP server) is there. */
  serves(available: boolean): void;
  /** Once, and nothing after it. */
  closed(error: SupervisionError): void;
}

export type OpenXmpp = (settings: XmppSettings) => Xmpp;

/** The notifications of one node of the cluster, from their opening to their end. */
export class Stream {
  /** Set when it has ended by itself. */
  ended: SupervisionError | undefined;

  private constructor(
    private readonly session: Xmpp,
    readonly url: string,
  ) {}

  /**
   * Tries the addresses one after the other. A wrong password is tried once.
   *
   * @throws SupervisionError of the first address, or `auth`
   */
  static async open(
    open: OpenXmpp,
    settings: Omit<XmppSettings, 'url'>,
    urls: readonly string[],
    login: Login,
    listener: StreamListener,
    signal: AbortSignal,
  ): Promise<Stream> {
    let first: SupervisionError | undefined;
    const left = [...urls];
    for (let url = left.shift(); url !== undefined; url = left.shift()) {
      login.check();
      const session = open({ ...settings, url });
      const stream = new Stream(session, url);
      session.listen((event) => {
        stream.take(event, settings.domain, listener);
      });
      try {
        await session.connect(signal);
        return stream;
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'finesse');
        await session.close(AbortSignal.abort());
        if (error.code === 'auth') {
          login.refused(error);
          throw error;
        }
        // There is a server, and no such path.
        const other = isElsewhere(error.httpStatus) ? otherSpelling(url) : undefined;
        if (other !== undefined && urls.includes(url) && !urls.includes(other)) left.unshift(other);
        first ??= error;
        if (signal.aborted) throw error;
      }
    }
    throw first ?? new SupervisionError('invalid-input', 'There is no address for the notifications of Finesse.');
  }

  /** @throws SupervisionError `unreachable` only where contact is lost: a server may leave what it does not know unanswered */
  async subscribe(node: string, signal: AbortSignal): Promise<void> {
    try {
      await this.session.subscribe(node, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      // One that answers nothing any more is found out by the pings.
      if (error.vendorCode !== 'ETIMEDOUT' || this.ended) throw error;
      const { message, vendorCode } = error;
      throw new SupervisionError('platform-error', message, { platform: 'finesse', vendorCode });
    }
  }

  unsubscribe(node: string, signal: AbortSignal): Promise<void> {
    return this.session.unsubscribe(node, signal);
  }

  /** Never rejects. @param signOut the user is to be signed out by it */
  close(signal: AbortSignal, signOut: boolean): Promise<void> {
    return this.session.close(signal, signOut);
  }

  private take(event: XmppEvent, domain: string, listener: StreamListener): void {
    switch (event.type) {
      case 'item': {
        const update = this.read(event);
        if (update) listener.update(event.node, update);
        else listener.garbled(event.node);
        return;
      }
      case 'unreadable':
        listener.garbled(event.node);
        return;
      case 'presence': {
        const [bare] = event.from.split('/', 1);
        if (bare?.toLowerCase() === `finesse@${domain}`.toLowerCase()) listener.serves(event.available);
        return;
      }
      case 'closed':
        this.ended = event.error;
        listener.closed(event.error);
        return;
    }
  }

  private read({ payload }: Extract<XmppEvent, { type: 'item' }>): Update | undefined {
    try {
      return decodeUpdate(payload);
    } catch (thrown) {
      if (thrown instanceof SupervisionError) return undefined;
      throw thrown;
    }
  }
}
