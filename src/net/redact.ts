/** Names of headers, fields and parameters whose values never leave, whatever they are. */
const secretName =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|csrf|xsrf|passw(or)?d|passphrase|^pfx$|^(private)?key$|secret|(^|[_-])token$/i;

/** What gives a secret away inside running text, where no name of a field helps. The first group stays. */
const secretPatterns: readonly RegExp[] = [
  /\b((?:basic|bearer)\s+)[A-Za-z0-9+/=._~-]{4,}/gi,
  /\b((?:JSESSIONID|BAYEUX_BROWSER)\s*=\s*)[^\s;,"']+/gi,
  /((?:password|passwd|client_secret|access_token|csrf[-_]?token)["']?\s*[=:]\s*["']?)[^\s&;,"'}]+/gi,
  // user:password@ inside an address
  /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi,
];

const depthLimit = 12;

export interface Redactor {
  /** The text without any secret. */
  text(text: string): string;
  /** A deep copy without any secret, in values and in names. Functions become their names; deep or circular parts are cut. */
  value(value: unknown): unknown;
}

/**
 * Removes secrets from anything that may reach a message, a log or an error.
 *
 * @param secrets the known secrets in the clear. They are also found URL-encoded, base64-encoded and JSON-escaped. Empty texts are ignored.
 */
export function redactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.flatMap(variants))].filter((each) => each !== '');
  known.sort((a, b) => b.length - a.length);
  const marker = ['***', '•••'].find((candidate) => !known.some((each) => candidate.includes(each))) ?? '';

  function removeKnown(text: string): string {
    let clean = text;
    // What is left after one removal may join to a secret again, so look until nothing is found.
    for (let round = 0; round < 20; round++) {
      const found = known.find((each) => clean.includes(each));
      if (found === undefined) return clean;
      for (const each of known) clean = clean.split(each).join(marker);
    }
    return marker;
  }

  function cleanText(text: string): string {
    const patterned = secretPatterns.reduce((clean, pattern) => clean.replace(pattern, `$1${marker}`), text);
    return removeKnown(patterned);
  }

  function cleanValue(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return cleanText(value);
    if (typeof value === 'function') return cleanText(value.name);
    if (typeof value === 'number' || typeof value === 'bigint') {
      const text = String(value);
      return removeKnown(text) === text ? value : marker;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= depthLimit) return marker;
    if (value instanceof Error) return { name: cleanText(value.name), message: cleanText(value.message) };
    if (Array.isArray(value)) return value.map((each) => cleanValue(each, depth + 1));
    if (ArrayBuffer.isView(value)) return marker;
    const entries = Object.entries(value).map(([name, inner]) => [
      cleanText(name),
      secretName.test(name) ? marker : cleanValue(inner, depth + 1),
    ]);
    // fromEntries defines own properties, so a field called __proto__ stays a field.
    return Object.fromEntries(entries) as unknown;
  }

  return { text: cleanText, value: (value) => cleanValue(value, 0) };
}

function variants(secret: string): string[] {
  if (secret === '') return [];
  const base64 = [Buffer.from(secret, 'utf8').toString('base64'), Buffer.from(secret, 'latin1').toString('base64')];
  return [secret, urlEncoded(secret), formEncoded(secret), JSON.stringify(secret).slice(1, -1), ...base64];
}

function urlEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    // A lone surrogate has no URL form.
    return secret;
  }
}

function formEncoded(secret: string): string {
  return new URLSearchParams({ '': secret }).toString().slice(1);
}
