/** "Test connection": a stored secret goes only where it was typed for, and comes back to nobody. */
import { inspect } from 'node:util';
import should from 'should';
import { admin, post } from '../support/admin';
import { ask, logged, redeploy, showing, start, type Credentials, type FlowNode } from '../support/node-red';
import { pbx } from '../support/pbx';
import { serveHttp, type Running } from '../support/servers';
import { action, connection, signIn, useStage } from '../support/stage';
import { at, form, keptIn, marks, stored, test, typedIn } from '../support/test-form';

describe('nodes: secrets of a test', () => {
  const stage = useStage();
  const running: Running[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });

  describe('with a stored password', () => {
    const other = 'http://127.0.0.1:9';

    /** Deployed, and used by nobody: so whatever is asked is tried. */
    async function deployed(node: FlowNode, credentials: Credentials = signIn, more: FlowNode[] = []): Promise<void> {
      await start([node, ...more], credentials);
    }

    it('goes where it was typed for', async () => {
      const node = connection(stage.url);
      await deployed(node);
      const { body } = await test({ ...node, place: '', timeoutSeconds: '5' }, keptIn);
      should({ about: body.about, marks: marks(body) }).eql({ about: 'typed', marks: '+?+++' });
    });

    for (const [what, more, credentials] of [
      ['another host', { url: other }, keptIn],
      ['another user', {}, { username: 'sup.two', password: stored }],
      ['another port', { url: 'http://127.0.0.1:1' }, keptIn],
      ['a proxy', { proxy: 'proxy' }, keptIn],
      ['TLS settings', { tls: 'tls' }, keptIn],
      ['a property that nobody knows', { gateway: other }, keptIn],
      ['another node', { id: 'other' }, keptIn],
    ] as const) {
      it(`does not go to ${what}: it must be typed again`, async () => {
        let asked = 0;
        const server = await serveHttp((_request, response) => {
          asked++;
          response.end('{}');
        });
        running.push(server);
        const node = connection(stage.url);
        await deployed(node, signIn, [
          { id: 'proxy', type: 'http proxy', url: server.url, noproxy: [] },
          { id: 'tls', type: 'tls-config', verifyservercert: false },
        ]);
        const { status, body } = await test({ ...node, ...more }, credentials);
        should({ status, code: body.code }).eql({ status: 409, code: 'retype' });
        body.message!.should.match(/Type the password again/);
        asked.should.equal(0);
        stage.sim.journal.list().length.should.equal(0);
      });
    }

    it('goes along with a password that was typed: only the stored one stays', async () => {
      const node = connection(stage.url);
      await deployed(node, { gws: { username: 'sup.two', password: 'c4nary' } });
      const { body } = await test(node, typedIn);
      marks(body).should.equal('+?+++');
    });

    it('of another kind of connection stays, too', async () => {
      await deployed(connection(stage.url));
      const { status, body } = await test({ ...pbx(stage.url), id: 'gws' }, { appId: 'sup.one', appSecret: stored });
      should({ status, code: body.code }).eql({ status: 409, code: 'retype' });
    });

    it('that is not there counts as none', async () => {
      const node = connection(stage.url);
      await deployed(node, {});
      const { body } = await test(node, { username: '', password: stored });
      should(at(body, 'reachable').message).match(/no user name or no password/);
    });
  });

  describe('with values from the environment', () => {
    before(() => {
      process.env.TEST_GWS_PASSWORD = 'simulator';
    });
    after(() => {
      delete process.env.TEST_GWS_PASSWORD;
    });
    const fromThere = { username: 'sup.one', password: '${TEST_GWS_PASSWORD}' };

    it('takes what the deployed connection has', async () => {
      const node = connection(stage.url);
      await start([node], { gws: fromThere });
      for (const credentials of [keptIn, fromThere]) {
        const { body } = await test(node, credentials);
        should({ about: body.about, marks: marks(body) }).eql({ about: 'typed', marks: '+?+++' });
      }
    });

    it('looks up nothing that was only typed', async () => {
      const node = connection(stage.url);
      await start([node], signIn);
      for (const [more, credentials] of [
        [{}, fromThere],
        [{ url: '${TEST_GWS_PASSWORD}' }, typedIn],
        [{ place: '${TEST_GWS_PASSWORD}' }, typedIn],
        [{ id: 'new' }, fromThere],
      ] as const) {
        const { status, body, text } = await test({ ...node, ...more }, credentials);
        status.should.equal(409);
        should(['retype', 'not-deployed']).containEql(body.code);
        text.should.not.match(/simulator/);
      }
      stage.sim.journal.list().length.should.equal(0);
    });

    it('does not send them to another host', async () => {
      const node = connection(stage.url);
      await start([node], { gws: fromThere });
      const { body } = await test({ ...node, url: 'http://127.0.0.1:9' }, fromThere);
      should(body.code).equal('retype');
    });
  });

  describe('gives no secret away', () => {
    const canary = 'c4nary/Pa55+wörd';
    const forms = [
      canary,
      encodeURIComponent(canary),
      JSON.stringify(canary).slice(1, -1),
      ...(['utf8', 'latin1'] as const).flatMap((charset) =>
        [canary, `sup.one:${canary}`].map((text) => Buffer.from(text, charset).toString('base64')),
      ),
    ];

    function silent(text: string): void {
      const all = text + inspect(logged(), { depth: 20, maxArrayLength: null, maxStringLength: null });
      for (const each of forms) all.includes(each).should.be.false();
    }

    for (const [status, type] of [
      [500, 'application/json'],
      [403, 'application/json'],
      [200, 'application/json'],
      [200, 'text/html'],
    ] as const) {
      it(`when a server sends it back, ${status} ${type}`, async () => {
        const server = await serveHttp((request, response, body) => {
          const echo = `${canary} ${inspect(request.headers)} ${body} ${forms.join(' ')}`;
          const said = { statusCode: 9, statusMessage: echo, error: { code: echo, message: echo } };
          response.writeHead(status, { 'content-type': type }).end(JSON.stringify(said));
        });
        running.push(server);
        await start([connection(server.url), action('coach')], { gws: { username: 'sup.one', password: canary } });
        await showing('coach', 'disconnected');
        for (const password of [stored, canary]) {
          const { text } = await test(connection(server.url), { username: 'sup.one', password });
          text.should.match(/checks/);
          silent(text);
        }
        silent((await test(pbx(server.url), { appId: 'sup.one', appSecret: canary })).text);
        await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
        for (const path of ['board', 'agents?connection=gws', 'agents?connection=gws&q=x']) {
          silent((await admin(path)).text);
        }
        silent((await post('end', { id: canary.slice(0, 4) })).text);
        silent((await post('end-all', {})).text);
      });
    }

    it('when it was typed into another field, too, which is quoted', async () => {
      await start([]);
      const secret = 'c4nary-Pa55';
      const more = { callbackUrl: 'https://here.test', callbackExtensions: secret };
      const credentials = { appId: 'x', appSecret: secret, callbackSecret: 'x'.repeat(16) };
      const { text } = await test(pbx(stage.url, more), credentials);
      text.should.match(/among the extensions/);
      text.should.not.containEql(secret);
    });

    it('when all goes well, and when it must be typed again', async () => {
      Object.assign(stage.sim.centre.person('sup.one'), { password: canary });
      const node = connection(stage.url);
      const credentials = { gws: { username: 'sup.one', password: canary } };
      await start([node, action('coach')], credentials);
      await showing('coach', 'connected');
      silent((await test(node, keptIn)).text);
      silent((await test({ ...node, url: 'http://127.0.0.1:9' }, keptIn)).text);
      await redeploy([node], 'full', credentials);
      silent((await test(node, keptIn)).text);
      silent((await post('test', form({ ...node, url: canary }, { ...typedIn, password: canary }))).text);
    });
  });
});
