import { SupervisionError } from '../../supervision/errors';

const apiPath = '/api/v2';

/**
 * The API root for what a person typed: `http://gws:8090`, `…/api/v2` and `…/api/v2/` all mean the same.
 *
 * @throws SupervisionError `invalid-input`
 */
export function apiRoot(typed: string): string {
  const url = URL.canParse(typed.trim()) ? new URL(typed.trim()) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid(
      'The URL of the connection must begin with http:// or https://, for example http://gws.example.com:8090/api/v2.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The URL of the connection must not carry a user name or a password. Use their own fields.');
  }
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + (path.endsWith(apiPath) ? path : path + apiPath);
}

/**
 * An id as one path segment. Ids come out of messages of a flow: one with a slash could aim at another resource.
 *
 * @param field named in the error
 * @throws SupervisionError `invalid-input`, before anything is sent
 */
export function segment(id: string, field: string): string {
  if (id === '' || id === '.' || id === '..' || id.length > 256 || /[/\\\p{Cc}]/u.test(id)) {
    throw invalid(`${field} must be an id of Genesys: not empty, without slashes and control characters.`);
  }
  try {
    return encodeURIComponent(id);
  } catch {
    throw invalid(`${field} is no valid text.`);
  }
}

export function invalid(message: string): SupervisionError {
  return new SupervisionError('invalid-input', message, { platform: 'genesys', arrived: 'no' });
}
