import type { Journal } from '../../journal';
import type { User } from '../directory';
import { isWebDown, type Side } from '../sides';
import type { World } from '../world';
import { attribute, elementsOf, xml, type Element } from '../xml';
import { finesseUser, ns, parseJid } from './names';
import type { PubSub } from './pubsub';
import type { Session, Sessions } from './sessions';
import { refused, result } from './stanza';

/** What one node does with the stanzas of those who are signed in. */
export class Host {
  constructor(
    private readonly world: World,
    readonly side: Omit<Side, 'publisher'>,
    private readonly sessions: Sessions,
    private readonly pubsub: PubSub,
    private readonly journal: Journal,
    private readonly onGone: (user: User) => void,
  ) {}

  receive(session: Session, stanza: Element): void {
    switch (stanza.getName()) {
      case 'iq':
        this.iq(session, stanza);
        break;
      case 'presence':
        this.presence(session, stanza);
        break;
      default:
        // Nobody here talks to anybody.
        if (attribute(stanza, 'type') !== 'error') session.send(refused(stanza, 'cancel', 'service-unavailable'));
    }
  }

  /** The session is over, whatever the reason. */
  left(session: Session): void {
    this.sessions.remove(session);
    if (session.priority !== undefined) this.withdraw(session, xml('presence', { type: 'unavailable' }));
  }

  /** Tells one session, or all of them, whether the web application is there. */
  announce(only?: Session): void {
    const away = isWebDown(this.world.faults, this.side);
    const { domain } = this.side;
    const type = away ? 'unavailable' : undefined;
    for (const session of only === undefined ? this.sessions.list() : [only]) {
      if (session.priority === undefined || (only !== undefined && away)) continue;
      session.send(xml('presence', { from: `${finesseUser}@${domain}/${finesseUser}`, to: session.jid, type }));
    }
  }

  note(user: User | undefined, operation: string, detail = ''): void {
    this.journal.record({
      platform: 'finesse',
      user: user?.person.user ?? '',
      method: 'XMPP',
      path: `${this.side.domain}${detail === '' ? '' : ` ${detail}`}`,
      operation,
    });
  }

  private iq(session: Session, iq: Element): void {
    const [type, id] = [attribute(iq, 'type'), attribute(iq, 'id')];
    if (type === 'result' || type === 'error') return;
    const [child, ...more] = elementsOf(iq);
    if (id === undefined || (type !== 'get' && type !== 'set') || child === undefined || more.length > 0) {
      session.send(refused(iq, 'modify', 'bad-request'));
      return;
    }
    session.send(this.answer(session, iq, child, type));
  }

  private answer(session: Session, iq: Element, child: Element, type: 'get' | 'set'): Element {
    const { domain, pubsubDomain } = this.side;
    const to = parseJid(attribute(iq, 'to') ?? `${session.user.loginId}@${domain}`);
    const self = to.local === session.user.loginId && to.domain === domain && to.resource === '';
    if (to.domain === pubsubDomain && to.local === '') return this.ofService(session, iq, child);
    if (to.domain === domain && (to.local === '' || self)) return this.ofServer(session, iq, child, type);
    return refused(iq, 'cancel', 'service-unavailable');
  }

  private ofServer(session: Session, iq: Element, child: Element, type: 'get' | 'set'): Element {
    const { domain, pubsubDomain } = this.side;
    if (child.is('ping', ns.ping) && type === 'get') {
      this.note(session.user, 'ping');
      return result(iq);
    }
    if (child.is('session', ns.session) && type === 'set') return result(iq);
    if (child.is('bind', ns.bind)) return refused(iq, 'cancel', 'not-allowed');
    if (child.is('query', ns.roster)) {
      const item = xml('item', { jid: `${finesseUser}@${domain}`, name: finesseUser, subscription: 'both' });
      return type === 'get'
        ? result(iq, xml('query', { xmlns: ns.roster }, item))
        : refused(iq, 'cancel', 'not-allowed');
    }
    if (child.is('query', ns.info) && type === 'get') {
      const features = [ns.info, ns.items, ns.ping, ns.roster].map((feature) => xml('feature', { var: feature }));
      const identity = xml('identity', { category: 'server', type: 'im', name: 'Finesse' });
      return result(iq, xml('query', { xmlns: ns.info }, identity, ...features));
    }
    if (child.is('query', ns.items) && type === 'get') {
      return result(iq, xml('query', { xmlns: ns.items }, xml('item', { jid: pubsubDomain, name: 'Finesse' })));
    }
    return refused(iq, 'cancel', 'service-unavailable');
  }

  private ofService({ user }: Session, iq: Element, child: Element): Element {
    const topic = attribute(child, 'node');
    if (child.is('ping', ns.ping)) return result(iq);
    if (child.is('query', ns.info)) {
      const about = this.pubsub.info(topic, user);
      if (about === undefined) return refused(iq, 'cancel', 'item-not-found');
      return result(iq, xml('query', { xmlns: ns.info, node: topic }, ...about));
    }
    if (child.is('query', ns.items)) {
      const names = topic === undefined ? this.pubsub.nodes(user) : [];
      const items = names.map((name) => xml('item', { jid: this.side.pubsubDomain, node: name }));
      return result(iq, xml('query', { xmlns: ns.items, node: topic }, ...items));
    }
    if (!child.is('pubsub', ns.pubsub)) return refused(iq, 'cancel', 'service-unavailable');
    const [action] = elementsOf(child);
    this.note(user, action?.getName() ?? 'pubsub', action && (attribute(action, 'node') ?? ''));
    return this.pubsub.handle(iq, child, user);
  }

  private presence(session: Session, presence: Element): void {
    const [type, to] = [attribute(presence, 'type'), attribute(presence, 'to')];
    if (to !== undefined) {
      // `finesse` lets everybody see it; nobody else is to be seen here.
      const known = parseJid(to).local === finesseUser;
      if (type === 'subscribe' && known)
        session.send(xml('presence', { from: to, to: session.jid, type: 'subscribed' }));
      return;
    }
    this.note(session.user, type ?? 'presence');
    if (type === 'unavailable') {
      if (session.priority !== undefined) this.withdraw(session, presence);
      return;
    }
    if (type !== undefined) return;
    const text = presence.getChildText('priority')?.trim() ?? '0';
    const priority = Number(text);
    if (!/^[+-]?\d{1,3}$/.test(text) || priority < -128 || priority > 127) {
      session.send(refused(presence, 'modify', 'bad-request'));
      return;
    }
    const first = session.priority === undefined;
    session.priority = priority;
    session.presence = presence;
    this.tellOthers(session, presence);
    if (first) this.announce(session);
  }

  private withdraw(session: Session, presence: Element): void {
    session.priority = undefined;
    session.presence = undefined;
    this.tellOthers(session, presence);
    const { user } = session;
    if (this.sessions.of(user.loginId).every(({ priority }) => priority === undefined)) this.onGone(user);
  }

  /** A user's sessions know of each other, and each hears of itself. */
  private tellOthers({ user, jid }: Session, presence: Element): void {
    for (const other of this.sessions.of(user.loginId)) {
      if (other.priority === undefined) continue;
      const copy = xml('presence', { from: jid, to: other.jid, type: attribute(presence, 'type') });
      for (const child of presence.children) copy.cnode(child);
      other.send(copy);
    }
  }
}
