import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../net';
import { write } from '../../wire';
import { attribute, elementsOf, readXml, xml, type Element } from '../xml';
import type { Connections, Stream, Transport } from './stream';

const httpbind = 'http://jabber.org/protocol/httpbind';
const xbosh = 'urn:xmpp:xbosh';
const inactivitySeconds = 30;
const longestWait = 60;
/** How many requests of a session wait at most. */
const hold = 1;

const body = (attributes: Record<string, string>, ...content: Element[]): string =>
  xml('body', { xmlns: httpbind, ...attributes }, ...content).toString();

const terminated = (condition: string, ...content: Element[]): string =>
  body({ type: 'terminate', condition, 'xmlns:stream': 'http://etherx.jabber.org/streams' }, ...content);

interface Held {
  rid: number;
  response: ServerResponse;
  timer: NodeJS.Timeout;
}

/** One client's session over HTTP: its requests in the order of their ids, each answered when there is something to say. */
class BoshSession {
  readonly sid = randomBytes(10).toString('hex');
  stream: Stream | undefined;
  private readonly held: Held[] = [];
  private readonly early = new Map<number, { element: Element; response: ServerResponse }>();
  private readonly answered = new Map<number, string>();
  private out: Element[] = [];
  private idle: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private next: number,
    private readonly waitMs: number,
    private readonly onOver: () => void,
  ) {}

  readonly transport: Transport = {
    send: (element) => {
      this.out.push(element);
      // What belongs together goes together.
      setImmediate(() => {
        this.flush();
      });
    },
    end: (error) => {
      const content = [...this.out.splice(0), ...(error === undefined ? [] : [error])];
      this.finish(
        error === undefined ? body({ type: 'terminate' }, ...content) : terminated('remote-stream-error', ...content),
      );
    },
  };

  /** A request; those that come too early wait for the ones before them. */
  take(rid: number, element: Element, response: ServerResponse): void {
    clearTimeout(this.idle);
    const again = this.answered.get(rid);
    if (again !== undefined) write(response, 200, 'text/xml; charset=utf-8', again);
    else if (rid < this.next || rid > this.next + hold) {
      write(response, 200, 'text/xml; charset=utf-8', terminated('item-not-found'));
      this.break();
    } else this.early.set(rid, { element, response });
    for (let found = this.early.get(this.next); found !== undefined && !this.over; found = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.process(this.next, found.element, found.response);
      this.next += 1;
    }
    this.watch();
  }

  /** The first answer says what holds for the session. */
  greet(domain: string, element: Element, response: ServerResponse): void {
    this.keep(this.next, response);
    this.next += 1;
    this.stream?.open(attribute(element, 'to'), () => undefined);
    const content = this.out.splice(0);
    this.answer(
      {
        sid: this.sid,
        wait: String(this.waitMs / 1000),
        hold: String(hold),
        requests: String(hold + 1),
        inactivity: String(inactivitySeconds),
        ver: '1.6',
        from: domain,
        'xmlns:xmpp': xbosh,
        'xmpp:version': '1.0',
        'xmpp:restartlogic': 'true',
      },
      content,
    );
    this.watch();
  }

  /** Without a word. */
  break(): void {
    for (const { response } of this.held) response.destroy();
    this.finish();
  }

  private process(rid: number, element: Element, response: ServerResponse): void {
    this.keep(rid, response);
    if (attribute(element, 'xmpp:restart') === 'true') this.stream?.open(attribute(element, 'to'), () => undefined);
    for (const child of elementsOf(element)) {
      // Each stanza is a document of its own.
      child.parent = null;
      this.stream?.receive(child);
    }
    if (attribute(element, 'type') === 'terminate') {
      this.stream?.closed();
      this.finish(body({ type: 'terminate' }));
      return;
    }
    this.flush();
    while (this.held.length > hold) this.answer({}, []);
  }

  private keep(rid: number, response: ServerResponse): void {
    const timer = setTimeout(() => {
      this.answer({}, []);
    }, this.waitMs).unref();
    this.held.push({ rid, response, timer });
  }

  private flush(): void {
    if (this.out.length > 0 && this.held.length > 0) this.answer({}, this.out.splice(0));
  }

  /** To the oldest request that waits. */
  private answer(attributes: Record<string, string>, content: Element[]): void {
    this.reply(body(attributes, ...content));
    this.watch();
  }

  private reply(text: string): void {
    const oldest = this.held.shift();
    if (oldest === undefined) return;
    clearTimeout(oldest.timer);
    this.answered.set(oldest.rid, text);
    this.answered.delete(oldest.rid - hold - 1);
    write(oldest.response, 200, 'text/xml; charset=utf-8', text);
  }

  private watch(): void {
    clearTimeout(this.idle);
    if (this.over || this.held.length > 0) return;
    this.idle = setTimeout(() => {
      this.break();
    }, inactivitySeconds * 1000).unref();
  }

  /** Every request that waits is answered with this, and no other comes. */
  private finish(text?: string): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.idle);
    for (const { response } of this.early.values()) response.destroy();
    while (text !== undefined && this.held.length > 0) this.reply(text);
    for (const { timer } of this.held.splice(0)) clearTimeout(timer);
    this.stream?.closed();
    this.onOver();
  }
}

/** XMPP in the bodies of HTTP requests (XEP-0124, XEP-0206). */
export class BoshTransport {
  private readonly sessions = new Map<string, BoshSession>();
  private readonly byStream = new Map<Stream, BoshSession>();

  constructor(private readonly hooks: Connections) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const element = readXml(await readBody(request));
    const rid = Number(element && attribute(element, 'rid'));
    if (this.hooks.hung()) return;
    if (element?.getName() !== 'body' || !Number.isSafeInteger(rid)) {
      write(response, 200, 'text/xml; charset=utf-8', terminated('bad-request'));
      return;
    }
    const sid = attribute(element, 'sid');
    if (sid === undefined) {
      this.open(rid, element, response);
      return;
    }
    const session = this.sessions.get(sid);
    if (session === undefined) write(response, 200, 'text/xml; charset=utf-8', terminated('item-not-found'));
    else {
      if (session.stream !== undefined) this.hooks.heard(session.stream);
      session.take(rid, element, response);
    }
  }

  cut(stream: Stream): void {
    this.byStream.get(stream)?.break();
  }

  close(): void {
    for (const session of [...this.sessions.values()]) session.break();
  }

  private open(rid: number, element: Element, response: ServerResponse): void {
    const asked = Number(attribute(element, 'wait') ?? longestWait);
    const wait = asked > 0 ? Math.min(asked, longestWait) : longestWait;
    const session = new BoshSession(rid, wait * 1000, () => {
      this.sessions.delete(session.sid);
      if (session.stream === undefined) return;
      this.byStream.delete(session.stream);
      this.hooks.gone(session.stream);
    });
    session.stream = this.hooks.open(session.transport);
    this.sessions.set(session.sid, session);
    this.byStream.set(session.stream, session);
    session.greet(this.hooks.domain, element, response);
  }
}
