/** The password of a supervisor goes to Finesse by HTTP and by XMPP, and is nowhere else but in the credentials of a connection. */
import { inspect } from 'node:util';
import should from 'should';
import { fin, onFin, supervisorOf } from '../support/finesse-supervisor';
import { ask, logged, showing, sink, start, statuses, unload } from '../support/node-red';
import { serveHttp, type Running } from '../support/servers';
import { action, cancel, events, useStage } from '../support/stage';

const password = 'c4nary/Pa55+wörd';
const nodes = [action('listen', onFin), events(onFin), cancel({ ...onFin, what: 'all' })];

/** Everything a person or a flow could have seen. */
function seen(): string {
  const sinks = ['first', 'second', 'caught', 'completed', 'statuses', 'happened'].map(sink);
  const all = [...sinks, ...['listen', 'events', 'cancel', 'fin'].map(statuses), logged()];
  return inspect(all, { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** As the web server gets it. */
const sent = [password, encodeURIComponent(password), base64(password), base64(`16105:${password}`)];
/** And as the XMPP server does. */
const forms = [...sent, base64(`\u000016105\u0000${password}`)];

describe('nodes: secrets of Finesse', () => {
  const stage = useStage(() => ({ finesse: { port: 0, xmppPort: 0 } }));
  let server: Running | undefined;
  afterEach(async () => {
    await unload();
    await server?.close();
    server = undefined;
  });

  async function watched(
    url: string,
    state: string,
    { more = {}, then = () => undefined }: { more?: object; then?: () => void } = {},
  ): Promise<void> {
    const connection = fin(url, stage.sim.finesse!.ws, { timeoutSeconds: '1', ...more });
    await start([connection, ...nodes], supervisorOf({ password }));
    await showing('listen', state);
    then();
    await ask('listen', { _msgid: 'm1', payload: { agent: '6001' } }, 12_000);
    await ask('cancel', { _msgid: 'm2' }, 12_000);
    const text = seen();
    text.should.match(/listen/);
    for (const form of forms) should(text.includes(form)).be.false(form);
  }

  const ownPassword = (): void => {
    Object.assign(stage.sim.centre.person('sup.one'), { password });
  };

  for (const notifications of ['websocket', 'bosh'] as const) {
    it(`not when all goes well, ${notifications}`, async () => {
      ownPassword();
      stage.sim.centre.startCall({ agent: 'agt.one' });
      const { ws } = stage.sim.finesse!;
      const notificationUrl = notifications === 'bosh' ? ws.replace(/^ws(.*)\/ws\/$/, 'http$1/http-bind/') : ws;
      await watched(stage.sim.finesse!.url, 'connected', { more: { notifications, notificationUrl } });
      should(sink('first').length).equal(2);
    });
  }

  it('not when the password is refused', () => watched(stage.sim.finesse!.url, 'refused'));

  it('not when the notifications refuse it', async () => {
    ownPassword();
    stage.sim.faults.set('finesse-xmpp-refuse=on');
    await watched(stage.sim.finesse!.url, 'refused');
  });

  it('not when the server goes out of service', async () => {
    ownPassword();
    await watched(stage.sim.finesse!.url, 'connected', {
      then: () => {
        stage.sim.faults.set('finesse-out-of-service=on');
      },
    });
  });

  for (const [status, type] of [
    [500, 'application/xml'],
    [400, 'application/xml'],
    [200, 'application/xml'],
    [200, 'text/html'],
  ] as const) {
    it(`not when a server sends it back, ${status} ${type}`, async () => {
      server = await serveHttp((request, response, body) => {
        const echo = `${sent.join(' ')} ${body} ${inspect(request.headers)}`.replace(/[<&\0]/g, ' ');
        const system = `<SystemInfo><status>IN_SERVICE</status><xmppDomain>x</xmppDomain></SystemInfo>`;
        const error = `<ApiErrors><ApiError><ErrorType>c4nary</ErrorType><ErrorMessage>${echo}</ErrorMessage></ApiError></ApiErrors>`;
        const isSystem = request.url!.endsWith('/SystemInfo');
        response.writeHead(isSystem ? 200 : status, { 'content-type': isSystem ? 'application/xml' : type });
        response.end(isSystem ? system : error);
      });
      await watched(server.url, 'disconnected');
    });
  }
});
