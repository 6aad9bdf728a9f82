import type { Element } from 'ltx';
import type { Chance } from '../../../net/exchange';
import { networkFailure, type FailedRequest } from '../../../net/failure';
import type { Redactor } from '../../../net/redact';
import type { SupervisionError } from '../../../supervision/errors';
import type { Address } from './address';

export interface TransportListener {
  /** Each child of the stream, in the order of arrival. */
  element(element: Element): void;
  /** Told once, whoever ended it; nothing after it. */
  closed(error: SupervisionError): void;
}

/** Carries elements; knows nothing of what they mean. */
export interface Transport {
  /** Connects and begins the stream; what comes of it is told to the listener. */
  open(): void;
  /** Begins the stream anew on the same connection, as XMPP wants it after the sign-in. */
  restart(): void;
  send(element: Element): void;
  /** Ends the stream in order; resolves when the server has let go, or the signal ends. Nothing is told any more. */
  end(signal: AbortSignal): Promise<void>;
  /** Breaks off at once. Nothing is told any more. */
  destroy(): void;
}

export interface TransportSettings {
  address: Address;
  domain: string;
  openMs: number;
  answerMs: number;
  redact: Redactor;
  /** For what asks the network by itself. */
  secrets: readonly string[];
  chance: Chance;
}

/** What broke a connection, in words. */
export function broken(
  { address, redact, openMs }: TransportSettings,
  thrown: unknown,
  phase: Pick<FailedRequest, 'connected'>,
): SupervisionError {
  const { where } = address;
  const via = address.via === undefined ? undefined : `${address.via.host}:${address.via.port}`;
  return networkFailure({ thrown, ...phase, timeoutMs: openMs, where, via, platform: 'finesse' }, redact);
}
