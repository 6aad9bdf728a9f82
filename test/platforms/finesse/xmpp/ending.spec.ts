import 'should';
import { DrivenChance } from '../../../support/driven-chance';
import { collectGarbage } from '../../../support/garbage';
import { settle } from '../../../support/manual-clock';
import { until } from '../../../support/until';
import { event } from '../../../support/xmpp/fake';
import { onEachFake } from './on-fake';
import { refusal, soon } from './world';

const node = '/finesse/api/User/7012/Dialogs';
const streamError = (condition: string): string =>
  `<stream:error xmlns:stream='http://etherx.jabber.org/streams'><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>why</text><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>`;

onEachFake('the end of an XMPP session', (on) => {
  for (const [condition, expected] of Object.entries({
    conflict: { code: 'auth', retryable: false },
    'not-authorized': { code: 'auth', retryable: false },
    'host-unknown': { code: 'invalid-input', retryable: false },
    'see-other-host': { code: 'unreachable', retryable: true },
    'system-shutdown': { code: 'unreachable', retryable: true },
    'policy-violation': { code: 'platform-error', retryable: true },
  })) {
    it(`is told with its reason: ${condition}`, async () => {
      const { end, events } = await on.online();
      on.fake.client.send(streamError(condition), event(node, 'late', '<Update/>'));
      (await end()).should.have.properties({ ...expected, vendorCode: condition, platform: 'finesse' });
      await until('the connection to be gone', () => on.fake.running.open === 0);
      events.should.have.length(1);
    });
  }

  it('is told once, when the connection is cut', async () => {
    const { session, end, closed } = await on.online();
    if (on.transport === 'bosh') await on.fake.close();
    else on.fake.client.cut();
    (await end()).should.have.properties({ code: 'unreachable', retryable: true });
    await session.subscribe(node, soon()).should.be.rejectedWith({ code: 'unreachable' });
    await session.close(soon());
    closed().should.have.length(1);
  });

  it('leaves nothing of it in memory', async () => {
    const session = new WeakRef((await on.online()).session);
    // As a connection that is deployed anew: a limit that is not reached.
    await session.deref()!.close(new AbortController().signal);
    await on.sessions.closeAll();
    await until('the session to be out of memory', () => {
      collectGarbage();
      return session.deref() === undefined;
    });
  });

  it('is told to whoever waits for an answer', async () => {
    const { session, end } = await on.online();
    on.fake.script = () => [streamError('reset')];
    await session.subscribe(node, soon()).should.be.rejectedWith({ code: 'unreachable', vendorCode: 'reset' });
    (await end()).vendorCode!.should.equal('reset');
  });

  for (const [what, garbage] of Object.entries<string | Buffer>({
    'XML that is none': '<message><event></message>',
    'a document type': '<!DOCTYPE lolz [<!ENTITY lol "lol">]><message>&lol;</message>',
    'an unknown entity': '<message>&lol;</message>',
    'a processing instruction': '<message><?php echo 1 ?></message>',
    'elements that lie too deep': `<message>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</message>`,
    'text that is not UTF-8': Buffer.concat([
      Buffer.from('<message><a>'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('</a></message>'),
    ]),
    'a stanza of 5 MB': `<message>${'x'.repeat(5 << 20)}</message>`,
    'something that nobody asked for': "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
    'text between stanzas': 'hello',
  })) {
    it(`follows ${what}`, async () => {
      const { end, closed } = await on.online();
      const body = (content: Buffer | string): Buffer =>
        Buffer.concat([
          Buffer.from("<body xmlns='http://jabber.org/protocol/httpbind'>"),
          Buffer.from(content),
          Buffer.from('</body>'),
        ]);
      // Held, so that there is something to answer.
      await settle();
      on.fake.client.raw(on.transport === 'bosh' ? body(garbage) : garbage);
      const error = await end();
      error.should.have.properties({ code: 'platform-error', retryable: true, platform: 'finesse' });
      error.message.length.should.be.below(250);
      await until('the connection to be gone', () => on.fake.running.open === 0);
      closed().should.have.length(1);
    });
  }

  it('follows half a stanza and a cut', async () => {
    const { end, items } = await on.online();
    on.fake.client.raw("<body xmlns='http://jabber.org/protocol/httpbind'><message from='pubsub.finesse.test'><event>");
    if (on.transport === 'tcp') on.fake.client.cut();
    (await end()).retryable.should.be.true();
    items().should.be.empty();
  });

  it('follows a stanza without end, long before the memory is full', async () => {
    const { closed } = await on.online();
    const part = 'x'.repeat(1 << 16);
    const most = on.transport === 'bosh' ? 32 << 20 : 8 << 20;
    let poured = 0;
    on.fake.client.pour("<message from='pubsub.finesse.test'>");
    while (closed().length === 0 && poured < 2 * most) {
      on.fake.client.pour(part);
      poured += part.length;
      await settle();
    }
    poured.should.be.below(most);
    closed()
      .map(({ code }) => code)
      .should.deepEqual(['platform-error']);
  });

  it('follows a listener that throws', async () => {
    const { session, events } = on.sessions.make({});
    session.listen((told) => {
      events.push(told);
      if (told.type !== 'presence') throw new Error('not my day');
    });
    await session.connect(soon());
    on.fake.client.send(event(node, 'a', '<Update/>'), event(node, 'b', '<Update/>'));
    await until('the end', () => events.some(({ type }) => type === 'closed'));
    events.map(({ type }) => type).should.deepEqual(['item', 'closed']);
    events[1]!.should.have
      .property('error')
      .with.property('message')
      .match(/not my day/);
  });

  it('follows a ping that is not answered, and nothing else does', async () => {
    const chance = new DrivenChance();
    const { closed, end } = await on.online({ chance });
    const pings = (): number => on.fake.client.received.filter((sent) => sent.includes('urn:xmpp:ping')).length;
    const answered = async (): Promise<void> => {
      await settle();
      await until('the answer', () => chance.asleep <= 1);
    };
    await chance.pass(60_000, answered);
    pings().should.equal(6);
    // A refusal is a sign of life as well.
    on.fake.script = (element) =>
      element.includes('urn:xmpp:ping')
        ? [
            element
              .replace(/ type="get"/, ' type="error"')
              .replace(/ to="[^"]*"/, '')
              .replace(/<ping[^>]*>/, '<error><service-unavailable/></error>'),
          ]
        : undefined;
    await chance.pass(20_000, answered);
    pings().should.equal(8);
    // So is anything that comes meanwhile, though the ping itself be lost.
    on.fake.script = (element) =>
      element.includes('urn:xmpp:ping') ? ["<presence from='a@finesse.test/b'/>"] : undefined;
    await chance.pass(5000, settle);
    await until('the ping', () => pings() === 9);
    await chance.pass(5000, settle);
    closed().should.be.empty();
    on.fake.script = (element) => (element.includes('urn:xmpp:ping') ? [] : undefined);
    await chance.pass(5000, settle);
    await until('the ping', () => pings() === 10);
    await chance.pass(4999, settle);
    closed().should.be.empty();
    await chance.pass(1000, settle);
    (await end()).should.have.properties({ code: 'unreachable', retryable: true, vendorCode: 'ETIMEDOUT' });
  });

  it('does not follow from our own process standing still', async () => {
    const { closed } = await on.online({ pingMs: 100, answerMs: 100 });
    const pings = (): number => on.fake.client.received.filter((sent) => sent.includes('urn:xmpp:ping')).length;
    await until('a ping', () => pings() === 1);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    await until('two more', () => pings() === 3);
    closed().should.be.empty();
  });

  it('is not told where it is our own wish; what was subscribed is given back first', async () => {
    const { session, events } = await on.online();
    await session.subscribe('/finesse/api/Team/1/Users', soon());
    await session.subscribe('/finesse/api/Team/2/Users', soon());
    await session.unsubscribe('/finesse/api/Team/1/Users', soon());
    const before = on.fake.client.received.length;
    await Promise.all([session.close(soon()), session.close(soon())]);
    const [unsubscribe, bye, ...more] = on.fake.client.received.slice(before);
    unsubscribe!.should.match(/<unsubscribe node="\/finesse\/api\/Team\/2\/Users"/);
    bye!.should.match(/^<\/stream:stream>$|^<close |^<terminate\/>$/);
    more.should.be.empty();
    await until('the connection to be gone', () => on.fake.running.open === 0);
    events.should.be.empty();
    (await refusal({ session })).code.should.equal('unreachable');
  });

  it('signs the user out only where that is asked', async () => {
    const { session } = await on.online();
    await session.close(soon(), true);
    on.fake.client.received.at(-2)!.should.equal('<presence xmlns="jabber:client" type="unavailable"/>');
  });

  it('takes no longer than a second with a server that is dead', async () => {
    const { session } = await on.online();
    await session.subscribe('/finesse/api/Team/1/Users', soon());
    on.fake.script = () => [];
    const begun = Date.now();
    await session.close(new AbortController().signal);
    (Date.now() - begun).should.be.within(800, 1500);
  });
});
