import http from 'node:http';
import https from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { CookieJar } from 'tough-cookie';
import type { SupervisionError } from '../supervision/errors';
import type { Platform } from '../supervision/vocabulary';
import { createAgents, proxyFor, type ProxyOptions, type TlsOptions } from './agents';
import { keepCookies } from './cookies';
import { networkFailure, type EndedByUs } from './failure';
import { redactor, type Redactor } from './redact';

export interface HttpOptions {
  /** `http(s)://host:port/path`; the paths of requests are appended. */
  baseURL: string;
  tls?: TlsOptions | undefined;
  proxy?: ProxyOptions | undefined;
  /** Time for one request in all: connecting, sending, and the last byte of the answer. Default 10 000 ms. */
  timeoutMs?: number | undefined;
  /** Largest accepted answer in bytes, unpacked. Default 4 MiB. */
  maxBytes?: number | undefined;
  /** An answer that is not UTF-8 fails, instead of being read with replacement characters. Default false. */
  strictText?: boolean | undefined;
  jar?: CookieJar | undefined;
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Never to be seen in an error. */
  secrets?: readonly string[] | undefined;
  /** Named in the errors. */
  platform?: Platform | undefined;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, begins with `/`, already encoded. */
  path: string;
  query?: Readonly<Record<string, string | number>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  /** `poll` for requests that the server holds: they have connections of their own. Default `command`. */
  lane?: 'command' | 'poll' | undefined;
  /** Instead of the connection's own. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told when the headers are there. The body may still break off, and the answer with it. Names in lower case. */
  onHeaders?: ((headers: http.IncomingHttpHeaders) => void) | undefined;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several of one name are joined by `, `. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body where it is JSON, else undefined. */
  body: unknown;
}

/** One connection's way to its platform. */
export interface Http {
  readonly baseURL: string;
  /**
   * Any HTTP status is an answer.
   *
   * @throws SupervisionError `unreachable` or `platform-error` (too large, not HTTP), with `arrived`
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  readonly redact: Redactor;
  /** One more secret, learned on the way. */
  keepSecret(secret: string): void;
  /** Closes all connections. Requests under way fail. */
  close(): void;
}

/** Session tokens come and go; the oldest are of no use to anybody. */
const secretLimit = 50;

export function createHttp(options: HttpOptions): Http {
  const { platform } = options;
  const base = new URL(options.baseURL);
  const defaultTimeoutMs = options.timeoutMs ?? 10_000;
  const proxy = proxyFor(base, options.proxy);
  const secrets = [...(options.secrets ?? []), ...(options.proxy?.password ? [options.proxy.password] : [])];
  if (options.tls?.passphrase) secrets.push(options.tls.passphrase);
  if (proxy?.auth !== undefined) secrets.push(proxy.auth);
  const learned: string[] = [];
  let redact = redactor(secrets);
  const secure = base.protocol === 'https:';
  // The library forwards plain HTTP well; TLS goes through our own tunnel.
  const forward = proxy === undefined || secure ? false : forwardProxy(proxy);

  const lanes = { command: lane(32), poll: lane(Number.POSITIVE_INFINITY) };

  function lane(maxSockets: number): { instance: AxiosInstance; destroy: () => void } {
    const agents = createAgents(options.tls ?? {}, secure ? proxy : undefined, defaultTimeoutMs, maxSockets);
    const instance = axios.create({
      baseURL: options.baseURL.replace(/\/+$/, ''),
      allowAbsoluteUrls: false,
      // Named, because some package in the same process may have made a global XMLHttpRequest.
      adapter: 'http',
      proxy: forward,
      maxRedirects: 0,
      httpAgent: agents.httpAgent,
      httpsAgent: agents.httpsAgent,
      maxContentLength: options.maxBytes ?? 4 << 20,
      maxBodyLength: 1 << 20,
      responseType: options.strictText ? 'arraybuffer' : 'text',
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: () => true,
      headers: { Accept: 'application/json', ...options.headers },
    });
    if (options.jar !== undefined) keepCookies(instance, options.jar, keepSecret);
    return {
      instance,
      destroy: () => {
        agents.destroy();
      },
    };
  }

  async function request(asked: HttpRequest): Promise<HttpAnswer> {
    const timeoutMs = asked.timeoutMs ?? defaultTimeoutMs;
    const phase = { connected: false };
    let ended: EndedByUs | undefined;
    // One deadline for everything: the library's own timeout lets a slow drip of bytes go on for ever.
    const controller = new AbortController();
    const end = (why: EndedByUs): void => {
      ended ??= why;
      controller.abort();
    };
    const callOff = (): void => {
      end('caller');
    };
    const timer = setTimeout(end, timeoutMs, 'deadline');
    if (asked.signal?.aborted) callOff();
    asked.signal?.addEventListener('abort', callOff);
    try {
      const response = await lanes[asked.lane ?? 'command'].instance.request<unknown>({
        method: asked.method,
        url: asked.path + queryText(asked.query),
        headers: {
          ...(asked.body !== undefined && { 'Content-Type': 'application/json; charset=UTF-8' }),
          ...asked.headers,
        },
        data: typeof asked.body === 'string' || asked.body === undefined ? asked.body : JSON.stringify(asked.body),
        signal: controller.signal,
        transport: watched(phase, asked.onHeaders),
      });
      return answerOf(response);
    } catch (thrown) {
      throw failure(thrown, phase.connected, ended, timeoutMs);
    } finally {
      clearTimeout(timer);
      asked.signal?.removeEventListener('abort', callOff);
    }
  }

  function failure(
    thrown: unknown,
    connected: boolean,
    ended: EndedByUs | undefined,
    timeoutMs: number,
  ): SupervisionError {
    const via = proxy === undefined ? undefined : `${proxy.host}:${proxy.port}`;
    return networkFailure({ thrown, connected, ended, timeoutMs, where: base.origin, via, platform }, redact);
  }

  function keepSecret(secret: string): void {
    if (secret === '' || learned.includes(secret)) return;
    learned.push(secret);
    if (learned.length > secretLimit) learned.shift();
    redact = redactor([...secrets, ...learned]);
  }

  return {
    baseURL: options.baseURL,
    request,
    get redact() {
      return redact;
    },
    keepSecret,
    close() {
      lanes.command.destroy();
      lanes.poll.destroy();
    },
  };
}

/** Node's own transport, and a note of the moment from which bytes can leave. */
function watched(phase: { connected: boolean }, onHeaders: HttpRequest['onHeaders']): object {
  return {
    request(options: https.RequestOptions, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
      const request = (options.protocol === 'https:' ? https : http).request(options, (response) => {
        onHeaders?.(response.headers);
        onResponse(response);
      });
      request.once('socket', (socket) => {
        const secureConnecting = 'secureConnecting' in socket && socket.secureConnecting === true;
        const note = (): void => {
          phase.connected = true;
        };
        if (secureConnecting) socket.once('secureConnect', note);
        else if (socket.connecting) socket.once('connect', note);
        else note();
      });
      return request;
    },
  };
}

function forwardProxy(proxy: NonNullable<ReturnType<typeof proxyFor>>): {
  protocol: string;
  host: string;
  port: number;
  auth?: { username: string; password: string };
} {
  const { protocol, host, port, auth } = proxy;
  if (auth === undefined) return { protocol, host, port };
  const colon = auth.indexOf(':');
  return { protocol, host, port, auth: { username: auth.slice(0, colon), password: auth.slice(colon + 1) } };
}

function queryText(query: HttpRequest['query']): string {
  const pairs = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function answerOf(response: AxiosResponse<unknown>): HttpAnswer {
  const { data } = response;
  const text = Buffer.isBuffer(data) ? strict(data) : typeof data === 'string' ? data : '';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) headers[name.toLowerCase()] = [value].flat().join(', ');
  return { status: response.status, headers, text, body: parsed(text) };
}

function strict(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function parsed(text: string): unknown {
  // To throw for every XML answer costs more than the rest of this.
  if (text.startsWith('<')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
