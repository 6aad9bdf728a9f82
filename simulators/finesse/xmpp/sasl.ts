export interface Credentials {
  authcid: string;
  password: string;
  /** Empty: he acts as himself. */
  authzid: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @returns what it says; a text is the condition of its refusal */
export function plainCredentials(base64: string): Credentials | string {
  const text = base64.trim();
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
