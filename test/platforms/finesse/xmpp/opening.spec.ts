import 'should';
import { serveTcp } from '../../../support/servers';
import { until } from '../../../support/until';
import { bindOnly, failure, plainOnly, withSession } from '../../../support/xmpp/fake';
import { onEachFake } from './on-fake';
import { refusal, soon } from './world';

const saslFailure = (condition: string): string[] => [
  `<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><text>No</text><${condition}/></failure>`,
];

onEachFake('the opening of an XMPP session', (on) => {
  it('signs in by PLAIN, takes its resource and is available', async () => {
    const { session } = await on.sessions.online({ username: '7012', password: 'gehéim', resource: 'nr-a1' });
    await until('the presence', () => on.fake.client.received.length === 3);
    const [auth, bind, presence] = on.fake.client.received;
    auth!.should.equal(
      `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">${Buffer.from('\u00007012\u0000gehéim').toString('base64')}</auth>`,
    );
    bind!.should.match(/<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>nr-a1<\/resource><\/bind>/);
    presence!.should.equal('<presence xmlns="jabber:client"><priority>0</priority></presence>');
    await session.connect(soon()).should.be.rejected();
  });

  it('answers a server that asks for what the first breath said already', async () => {
    on.fake.script = (element) => {
      if (element.startsWith('<auth')) return [`<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`];
      return element.startsWith('<response') ? [`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`] : undefined;
    };
    await on.sessions.online({});
    const [, response] = on.fake.client.received;
    response!.should.match(/^<response xmlns="urn:ietf:params:xml:ns:xmpp-sasl">[A-Za-z0-9+/]+=*<\/response>$/);
  });

  it('asks for a session only where the server insists', async () => {
    on.fake.features.after = withSession(false);
    await on.sessions.online({});
    on.fake.client.received.filter((sent) => sent.includes('xmpp-session')).should.have.length(1);
    on.fake.features.after = withSession(true);
    await on.sessions.online({});
    on.fake.client.received.filter((sent) => sent.includes('xmpp-session')).should.be.empty();
  });

  for (const condition of ['not-authorized', 'account-disabled', 'mechanism-too-weak']) {
    it(`does not come back after ${condition}`, async () => {
      on.fake.script = (element) => (element.startsWith('<auth') ? saslFailure(condition) : undefined);
      const error = await refusal(on.sessions.make({}));
      error.should.have.properties({ code: 'auth', retryable: false, vendorCode: condition, platform: 'finesse' });
      error.message.should.not.containEql('right-secret');
    });
  }

  it('may come back after temporary-auth-failure', async () => {
    on.fake.script = (element) => (element.startsWith('<auth') ? saslFailure('temporary-auth-failure') : undefined);
    (await refusal(on.sessions.make({}))).should.have.properties({ code: 'unreachable', retryable: true });
  });

  it('does not give the password to a server that does not offer PLAIN', async () => {
    on.fake.features.before = plainOnly.replace('PLAIN', 'SCRAM-SHA-1');
    const error = await refusal(on.sessions.make({}));
    error.should.have.properties({ code: 'auth', retryable: false });
    error.message.should.match(/SCRAM-SHA-1/);
    on.fake.client.received.should.be.empty();
  });

  it('fails where the resource is refused', async () => {
    on.fake.script = (element) => (element.includes('<bind') ? [failure(element, 'conflict')] : undefined);
    (await refusal(on.sessions.make({}))).should.have.properties({
      code: 'auth',
      retryable: false,
      vendorCode: 'conflict',
    });
  });

  it('fails where the resource is given without an address', async () => {
    on.fake.script = (element) =>
      element.includes('<bind') ? [`<iq type='result' id='${/id="([^"]*)"/.exec(element)?.[1] ?? ''}'/>`] : undefined;
    (await refusal(on.sessions.make({}))).should.have.properties({ code: 'platform-error', retryable: true });
  });

  it('fails where something else than features comes', async () => {
    on.fake.features.before = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
    const error = await refusal(on.sessions.make({}));
    error.should.have.properties({ code: 'platform-error', retryable: true });
    error.message.should.match(/<success> where <features>/);
  });

  for (const [where, broken] of Object.entries({
    'before the sign-in': { before: '', after: bindOnly },
    'after the sign-in': { before: plainOnly, after: '' },
  })) {
    it(`is given up where the server says nothing ${where}`, async () => {
      on.fake.features = broken;
      const error = await refusal(on.sessions.make({ openMs: 150 }));
      error.should.have.properties({ code: 'unreachable', retryable: true, vendorCode: 'ETIMEDOUT' });
      error.message.should.match(/150 ms/);
      await until('the connection to be gone', () => on.fake.running.open === 0);
    });
  }

  it('is given up where the resource is not given in time', async () => {
    on.fake.script = (element) => (element.includes('<bind') ? [] : undefined);
    const error = await refusal(on.sessions.make({ answerMs: 100 }));
    error.should.have.properties({ code: 'unreachable', retryable: true });
    error.message.should.match(/the resource within 100 ms/);
  });

  it('is given up where a connection is taken and nothing else happens', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const url = on.fake.url.replace(/:\d+/, `:${silent.port}`);
    for (const address of [url, url.replace('://', 's://')]) {
      const error = await refusal(on.sessions.make({ url: address, openMs: 100 }));
      error.should.have.properties({ code: 'unreachable', retryable: true });
    }
    await until('the connections to be gone', () => silent.open === 0);
    await silent.close();
  });

  it('fails at once where nobody listens', async () => {
    await on.fake.close();
    const error = await refusal(on.sessions.make({}));
    error.should.have.properties({ code: 'unreachable', retryable: true, vendorCode: 'ECONNREFUSED', arrived: 'no' });
  });

  it('fails where the connection is cut on the way', async () => {
    on.fake.script = (_element, connection) => {
      connection.cut();
      return [];
    };
    (await refusal(on.sessions.make({}))).should.have.properties({ code: 'unreachable', retryable: true });
  });

  it('can be called off, and be closed, at any moment', async () => {
    on.fake.features.before = '';
    const calledOff = new AbortController();
    const first = refusal(on.sessions.make({}));
    const other = on.sessions.make({});
    const second = other.session.connect(calledOff.signal).should.be.rejectedWith({ code: 'unreachable' });
    await until('two connections', () => on.fake.connections.length === 2);
    calledOff.abort();
    await second;
    await on.sessions.closeAll();
    (await first).code.should.equal('unreachable');
    await until('the connections to be gone', () => on.fake.running.open === 0);
    other.events.should.be.empty();
    await other.session.subscribe('/x', soon()).should.be.rejectedWith({ code: 'unreachable' });
    await on.sessions.make({}).session.subscribe('/x', soon()).should.be.rejectedWith({ code: 'unreachable' });
    const aborted = on.sessions.make({});
    await aborted.session.connect(AbortSignal.abort()).should.be.rejectedWith({ code: 'unreachable' });
    on.fake.connections.should.have.length(2);
  });
});
