import 'should';
import { getEventListeners } from 'node:events';
import { settle } from '../../../support/manual-clock';
import { until } from '../../../support/until';
import { escaped, event, failure, result } from '../../../support/xmpp/fake';
import { dialogUpdate } from '../../../support/xmpp/publisher';
import { onEachFake } from './on-fake';
import { soon } from './world';

const node = '/finesse/api/User/7012/Dialogs';
const update = (source: string): string => `<Update><event>PUT</event><source>${source}</source></Update>`;

onEachFake('the events of an XMPP session', (on) => {
  it('come as escaped text or as elements, in any namespace', async () => {
    const { items } = await on.online();
    const text = event(node, 'a', escaped(update('/one')));
    const pushed = event(node, 'b', escaped(update('/two'))).replace(
      /notification xmlns='[^']*'/,
      "notification xmlns='urn:xmpp:push:0'",
    );
    const declared = event(node, 'c', escaped(`<?xml version="1.0"?>\n${update('/three')}`));
    const elements = event(node, 'd', update('/four'));
    on.fake.client.send(text, pushed, declared, elements);
    await until('four events', () => items().length === 4);
    items()
      .map(({ payload }) => payload.getChildText('source'))
      .should.deepEqual(['/one', '/two', '/three', '/four']);
    items()
      .map(({ id }) => id)
      .should.deepEqual(['a', 'b', 'c', 'd']);
  });

  it('escaped twice are read all the same', async () => {
    const { items } = await on.online();
    on.fake.client.send(event(node, 'a', escaped(escaped(update('/A &amp;lt;B')))));
    await until('the event', () => items().length === 1);
    items()
      .map(({ payload }) => payload.getChildText('source'))
      .should.deepEqual(['/A &lt;B']);
  });

  it('are told once, whatever subscription they come by', async () => {
    const { items } = await on.online();
    const first = event(node, 'same', escaped(update('/one')));
    const other = event('/finesse/api/User/7012', 'same', escaped(update('/two')));
    const nameless = event(node, '', escaped(update('/three')));
    on.fake.client.send(first, first, other, nameless, nameless, first);
    await until('the last event', () => items().length === 4);
    items()
      .map(({ payload }) => payload.getChildText('source'))
      .should.deepEqual(['/one', '/two', '/three', '/three']);
  });

  it('several may come in one message', async () => {
    const { items } = await on.online();
    const both = event(node, 'a', update('/one')).replace(
      '</item>',
      `</item><retract id='x'/><item id='b'><notification>${update('/two')}</notification></item>`,
    );
    on.fake.client.send(both);
    await until('two events', () => items().length === 2);
  });

  it('are believed from the publishing service alone', async () => {
    const { items } = await on.online({ pubsub: 'PubSub.finesse.test' });
    const forged = event(node, 'a', update('/forged'), '7101@finesse.test/desktop');
    const fromNobody = event(node, 'b', update('/forged')).replace(/ from='[^']*'/, '');
    on.fake.client.send(forged, fromNobody, event(node, 'c', update('/true')));
    await until('an event', () => items().length > 0);
    items()
      .map(({ payload }) => payload.getChildText('source'))
      .should.deepEqual(['/true']);
  });

  it('are believed from the server itself too, which may speak for its services', async () => {
    const { items, session } = await on.online({ pubsub: 'PubSub.finesse.test' });
    on.fake.client.send(event(node, 'a', update('/one'), 'Finesse.test'));
    await until('an event', () => items().length === 1);
    on.fake.script = (element) =>
      element.includes('<subscribe') ? [result(element).replace(/from='[^']*'/, "from='finesse.test'")] : undefined;
    await session.subscribe(node, soon());
  });

  it('are told as unreadable where their payload makes no sense, and the session goes on', async () => {
    const { events, items, closed } = await on.online();
    const bomb = escaped('<!DOCTYPE a [<!ENTITY b "x">]><Update>&b;</Update>');
    on.fake.client.send(
      event(node, 'a', escaped('<Update><data></Update>')),
      event(node, 'b', bomb),
      event(node, 'c', ''),
      event(node, 'd', escaped(update('/fine'))),
    );
    await until('the last event', () => items().length === 1);
    const unreadable = events.filter((each) => each.type === 'unreadable');
    unreadable.map(({ id }) => id).should.deepEqual(['a', 'b', 'c']);
    unreadable.map((each) => each.node).should.matchEach(node);
    unreadable.map(({ error }) => error.code).should.matchEach('platform-error');
    closed().should.be.empty();
  });

  it('keep the numbers of agents and callers as they are', async () => {
    const { items } = await on.online();
    on.fake.client.send(event(node, 'a', escaped(dialogUpdate(33554501, '004127'))));
    await until('an event', () => items().length === 1);
    items()[0]!
      .payload.toString()
      .should.equal(dialogUpdate(33554501, '004127').replace(/<(\w+)><\/\1>/g, '<$1/>'));
  });

  it('tell who is there and who is not', async () => {
    const { events } = await on.online();
    on.fake.client.send(
      "<presence from='finesse@finesse.test/app'/>",
      "<presence from='finesse@finesse.test/app' type='unavailable'/>",
      "<presence from='7101@finesse.test' type='subscribe'/>",
      "<presence from='7101@finesse.test/x' type='error'/>",
      "<presence from='finesse@finesse.test/app'><priority>1</priority></presence>",
    );
    await until('three presences', () => events.length === 3);
    events.should.deepEqual(
      [true, false, true].map((available) => ({ type: 'presence', from: 'finesse@finesse.test/app', available })),
    );
  });

  it('are asked for with the full address, and given back the same way', async () => {
    const { session } = await on.online({ resource: 'nr-7' });
    on.fake.script = (element) =>
      element.includes('<subscribe')
        ? [
            result(
              element,
              `<pubsub xmlns='http://jabber.org/protocol/pubsub'><subscription node='x' subid='s77' subscription='subscribed'/></pubsub>`,
            ),
          ]
        : undefined;
    await session.subscribe('/finesse/api/Team/5120/Users', soon());
    await session.unsubscribe('/finesse/api/Team/5120/Users', soon());
    const [subscribe, unsubscribe] = on.fake.client.received.filter((sent) => sent.includes('pubsub'));
    subscribe!.should.match(/^<iq xmlns="jabber:client" type="set" id="[^"]+" to="pubsub\.finesse\.test">/);
    subscribe!.should.containEql('<subscribe node="/finesse/api/Team/5120/Users" jid="7012@finesse.test/nr-7"/>');
    unsubscribe!.should.containEql(
      '<unsubscribe node="/finesse/api/Team/5120/Users" jid="7012@finesse.test/nr-7" subid="s77"/>',
    );
  });

  it('say why they cannot be had', async () => {
    const { session } = await on.online({ answerMs: 150 });
    const answered: Record<string, string[]> = { '/slow': [] };
    on.fake.script = (element) => {
      const asked = / node="([^"]*)"/.exec(element)?.[1] ?? '';
      if (asked === '/pending') return [result(element, `<pubsub><subscription subscription='pending'/></pubsub>`)];
      return asked.startsWith('/') ? (answered[asked] ?? [failure(element, asked.slice(1))]) : undefined;
    };
    const refused = { name: 'SupervisionError', platform: 'finesse' };
    await session
      .subscribe('/forbidden', soon())
      .should.be.rejectedWith({ ...refused, code: 'not-permitted', vendorCode: 'forbidden', retryable: false });
    await session.subscribe('/pending', soon()).should.be.rejectedWith({ ...refused, code: 'not-permitted' });
    await session
      .subscribe('/item-not-found', soon())
      .should.be.rejectedWith({ ...refused, code: 'platform-error', vendorCode: 'item-not-found' });
    await session
      .subscribe('/slow', soon())
      .should.be.rejectedWith({ ...refused, code: 'unreachable', arrived: 'maybe' });
    const calledOff = new AbortController();
    const waiting = session.subscribe('/slow', calledOff.signal).should.be.rejectedWith({ code: 'unreachable' });
    calledOff.abort();
    await waiting;
  });

  it('leave nothing behind on a signal that outlives many questions, and no warning of many at once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', note);
    const { session } = await on.online();
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 20 }, (_, index) => session.subscribe(`/node${index}`, signal)));
    getEventListeners(signal, 'abort').should.be.empty();
    await session.close(soon());
    await settle();
    process.off('warning', note);
    warnings.should.be.empty();
  });

  it('are not asked for by an answer that another user sends', async () => {
    const { session } = await on.online();
    on.fake.script = (element, connection) => {
      if (!element.includes('<subscribe')) return undefined;
      connection.send(failure(element, 'forbidden').replace('<iq ', "<iq from='7101@finesse.test/x' "));
      return [result(element)];
    };
    await session.subscribe(node, soon());
  });

  it('and questions of the server are answered', async () => {
    await on.online();
    const { client } = on.fake;
    const before = client.received.length;
    client.send(
      "<iq type='get' id='p1' from='finesse.test'><ping xmlns='urn:xmpp:ping'/></iq>",
      "<iq type='set' id='p2'><query xmlns='jabber:iq:roster'/></iq>",
    );
    await until('two answers', () => client.received.length >= before + 2);
    const [pong, unknown] = client.received.slice(before);
    pong!.should.equal('<iq xmlns="jabber:client" id="p1" to="finesse.test" type="result"/>');
    unknown!.should.match(
      /id="p2" type="error"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"\/>/,
    );
  });
});
