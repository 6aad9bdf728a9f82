import type { Faults } from '../../faults';
import type { Item, Publisher } from '../publisher';
import { notificationOf } from '../update';
import { attribute, xml, type Element } from '../xml';
import { ns } from '../xmpp/names';
import { ServerClient, type Account } from './client';

export interface ExternalOptions extends Account {
  /** Default `pubsub.<domain>`. */
  pubsubDomain?: string;
}

/** Who is subscribed to a node without having asked: login ids. */
export type Audience = (topic: string) => readonly string[];

const owner = `${ns.pubsub}#owner`;
const retryMs = 250;
/** What is published while the server is away is lost; what waits for a slow one is not kept for ever. */
const waitingLimit = 1000;

/**
 * Publishes through a real XMPP server (Prosody, ejabberd), where it is signed in as a user who may own nodes. Such a server knows
 * of no automatic subscriptions, so the owner subscribes the bare JIDs of the users (XEP-0060, 8.8.2).
 */
export class ExternalPublisher implements Publisher {
  private client: ServerClient | undefined;
  private readonly ready = new Set<string>();
  private work: Promise<void> = Promise.resolve();
  private waiting = 0;
  private closed = false;
  private available = true;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly faults: Faults,
    private readonly options: ExternalOptions,
    private readonly audience: Audience,
    /** Nodes that exist from the start, so that clients can subscribe to them. */
    private readonly topics: readonly string[],
  ) {}

  /** Rejects when the server cannot be reached or does not let us in. Later it comes back by itself. */
  async start(): Promise<void> {
    await this.connect();
    await this.work;
  }

  publish(item: Item): void {
    if (this.client === undefined || this.waiting >= waitingLimit) return;
    this.enqueue(async (client) => {
      await this.ensure(client, item.topic);
      const notification = notificationOf(this.faults, item.text);
      const publish = xml('publish', { node: item.topic }, xml('item', { id: item.id }, notification));
      await client.ask('set', this.service, xml('pubsub', { xmlns: ns.pubsub }, publish));
    });
  }

  /** The presence of our own user; he should be called `finesse`. Who is to see it is up to the rosters of the server. */
  setPresence(available: boolean): void {
    this.available = available;
    this.client?.send(xml('presence', { xmlns: ns.client, type: available ? undefined : 'unavailable' }));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.client?.close();
    this.client = undefined;
    await this.work;
  }

  private get service(): string {
    return this.options.pubsubDomain ?? `pubsub.${this.options.domain}`;
  }

  private async connect(): Promise<void> {
    const client = await ServerClient.connect(this.options, {
      presence: (presence) => {
        this.befriend(presence);
      },
      closed: () => {
        this.lost();
      },
    });
    if (this.closed) {
      client.close();
      return;
    }
    this.client = client;
    this.ready.clear();
    this.setPresence(this.available);
    for (const topic of this.topics) this.enqueue((current) => this.ensure(current, topic));
  }

  private lost(): void {
    this.client = undefined;
    if (this.closed) return;
    this.retry = setTimeout(() => {
      this.connect().catch(() => {
        // Still away: once more.
        this.lost();
      });
    }, retryMs).unref();
  }

  /** Whoever wants to see `finesse` may. */
  private befriend(presence: Element): void {
    if (attribute(presence, 'type') !== 'subscribe') return;
    this.client?.send(xml('presence', { xmlns: ns.client, to: attribute(presence, 'from'), type: 'subscribed' }));
  }

  /** One after the other, so that everybody hears things in their order. */
  private enqueue(task: (client: ServerClient) => Promise<void>): void {
    const { client } = this;
    if (client === undefined) return;
    this.waiting += 1;
    this.work = this.work.then(async () => {
      // What was meant for a connection that is gone is lost, as it would be there.
      try {
        if (this.client === client) await task(client);
      } catch {
        // The server refused it or is gone: to its clients the notification is lost, and nobody else waits for it.
      }
      this.waiting -= 1;
    });
  }

  /** The node is there, and its audience is subscribed. */
  private async ensure(client: ServerClient, topic: string): Promise<void> {
    if (this.ready.has(topic)) return;
    this.ready.add(topic);
    const fields = {
      'pubsub#persist_items': '0',
      'pubsub#access_model': 'open',
      'pubsub#send_last_published_item': 'never',
    };
    const form = xml(
      'x',
      { xmlns: 'jabber:x:data', type: 'submit' },
      field('FORM_TYPE', `${ns.pubsub}#node_config`, 'hidden'),
      ...Object.entries(fields).map(([name, value]) => field(name, value)),
    );
    const create = xml('pubsub', { xmlns: ns.pubsub }, xml('create', { node: topic }), xml('configure', {}, form));
    await client.ask('set', this.service, create).catch((thrown: unknown) => {
      // It may be there from an earlier run.
      if (!(thrown instanceof Error && thrown.message === 'conflict')) throw thrown;
    });
    const subscriptions = this.audience(topic).map((loginId) =>
      xml('subscription', { jid: `${loginId}@${this.options.domain}`, subscription: 'subscribed' }),
    );
    if (subscriptions.length === 0) return;
    const manage = xml('pubsub', { xmlns: owner }, xml('subscriptions', { node: topic }, ...subscriptions));
    await client.ask('set', this.service, manage);
  }
}

const field = (name: string, value: string, type?: string): Element =>
  xml('field', { var: name, type }, xml('value', {}, value));
