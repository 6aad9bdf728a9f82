import { proxyFor, type ProxyOptions, type TlsOptions } from '../../../net/agents';
import type { ProxyAddress } from '../../../net/tunnel';
import { SupervisionError } from '../../../supervision/errors';
import type { XmppSettings, XmppTransport } from './types';

/** Where the notification service is, and how it is reached. */
export interface Address {
  url: URL;
  secure: boolean;
  /** Without the brackets of IPv6. */
  host: string;
  port: number;
  tls: TlsOptions;
  /** As it was set; undefined where none may be used. */
  proxy: ProxyOptions | undefined;
  /** The one that is used for this address, if any. */
  via: ProxyAddress | undefined;
  /** For people: scheme, host and port. */
  where: string;
}

const schemes: Readonly<Record<XmppTransport, { secure: string; plain: string; port: number; example: string }>> = {
  websocket: { secure: 'wss:', plain: 'ws:', port: 443, example: 'wss://host:7443/ws/' },
  bosh: { secure: 'https:', plain: 'http:', port: 443, example: 'https://host:7443/http-bind/' },
  tcp: { secure: 'xmpps:', plain: 'xmpp:', port: 5223, example: 'xmpps://host:5223' },
};

/** @throws SupervisionError `invalid-input` for an address that fits nothing, or that would send the password as it is */
export function addressOf(settings: XmppSettings): Address {
  const { secure, plain, port, example } = schemes[settings.transport];
  const text = settings.url.trim();
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const { protocol = '', hostname = '' } = url ?? {};
  if (url === undefined || hostname === '' || (protocol !== secure && protocol !== plain))
    throw invalid(`The address of the notifications must look like ${example}.`);
  if (url.username !== '' || url.password !== '')
    throw invalid('The address of the notifications must not hold a user name or a password.');
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === plain && !['127.0.0.1', '::1', 'localhost'].includes(host.toLowerCase()))
    throw invalid(`The notifications would get the password without encryption. Use an address like ${example}.`);
  const { tls, proxy } = settings.network;
  // Only TLS goes through a proxy: the localhost of a proxy is another machine, which must not see the password.
  const allowed = protocol === secure ? proxy : undefined;
  return {
    url,
    secure: protocol === secure,
    host,
    port: Number(url.port) || (protocol === secure ? port : port === 443 ? 80 : 5222),
    tls,
    proxy: allowed,
    via: proxyFor(new URL(`https://${url.host}`), allowed),
    where: `${protocol}//${url.host}`,
  };
}

/** @throws SupervisionError `invalid-input` */
export function checkIdentity({ domain, pubsub, username, password, resource }: XmppSettings): void {
  if (domain === '' || pubsub === '') throw invalid('Finesse does not say the domain of its notifications.');
  if (username === '' || password === '') throw invalid('The notifications need a user name and a password.');
  // NUL separates the parts of what is sent to sign in.
  if (username.includes('\0') || password.includes('\0'))
    throw invalid('The user name and the password must not hold a control character.');
  if (resource.trim() === '') throw invalid('The notifications need a resource.');
  if (resource.trim().toLowerCase() === 'desktop')
    throw invalid(
      'The resource must not be "desktop": that is the Finesse desktop of the supervisor, who would be cut off.',
    );
}

function invalid(message: string): SupervisionError {
  return new SupervisionError('invalid-input', message, { platform: 'finesse', arrived: 'no' });
}
