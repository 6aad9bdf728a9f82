import { parse, type Element } from 'ltx';
import should from 'should';
import { SimulatedFinesse } from '../support/simulated-finesse';

/** A BOSH client with nothing clever in it: bodies out, bodies in. */
class PlainBosh {
  rid = 1000;
  sid = '';
  private readonly stopped = new AbortController();

  constructor(readonly url: string) {}

  async send(content = '', attributes = '', rid = (this.rid += 1)): Promise<Element> {
    const sid = this.sid === '' ? '' : ` sid="${this.sid}"`;
    const text = `<body xmlns="http://jabber.org/protocol/httpbind" xmlns:xmpp="urn:xmpp:xbosh" rid="${rid}"${sid} ${attributes}>${content}</body>`;
    const response = await fetch(this.url, { method: 'POST', body: text, signal: this.stopped.signal });
    should(response.headers.get('content-type')).startWith('text/xml');
    return parse(await response.text());
  }

  async open(attributes = 'to="finesse.sim" wait="1" hold="1" ver="1.6" xmpp:version="1.0"'): Promise<Element> {
    const answer = await this.send('', attributes);
    this.sid = String(answer.attrs.sid);
    return answer;
  }

  /** A whole sign-in. */
  async connect(): Promise<this> {
    await this.open();
    const secret = Buffer.from('\0' + '16105\0simulator').toString('base64');
    const success = await this.send(
      `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${secret}</auth>`,
    );
    should(success.getChild('success')).be.ok();
    const features = await this.send('', 'to="finesse.sim" xmpp:restart="true"');
    should(features.getChild('features')?.getChild('bind')).be.ok();
    const bound = await this.send(
      '<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>bosh</resource></bind></iq>',
    );
    should(bound.getChild('iq')?.getChild('bind')?.getChildText('jid')).equal('16105@finesse.sim/bosh');
    const presence = await this.send('<presence xmlns="jabber:client"/>');
    should(presence.getChildren('presence').length).be.above(0);
    return this;
  }

  ping = (id: string): string =>
    `<iq xmlns="jabber:client" type="get" id="${id}" to="finesse.sim"><ping xmlns="urn:xmpp:ping"/></iq>`;

  close(): void {
    this.stopped.abort();
  }
}

describe('Finesse face: BOSH', () => {
  let world: SimulatedFinesse;
  let client: PlainBosh;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    client = new PlainBosh(world.finesse.ws.replace('ws:', 'http:').replace('/ws/', '/http-bind/'));
  });
  afterEach(async () => {
    client.close();
    await world.close();
  });

  const ids = (answer: Element): unknown[] => answer.getChildren('iq').map(({ attrs }) => attrs.id as unknown);

  /** A request that has arrived and waits: its ping has freed the one before it. */
  async function held(bosh: PlainBosh): Promise<{ waiting: Promise<Element> }> {
    const before = bosh.send();
    const waiting = bosh.send(bosh.ping('held'));
    await before;
    return { waiting };
  }

  it('opens a session and says what holds for it', async () => {
    const { attrs } = await client.open();
    should(attrs).containEql({
      wait: '1',
      hold: '1',
      requests: '2',
      inactivity: '30',
      from: 'finesse.sim',
      'xmpp:version': '1.0',
    });
    should(attrs.sid).match(/^[0-9a-f]{20}$/);
  });

  it('tells events in the answer that waits, and says nothing when there is nothing', async () => {
    await client.connect();
    const empty = await client.send();
    should(empty.children).be.empty();
    const waiting = client.send();
    world.centre.setState('sup.one', 'not-ready');
    const told = await waiting;
    should(told.getChild('message')?.attrs.to).equal('16105@finesse.sim');
    should(told.getChild('message')?.getNS()).equal('jabber:client');
    should(world.finesse.sessions()).equal(1);
  });

  it('holds one request: the next one frees it', async () => {
    await client.connect();
    const first = client.send();
    const second = client.send(client.ping('p1'));
    should(ids(await first)).deepEqual(['p1']);
    should((await second).children).be.empty();
    const patient = new PlainBosh(client.url);
    await patient.open('to="finesse.sim" wait="60" hold="1"');
    const third = patient.send();
    const fourth = patient.send();
    should((await third).children).be.empty();
    patient.close();
    await should(fourth).be.rejected();
  });

  it('takes requests in the order of their numbers, answers a repeated one alike, and no strange one', async () => {
    await client.connect();
    const { rid } = client;
    const later = client.send(client.ping('second'), '', rid + 2);
    await new Promise((resolve) => setImmediate(resolve));
    const earlier = await client.send(client.ping('first'), '', rid + 1);
    should([ids(earlier), ids(await later)]).deepEqual([['first'], ['second']]);
    should(ids(await client.send('', '', rid + 2))).deepEqual(['second']);
    const strange = await client.send('', '', rid + 9);
    should([strange.attrs.type, strange.attrs.condition]).deepEqual(['terminate', 'item-not-found']);
    should(world.finesse.sessions()).equal(0);
  });

  it('ends when it is told to, and when the stream fails', async () => {
    await client.connect();
    should((await client.send('', 'type="terminate"')).attrs.type).equal('terminate');
    should(world.finesse.sessions()).equal(0);
    should((await client.send()).attrs.condition).equal('item-not-found');
    const other = await new PlainBosh(client.url).connect();
    const { waiting } = await held(other);
    world.set('finesse-xmpp-conflict');
    const { attrs, children } = await waiting;
    should([attrs.type, attrs.condition]).deepEqual(['terminate', 'remote-stream-error']);
    should(String(children[0])).containEql('<conflict ');
    should((await new PlainBosh(client.url).open('to="elsewhere.sim"')).toString()).containEql('host-unknown');
  });

  it('refuses what is no body', async () => {
    for (const text of ['', '<body/>', '<iq/>', 'hello']) {
      const response = await fetch(client.url, { method: 'POST', body: text });
      should(await response.text()).containEql('condition="bad-request"');
    }
    should((await fetch(client.url)).status).equal(404);
  });

  it('breaks when its connections are dropped', async () => {
    await client.connect();
    const { waiting } = await held(client);
    world.set('finesse-xmpp-drop=sup.one');
    await should(waiting).be.rejected();
    should((await client.send()).attrs.condition).equal('item-not-found');
  });
});
