import { SupervisionError } from '../../supervision/errors';

/** Where the REST API of one Finesse node is. */
export interface NodeAddress {
  /** `https://fina.example.com:8445/finesse/api` */
  root: string;
  /** Without brackets. */
  host: string;
  /** As it stands in a URL. */
  hostname: string;
  port: string;
  secure: boolean;
}

const apiPath = '/finesse/api';
const defaultPort = '8445';

/**
 * The node for what a person typed: a host, a host with a port, or an `https` URL with or without the path of the API.
 *
 * @throws SupervisionError `invalid-input`
 */
export function nodeAddress(typed: string): NodeAddress {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if ((url?.protocol !== 'https:' && url?.protocol !== 'http:') || url.hostname === '') {
    throw invalid('The address of Finesse must be a host such as finesse.example.com, or begin with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The address of Finesse must not carry a user name or a password. Use their own fields.');
  }
  const secure = url.protocol === 'https:';
  if (!secure && !isLoopback(url.hostname)) {
    throw invalid('The address of Finesse must begin with https://: the password is sent with every request.');
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (path !== '' && path !== '/finesse' && path !== apiPath) {
    throw invalid(`The address of Finesse must be that of the server alone, without the path ${path.slice(0, 60)}.`);
  }
  // A URL forgets its scheme's own port, which is not the one of Finesse.
  const own = /^[^/]*\/\/[^/]*:(443|80)(\/|$)/.exec(whole)?.[1];
  const told = url.port === '' ? own : url.port;
  const port = told ?? (secure ? defaultPort : '80');
  return addressOf(url.protocol, url.hostname, port);
}

/** The other node of the cluster, named by its host: scheme and port are those of this one, where it tells no port of its own. */
export function sibling(address: NodeAddress, host: string, port: string | undefined): NodeAddress | undefined {
  const name = host.trim();
  if (!/^[A-Za-z0-9._:[\]-]{1,255}$/.test(name)) return undefined;
  const bracketed = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const fine = port !== undefined && /^\d{1,5}$/.test(port) ? port : address.port;
  if (!URL.canParse(`https://${bracketed}:${fine}`)) return undefined;
  const { hostname } = new URL(`https://${bracketed}:${fine}`);
  if (!address.secure && !isLoopback(hostname)) return undefined;
  return addressOf(address.secure ? 'https:' : 'http:', hostname, fine);
}

function addressOf(protocol: string, hostname: string, port: string): NodeAddress {
  return {
    root: `${protocol}//${hostname}:${port}${apiPath}`,
    host: hostname.replace(/^\[|\]$/g, ''),
    hostname,
    port,
    secure: protocol === 'https:',
  };
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/**
 * An id as one path segment. Ids come out of messages of a flow: one with a slash could aim at another resource.
 *
 * @param what named in the error
 * @throws SupervisionError `invalid-input`, before anything is sent
 */
export function segment(id: string, what: string): string {
  if (id === '' || id === '.' || id === '..' || id.length > 256 || /[/\\\p{Cc}\p{Cs}]/u.test(id)) {
    throw invalid(`${what} must be an id of Finesse: not empty, without slashes and control characters.`);
  }
  return encodeURIComponent(id);
}

/** The id at the end of a URI such as `/finesse/api/Dialog/33554501`; undefined where there is none. */
export function idOfUri(uri: string | undefined): string | undefined {
  const last = uri?.split(/[?#]/, 1)[0]?.replace(/\/+$/, '').split('/').at(-1);
  return last === undefined || last === '' ? undefined : last;
}

export function invalid(message: string): SupervisionError {
  return new SupervisionError('invalid-input', message, { platform: 'finesse', arrived: 'no' });
}
