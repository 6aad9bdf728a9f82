import { invalid, isLoopback, type NodeAddress } from './address';
import { thisNode } from './nodes';
import type { SystemInfo } from './resources';
import type { XmppTransport } from './xmpp/types';

export const transports: readonly XmppTransport[] = ['websocket', 'bosh', 'tcp'];

/** The port of the notification service up to 12.5; from 12.6 on it is deprecated, and the web server's port leads there too. */
const ownPort = '7443';

/**
 * Where the notifications of a node may be, best guess first.
 *
 * @param exact as a person typed it; then nothing else is tried
 */
export function endpointsOf(
  address: NodeAddress,
  info: SystemInfo,
  transport: XmppTransport,
  exact: string | undefined,
): string[] {
  if (exact !== undefined) return [exact];
  const { hostname, secure, port } = address;
  if (!secure) return clear(hostname, port, transport);
  const told = thisNode(address, info);
  if (transport === 'tcp') return [`xmpps://${hostname}:${told?.xmppSecurePort ?? '5223'}`];
  const web = told?.httpsPort ?? port;
  const ports = info.isModern ? [web, ownPort] : [ownPort, web];
  const at = (each: string): string =>
    transport === 'websocket' ? `wss://${hostname}:${each}/ws/` : `https://${hostname}:${each}/http-bind/`;
  return [...new Set(ports)].map(at);
}

/** Off by default on real servers from 12.5 on, and here to loopback only: a simulated server, which like 12.6 answers at the web port too. */
function clear(hostname: string, web: string, transport: XmppTransport): string[] {
  if (transport === 'tcp') return [`xmpp://${hostname}:5222`];
  const at = (port: string): string =>
    transport === 'websocket' ? `ws://${hostname}:${port}/ws/` : `http://${hostname}:${port}/http-bind/`;
  return [web, '7071'].map(at);
}

/** The same address with, or without, the slash at its end: guides and servers differ, and some take but one of the two. */
export function otherSpelling(url: string): string | undefined {
  if (!/^(wss?|https?):/.test(url) || url.includes('?')) return undefined;
  return url.endsWith('/') ? url.slice(0, -1) : `${url}/`;
}

/** A status that says: not here. */
export const isElsewhere = (status: number | undefined): boolean =>
  status !== undefined && (status === 404 || (status >= 300 && status < 400));

const schemes = { websocket: ['wss:', 'ws:'], bosh: ['https:', 'http:'], tcp: ['xmpps:', 'xmpp:'] } as const;

/** @throws SupervisionError `invalid-input` for an address that does not fit the transport, or sends the password in the clear */
export function checkEndpoint(url: string, transport: XmppTransport): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const [secure, open] = schemes[transport];
  if (!parsed || (parsed.protocol !== secure && parsed.protocol !== open)) {
    throw invalid(
      `The address of the notifications of Finesse must begin with ${secure}//, as "${transport}" is chosen.`,
    );
  }
  if (parsed.protocol === open && !isLoopback(parsed.hostname)) {
    throw invalid(
      `The address of the notifications of Finesse must begin with ${secure}//: the password is sent there.`,
    );
  }
  return url;
}
