import type { Element } from 'ltx';
import { orAborted } from '../../../net/aborted';
import { createJar } from '../../../net/cookies';
import { createHttp, type Http } from '../../../net/http';
import { asSupervisionError, type SupervisionError } from '../../../supervision/errors';
import { attributeOf, xml } from '../xml';
import { readBody } from './bosh-body';
import { refusedByHttp, senseless } from './failures';
import type { Transport, TransportListener, TransportSettings } from './transport';

/** How long the server may hold a request, in seconds. Proxies often cut at 60. */
const waitSeconds = 30;

/** The held request, and one that carries something. The server refuses more. */
const inFlightLimit = 2;

/** One answer brings everything that has happened meanwhile: ejabberd was seen to send 1 200 events in one. */
const maxBytes = 16 << 20;

/** A server that does not hold would be asked without end: an empty answer before `hurryMs` makes a pause. */
const hurryMs = 250;
const pauseMs = 1000;

const httpbind = 'http://jabber.org/protocol/httpbind';
const xbosh = 'urn:xmpp:xbosh';

interface Outgoing {
  attributes: Record<string, string> & { type?: string };
  children: Element[];
}

type Answer = { text: string; hurried: boolean } | { error: SupervisionError };

/**
 * XMPP on HTTP (XEP-0124, XEP-0206): one request is always held by the server, a second one carries what we say. Requests are
 * numbered, and answers are heard in that order, whichever connection is faster.
 */
export class BoshTransport implements Transport {
  readonly #settings: TransportSettings;
  readonly #listener: TransportListener;
  readonly #http: Http;
  readonly #path: string;
  readonly #stop = new AbortController();
  readonly #queue: Outgoing[] = [];
  readonly #answers = new Map<number, Answer>();
  /** The number of the next request, and of the next answer to be heard. */
  #rid: number;
  #next: number;
  #sid: string | undefined;
  #inFlight = 0;
  #scheduled = false;
  /** Before this time, in milliseconds, no empty request is sent. */
  #pollAt = 0;
  /** Nothing is told any more. */
  #over = false;
  #left: (() => void) | undefined;

  constructor(settings: TransportSettings, listener: TransportListener) {
    this.#settings = settings;
    this.#listener = listener;
    const { url, tls, proxy } = settings.address;
    this.#path = url.pathname + url.search;
    this.#http = createHttp({
      baseURL: url.origin,
      tls,
      proxy,
      // For load balancers that know their clients by a cookie.
      jar: createJar(),
      strictText: true,
      maxBytes,
      headers: { Accept: 'text/xml' },
      secrets: settings.secrets,
      platform: 'finesse',
    });
    this.#rid = this.#next = Math.floor(settings.chance.random() * 2 ** 32) + 1;
  }

  open(): void {
    this.#post({
      attributes: {
        ...this.#opening(),
        'xmpp:version': '1.0',
        ver: '1.6',
        hold: String(inFlightLimit - 1),
        wait: String(waitSeconds),
        content: 'text/xml; charset=utf-8',
      },
      children: [],
    });
  }

  restart(): void {
    this.#queue.push({ attributes: { ...this.#opening(), 'xmpp:restart': 'true' }, children: [] });
    this.#schedule();
  }

  send(element: Element): void {
    this.#outgoing().children.push(element);
    this.#schedule();
  }

  async end(signal: AbortSignal): Promise<void> {
    this.#over = true;
    if (this.#sid !== undefined && !signal.aborted && !this.#stop.signal.aborted) {
      this.#outgoing().attributes.type = 'terminate';
      const left = new Promise<void>((resolve) => {
        this.#left = resolve;
      });
      this.#pump();
      await orAborted(left, signal).catch(() => undefined);
    }
    this.destroy();
  }

  destroy(): void {
    this.#over = true;
    this.#stop.abort();
    this.#http.close();
  }

  #opening(): Record<string, string> {
    return { 'xmlns:xmpp': xbosh, to: this.#settings.domain, 'xml:lang': 'en' };
  }

  /** The body that waits to be sent, if one does that can carry elements. */
  #outgoing(): Outgoing {
    const last = this.#queue.at(-1);
    if (last !== undefined && Object.keys(last.attributes).length === 0) return last;
    const fresh = { attributes: {}, children: [] };
    this.#queue.push(fresh);
    return fresh;
  }

  /** What is said in one turn travels in one body. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#sid === undefined || this.#stop.signal.aborted) return;
    while (this.#inFlight < inFlightLimit) {
      const outgoing = this.#queue.shift();
      if (outgoing === undefined) break;
      this.#post(outgoing);
    }
    if (this.#inFlight > 0 || this.#left !== undefined) return;
    const { chance } = this.#settings;
    const early = this.#pollAt - chance.now();
    if (early <= 0) this.#post({ attributes: {}, children: [] });
    else
      chance.sleep(early, this.#stop.signal).then(
        () => {
          this.#pump();
        },
        () => undefined,
      );
  }

  #post({ attributes, children }: Outgoing): void {
    const rid = this.#rid++;
    const head = { xmlns: httpbind, rid: String(rid), sid: this.#sid, ...attributes };
    const { now } = this.#settings.chance;
    const since = now();
    this.#inFlight++;
    void this.#exchange(xml('body', head, ...children).toString()).then((answer) => {
      this.#inFlight--;
      // With another request behind it, the server has to answer this one.
      const hurried = children.length === 0 && rid === this.#rid - 1 && now() - since < hurryMs;
      // What failed before it was answered is no news of the server: it does not wait for its turn.
      if ('error' in answer && answer.error.httpStatus === undefined) this.#fail(answer.error);
      this.#answers.set(rid, 'text' in answer ? { ...answer, hurried } : answer);
      this.#hear();
      if (this.#inFlight === 0 && this.#queue.length === 0) this.#left?.();
    });
  }

  /** Never rejects. The same request may be sent twice: its number tells the server that it is the same. */
  async #exchange(body: string): Promise<{ text: string } | { error: SupervisionError }> {
    const { answerMs, openMs, address } = this.#settings;
    const begun = this.#sid !== undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        const { status, text } = await this.#http.request({
          method: 'POST',
          path: this.#path,
          headers: { 'Content-Type': 'text/xml; charset=utf-8' },
          body,
          lane: 'poll',
          timeoutMs: begun ? waitSeconds * 1000 + answerMs : openMs,
          signal: this.#stop.signal,
        });
        if (status === 200) return { text };
        throw refusedByHttp(address.where, status, 'https://host:7443/http-bind/');
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'finesse');
        const cut = error.code === 'unreachable' && error.vendorCode !== 'ETIMEDOUT' && error.retryable;
        // Whatever came, a new session may fare better.
        if (error.code === 'platform-error' && !error.retryable) return { error: senseless(error.message) };
        if (!cut || !begun || attempt === 2 || this.#stop.signal.aborted) return { error };
      }
    }
  }

  #hear(): void {
    for (;;) {
      const answer = this.#answers.get(this.#next);
      if (answer === undefined) break;
      this.#answers.delete(this.#next++);
      if (this.#over) continue;
      if ('error' in answer) this.#fail(answer.error);
      else this.#read(answer.text, answer.hurried);
    }
    this.#schedule();
  }

  #read(text: string, hurried: boolean): void {
    let count = 0;
    try {
      const end = readBody(text, {
        open: (body) => {
          this.#sid ??= attributeOf(body, 'sid');
        },
        element: (element) => {
          count++;
          // Also those in the last body: there the server says why it ends.
          if (!this.#over) this.#listener.element(element);
        },
      });
      if (end !== undefined) this.#fail(end);
      else if (this.#sid === undefined) this.#fail(senseless('The Finesse notifications gave no BOSH session.'));
      else if (hurried && count === 0) this.#pollAt = this.#settings.chance.now() + pauseMs;
    } catch (thrown) {
      this.#fail(asSupervisionError(thrown, 'finesse'));
    }
  }

  #fail(error: SupervisionError): void {
    if (this.#over) return;
    this.destroy();
    this.#listener.closed(error);
  }
}
