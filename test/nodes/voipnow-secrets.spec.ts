/** App secret, callback secret and token are in the credentials of a connection, or in its memory, and nowhere else. */
import { inspect } from 'node:util';
import should from 'should';
import { voipnowApp } from '../../simulators';
import { ask, logged, showing, sink, start, statuses, unload } from '../support/node-red';
import { appOf, callbackSecret, onPbx, pbx, webServer } from '../support/pbx';
import { serveHttp, type Running } from '../support/servers';
import { action, cancel, events, useStage } from '../support/stage';

const token = 'c4nary-token-0123456789';
const nodes = [action('coach', onPbx), events(onPbx), cancel({ ...onPbx, what: 'all' })];

/** Everything a person or a flow could have seen. */
function seen(): string {
  const sinks = ['first', 'second', 'caught', 'completed', 'statuses', 'happened'].map(sink);
  const all = [...sinks, ...['coach', 'events', 'cancel', 'pbx'].map(statuses), logged()];
  return inspect(all, { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
}

const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(`${voipnowApp.key}:${secret}`).toString('base64'),
];

describe('nodes: secrets of VoipNow', () => {
  const stage = useStage(() => ({ voipnow: { port: 0 } }));
  const running: Running[] = [];
  afterEach(async () => {
    await unload();
    for (const server of running.splice(0)) await server.close();
  });

  async function watched(
    url: string,
    appSecret: string,
    state: string,
    then: () => void = () => undefined,
  ): Promise<void> {
    const web = await webServer();
    running.push(web);
    const connection = pbx(url, { callbackUrl: web.url, callbackExtensions: '0007*6001', timeoutSeconds: '1' });
    await start([connection, ...nodes], appOf({ appSecret, callbackSecret }));
    await showing('coach', state);
    then();
    await ask('coach', { _msgid: 'm1', payload: { agent: '0007*6001' } }, 12_000);
    await ask('cancel', { _msgid: 'm2' }, 12_000);
    const text = seen();
    text.should.match(/coach/);
    for (const secret of [appSecret, callbackSecret, token]) {
      for (const form of forms(secret)) should(text.includes(form)).be.false(form);
    }
    text.should.not.match(/sim_[\w-]{8}/);
  }

  it('not when all goes well', async () => {
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await watched(stage.sim.voipnow!.url, voipnowApp.secret, 'connected');
    should(sink('first').length).equal(2);
  });

  it('not when the App is refused', async () => {
    await watched(stage.sim.voipnow!.url, 'c4nary/App+secret', 'refused');
  });

  it('not when the token is ended, and no new one is given', async () => {
    const { faults, voipnow } = stage.sim;
    await watched(voipnow!.url, voipnowApp.secret, 'connected', () => {
      faults.set('voipnow-expire-tokens');
      faults.set('voipnow-app-suspended');
    });
    sink('caught').should.matchAny({ error: { code: 'auth' } });
  });

  for (const [status, type] of [
    [500, 'application/json'],
    [400, 'application/json'],
    [200, 'application/json'],
    [200, 'text/html'],
  ] as const) {
    it(`not when a server sends them back, ${status} ${type}`, async () => {
      const server = await serveHttp((request, response, body) => {
        const signsIn = request.url!.startsWith('/oauth');
        const echo = `${body} ${inspect(request.headers)} ${forms('c4nary/App+secret').join(' ')} ${callbackSecret} ${token}`;
        const said = signsIn
          ? { access_token: token, expires_in: 3600, token_type: 'Bearer' }
          : { error: { code: 'c4nary', message: echo }, entry: echo };
        response.writeHead(signsIn ? 200 : status, {
          'content-type': type === 'text/html' && !signsIn ? type : 'application/json',
        });
        response.end(JSON.stringify(said));
      });
      running.push(server);
      await watched(server.url, 'c4nary/App+secret', 'disconnected');
    });
  }
});
