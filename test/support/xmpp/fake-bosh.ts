import http, { type ServerResponse } from 'node:http';
import https from 'node:https';
import { run, type Running } from '../servers';
import type { Core, FakeConnection, FakeOptions } from './fake';
import { elements } from './fake-tcp';

const head = `xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'`;

/** Keeps one session for each `sid`, and holds one request of each. */
export async function fakeBosh(
  core: Core,
  options: FakeOptions,
): Promise<{ running: Running; path: string; scheme: string }> {
  const sessions = new Map<string, Session>();
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const sid = / sid="([^"]*)"/.exec(body)?.[1];
      const session = sessions.get(sid ?? '');
      if (session !== undefined) session.take(body, response);
      else if (sid !== undefined) response.end(`<body ${head} type='terminate' condition='item-not-found'/>`);
      else {
        const fresh = new Session(`sid${sessions.size + 1}`, core);
        sessions.set(fresh.sid, fresh);
        fresh.first(response);
      }
    });
  };
  const server = options.tls ? https.createServer(options.tls, listener) : http.createServer(listener);
  server.on('tlsClientError', () => undefined);
  return { running: await run(server), path: '/http-bind/', scheme: 'http' };
}

class Session implements FakeConnection {
  readonly received: string[] = [];
  /** Requests that wait for an answer, oldest first. */
  #held: ServerResponse[] = [];
  #pending: string[] = [];
  #attributes = '';

  constructor(
    readonly sid: string,
    private readonly core: Core,
  ) {}

  first(response: ServerResponse): void {
    this.#held.push(response);
    this.#attributes = ` sid='${this.sid}' wait='30' requests='2' inactivity='30' hold='1' ver='1.6'`;
    this.core.joined(this);
    this.core.began(this, false);
  }

  take(body: string, response: ServerResponse): void {
    this.#held.push(response);
    response.on('close', () => {
      this.#held = this.#held.filter((other) => other !== response);
    });
    const inner = /^<body [^>]*?(?:\/>|>([^]*)<\/body>)$/.exec(body)?.[1] ?? '';
    if (body.includes(' xmpp:restart="true"')) this.core.began(this, true);
    let rest = inner;
    for (let element = elements.exec(rest)?.[0]; element !== undefined; element = elements.exec(rest)?.[0]) {
      rest = rest.slice(element.length);
      this.core.element(element, this);
    }
    if (body.includes(' type="terminate"')) {
      this.received.push('<terminate/>');
      while (this.#held.length > 0) this.#answer(`<body ${head} type='terminate'/>`);
    }
    while (this.#held.length > 1 || (this.#held.length > 0 && this.#pending.length > 0)) this.#flush();
  }

  send(...sent: string[]): void {
    this.#pending.push(...sent);
    if (this.#held.length > 0 && this.#pending.length > 0) this.#flush();
  }

  raw(content: Buffer | string): void {
    this.#answer(content);
  }

  pour(part: string): void {
    if (!this.#held[0]?.headersSent) this.#held[0]?.write(`<body ${head}>`);
    this.#held[0]?.write(part);
  }

  begin(features: string): void {
    this.send(features);
  }

  cut(): void {
    for (const response of this.#held.splice(0)) response.socket?.destroy();
  }

  #flush(): void {
    const attributes = this.#attributes;
    this.#attributes = '';
    this.#answer(`<body ${head}${attributes}>${this.#pending.splice(0).join('')}</body>`);
  }

  #answer(content: Buffer | string): void {
    this.#held.shift()?.setHeader('content-type', 'text/xml; charset=utf-8').end(content);
  }
}
