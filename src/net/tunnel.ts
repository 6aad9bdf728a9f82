import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { ProxyRefusal } from './failure';

export interface ProxyAddress {
  protocol: 'http:' | 'https:';
  host: string;
  port: number;
  /** `user:password`, in the clear. */
  auth?: string;
}

type Connected = (error: Error | null, socket?: Duplex) => void;

/**
 * TLS through a proxy, by CONNECT. Our own because the HTTP library's tunnel opens a new one for every request, cannot be closed,
 * and hands a refusal of the proxy on as if the platform had answered it: a 403 of the proxy would look like a dead session.
 */
export class TunnelAgent extends https.Agent {
  readonly #proxy: ProxyAddress;
  readonly #timeoutMs: number;
  readonly #dialling = new Set<http.ClientRequest>();

  /** @param timeoutMs bound of the CONNECT exchange */
  constructor(options: https.AgentOptions, proxy: ProxyAddress, timeoutMs: number) {
    super(options);
    this.#proxy = proxy;
    this.#timeoutMs = timeoutMs;
  }

  override createConnection(options: https.RequestOptions, done: Connected): undefined {
    const target = authority(options.host ?? 'localhost', Number(options.port ?? 443));
    const dial = (this.#proxy.protocol === 'https:' ? https : http).request({
      host: this.#proxy.host,
      port: this.#proxy.port,
      method: 'CONNECT',
      path: target,
      headers: {
        host: target,
        ...(this.#proxy.auth !== undefined && {
          'proxy-authorization': `Basic ${Buffer.from(this.#proxy.auth, 'utf8').toString('base64')}`,
        }),
      },
      agent: false,
      timeout: this.#timeoutMs,
    });
    this.#dialling.add(dial);
    dial.once('timeout', () =>
      dial.destroy(Object.assign(new Error('the proxy did not answer'), { code: 'ETIMEDOUT' })),
    );
    dial.once('close', () => this.#dialling.delete(dial));
    dial.once('connect', (response, socket) => {
      this.#dialling.delete(dial);
      if (response.statusCode === 200) {
        socket.setTimeout(0);
        done(null, overTunnel(options, socket, this));
      } else {
        socket.destroy();
        done(new ProxyRefusal(response.statusCode ?? 0));
      }
    });
    dial.once('error', done);
    dial.end();
    return undefined;
  }

  override destroy(): void {
    for (const dial of this.#dialling) dial.destroy();
    super.destroy();
  }
}

/** The stock agent knows how to make TLS on a socket that is already there, with session reuse. */
function overTunnel(options: https.RequestOptions, socket: Duplex, agent: https.Agent): Duplex {
  const make = (https.Agent.prototype as unknown as { createConnection: (options: object) => Duplex }).createConnection;
  return make.call(agent, { ...options, socket });
}

function authority(host: string, port: number): string {
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
