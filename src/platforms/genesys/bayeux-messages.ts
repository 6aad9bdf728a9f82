import * as v from 'valibot';
import { nonsense } from './wire';
import { anything, asObject, decodeEach, flag, number, text } from './wire-schemas';

export interface Advice {
  /** `retry`, `handshake`, `none`. */
  reconnect?: string | undefined;
  /** Milliseconds to wait before the next poll. */
  interval?: number | undefined;
  /** Milliseconds the server holds a poll. */
  timeout?: number | undefined;
  /** Milliseconds without a poll after which the server forgets the client. */
  maxInterval?: number | undefined;
  /** Another client polls with the same browser cookie. */
  multipleClients?: boolean | undefined;
}

export interface BayeuxMessage {
  channel: string;
  clientId?: string | undefined;
  successful: boolean;
  /** `402::Unknown client` and the like. */
  error?: string | undefined;
  subscription?: string | undefined;
  advice?: Advice | undefined;
  /** Present on events. */
  data?: unknown;
}

const adviceFields = v.object({
  reconnect: text,
  interval: number,
  timeout: number,
  maxInterval: number,
  'multiple-clients': flag,
});
const messageFields = v.object({
  channel: text,
  clientId: text,
  error: text,
  subscription: anything,
  data: anything,
});

/**
 * The messages of a body: one object, or an array of them.
 *
 * @throws SupervisionError `platform-error` where the body is anything else (a proxy's page, half an answer)
 */
export function decodeBayeux(body: unknown): BayeuxMessage[] {
  const items: unknown[] = Array.isArray(body) ? body : [body];
  const messages = decodeEach(items, decodeOne);
  if (messages.length === 0)
    throw nonsense('The event stream of Genesys answered with something that is no Bayeux message.');
  return messages;
}

function decodeOne(value: unknown): BayeuxMessage | undefined {
  const raw = asObject(value);
  if (raw === undefined) return undefined;
  const { channel, clientId, error, subscription, data } = v.parse(messageFields, raw);
  if (!channel?.startsWith('/')) return undefined;
  const given = asObject(raw.advice);
  return {
    channel,
    clientId,
    successful: raw.successful === true || raw.successful === 'true',
    error,
    data,
    // Some servers answer a subscription with a list of one.
    subscription: [subscription].flat().find((each): each is string => typeof each === 'string'),
    advice: given && adviceOf(given),
  };
}

function adviceOf(given: Record<string, unknown>): Advice {
  const { 'multiple-clients': several, ...advice } = v.parse(adviceFields, given);
  return { ...advice, multipleClients: several === true };
}

/** What to do after a reply: go on, handshake anew, sign in anew and then handshake, or try the same again later. */
export type Verdict = 'ok' | 'handshake' | 'login' | 'retry';

export function verdict(reply: BayeuxMessage): Verdict {
  const reconnect = reply.advice?.reconnect;
  if (reconnect === 'none') return 'login';
  if (reconnect === 'handshake') return 'handshake';
  if (reply.successful) return 'ok';
  const code = /^\d+/.exec(reply.error ?? '')?.[0];
  // Faye says 401 of a client that it has forgotten, and to a subscription without advice.
  if (/unknown (client|session)/i.test(reply.error ?? '')) return 'handshake';
  if (code === '401' || code === '403') return 'login';
  if (code === '402') return 'handshake';
  return reconnect === 'retry' ? 'retry' : 'handshake';
}
