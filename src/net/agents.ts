import http from 'node:http';
import https from 'node:https';
import { SupervisionError } from '../supervision/errors';
import { TunnelAgent, type ProxyAddress } from './tunnel';

/** TLS settings of one connection; the names are Node's own (`ca, cert, key, pfx, passphrase, servername, rejectUnauthorized`, …). */
export type TlsOptions = Omit<https.AgentOptions, 'keepAlive' | 'maxSockets' | 'timeout' | 'socketPath'>;

export interface ProxyOptions {
  /** `http://host:port` or `https://host:port`. */
  url: string;
  username?: string;
  password?: string;
  /** Hosts that are called directly: `host`, `host:port`, `.domain`, `*.domain` or `*`. A domain includes what lies below it. */
  noproxy?: readonly string[];
}

/**
 * An idle connection is closed by us before a server does it at the moment we speak: a verb on such a connection is lost in
 * a way nobody can tell from one that arrived. The Jetty below the platforms closes after 30 s, others after 5 s.
 */
const idleMs = 4000;

export interface Agents {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
  destroy(): void;
}

/** One pool of kept-alive connections. Commands and long polls need one each, or polls starve the commands. */
export function createAgents(
  tls: TlsOptions,
  tunnel: ProxyAddress | undefined,
  timeoutMs: number,
  maxSockets: number,
): Agents {
  const pool = { keepAlive: true, maxSockets, timeout: idleMs };
  const httpAgent = new http.Agent(pool);
  const secure = { ...tls, ...pool };
  const httpsAgent = tunnel === undefined ? new https.Agent(secure) : new TunnelAgent(secure, tunnel, timeoutMs);
  return {
    httpAgent,
    httpsAgent,
    destroy() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/**
 * The proxy for this target, or undefined where it is called directly. The environment (`http_proxy` and the like) is never asked.
 *
 * @throws SupervisionError `invalid-input` where the proxy's address makes no sense
 */
export function proxyFor(target: URL, proxy: ProxyOptions | undefined): ProxyAddress | undefined {
  if (proxy === undefined || proxy.url.trim() === '') return undefined;
  if ((proxy.noproxy ?? []).some((entry) => covers(entry, target))) return undefined;
  const url = URL.canParse(proxy.url) ? new URL(proxy.url) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new SupervisionError(
      'invalid-input',
      'The address of the proxy must be http://host:port or https://host:port.',
      {
        arrived: 'no',
      },
    );
  }
  const username = proxy.username ?? decodeURIComponent(url.username);
  const password = proxy.password ?? decodeURIComponent(url.password);
  return {
    protocol: url.protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    ...(username !== '' && { auth: `${username}:${password}` }),
  };
}

function covers(entry: string, target: URL): boolean {
  const text = entry.trim().toLowerCase();
  if (text === '') return false;
  if (text === '*') return true;
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  const targetPort = target.port || (target.protocol === 'https:' ? '443' : '80');
  if (name === '' || (port !== undefined && port !== targetPort)) return false;
  const domain = name.replace(/^\*?\./, '');
  return target.hostname === domain || target.hostname.endsWith(`.${domain}`);
}
