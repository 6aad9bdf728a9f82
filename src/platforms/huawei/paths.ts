import { SupervisionError } from '../../supervision/errors';

const apiPath = '/agentgateway/resource';
const defaultPort = '8043';

/**
 * The API root for what a person typed: a host alone (HTTPS, port 8043), `https://host:8043`, or the whole path.
 *
 * @throws SupervisionError `invalid-input`
 */
export function apiRoot(typed: string): string {
  const text = typed.trim();
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const address = bare ? `https://${text}` : text;
  const url = text !== '' && URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid('The URL of the connection must be a host or an address, for example https://ccgw.example.com:8043.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('The URL of the connection must be no more than scheme, host, port and path.');
  }
  if (bare && !/:\d+$/.test(text.split('/', 1)[0] ?? '')) url.port = defaultPort;
  const path = url.pathname.replace(/\/+$/, '').replace(/\/agentgateway(\/resource)?$/i, '');
  return url.origin + path + apiPath;
}

/** The newest pages have 101 to 999999, others other ranges, and the oldest begin at 1: which it is, the gateway knows. */
export const isWorkNumber = (text: string): boolean => /^\d{1,6}$/.test(text);

/**
 * A work number as one path segment or query value. It comes out of a message: anything but digits could aim at another resource.
 *
 * @param what named in the error
 * @throws SupervisionError `invalid-input`, before anything is sent
 */
export function workNumber(text: string, what: string): string {
  if (isWorkNumber(text)) return text;
  throw invalid(`${what} must be a work number: digits only, six at most.`);
}

export function invalid(message: string): SupervisionError {
  return new SupervisionError('invalid-input', message, { platform: 'huawei', arrived: 'no' });
}
