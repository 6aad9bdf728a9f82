import type { XmppServer } from './server';
import { publisherPassword } from './server';
import { PlainClient } from './plain-client';

const pubsubNs = 'http://jabber.org/protocol/pubsub';

export interface Publication {
  /** Of the item. A new one by default. */
  id?: string;
  /** `text` is what Cisco documents: the payload escaped inside of `<notification>`. Default `text`. */
  as?: 'text' | 'elements';
  /** Of `<notification>`; captures show two. */
  namespace?: string;
  /** How long the server may take. */
  limitMs?: number;
}

/** Publishes what Finesse would publish. */
export class Publisher {
  #lastItem = 0;
  #nodes = new Set<string>();

  private constructor(
    private readonly client: PlainClient,
    private readonly service: string,
  ) {}

  static async connect(server: XmppServer, ca?: string): Promise<Publisher> {
    const client = await PlainClient.connect({
      url: server.urls.tcp,
      domain: server.domain,
      username: 'publisher',
      password: publisherPassword,
      resource: `publisher-${Date.now()}`,
      ...(ca !== undefined && { ca }),
    });
    return new Publisher(client, server.pubsub);
  }

  /** Items are not kept: a server that stores them publishes a tenth. */
  async create(node: string): Promise<void> {
    if (this.#nodes.has(node)) return;
    const field = (name: string, value: string): string => `<field var='${name}'><value>${value}</value></field>`;
    const form = `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', `${pubsubNs}#node_config`)}${field('pubsub#persist_items', '0')}${field('pubsub#access_model', 'open')}</x>`;
    await this.client.ask(
      'set',
      `<pubsub xmlns='${pubsubNs}'><create node='${node}'/><configure>${form}</configure></pubsub>`,
      this.service,
    );
    this.#nodes.add(node);
  }

  /** @param update XML text; resolves when the server has taken it */
  async publish(node: string, update: string, publication: Publication = {}): Promise<string> {
    const { id = `item-${process.pid}-${++this.#lastItem}` } = publication;
    await this.client.ask('set', this.#publication(node, update, id, publication), this.service, publication.limitMs);
    return id;
  }

  /** Many at once; resolves when the server has taken the last. */
  async publishAll(node: string, updates: readonly string[]): Promise<void> {
    const rest = [...updates];
    const last = rest.pop();
    for (const update of rest) {
      const id = `item-${process.pid}-${++this.#lastItem}`;
      this.client.send(
        `<iq type='set' id='${id}' to='${this.service}'>${this.#publication(node, update, id, {})}</iq>`,
      );
    }
    if (last !== undefined) await this.publish(node, last, { limitMs: 30_000 });
  }

  /** Who has subscribed to a node, as the server says. */
  async subscribers(node: string): Promise<string[]> {
    const asked = `<pubsub xmlns='${pubsubNs}#owner'><subscriptions node='${node}'/></pubsub>`;
    const answer = await this.client.ask('get', asked, this.service);
    return [...answer.matchAll(/<subscription [^>]*jid=['"]([^'"]+)['"]/g)].map(([, jid]) => jid ?? '');
  }

  close(): void {
    this.client.close();
  }

  #publication(node: string, update: string, id: string, { as = 'text', namespace = pubsubNs }: Publication): string {
    const payload = as === 'elements' ? update : escaped(update);
    const item = `<item id='${id}'><notification xmlns='${namespace}'>${payload}</notification></item>`;
    return `<pubsub xmlns='${pubsubNs}'><publish node='${node}'>${item}</publish></pubsub>`;
  }
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A dialog of the size that Finesse sends, 2.8 kB. */
export function dialogUpdate(id: number, extension = '4127'): string {
  const variables = Array.from(
    { length: 10 },
    (_, index) =>
      `<CallVariable><name>callVariable${index + 1}</name><value>value &amp; more ${index}</value></CallVariable>`,
  ).join('');
  const expanded = ['user.customerTier', 'user.caseNumber']
    .map((name) => `<CallVariable><name>${name}</name><value>gold</value></CallVariable>`)
    .join('');
  const participant = (address: string): string =>
    `<Participant><actions><action>HOLD</action><action>DROP</action><action>CONSULT_CALL</action><action>UPDATE_CALL_DATA</action></actions><mediaAddress>${address}</mediaAddress><mediaAddressType>AGENT_DEVICE</mediaAddressType><startTime>2025-03-04T09:12:01.000Z</startTime><state>ACTIVE</state><stateCause></stateCause><stateChangeTime>2025-03-04T09:12:01.300Z</stateChangeTime></Participant>`;
  const dialog = `<Dialog><associatedDialogUri></associatedDialogUri><fromAddress>+34600111222</fromAddress><id>${id}</id><mediaProperties><DNIS>7700</DNIS><callType>ACD_IN</callType><dialedNumber>7700</dialedNumber><queueName>Claims.SG</queueName><callvariables>${variables}${expanded}</callvariables></mediaProperties><mediaType>Voice</mediaType><participants>${participant(extension)}${participant('+34600111222')}${participant('4100')}</participants><state>ACTIVE</state><toAddress>7700</toAddress><uri>/finesse/api/Dialog/${id}</uri></Dialog>`;
  return `<Update><data><dialogs>${dialog}</dialogs></data><event>PUT</event><requestId></requestId><source>/finesse/api/Dialog/${id}</source></Update>`;
}
