import { randomBytes } from 'node:crypto';
import type { User } from '../directory';
import type { World } from '../world';
import { attribute, elementsOf, xml, type Element } from '../xml';
import type { Host } from './host';
import { ns, parseJid } from './names';
import { plainCredentials } from './sasl';
import type { Session, Sessions } from './sessions';
import { refused, result } from './stanza';

/** How a stream speaks to its client: in frames of a WebSocket, or in bodies of HTTP. */
export interface Transport {
  send(element: Element): void;
  /** Ends the stream; an error, where there is one, goes first. */
  end(error?: Element): void;
}

/** What every way to speak XMPP asks of the server behind it. */
export interface Connections {
  domain: string;
  /** Nobody answers: not a word. */
  hung: () => boolean;
  open: (transport: Transport) => Stream;
  /** A client was heard, or is gone. */
  heard: (stream: Stream) => void;
  gone: (stream: Stream) => void;
}

const signInLimit = 5;

export const streamError = (condition: string): Element =>
  xml('stream:error', { 'xmlns:stream': ns.streams }, xml(condition, { xmlns: ns.streamErrors }));

/** One client's stream: sign-in, resource, then stanzas (RFC 6120 sections 6 to 8). */
export class Stream {
  private user: User | undefined;
  private session: Session | undefined;
  private phase: 'fresh' | 'open' | 'restart' | 'ready' | 'over' = 'fresh';
  private failures = 0;
  /** For his name and password. */
  private asked = false;

  constructor(
    private readonly world: World,
    private readonly host: Host,
    private readonly sessions: Sessions,
    private readonly accept: (loginId: string, password: string) => User | undefined,
    private readonly transport: Transport,
  ) {}

  get owner(): User | undefined {
    return this.user;
  }

  /** Asks the client for a sign of life. */
  ping(): void {
    const { domain } = this.host.side;
    if (this.session === undefined) return;
    const id = `ping-${randomBytes(4).toString('hex')}`;
    this.reply(xml('iq', { type: 'get', id, from: domain }, xml('ping', { xmlns: ns.ping })));
  }

  /**
   * The client opens the stream, or opens it anew after the sign-in.
   * @param greet answers it with the header of the server, which has an id of its own each time
   */
  open(to: string | undefined, greet: (id: string) => void): void {
    const { domain } = this.host.side;
    if (this.phase === 'over') return;
    greet(randomBytes(8).toString('hex'));
    if (this.phase !== 'fresh' && this.phase !== 'restart') {
      this.fail('bad-format');
      return;
    }
    if (to !== undefined && to.toLowerCase() !== domain) {
      this.fail('host-unknown');
      return;
    }
    this.phase = this.phase === 'fresh' ? 'open' : 'ready';
    this.transport.send(xml('stream:features', { 'xmlns:stream': ns.streams }, ...this.features()));
  }

  receive(element: Element): void {
    if (this.phase === 'over') return;
    if (this.phase === 'open') this.beforeSignIn(element);
    else if (this.phase !== 'ready') this.fail('not-authorized');
    else if (this.session === undefined) this.beforeBind(element);
    else this.bound(this.session, element);
  }

  /** The connection is gone. */
  closed(): void {
    this.phase = 'over';
    if (this.session !== undefined) this.host.left(this.session);
    this.session = undefined;
  }

  fail(condition: string): void {
    if (this.phase === 'over') return;
    this.closed();
    this.transport.end(streamError(condition));
  }

  private features(): Element[] {
    if (this.phase === 'open') {
      return [xml('mechanisms', { xmlns: ns.sasl }, xml('mechanism', {}, 'PLAIN'))];
    }
    const bind = xml('bind', { xmlns: ns.bind });
    const session = this.world.faults.value('finesse-session');
    if (session === 'absent') return [bind];
    return [bind, xml('session', { xmlns: ns.session }, session === 'optional' ? xml('optional') : undefined)];
  }

  private beforeSignIn(element: Element): void {
    if (element.is('abort', ns.sasl)) this.refuse('aborted');
    else if (element.is('auth', ns.sasl)) this.begin(element);
    else if (element.is('response', ns.sasl) && this.asked) this.signIn(element);
    else this.fail('not-authorized');
  }

  /** Who did not say it in the first breath is asked for it. */
  private begin(auth: Element): void {
    const plain = attribute(auth, 'mechanism') === 'PLAIN';
    this.asked = plain && auth.getText().trim() === '';
    if (this.asked) this.transport.send(xml('challenge', { xmlns: ns.sasl }));
    else if (plain) this.signIn(auth);
    else this.refuse('invalid-mechanism');
  }

  /** @param said of an `<auth>` or a `<response>` */
  private signIn(said: Element): void {
    this.asked = false;
    const credentials = plainCredentials(said.getText());
    if (typeof credentials === 'string') {
      this.refuse(credentials);
      return;
    }
    const { authcid, password, authzid } = credentials;
    const user = this.accept(authcid, password);
    this.host.note(user, 'auth', authcid);
    if (user === undefined) {
      this.refuse('not-authorized');
      return;
    }
    if (authzid !== '' && parseJid(authzid).local !== user.loginId) {
      this.refuse('invalid-authzid');
      return;
    }
    this.user = user;
    this.phase = 'restart';
    this.transport.send(xml('success', { xmlns: ns.sasl }));
  }

  private refuse(condition: string): void {
    this.asked = false;
    this.failures += 1;
    this.transport.send(xml('failure', { xmlns: ns.sasl }, xml(condition, { xmlns: ns.sasl })));
    if (this.failures >= signInLimit) this.fail('policy-violation');
  }

  private beforeBind(element: Element): void {
    const [child] = elementsOf(element);
    const asks = element.getName() === 'iq' && attribute(element, 'type') === 'set';
    if (!asks || child?.is('bind', ns.bind) !== true || this.user === undefined) {
      if (element.getName() === 'iq') this.reply(refused(element, 'auth', 'not-authorized'));
      else this.fail('not-authorized');
      return;
    }
    const asked = child.getChildText('resource')?.trim() ?? '';
    if (Buffer.byteLength(asked) > 1023) {
      this.reply(refused(element, 'modify', 'bad-request'));
      return;
    }
    const resource = asked === '' ? randomBytes(6).toString('hex') : asked;
    const session = this.newSession(this.user, resource);
    this.session = session;
    this.host.note(this.user, 'bind', resource);
    this.sessions.add(session);
    this.reply(result(element, xml('bind', { xmlns: ns.bind }, xml('jid', {}, session.jid))));
  }

  private newSession(user: User, resource: string): Session {
    return {
      user,
      resource,
      jid: `${user.loginId}@${this.host.side.domain}/${resource}`,
      priority: undefined,
      presence: undefined,
      send: (stanza) => {
        this.reply(stanza);
      },
      fail: (condition) => {
        this.fail(condition);
      },
    };
  }

  private bound(session: Session, element: Element): void {
    const from = attribute(element, 'from');
    if (from !== undefined && from !== session.jid && from !== session.jid.replace(/\/.*$/s, '')) {
      this.fail('invalid-from');
      return;
    }
    // Not offered; a client that asks all the same is told so, and goes on.
    const management = /^urn:xmpp:sm:\d+$/.exec(element.getNS() ?? '')?.[0];
    if (management !== undefined) {
      const condition = xml('feature-not-implemented', { xmlns: ns.stanzaErrors });
      this.transport.send(xml('failed', { xmlns: management }, condition));
      return;
    }
    const stanza = ['iq', 'presence', 'message'].includes(element.getName());
    if (stanza && [undefined, ns.client].includes(element.getNS() as typeof ns.client))
      this.host.receive(session, element);
    else this.fail('unsupported-stanza-type');
  }

  /** A stanza to this client. */
  private reply(stanza: Element): void {
    stanza.attrs.xmlns ??= ns.client;
    stanza.attrs.to ??= this.session?.jid;
    this.transport.send(stanza);
  }
}
