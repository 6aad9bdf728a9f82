import http from 'node:http';
import https from 'node:https';

/** A callback as it goes out. */
export interface Callback {
  url: string;
  method: 'GET' | 'POST';
  params: Readonly<Record<string, string>>;
}

/** How many callbacks wait for one slow receiver; what comes on top is lost. */
const queueLimit = 1000;

/** Only this machine is ever called: a simulator must not be able to reach anybody else. */
export function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const here = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return here && (protocol === 'http:' || protocol === 'https:');
}

/**
 * Calls receivers: each callback once and never again, in order per receiver, with bounded time. Nobody is told of a failure;
 * the real server documents no retry either.
 */
export class Delivery {
  private readonly tails = new Map<string, { last: Promise<void>; waiting: number }>();
  private readonly requests = new Set<http.ClientRequest>();
  private closed = false;

  constructor(private readonly timeoutMs: number) {}

  send(callback: Callback): void {
    if (this.closed || !isLoopback(callback.url)) return;
    const { origin } = new URL(callback.url);
    const tail = this.tails.get(origin) ?? { last: Promise.resolve(), waiting: 0 };
    if (tail.waiting >= queueLimit) return;
    tail.waiting += 1;
    tail.last = tail.last
      .then(() => this.call(callback))
      .finally(() => {
        tail.waiting -= 1;
        if (tail.waiting === 0) this.tails.delete(origin);
      });
    this.tails.set(origin, tail);
  }

  close(): void {
    this.closed = true;
    for (const request of this.requests) request.destroy();
  }

  /** Never rejects: a receiver that is down, slow or confused is its own problem. */
  private call({ url, method, params }: Callback): Promise<void> {
    if (this.closed) return Promise.resolve();
    const form = new URLSearchParams(params).toString();
    const target = new URL(url);
    target.hash = '';
    // The query the subscriber chose stays as it is; the parameters follow it.
    const address = method === 'GET' ? `${target.href}${target.search === '' ? '?' : '&'}${form}` : target.href;
    return new Promise((resolve) => {
      const options = {
        method,
        agent: false,
        // The receiver is this very machine; there is nobody to be mistaken for.
        rejectUnauthorized: false,
        headers: method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {},
      };
      const request = (target.protocol === 'https:' ? https : http).request(address, options, (response) => {
        response.resume();
      });
      request.setNoDelay(true);
      const timer = setTimeout(() => {
        request.destroy();
      }, this.timeoutMs).unref();
      this.requests.add(request);
      request.on('error', () => undefined);
      request.once('close', () => {
        clearTimeout(timer);
        this.requests.delete(request);
        resolve();
      });
      request.end(method === 'POST' ? form : undefined);
    });
  }
}
