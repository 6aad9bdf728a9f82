import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { CallbackRequest } from '../settings';
import { invalid, isExtension } from './paths';

/** The types of call events that are of use, and the word each has in its URL: the event itself does not say what it is. */
export const eventWords = { 'dial-in': 0, 'hang-up': 2, answer: 3, 'answered-out': 4 } as const;
export type EventWord = keyof typeof eventWords;

/** Something is said to have happened; only a query tells whether it did. */
export interface Hint {
  event: EventWord;
  extension: string;
}

/** Of how many calls the last event is remembered, to know one that comes again. */
const rememberedCalls = 500;

/**
 * Reads the call events that the PBX sends. They carry no signature and no time, so all that speaks for one is the secret in its
 * URL, and perhaps its source; nothing in it is believed but the occasion to ask.
 */
export class CallbackReader {
  private readonly secret: Buffer;
  private readonly last = new Map<string, EventWord>();

  constructor(
    secret: string,
    private readonly allowed: BlockList | undefined,
    private readonly hint: (hint: Hint) => void,
  ) {
    this.secret = digest(secret);
  }

  /** @returns the HTTP status to answer with */
  take({ method, path, query, body, address }: CallbackRequest): number {
    const [, secret = '', word = '', ...more] = path.replace(/\/$/, '').split('/');
    const event = Object.hasOwn(eventWords, word) ? (word as EventWord) : undefined;
    // Compared in any case, and always at the same length: the time it takes tells nothing.
    const known = timingSafeEqual(digest(secret), this.secret);
    const fits = (method === 'GET' || method === 'POST') && event !== undefined && more.length === 0;
    if (!known || !fits || !this.isAllowed(address)) return 404;
    const fields = lowerCase({ ...query, ...body });
    const extension = extensionOf(event, fields);
    if (extension === undefined) return 404;
    if (this.isNew(event, extension, fields.callid ?? '')) this.hint({ event, extension });
    return 200;
  }

  private isAllowed(address: string): boolean {
    if (!this.allowed) return true;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(plain);
    return family !== 0 && this.allowed.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** What names no call cannot be known again; and a queue may ring one agent twice for one call. */
  private isNew(event: EventWord, extension: string, call: string): boolean {
    if (call === '') return true;
    const key = `${extension} ${call}`;
    if (this.last.get(key) === event) return false;
    this.last.delete(key);
    this.last.set(key, event);
    const [oldest] = this.last.keys();
    if (this.last.size > rememberedCalls && oldest !== undefined) this.last.delete(oldest);
    return true;
  }
}

/**
 * Whose event it is: as the URL says, else as the event does. Behind the number there may be a domain, or parameters that were added
 * with a second question mark.
 */
function extensionOf(event: EventWord, fields: Record<string, string | undefined>): string | undefined {
  const calls = event === 'answered-out' || fields.callflow?.toLowerCase() === 'out';
  const { ext, calledextension: called, callerextension: caller } = fields;
  return [ext, ...(calls ? [caller, called] : [called, caller])]
    .map((text) => text?.trim().replace(/[@?&].*$/s, '') ?? '')
    .find(isExtension);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Derivatives of VoipNow write the names in another case. */
const lowerCase = (fields: Readonly<Record<string, string>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * @param listed addresses and networks, with commas or spaces between: `192.0.2.7, 198.51.100.0/24`
 * @throws SupervisionError `invalid-input`
 */
export function allowList(listed: string): BlockList | undefined {
  const entries = listed.split(/[\s,;]+/).filter((each) => each !== '');
  if (entries.length === 0) return undefined;
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? undefined : Number(prefix);
    const wrong = bits !== undefined && !(Number.isInteger(bits) && bits >= 0 && bits <= (family === 6 ? 128 : 32));
    if (family === 0 || wrong) {
      throw invalid(
        `The source address "${entry.slice(0, 60)}" must be an IP address, or a network such as 192.0.2.0/24.`,
      );
    }
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, bits, type);
  }
  return list;
}
