/** "Test connection": what works of a connection as it stands in the form. */
import should from 'should';
import { startSimulator, type Simulator } from '../../simulators';
import { registryOf } from '../../src/node-red/registry';
import { testConnection } from '../../src/node-red/testing';
import { post } from '../support/admin';
import { makeCertificates, type Certificates } from '../support/certificates';
import { fin, onFin, supervisorOf } from '../support/finesse-supervisor';
import { red, setSettings, showing, shown, start, type Credentials, type FlowNode } from '../support/node-red';
import { ccg, inspector, onCcg } from '../support/inspector';
import { appOf, callbackSecret, onPbx, pbx } from '../support/pbx';
import { PlainHuaweiClient } from '../support/plain-huawei-client';
import { serveHttp, serveTcp, type Running } from '../support/servers';
import { action, connection, signIn, useStage } from '../support/stage';
import { app, at, form, keptIn, marks, stored, test, typedIn, type Answer } from '../support/test-form';
import { until } from '../support/until';

describe('nodes: test connection', () => {
  const stage = useStage(() => ({
    genesys: { port: 0 },
    voipnow: { port: 0 },
    huawei: { port: 0 },
    finesse: { port: 0, xmppPort: 0 },
  }));
  const running: Running[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });
  const sessions = (): number => stage.sim.genesys!.sessions();
  const signIns = (): number => stage.sim.journal.count('StartContactCenterSession');

  /** Nothing is deployed, so everything is tried. */
  async function tried(node: FlowNode, credentials: Record<string, string>): Promise<Answer> {
    await start([]);
    const { status, body } = await test(node, credentials);
    should({ status, about: body.about }).eql({ status: 200, about: 'typed' });
    return body;
  }

  describe('on Genesys', () => {
    it('all works, and nobody is signed in any more', async () => {
      const answer = await tried(connection(stage.url), typedIn);
      marks(answer).should.equal('+?+++');
      should(at(answer, 'maySupervise').message).match(/6105/);
      signIns().should.equal(1);
      await until('the session is over', () => sessions() === 0);
      should(stage.sim.centre.personView('sup.one').state).equal('signed-out');
    });

    it('a wrong password is tried once', async () => {
      const answer = await tried(connection(stage.url), { ...typedIn, password: 'not-it' });
      marks(answer).should.equal('+?-..');
      should(at(answer, 'signedIn').message).match(/user name and password/);
      stage.sim.journal.list().length.should.equal(1);
    });

    it('somebody without the role may not supervise', async () => {
      const answer = await tried(connection(stage.url), { username: 'agt.plain', password: 'simulator' });
      marks(answer).should.equal('+?+-+');
      should(at(answer, 'maySupervise').message).match(/supervisor role/);
    });

    it('somebody without a telephone may not either', async () => {
      const answer = await tried(connection(stage.url, { startSession: false }), typedIn);
      marks(answer).should.match(/^\+\?\+[-?]\+$/);
    });

    it('nobody listens there', async () => {
      const server = await serveTcp(() => undefined);
      await server.close();
      const answer = await tried(connection(server.url), typedIn);
      marks(answer).should.equal('-....');
      should(at(answer, 'reachable').message).match(/nobody listens there/);
    });

    it('a server that hangs is given up', async () => {
      stage.sim.faults.set('hung');
      await start([]);
      const since = Date.now();
      const body = form(connection(stage.url, { timeoutSeconds: '30' }), typedIn);
      const answer = await testConnection(red!, registryOf(red!), body, AbortSignal.timeout(60_000), 500);
      should(Date.now() - since).be.below(3_000);
      marks(answer).should.equal('-....');
      should(at(answer, 'reachable').text).eql({ key: 'checkpoint.reachable.gaveUp', values: { seconds: 1 } });
    });

    it('a server that does not answer in time says so by itself', async () => {
      stage.sim.faults.set('hung');
      const answer = await tried(connection(stage.url, { timeoutSeconds: '0.2' }), typedIn);
      marks(answer).should.equal('-....');
      should(at(answer, 'reachable').message).match(/within 200 ms/);
    });

    it('events that do not come are told from a sign-in that is not taken', async () => {
      stage.sim.faults.set('poll-hung');
      await start([]);
      const body = form(connection(stage.url), typedIn);
      const answer = await testConnection(red!, registryOf(red!), body, AbortSignal.timeout(60_000), 1_000);
      marks(answer).should.equal('+?+?-');
      should(at(answer, 'events').text.key).equal('checkpoint.events.gaveUp');
    });

    it('another server', async () => {
      const server = await serveHttp((_request, response) => response.writeHead(404).end('<h1>Not here</h1>'));
      running.push(server);
      marks(await tried(connection(server.url), typedIn)).should.equal('+?-..');
    });

    it('something that speaks no HTTP', async () => {
      const server = await serveTcp((socket) => socket.end('220 mail ready\r\n'));
      running.push(server);
      marks(await tried(connection(server.url), typedIn)).should.equal('-....');
    });

    for (const [what, properties, credentials, words] of [
      ['no address', { url: '' }, typedIn, /no URL/],
      ['no password', {}, { username: 'sup.one', password: '' }, /no password/],
      ['a time limit that is none', { timeoutSeconds: 'long' }, typedIn, /time limit/],
    ] as const) {
      it(`${what}: says which, and asks nobody`, async () => {
        const answer = await tried(connection(stage.url, properties), credentials);
        marks(answer).should.match(/^-\.\.\.\.$/);
        should(at(answer, 'reachable')).have.properties({ text: { key: 'checkpoint.settings', values: {} } });
        should(at(answer, 'reachable').message).match(words);
        stage.sim.journal.list().length.should.equal(0);
      });
    }
  });

  describe('on VoipNow', () => {
    it('all works that can be told without an order, and nothing is left behind', async () => {
      const secret = { ...app, callbackSecret };
      const node = pbx(stage.sim.voipnow!.url, { callbackUrl: 'https://here.test', callbackExtensions: '0007*6001' });
      const answer = await tried(node, secret);
      marks(answer).should.equal('+?+?+');
      should(at(answer, 'maySupervise').message).match(/organization/);
      // Call events of the connection itself would be taken down with those of the test.
      stage.sim.journal
        .list()
        .filter(({ operation }) => /phoneCallEvents/i.test(operation))
        .should.be.empty();
    });

    it('a wrong secret', async () => {
      const answer = await tried(pbx(stage.sim.voipnow!.url), { ...app, appSecret: 'not-it' });
      marks(answer).should.equal('+?-..');
      should(at(answer, 'signedIn').message).match(/App/);
    });

    it('a phone that nobody knows', async () => {
      const answer = await tried(pbx(stage.sim.voipnow!.url, { supervisorExtension: '0007*9999' }), app);
      marks(answer).should.equal('+?+-.');
      should(at(answer, 'maySupervise').message).match(/0007\*9999/);
    });

    it('a phone that is not registered', async () => {
      stage.sim.faults.set('voipnow-unregistered=sup.one');
      const answer = await tried(pbx(stage.sim.voipnow!.url), app);
      marks(answer).should.equal('+?+-+');
      should(at(answer, 'maySupervise').message).match(/registered/);
    });

    it('an App that may not', async () => {
      stage.sim.faults.set('voipnow-refuse=403/access_denied');
      marks(await tried(pbx(stage.sim.voipnow!.url), app)).should.equal('+?+-.');
    });

    it('no phone of its own', async () => {
      const answer = await tried(pbx(stage.sim.voipnow!.url, { supervisorExtension: '' }), app);
      marks(answer).should.equal('+?+?+');
    });

    it('in use and changed: a second sign-in takes nothing away there, so it is tried', async () => {
      const node = pbx(stage.sim.voipnow!.url);
      await start([node, action('coach', onPbx)], appOf());
      await showing('coach', 'connected');
      const { body } = await test({ ...node, pollSeconds: '5' }, { appId: app.appId, appSecret: stored });
      should(body.about).equal('typed');
      marks(body).should.equal('+?+?+');
    });

    it('a call-event address that cannot work', async () => {
      const node = pbx(stage.sim.voipnow!.url, { callbackUrl: 'here.test' });
      should(at(await tried(node, { ...app, callbackSecret }), 'reachable').message).match(/callback URL/);
    });
  });

  describe('on Huawei', () => {
    const url = (): string => stage.sim.huawei!.url;
    const password = 'simulator';

    it('all works, and nobody is signed in any more', async () => {
      marks(await tried(ccg(url()), { password })).should.equal('+?+++');
      await until('he is signed out', () => stage.sim.centre.personView('sup.one').state === 'signed-out');
    });

    it('a wrong password', async () => {
      marks(await tried(ccg(url()), { password: 'not-it' })).should.equal('+?-..');
    });

    it('throws nobody out who is signed in elsewhere, whatever the sign-in says', async () => {
      const desktop = new PlainHuaweiClient(stage.sim.huawei!.api);
      try {
        await desktop.signIn();
        const answer = await tried(ccg(url(), { signIn: 'force' }), { password });
        marks(answer).should.match(/-/);
        should((await desktop.poll()).code).equal('0');
      } finally {
        desktop.close();
      }
    });

    it('in use: does not sign in a second time', async () => {
      const node = ccg(url(), { signIn: 'force' });
      await start([node, action('coach', onCcg)], inspector());
      await showing('coach', 'connected');
      should((await test(node, { password: stored })).body.about).equal('running');
      should((await test({ ...node, lookSeconds: '9' }, { password: stored })).body.about).equal('inUse');
      should(shown('coach').at(-1)).equal('connected');
    });
  });

  describe('on Finesse', () => {
    const node = (more: Partial<FlowNode> = {}): FlowNode => {
      const { url, ws } = stage.sim.finesse!;
      return fin(url, ws, more);
    };
    const credentials = { username: '16105', password: 'simulator' };

    it('all works, and nobody is signed in any more', async () => {
      const answer = await tried(node(), credentials);
      marks(answer).should.equal('+?+++');
      should(at(answer, 'maySupervise').message).match(/6105/);
      await until('he is signed out', () => stage.sim.centre.personView('sup.one').state === 'signed-out');
    });

    it('a wrong password', async () => {
      marks(await tried(node(), { ...credentials, password: 'not-it' })).should.equal('+?-..');
    });

    it('a wrong address of the events', async () => {
      const answer = await tried(node({ notificationUrl: 'ws://127.0.0.1:9/ws/' }), credentials);
      marks(answer).should.equal('+?+?-');
      should(at(answer, 'events').message).match(/127\.0\.0\.1:9/);
    });

    it('in use: does not sign in a second time', async () => {
      await start([node(), action('listen', onFin)], supervisorOf());
      await showing('listen', 'connected');
      should((await test(node(), { ...credentials, password: stored })).body.about).equal('running');
      should((await test(node({ keepListening: true }), { ...credentials, password: stored })).body.about).equal(
        'inUse',
      );
    });
  });

  describe('of a connection that runs', () => {
    async function inUse(more: Partial<FlowNode> = {}, credentials: Credentials = signIn): Promise<FlowNode> {
      const node = connection(stage.url, more);
      await start([node, action('coach')], credentials);
      await showing('coach', 'connected');
      return node;
    }

    it('unchanged: tells how it stands, and signs in nobody else', async () => {
      const node = await inUse();
      const { status, body } = await test(node, keptIn);
      should({ status, about: body.about, marks: marks(body) }).eql({ status: 200, about: 'running', marks: '+?+++' });
      should({ sessions: sessions(), signIns: signIns() }).eql({ sessions: 1, signIns: 1 });
      stage.sim.journal.count('EndContactCenterSession').should.equal(0);
    });

    it('as the editor writes it: numbers as text, a name that is new, nothing chosen', async () => {
      const node = await inUse({ timeoutSeconds: 3 });
      const { body } = await test({ ...node, name: 'other', timeoutSeconds: '3', tls: '_ADD_' }, keptIn);
      should(body.about).equal('running');
    });

    it('changed, with the same supervisor: does not take his session either, and says so', async () => {
      const node = await inUse();
      for (const [more, credentials] of [
        [{ timeoutSeconds: '7' }, keptIn],
        [{}, { ...keptIn, password: 'not-it' }],
        [{ id: 'new' }, typedIn],
      ] as const) {
        const { body } = await test({ ...node, ...more }, credentials);
        should({ about: body.about, connection: body.connection }).eql({ about: 'inUse', connection: 'house' });
        marks(body).should.equal('+?+++');
      }
      should({ sessions: sessions(), signIns: signIns() }).eql({ sessions: 1, signIns: 1 });
    });

    it('with another supervisor: is tried, and the one who is signed in stays', async () => {
      const node = await inUse();
      const { body } = await test(node, { username: 'sup.two', password: 'simulator' });
      should({ about: body.about, marks: marks(body) }).eql({ about: 'typed', marks: '+?+++' });
      await until('the other one has left', () => sessions() === 1);
      should(stage.sim.centre.personView('sup.one').state).not.equal('signed-out');
    });

    it('that lost its platform says so', async () => {
      const node = await inUse();
      await stage.sim.genesys!.close();
      await showing('coach', 'disconnected', 15_000);
      const { body } = await test(node, keptIn);
      should(body.about).equal('running');
      should(marks(body)).match(/^-|^\+\?\+\?-$/);
    }).timeout(20_000);

    it('that is refused after it was up holds nothing any more, so a new password can be tried', async () => {
      const node = await inUse();
      Object.assign(stage.sim.centre.person('sup.one'), { password: 'renewed' });
      stage.sim.faults.set('expire-sessions');
      await showing('coach', 'refused', 10_000);
      marks((await test(node, keptIn)).body).should.equal('+?-..');
      const { body } = await test(node, { ...typedIn, password: 'renewed' });
      should({ about: body.about, marks: marks(body) }).eql({ about: 'typed', marks: '+?+++' });
    });

    it('that was refused is tried again, with what was typed', async () => {
      const node = connection(stage.url);
      await start([node, action('coach')], { gws: { username: 'sup.one', password: 'not-it' } });
      await showing('coach', 'refused');
      marks((await test(node, keptIn)).body).should.equal('+?-..');
      const { body } = await test(node, typedIn);
      should({ about: body.about, marks: marks(body) }).eql({ about: 'typed', marks: '+?+++' });
    });
  });

  describe('with TLS', () => {
    let certificates: Certificates;
    before(async () => {
      certificates = await makeCertificates();
    });
    const tls = { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true, servername: '' };
    let secure: Simulator | undefined;
    beforeEach(async () => {
      secure = await startSimulator({ genesys: { port: 0, tls: certificates.good } });
    });
    afterEach(async () => {
      await secure?.close();
    });
    const url = (): string => secure!.genesys!.url;

    it('trusts the authority that was chosen, as deployed', async () => {
      await start([tls], { tls: { cadata: certificates.ca } });
      marks((await test(connection(url(), { tls: 'tls' }), typedIn)).body).should.equal('+++++');
    });

    it('says that it does not trust, and what to choose', async () => {
      await start([]);
      const { body } = await test(connection(url()), typedIn);
      marks(body).should.equal('+-...');
      should(at(body, 'tls').message).match(/tls-config/);
    });

    it('says that there is none', async () => {
      await start([]);
      const { body } = await test(connection(stage.url.replace('http:', 'https:')), typedIn);
      marks(body).should.equal('+-...');
    });

    it('cannot know settings that are not deployed', async () => {
      await start([]);
      const { status, body } = await test(connection(url(), { tls: 'fresh' }), typedIn);
      should({ status, code: body.code }).eql({ status: 409, code: 'not-deployed' });
    });
  });

  it('one at a time of each connection', async () => {
    stage.sim.faults.set('rest-slow=300');
    await start([]);
    const answers = await Promise.all([1, 2].map(() => test(connection(stage.url), typedIn)));
    should(answers.map(({ status }) => status).sort()).eql([200, 429]);
    should(answers.find(({ status }) => status === 429)?.body.code).equal('busy');
  });

  it('is called off when the dialog is closed, and signs out', async () => {
    stage.sim.faults.set('rest-slow=200');
    await start([]);
    const closed = new AbortController();
    const asked = post('test', form(connection(stage.url), typedIn), { signal: closed.signal }).catch(() => 'gone');
    await until('it has begun', () => stage.sim.journal.list().length > 0);
    closed.abort();
    should(await asked).equal('gone');
    await until('nobody is signed in on a telephone', () => {
      const { state } = stage.sim.centre.personView('sup.one');
      return state === 'signed-out';
    });
    await until('another one may be made', async () => {
      stage.sim.faults.set('rest-slow=0');
      return (await test(connection(stage.url), typedIn)).status === 200;
    });
  });

  for (const body of [
    {},
    [],
    { type: 'tls-config', id: 'x' },
    { type: 'genesys-connection' },
    { type: 'genesys-connection', id: 'x'.repeat(200) },
    { type: 'genesys-connection', id: 'x', properties: 'url' },
    { type: '__proto__', id: 'x' },
  ]) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)}`, async () => {
      await start([]);
      const { status, body: answer } = await post<Answer>('test', body);
      should({ status, code: answer.code }).eql({ status: 400, code: 'invalid-input' });
    });
  }

  it('overlooks properties of a kind that no form has', async () => {
    await start([]);
    const { type, id, properties, credentials } = form(connection(stage.url), typedIn) as Record<string, object>;
    const odd = { place: { a: 1 }, list: [1], nothing: null, ['__proto__']: 'x' };
    const { status } = await post('test', { type, id, credentials, properties: { ...properties, ...odd } });
    status.should.equal(200);
  });

  it('works without a web server for HTTP nodes', async () => {
    setSettings({ httpNodeRoot: false });
    try {
      marks(await tried(connection(stage.url), typedIn)).should.equal('+?+++');
    } finally {
      setSettings();
    }
  });
});
