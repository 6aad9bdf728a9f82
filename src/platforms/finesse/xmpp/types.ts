import type { Element } from 'ltx';
import type { Chance } from '../../../net/exchange';
import type { SupervisionError } from '../../../supervision/errors';
import type { NetworkSettings } from '../../settings';

export type XmppTransport = 'websocket' | 'bosh' | 'tcp';

export interface XmppSettings {
  transport: XmppTransport;
  /**
   * `wss://host:7443/ws/`, `https://host:7443/http-bind/` or `xmpps://host:5223`. Without TLS (`ws:`, `http:`, `xmpp:`) only
   * to 127.0.0.1, ::1 or localhost, because the password is sent as it is; a proxy is not used there.
   */
  url: string;
  /** `xmppDomain` of SystemInfo. Differs from node to node. */
  domain: string;
  /** `xmppPubSubDomain` of SystemInfo. Events from anybody else are not believed. */
  pubsub: string;
  /** The login id, not the login name. */
  username: string;
  /** Never appears in an error. */
  password: string;
  /** One for each Node-RED; never `desktop`, which is the supervisor's own browser. */
  resource: string;
  network: NetworkSettings;
  /** Time from TCP to presence in all. Default 10 000 ms. */
  openMs?: number | undefined;
  /** Pause between two pings. Default 10 000 ms. */
  pingMs?: number | undefined;
  /** How long an answer, and a sign of life after a ping, may take. Default 5 000 ms. */
  answerMs?: number | undefined;
  chance?: Chance | undefined;
}

export type XmppEvent =
  /** An event of a node, in the order of arrival and once: what came before with the same id on the same node is left out. */
  | {
      type: 'item';
      node: string;
      /** Empty where the server gave none. */
      id: string;
      /** The root of the payload (`<Update>`), whether it came as escaped text or as child elements. */
      payload: Element;
    }
  /** An event came that could not be read. The session goes on; ask for what it may have said. */
  | { type: 'unreadable'; node: string; id: string; error: SupervisionError }
  /** `from` is the full JID. Whether Finesse itself is there is told by `finesse@domain`. */
  | { type: 'presence'; from: string; available: boolean }
  /**
   * The session that was online has ended. Told once, with nothing after it, and not for a `close` of our own. `error.retryable`
   * says whether a new session may fare better; where it is false (`auth`), do not try: five wrong passwords lock the user, and
   * two sessions with one resource throw each other out for ever.
   */
  | { type: 'closed'; error: SupervisionError };

export type XmppListener = (event: XmppEvent) => void;

/** One connection, from its opening to its end; `new XmppSession(settings)` is one. Who wants another makes a new one. */
export interface Xmpp {
  /** To be called before `connect`. A listener that throws ends the session. */
  listen(listener: XmppListener): void;
  /**
   * Resolves when online: TLS, sign-in, resource, and presence sent. Finesse then sends the events of the user, his dialogs and
   * the system by itself. To be called once.
   *
   * @throws SupervisionError `auth` (never try again with the same password), `invalid-input`, `unreachable`, `platform-error`
   */
  connect(signal: AbortSignal): Promise<void>;
  /**
   * For this session alone, not for other sessions of the user. Ends with the session.
   *
   * @throws SupervisionError `not-permitted`, `unreachable`, `platform-error`
   */
  subscribe(node: string, signal: AbortSignal): Promise<void>;
  /** @throws SupervisionError `unreachable`, `platform-error` */
  unsubscribe(node: string, signal: AbortSignal): Promise<void>;
  /**
   * Unsubscribes what was subscribed here, since Finesse keeps it otherwise, and leaves. Never rejects; over with the signal, and
   * within a second in any case. Also ends an opening that is under way.
   *
   * @param signOut says first that the user is not available any more; Finesse signs such a user out a minute later
   */
  close(signal: AbortSignal, signOut?: boolean): Promise<void>;
}
