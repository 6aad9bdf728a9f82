import { attribute, type Element } from '../xml';

export interface Credentials {
  authcid: string;
  password: string;
  /** Empty: he acts as himself. */
  authzid: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What an `<auth>` says; a text is the condition of its refusal. */
export function plainCredentials(auth: Element): Credentials | string {
  if (attribute(auth, 'mechanism') !== 'PLAIN') return 'invalid-mechanism';
  const text = auth.getText().trim();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return 'incorrect-encoding';
  try {
    const [authzid = '', authcid = '', password = '', ...rest] = utf8.decode(Buffer.from(text, 'base64')).split('\0');
    if (authcid === '' || password === '' || rest.length > 0) return 'malformed-request';
    return { authzid, authcid, password };
  } catch {
    // Not UTF-8.
    return 'malformed-request';
  }
}
