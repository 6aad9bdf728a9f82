import { randomBytes } from 'node:crypto';
import { supervises, type User } from '../directory';
import type { Item } from '../publisher';
import { notificationOf } from '../update';
import { root, type World } from '../world';
import { attribute, elementsOf, xml, type Element } from '../xml';
import { ns, parseJid } from './names';
import type { Sessions } from './sessions';
import { refused, result } from './stanza';

const systemNode = `${root}/SystemInfo`;

/** The user a node belongs to, and what comes after his id. */
function ownerOf(topic: string): { loginId: string; rest: string } | undefined {
  const match = /^\/finesse\/api\/User\/([^/]+)(\/Dialogs|\/Media\/\d+|\/Queues|\/Dialogs\/Media)?$/.exec(topic);
  return match === null ? undefined : { loginId: match[1] ?? '', rest: match[2] ?? '' };
}

/** Nodes that nobody needs to ask for: everybody is subscribed to his own, by his bare JID. */
const automatic = (rest: string): boolean => rest === '' || rest === '/Dialogs' || rest.startsWith('/Media/');

type Refusal = readonly [type: 'cancel' | 'modify' | 'auth', condition: string, more?: string];

/** The publish-subscribe service of one node (XEP-0060, as far as Finesse's clients are told of it). */
export class PubSub {
  /** By node, then by JID: the id of the subscription. They outlive the sessions. */
  private readonly subscriptions = new Map<string, Map<string, string>>();

  constructor(
    private readonly world: World,
    private readonly domain: string,
    private readonly address: string,
    private readonly sessions: Sessions,
  ) {}

  /** To whoever is subscribed, and connected, and willing. */
  publish(item: Item): void {
    const owner = ownerOf(item.topic);
    if (owner !== undefined && automatic(owner.rest)) this.deliver(item, `${owner.loginId}@${this.domain}`);
    if (item.topic === systemNode) {
      const users = new Set(this.sessions.list().map(({ user }) => user.loginId));
      for (const loginId of users) this.deliver(item, `${loginId}@${this.domain}`);
    }
    for (const jid of this.subscriptions.get(item.topic)?.keys() ?? []) this.deliver(item, jid);
  }

  /** What was asked of the service by `user`. `<pubsub>` is the only child of the request. */
  handle(iq: Element, pubsub: Element, user: User): Element {
    const [action] = elementsOf(pubsub);
    const set = attribute(iq, 'type') === 'set';
    const name = action?.getName() ?? '';
    if (action !== undefined && set && name === 'subscribe') return this.subscribe(iq, action, user);
    if (action !== undefined && set && name === 'unsubscribe') return this.unsubscribe(iq, action, user);
    if (action !== undefined && !set && name === 'subscriptions') return this.list(iq, action, user);
    if (action !== undefined && !set && name === 'items') return this.items(iq, action, user);
    if (set && ['publish', 'create', 'retract'].includes(name)) return refused(iq, 'auth', 'forbidden');
    return refused(iq, 'cancel', 'feature-not-implemented');
  }

  /** undefined: there is no such node, or it is not for him. */
  info(topic: string | undefined, user: User): Element[] | undefined {
    if (topic === undefined) {
      const features = [ns.info, ns.items, ns.pubsub, ns.ping, `${ns.pubsub}#subscribe`, `${ns.pubsub}#auto-subscribe`];
      return [
        xml('identity', { category: 'pubsub', type: 'service', name: 'Finesse' }),
        ...features.map((feature) => xml('feature', { var: feature })),
      ];
    }
    if (this.trouble(topic, user)?.[1] === 'item-not-found') return undefined;
    return [
      xml('identity', { category: 'pubsub', type: 'leaf' }),
      ...[ns.info, ns.pubsub].map((feature) => xml('feature', { var: feature })),
    ];
  }

  /** The nodes that he may know of. */
  nodes({ loginId, supervises: teams }: User): string[] {
    const own = `${root}/User/${loginId}`;
    return [own, `${own}/Dialogs`, systemNode, ...teams.map(({ id }) => `${root}/Team/${id}/Users`)];
  }

  /** Why a user may not subscribe to a node. */
  private trouble(topic: string, user: User): Refusal | undefined {
    if (topic === systemNode) return undefined;
    const team = /^\/finesse\/api\/Team\/(\d+)\/Users$/.exec(topic)?.[1];
    if (team !== undefined) {
      if (this.world.directory.team(team) === undefined) return ['cancel', 'item-not-found'];
      return user.supervises.some(({ id }) => id === team) ? undefined : ['auth', 'forbidden'];
    }
    if (/^\/finesse\/api\/Queue\/\d+$/.test(topic)) return undefined;
    const owner = this.world.directory.user(ownerOf(topic)?.loginId ?? '');
    if (owner === undefined) return ['cancel', 'item-not-found'];
    const open = this.world.faults.value('finesse-agent-dialogs') === 'allowed' && supervises(user, owner);
    return owner === user || open ? undefined : ['auth', 'forbidden'];
  }

  /** The node and the JID of a request, or its refusal. */
  private meant(iq: Element, action: Element, user: User): { topic: string; jid: string } | Element {
    const [topic, jid = ''] = [attribute(action, 'node'), attribute(action, 'jid')];
    const { local, domain } = parseJid(jid);
    if (local !== user.loginId || domain !== this.domain) {
      return refused(iq, 'modify', 'bad-request', xml('invalid-jid', { xmlns: ns.pubsubErrors }));
    }
    if (topic === undefined || topic === '') {
      return refused(iq, 'modify', 'bad-request', xml('nodeid-required', { xmlns: ns.pubsubErrors }));
    }
    const trouble = this.trouble(topic, user);
    return trouble === undefined ? { topic, jid } : refused(iq, trouble[0], trouble[1]);
  }

  private subscribe(iq: Element, action: Element, user: User): Element {
    const meant = this.meant(iq, action, user);
    if (!('topic' in meant)) return meant;
    const { topic, jid } = meant;
    const own = this.subscriptions.get(topic) ?? new Map<string, string>();
    const subid = own.get(jid) ?? randomBytes(15).toString('base64url');
    this.subscriptions.set(topic, own.set(jid, subid));
    const subscription = xml('subscription', { node: topic, jid, subid, subscription: 'subscribed' });
    return result(iq, xml('pubsub', { xmlns: ns.pubsub }, subscription));
  }

  private unsubscribe(iq: Element, action: Element, user: User): Element {
    const meant = this.meant(iq, action, user);
    if (!('topic' in meant)) return meant;
    const { topic, jid } = meant;
    const own = this.subscriptions.get(topic);
    const [subid, asked] = [own?.get(jid), attribute(action, 'subid')];
    if (own === undefined || subid === undefined) {
      return refused(iq, 'cancel', 'unexpected-request', xml('not-subscribed', { xmlns: ns.pubsubErrors }));
    }
    if (asked !== undefined && asked !== subid) {
      return refused(iq, 'modify', 'not-acceptable', xml('invalid-subid', { xmlns: ns.pubsubErrors }));
    }
    own.delete(jid);
    if (own.size === 0) this.subscriptions.delete(topic);
    return result(iq);
  }

  private list(iq: Element, action: Element, user: User): Element {
    const only = attribute(action, 'node');
    const found: Element[] = [];
    for (const [topic, own] of this.subscriptions) {
      if (only !== undefined && only !== topic) continue;
      for (const [jid, subid] of own) {
        if (parseJid(jid).local !== user.loginId) continue;
        found.push(xml('subscription', { node: topic, jid, subid, subscription: 'subscribed' }));
      }
    }
    return result(iq, xml('pubsub', { xmlns: ns.pubsub }, xml('subscriptions', { node: only }, ...found)));
  }

  /** Nothing is kept: what was told is gone. */
  private items(iq: Element, action: Element, user: User): Element {
    const topic = attribute(action, 'node') ?? '';
    const trouble = this.trouble(topic, user);
    if (trouble !== undefined) return refused(iq, trouble[0], trouble[1]);
    return result(iq, xml('pubsub', { xmlns: ns.pubsub }, xml('items', { node: topic })));
  }

  /** A bare JID means every session of his, a full one that session alone. */
  private deliver(item: Item, jid: string): void {
    const { local, resource } = parseJid(jid);
    const willing = this.sessions.willing(local);
    const best = resource === '' && this.world.faults.value('finesse-bare-jid') === 'best';
    const chosen = best
      ? willing.sort((one, other) => (one.priority ?? 0) - (other.priority ?? 0)).slice(-1)
      : willing.filter((session) => resource === '' || session.resource === resource);
    for (const session of chosen) session.send(this.message(item, jid));
  }

  private message({ topic, id, text }: Item, to: string): Element {
    const notification = notificationOf(this.world.faults, text);
    const items = xml('items', { node: topic }, xml('item', { id }, notification));
    const unique = randomBytes(4).toString('base64url');
    return xml(
      'message',
      { from: this.address, to, id: `${topic}__${to}__${unique}` },
      xml('event', { xmlns: ns.event }, items),
    );
  }
}
