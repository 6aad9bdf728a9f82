/** Password and session key (GUID) of an inspector are in the credentials of a connection, or in its memory, and nowhere else. */
import { inspect } from 'node:util';
import should from 'should';
import { ccg, inspector, onCcg } from '../support/inspector';
import { ask, logged, showing, sink, start, statuses, unload } from '../support/node-red';
import { serveHttp, type Running } from '../support/servers';
import { action, cancel, events, useStage } from '../support/stage';

const password = 'c4nary/Pa55+wörd';
const guid = 'c4nary01-89ab-4cde-8f01-23456789abcd.AgentGateway0';
const nodes = [action('coach', onCcg), events(onCcg), cancel({ ...onCcg, what: 'all' })];

/** Everything a person or a flow could have seen. */
function seen(): string {
  const sinks = ['first', 'second', 'caught', 'completed', 'statuses', 'happened'].map(sink);
  const all = [...sinks, ...['coach', 'events', 'cancel', 'ccg'].map(statuses), logged()];
  return inspect(all, { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
}

const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  ...(['utf8', 'latin1'] as const).map((charset) => Buffer.from(secret, charset).toString('base64')),
];

describe('nodes: secrets of Huawei', () => {
  const stage = useStage(() => ({ huawei: { port: 0 } }));
  let server: Running | undefined;
  afterEach(async () => {
    await unload();
    await server?.close();
    server = undefined;
  });

  async function watched(url: string, state: string, then: () => void = () => undefined): Promise<string> {
    await start([ccg(url, { timeoutSeconds: '1' }), ...nodes], inspector({ password }));
    await showing('coach', state);
    then();
    await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } }, 12_000);
    await ask('cancel', { _msgid: 'm2' }, 12_000);
    const text = seen();
    text.should.match(/coach/);
    for (const secret of [password, guid]) {
      for (const form of forms(secret)) should(text.includes(form)).be.false(form);
    }
    text.should.not.match(/[\w-]{20,}\.AgentGateway/);
    return text;
  }

  const ownPassword = (): void => {
    Object.assign(stage.sim.centre.person('sup.one'), { password });
  };

  it('not when all goes well', async () => {
    ownPassword();
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await watched(stage.sim.huawei!.url, 'connected');
    should(sink('first').length).equal(2);
  });

  it('not when the password is refused', async () => {
    await watched(stage.sim.huawei!.url, 'refused');
  });

  it('not when the session is lost in the middle', async () => {
    ownPassword();
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await watched(stage.sim.huawei!.url, 'connected', () => {
      stage.sim.faults.set('huawei-expire-sessions');
    });
  });

  for (const [status, type] of [
    [500, 'application/json'],
    [400, 'application/json'],
    [200, 'application/json'],
    [200, 'text/html'],
  ] as const) {
    it(`not when a server sends them back, ${status} ${type}`, async () => {
      server = await serveHttp((request, response, body) => {
        const signsIn = request.url!.includes('/onlineagent/6105') && request.method === 'PUT';
        const echo = `${guid} ${forms(password).join(' ')} ${body} ${inspect(request.headers)}`;
        const good = { message: '', retcode: '0', result: { workno: '6105', mediatype: 'TTF', loginTime: '1' } };
        response.writeHead(signsIn ? 200 : status, {
          'content-type': signsIn ? 'application/json' : type,
          'set-guid': `JSESSIONID=${guid}`,
          guid,
        });
        response.end(JSON.stringify(signsIn ? good : { message: echo, retcode: '900-003', result: echo, event: echo }));
      });
      await watched(server.url, 'disconnected');
    });
  }
});
