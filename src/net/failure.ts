import { SupervisionError, type ErrorDetails } from '../supervision/errors';
import type { Platform } from '../supervision/vocabulary';
import type { Redactor } from './redact';
import { tlsWords } from './tls-words';

/** Why a request ended before its answer, where we ended it. */
export type EndedByUs = 'deadline' | 'caller';

export interface FailedRequest {
  thrown: unknown;
  /** The connection stood (for TLS: the handshake was done), so bytes of the request may have left. */
  connected: boolean;
  /** Set where we ended the request ourselves. */
  ended?: EndedByUs | undefined;
  /** The deadline in milliseconds, for the sentence. */
  timeoutMs: number;
  /** For people: scheme, host and port. */
  where: string;
  /** For people, where a proxy was used. */
  via?: string | undefined;
  platform?: Platform | undefined;
}

/** Thrown by the tunnel where the proxy answered our CONNECT with something other than 200. */
export class ProxyRefusal extends Error {
  readonly code = 'EPROXY';
  constructor(readonly status: number) {
    super(`the proxy answered CONNECT with ${status}`);
    this.name = 'ProxyRefusal';
  }
}

const plainWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there. Check host and port, and whether the server runs',
  ENOTFOUND: 'the host name is not known. Check the address',
  EAI_AGAIN: 'the name server did not answer. Check the DNS of this machine',
  EHOSTUNREACH: 'there is no route to that host. Check network and firewall',
  ENETUNREACH: 'the network cannot be reached. Check network and firewall',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ECONNABORTED: 'the connection was cut',
  ETIMEDOUT: 'the network gave up waiting. Check network and firewall',
};

/**
 * Turns whatever a request threw into a `SupervisionError`. `arrived` is `no` only while no byte of the request can have left.
 * The cause is a small redacted copy: an AxiosError carries the whole request, password included.
 */
export function networkFailure(failed: FailedRequest, redact: Redactor): SupervisionError {
  if (failed.thrown instanceof SupervisionError) return failed.thrown;
  const { code, message } = read(failed.thrown);
  const arrived = failed.connected ? 'maybe' : 'no';
  const details: ErrorDetails = { arrived, cause: smallCause(code, message, redact) };
  if (failed.platform !== undefined) details.platform = failed.platform;
  if (failed.ended === 'deadline') details.vendorCode = 'ETIMEDOUT';
  else if (code !== '' && failed.ended === undefined) details.vendorCode = code;
  const make = (
    kind: 'unreachable' | 'platform-error' | 'invalid-input',
    text: string,
    retryable: boolean,
  ): SupervisionError => new SupervisionError(kind, redact.text(text), { ...details, retryable });
  const there = failed.via === undefined ? failed.where : `${failed.where} through the proxy ${failed.via}`;

  if (failed.ended === 'caller')
    return make('unreachable', `The request to ${there} was called off before its answer.`, false);
  if (failed.ended === 'deadline') {
    const what = failed.connected ? 'No complete answer came from' : 'No connection came about with';
    return make('unreachable', `${what} ${there} within ${failed.timeoutMs} ms.`, true);
  }
  const refusal = proxyRefusal(failed.thrown);
  if (refusal !== undefined) {
    const hint = refusal.status === 407 ? ' Check the user name and password of the proxy.' : '';
    const text = `The proxy ${failed.via ?? ''} refused the way to ${failed.where} (HTTP ${refusal.status}).${hint}`;
    return make('unreachable', text, refusal.status >= 500);
  }
  if (message.includes('maxContentLength')) {
    return make(
      'platform-error',
      `The answer of ${there} is larger than what is accepted. Ask for less, or check the address.`,
      false,
    );
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return make('platform-error', `The answer of ${there} is not UTF-8.`, false);
  const tls = tlsWords(code);
  if (tls !== undefined) return make('unreachable', `${there} cannot be trusted or reached by TLS: ${tls}.`, false);
  const plain = plainWords[code];
  if (plain !== undefined) return make('unreachable', `${there} cannot be reached: ${plain}.`, true);
  if (code.startsWith('HPE_')) {
    return make(
      'platform-error',
      `What answers at ${there} does not speak HTTP (${code}). Check http or https, and the port.`,
      false,
    );
  }
  if (/^ERR_(INVALID_|UNESCAPED_)/.test(code)) {
    // Node refused to build the request: a control character in an address, a name or a password.
    return make('invalid-input', `The request to ${there} cannot be built: ${message} (${code}).`, false);
  }
  if (/aborted|socket hang up|disconnected/i.test(message))
    return make('unreachable', `The connection to ${there} was cut.`, true);
  return make('unreachable', `The request to ${there} failed: ${message}${code === '' ? '' : ` (${code})`}.`, true);
}

/** The HTTP library wraps what its agent threw. */
function proxyRefusal(thrown: unknown): ProxyRefusal | undefined {
  const inner = thrown instanceof Error && thrown.cause instanceof ProxyRefusal ? thrown.cause : thrown;
  return inner instanceof ProxyRefusal ? inner : undefined;
}

function read(thrown: unknown): { code: string; message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return { code, message: thrown.message };
}

function smallCause(code: string, message: string, redact: Redactor): Error {
  const cause = new Error(redact.text(message));
  cause.name = 'NetworkError';
  // Our own stack says nothing about the network, and it would keep frames of the library in every log.
  delete cause.stack;
  return code === '' ? cause : Object.assign(cause, { code });
}
