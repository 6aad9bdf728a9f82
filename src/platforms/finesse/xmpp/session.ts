import type { Element } from 'ltx';
import { realChance, type Chance } from '../../../net/exchange';
import { redactor } from '../../../net/redact';
import { asSupervisionError, type SupervisionError } from '../../../supervision/errors';
import { attributeOf, xml } from '../xml';
import { addressOf, checkIdentity } from './address';
import { Asking } from './asking';
import { BoshTransport } from './bosh';
import { lost, streamFailure, unanswered } from './failures';
import { heartbeat } from './heartbeat';
import { Items } from './items';
import { replyTo } from './replies';
import { Handshake, signIn } from './signing-in';
import { Subscriptions } from './subscriptions';
import { TcpTransport } from './tcp';
import type { Transport } from './transport';
import type { Xmpp, XmppEvent, XmppListener, XmppSettings } from './types';
import { WebSocketTransport } from './websocket';

const transports = { websocket: WebSocketTransport, bosh: BoshTransport, tcp: TcpTransport };

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Rule of the house: leaving takes a second at most, also where the platform is dead. */
const leaveMs = 900;

export class XmppSession implements Xmpp {
  readonly #settings: XmppSettings;
  readonly #openMs: number;
  readonly #answerMs: number;
  readonly #chance: Chance;
  readonly #where: string;
  readonly #transport: Transport;
  readonly #handshake = new Handshake();
  readonly #asking: Asking;
  readonly #subscriptions: Subscriptions;
  readonly #items = new Items();
  /** Ends with the session. */
  readonly #life = new AbortController();
  #phase: 'new' | 'opening' | 'online' | 'leaving' | 'over' = 'new';
  #ended: SupervisionError | undefined;
  #jid = '';
  #heard = 0;
  #left: Promise<void> | undefined;
  #listener: XmppListener = () => undefined;

  /** @throws SupervisionError `invalid-input` for settings that cannot work */
  constructor(settings: XmppSettings) {
    checkIdentity(settings);
    const { username, password, domain, pubsub, network, openMs = 10_000, answerMs = 5000 } = settings;
    const { chance = realChance } = settings;
    const address = addressOf(settings);
    const secrets = [password, `\0${username}\0${password}`, network.proxy?.password ?? ''];
    const way = { address, domain, openMs, answerMs, redact: redactor(secrets), secrets, chance };
    this.#settings = settings;
    [this.#openMs, this.#answerMs, this.#chance, this.#where] = [openMs, answerMs, chance, address.where];
    this.#transport = new transports[settings.transport](way, {
      element: (element) => {
        this.#receive(element);
      },
      closed: (error) => {
        this.#end(error);
      },
    });
    this.#asking = new Asking(
      (iq) => {
        this.#transport.send(iq);
      },
      domain,
      answerMs,
      chance,
    );
    this.#subscriptions = new Subscriptions(this.#asking, pubsub);
  }

  listen(listener: XmppListener): void {
    this.#listener = listener;
  }

  async connect(signal: AbortSignal): Promise<void> {
    if (this.#phase !== 'new') throw this.#ended ?? lost('A session of the notifications is opened only once.');
    this.#phase = 'opening';
    const opened = new AbortController();
    this.#after(this.#openMs, opened.signal, () => {
      this.#end(unanswered(`the opening at ${this.#where}`, this.#openMs));
    });
    const callOff = (): void => {
      this.#end(lost(`The opening of the notifications at ${this.#where} was called off.`));
    };
    signal.addEventListener('abort', callOff);
    try {
      if (signal.aborted) callOff();
      await this.#open();
    } catch (thrown) {
      this.#end(asSupervisionError(thrown, 'finesse'));
      throw this.#ended ?? thrown;
    } finally {
      opened.abort();
      signal.removeEventListener('abort', callOff);
    }
  }

  async subscribe(node: string, signal: AbortSignal): Promise<void> {
    this.#mustBeOnline();
    await this.#subscriptions.subscribe(node, this.#jid, signal);
  }

  async unsubscribe(node: string, signal: AbortSignal): Promise<void> {
    this.#mustBeOnline();
    await this.#subscriptions.unsubscribe(node, this.#jid, signal);
  }

  async close(signal: AbortSignal, signOut = false): Promise<void> {
    if (this.#phase === 'online') this.#left = this.#leave(signal, signOut);
    await this.#left;
    this.#end(lost('The notifications were closed.'));
  }

  async #leave(signal: AbortSignal, signOut: boolean): Promise<void> {
    this.#phase = 'leaving';
    const late = new AbortController();
    this.#after(leaveMs, this.#life.signal, () => {
      late.abort();
    });
    const limit = AbortSignal.any([signal, late.signal]);
    await this.#subscriptions.leave(this.#jid, limit);
    if (signOut) this.#transport.send(xml('presence', { xmlns: 'jabber:client', type: 'unavailable' }));
    await this.#transport.end(limit);
  }

  async #open(): Promise<void> {
    this.#mustLive();
    const parts = { transport: this.#transport, handshake: this.#handshake, asking: this.#asking };
    this.#jid = await signIn({ settings: this.#settings, ...parts }, this.#life.signal);
    // Finesse sends no event before it has seen a presence that is not negative.
    this.#transport.send(xml('presence', { xmlns: 'jabber:client' }, xml('priority', {}, '0')));
    this.#mustLive();
    this.#phase = 'online';
    this.#watch();
  }

  #mustLive(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  #mustBeOnline(): void {
    if (this.#phase !== 'online') throw this.#ended ?? lost('The notifications are not online.');
  }

  #watch(): void {
    const { domain: to, pingMs = 10_000 } = this.#settings;
    const ping = (): void => {
      const payload = xml('ping', { xmlns: 'urn:xmpp:ping' });
      // Whatever the answer is, also a refusal, is a sign of life.
      this.#asking.ask({ type: 'get', to, payload, what: 'a ping' }, this.#life.signal).catch(() => undefined);
    };
    const options = { pingMs, answerMs: this.#answerMs, chance: this.#chance, ping, heard: () => this.#heard };
    heartbeat(options, this.#life.signal).then(
      () => {
        this.#end(unanswered('a ping', this.#answerMs));
      },
      () => undefined,
    );
  }

  #receive(element: Element): void {
    if (this.#phase === 'over') return;
    this.#heard++;
    try {
      this.#take(element);
    } catch (thrown) {
      this.#end(asSupervisionError(thrown, 'finesse'));
    }
  }

  #take(element: Element): void {
    const type = attributeOf(element, 'type');
    const from = attributeOf(element, 'from') ?? '';
    switch (element.getName()) {
      case 'message':
        // Other users can send messages as well, and must not be believed. Not one of them is called like the server.
        if (![this.#settings.pubsub, this.#settings.domain].some((each) => isSame(each, from))) return;
        for (const event of this.#items.read(element)) this.#tell(event);
        return;
      case 'presence':
        if (type === undefined || type === 'unavailable')
          this.#tell({ type: 'presence', from, available: type === undefined });
        return;
      case 'iq':
        if (type === 'result' || type === 'error') this.#asking.receive(element);
        else this.#transport.send(replyTo(element));
        return;
      case 'error':
        this.#end(streamFailure(element));
        return;
      default:
        this.#handshake.receive(element);
    }
  }

  #tell(event: XmppEvent): void {
    if (this.#phase === 'opening' || this.#phase === 'online') this.#listener(event);
  }

  #end(error: SupervisionError): void {
    if (this.#phase === 'over') return;
    const online = this.#phase === 'online';
    this.#phase = 'over';
    this.#ended = error;
    this.#life.abort();
    this.#transport.destroy();
    this.#handshake.end(error);
    this.#asking.end(error);
    if (!online) return;
    try {
      this.#listener({ type: 'closed', error });
    } catch {
      // Nobody is left to tell, and from here it would reach the process.
    }
  }

  #after(ms: number, signal: AbortSignal, call: () => void): void {
    this.#chance.sleep(ms, AbortSignal.any([signal, this.#life.signal])).then(call, () => undefined);
  }
}
