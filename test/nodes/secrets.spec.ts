/** A password is in the credentials of a connection, and nowhere else. */
import should from 'should';
import { inspect } from 'node:util';
import { ask, logged, showing, sink, start, statuses, unload, type Credentials } from '../support/node-red';
import { serveHttp, type Running } from '../support/servers';
import { action, cancel, connection, events, useStage } from '../support/stage';

const canary = 'c4nary/Pa55+wörd';
const forms = [
  canary,
  encodeURIComponent(canary),
  ...(['utf8', 'latin1'] as const).flatMap((charset) =>
    [canary, `sup.one:${canary}`].map((text) => Buffer.from(text, charset).toString('base64')),
  ),
];
const credentials: Credentials = { gws: { username: 'sup.one', password: canary } };
const nodes = [action('coach'), events(), cancel({ what: 'all' })];

/** Everything a person or a flow could have seen. */
function seen(): string {
  const sinks = ['first', 'second', 'caught', 'completed', 'statuses', 'happened'].map(sink);
  const all = [...sinks, ...['coach', 'events', 'cancel', 'gws'].map(statuses), logged()];
  return inspect(all, { depth: 20, maxArrayLength: null, maxStringLength: null, breakLength: Infinity });
}

describe('nodes: secrets', () => {
  const stage = useStage();
  let server: Running | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  /** Asks, and cancels, and looks for the password in what came of it. */
  async function watched(url: string, state: string): Promise<void> {
    await start([connection(url), ...nodes], credentials);
    await showing('coach', state);
    await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } }, 12_000);
    await ask('cancel', { _msgid: 'm2' }, 12_000);
    const text = seen();
    text.should.match(/coach/);
    for (const form of forms) text.includes(form).should.be.false();
  }

  it('not when the password is refused', () => watched(stage.url, 'refused'));

  it('not when all goes well', async () => {
    Object.assign(stage.sim.centre.person('sup.one'), { password: canary });
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await watched(stage.url, 'connected');
    should(sink('first').length).equal(2);
  });

  it('not when a server sends it back, in an error and as nonsense', async () => {
    for (const [status, type] of [
      [500, 'application/json'],
      [200, 'application/json'],
      [200, 'text/html'],
    ] as const) {
      server = await serveHttp((request, response) => {
        const echo = { statusCode: 9, statusMessage: `${canary} ${inspect(request.headers)} ${forms.join(' ')}` };
        response.writeHead(status, { 'content-type': type }).end(JSON.stringify(echo));
      });
      await watched(server.url, 'disconnected');
      await unload();
      await server.close();
    }
  });

  it('not in the flow: properties of the nodes do not have it', async () => {
    await start([connection(stage.url), ...nodes], credentials);
    await showing('coach', 'refused');
    const text = inspect(JSON.parse(JSON.stringify([connection(stage.url), ...nodes])));
    for (const form of forms) text.includes(form).should.be.false();
  });
});
