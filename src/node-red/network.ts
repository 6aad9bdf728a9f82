import type { NetworkSettings } from '../platforms/settings';
import { invalid } from './failing';
import { nodeById, type Red } from './red';

/** @throws SupervisionError `invalid-input` when a chosen node is missing or cannot be used */
export function readNetwork(red: Red, config: { tls?: string; proxy?: string }): NetworkSettings {
  const proxy = config.proxy ? readProxy(red, config.proxy) : undefined;
  return { tls: config.tls ? readTls(red, config.tls) : {}, ...(proxy && { proxy }) };
}

/** Of the core tls-config node. `valid` is false when one of its files is missing. */
interface TlsNode {
  valid?: boolean;
  addTLSOptions?: (options: Record<string, unknown>) => void;
}

function readTls(red: Red, id: string): Record<string, unknown> {
  const node = nodeById(red, id) as TlsNode | undefined;
  if (!node?.addTLSOptions)
    throw invalid('The TLS configuration of this connection does not exist (any more). Choose another one.');
  if (node.valid === false) throw invalid('The TLS configuration of this connection cannot be used: check its files.');
  const options: Record<string, unknown> = {};
  node.addTLSOptions(options);
  return options;
}

/** Of the core "http proxy" node. */
interface ProxyNode {
  url?: string;
  noproxy?: unknown;
  credentials?: { username?: string; password?: string };
}

function readProxy(red: Red, id: string): NonNullable<NetworkSettings['proxy']> {
  const node = nodeById(red, id) as ProxyNode | undefined;
  if (!node?.url)
    throw invalid('The proxy of this connection does not exist (any more), or has no URL. Choose another one.');
  const { username, password } = node.credentials ?? {};
  const noproxy = Array.isArray(node.noproxy)
    ? node.noproxy.filter((host): host is string => typeof host === 'string')
    : [];
  return { url: node.url, noproxy, ...(username && { username }), ...(password && { password }) };
}
