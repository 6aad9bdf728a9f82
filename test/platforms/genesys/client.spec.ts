import should from 'should';
import { GenesysClient } from '../../../src/platforms/genesys/client';
import { realChance } from '../../../src/platforms/genesys/exchange';
import { basic } from '../../../src/platforms/genesys/session';
import { failing } from '../../support/failing';
import { asked, ok, scripted, signedOut, type Reply, type Script } from '../../support/scripted';

describe('client of Genesys', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: Script, credentials = { username: 'sup', password: 'canary' }) {
    const server = await scripted(script);
    const waits: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    const chance = { ...realChance, random: () => 0.5, sleep };
    const client = new GenesysClient({ url: server.url, credentials, chance, timeoutMs: 1000 });
    closing.push(() => server.close());
    closing.push(() => {
      client.close();
    });
    return { server, client, waits };
  }

  /** Signs in with a cookie and a CSRF pair under a name of the server's own. */
  function guarded(inner: Script, header = 'X-My-Csrf'): Script {
    let session = 0;
    return (seen) => {
      if (seen.method === 'GET' && seen.path === '/me' && seen.headers.authorization !== undefined) {
        session++;
        const headers = {
          'set-cookie': `JSESSIONID=s${session}`,
          'X-CSRF-HEADER': header,
          'X-CSRF-TOKEN': `t${session}`,
        };
        return { headers, body: { statusCode: 0, user: { id: 'me' } } };
      }
      return inner(seen);
    };
  }

  describe('sign-in', () => {
    it('by Basic on a GET, then verbs by cookie and the CSRF pair the server announced', async () => {
      const { server, client } = await setUp(guarded(() => ok()));
      await client.hangup('c1');
      should(asked(server.seen)).deepEqual(['GET /me', 'POST /me/calls/c1']);
      const { headers } = server.seen[1]!;
      should(headers).match({ cookie: 'JSESSIONID=s1', 'x-my-csrf': 't1' });
      should(headers).not.have.property('authorization');
      should(server.seen[0]!.headers.authorization).equal(`Basic ${Buffer.from('sup:canary').toString('base64')}`);
    });

    it('encodes user and password as ISO-8859-1 where they fit, else as UTF-8', () => {
      should(Buffer.from(basic({ username: 'ü', password: 'ß' }), 'base64')).deepEqual(Buffer.from([0xfc, 0x3a, 0xdf]));
      should(Buffer.from(basic({ username: 'ü', password: '€' }), 'base64').toString('utf8')).equal('ü:€');
    });

    it('is shared by all who need it, and done anew once where the session died', async () => {
      let alive = '';
      const { server, client } = await setUp(guarded(({ headers }) => (headers.cookie === alive ? ok() : signedOut)));
      alive = 'JSESSIONID=s1';
      await Promise.all([client.hangup('a'), client.hangup('b'), client.hangup('c')]);
      should(server.seen.filter(({ path }) => path === '/me').length).equal(1);
      alive = 'JSESSIONID=s2';
      await Promise.all([client.hangup('a'), client.hangup('b'), client.hangup('c')]);
      should(server.seen.filter(({ path }) => path === '/me').length).equal(2);
      should(client.session.generation).equal(2);
    });

    it('is done once also for many reads that find the session dead, which open none by themselves', async () => {
      let last = 0;
      const alive = new Map<string, string>();
      const { server, client } = await setUp(({ headers, method }) => {
        const cookie = headers.cookie ?? '';
        const known = alive.has(cookie);
        if (!known && headers.authorization === undefined) return signedOut;
        if (!known) last++;
        const name = known ? cookie : `JSESSIONID=s${String(last)}`;
        const token = alive.get(name) ?? `t${String(last)}`;
        alive.set(name, token);
        if (method !== 'GET')
          return headers['x-csrf-token'] === token ? ok() : { status: 403, body: 'Invalid Csrf token' };
        const pair = { 'X-CSRF-HEADER': 'X-CSRF-TOKEN', 'X-CSRF-TOKEN': token };
        return { headers: { 'set-cookie': name, ...pair }, body: { statusCode: 0, user: { id: 'me' }, contacts: [] } };
      });
      await client.hangup('c1');
      alive.clear();
      server.seen.length = 0;
      const read = async (): Promise<void> => {
        await client.read('/contacts');
        await client.hangup('c1');
      };
      await Promise.all(Array.from({ length: 5 }, read));
      should(alive.size).equal(1);
      should(server.seen.filter(({ path }) => path === '/me')).have.length(1);
      should(server.seen.filter(({ method }) => method === 'POST')).have.length(5);
    });

    it('goes with each read on a server that does not take the cookie for one', async () => {
      const { client, server } = await setUp(({ headers }) =>
        headers.authorization === undefined
          ? signedOut
          : { ...ok({ user: { id: 'me' }, calls: [] }), headers: { 'set-cookie': 'JSESSIONID=1' } },
      );
      should(await client.calls()).deepEqual([]);
      should(await client.calls()).deepEqual([]);
      should(asked(server.seen)).deepEqual(['GET /me', 'GET /me/calls', 'GET /me', 'GET /me/calls', 'GET /me/calls']);
    });

    it('goes with every request on a server that keeps no session', async () => {
      const { client, server } = await setUp(({ headers }) =>
        headers.authorization === undefined ? signedOut : ok({ user: { id: 'me' }, calls: [] }),
      );
      should(await client.calls()).deepEqual([]);
      await client.hangup('c1');
      should(asked(server.seen)).deepEqual(['GET /me', 'GET /me/calls', 'POST /me/calls/c1']);
    });

    it('is not done for a request of an older session', async () => {
      const { server, client } = await setUp(guarded(() => ok()));
      await client.session.ensure();
      const seen = client.session.generation;
      await client.session.renew(seen);
      await client.session.renew(seen);
      should(server.seen.length).equal(2);
    });

    it('does not repeat more than once', async () => {
      const { server, client } = await setUp(guarded(() => signedOut));
      should(await failing(client.hangup('a'))).match({
        code: 'auth',
        httpStatus: 403,
        vendorCode: '20',
        arrived: 'yes',
      });
      should(asked(server.seen)).deepEqual(['GET /me', 'POST /me/calls/a', 'GET /me', 'POST /me/calls/a']);
    });

    it('with a wrong password is tried once and never again by itself', async () => {
      const { server, client } = await setUp(() => signedOut);
      const error = await failing(client.me());
      should(error).match({ code: 'auth', arrived: 'no' });
      should(error.message)
        .match(/user name and password/)
        .and.not.match(/canary/);
      await failing(client.hangup('c'));
      await failing(client.devices());
      should(server.seen.length).equal(1);
      should(client.session.state).equal('refused');
      client.session.reset();
      await failing(client.me());
      should(server.seen.length).equal(2);
    });

    it('says that the address is wrong where Genesys knows nothing at it', async () => {
      const missing = { status: 404, body: { statusCode: 6, statusMessage: 'Resource not found' } };
      const { client } = await setUp(() => missing);
      const error = await failing(client.hangup('c1'));
      should(error).match({ code: 'platform-error', vendorCode: '6', httpStatus: 404, arrived: 'no' });
      should(error.message).match(/Check the URL/);
    });

    it('that fails for the network says nothing of the verb arrived', async () => {
      const { client } = await setUp(() => ({ cut: true }));
      should(await failing(client.hangup('c'))).match({ code: 'unreachable', arrived: 'no' });
    });

    it('fetches a new CSRF pair once where the old one is refused', async () => {
      let valid = 't1';
      const { server, client } = await setUp(
        guarded(({ headers }) =>
          headers['x-my-csrf'] === valid ? ok() : { status: 403, body: 'Missing or invalid Csrf token' },
        ),
      );
      await client.hangup('c');
      valid = 't2';
      await client.hangup('c');
      should(asked(server.seen).slice(2)).deepEqual(['POST /me/calls/c', 'GET /me', 'POST /me/calls/c']);
      valid = 'never';
      should(await failing(client.hangup('c'))).match({ code: 'auth', httpStatus: 403 });
      should(server.seen.length).equal(8);
    });

    it('takes any header name that HTTP allows', async () => {
      const { server, client } = await setUp(guarded(() => ok(), '_x.Csrf~Token'));
      await client.hangup('c');
      should(server.seen[1]!.headers).have.property('_x.csrf~token', 't1');
    });

    it('takes no header name that could do harm', async () => {
      const { server, client } = await setUp(guarded(() => ok(), 'host: evil'));
      await client.hangup('c');
      should(JSON.stringify(server.seen[1]!.headers)).not.match(/evil|"t1"/);
    });
  });

  describe('verbs', () => {
    const bodyOf = async (act: (client: GenesysClient) => Promise<void>): Promise<unknown> => {
      const { server, client } = await setUp(guarded(() => ok()));
      await act(client);
      const { path, body } = server.seen.at(-1)!;
      return { path, body };
    };

    it('are worded as Genesys wants them', async () => {
      const targetDeviceUri = 'http://gws/api/v2/devices/d2';
      should(await bodyOf((c) => c.listenIn('d1', { targetDeviceUri }))).deepEqual({
        path: '/me/devices/d1',
        body: { operationName: 'ListenIn', targetDeviceUri },
      });
      should(
        await bodyOf((c) => c.coach('d1', { targetDeviceUri, scope: 'Agent', mode: 'NextCall', phoneNumber: '5' })),
      ).deepEqual({
        path: '/me/devices/d1',
        body: {
          operationName: 'Coach',
          targetDeviceUri,
          supervisorMonitoringScope: 'Agent',
          supervisorMonitoringMode: 'NextCall',
          phoneNumber: '5',
        },
      });
      should(await bodyOf((c) => c.bargeIn('d1', { targetDeviceUri }))).match({ body: { operationName: 'BargeIn' } });
      should(await bodyOf((c) => c.cancelMonitoring('d1'))).deepEqual({
        path: '/me/devices/d1',
        body: { operationName: 'CancelSupervisorMonitoring' },
      });
      const calls: [string, (client: GenesysClient) => Promise<void>][] = [
        ['SwitchToListenIn', (c) => c.switchToListenIn('c1')],
        ['SwitchToBargeIn', (c) => c.switchToBargeIn('c1')],
        ['Hangup', (c) => c.hangup('c1')],
        ['Answer', (c) => c.answer('c1')],
        ['MuteMonitoredUser', (c) => c.muteMonitoredUser('c1')],
        ['UnmuteMonitoredUser', (c) => c.unmuteMonitoredUser('c1')],
      ];
      for (const [operationName, act] of calls) {
        should(await bodyOf(act)).deepEqual({ path: '/me/calls/c1', body: { operationName } });
      }
      should(await bodyOf((c) => c.removeParticipant('c1', '6001'))).deepEqual({
        path: '/me/calls/c1',
        body: { operationName: 'RemoveParticipantFromConference', participant: '6001' },
      });
    });

    it('are never sent twice, whatever goes wrong after they left', async () => {
      const wrong: [Reply, object][] = [
        [{ cut: true }, { code: 'unreachable', arrived: 'maybe' }],
        [
          { status: 502, body: '<html>' },
          { code: 'platform-error', arrived: 'maybe', retryable: true },
        ],
        [
          { status: 200, body: '<html>' },
          { code: 'platform-error', arrived: 'maybe' },
        ],
        [
          { status: 503, body: { statusCode: 4, statusMessage: 'Voice service is not available' } },
          { code: 'platform-error', arrived: 'yes', retryable: true },
        ],
        [
          { status: 429, body: '' },
          { code: 'rate-limited', arrived: 'yes' },
        ],
        [
          { status: 200, body: { statusCode: 2 } },
          { code: 'transition-not-allowed', arrived: 'yes' },
        ],
        [
          { status: 404, body: { statusCode: 6 } },
          { code: 'call-not-found', vendorCode: '6' },
        ],
      ];
      for (const [reply, expected] of wrong) {
        const { server, client } = await setUp(guarded(() => reply));
        should(await failing(client.switchToBargeIn('c1'))).match(expected);
        should(server.seen.filter(({ method }) => method === 'POST').length).equal(1);
      }
    });

    it('refuse ids that could aim elsewhere, before anything is sent', async () => {
      const { server, client } = await setUp(guarded(() => ok()));
      for (const id of ['', '.', '..', 'a/b', 'a\\b', 'a\nb', '../me', 'x'.repeat(300), '\ud800']) {
        should(await failing(client.hangup(id))).match({ code: 'invalid-input', arrived: 'no' });
        should(await failing(client.cancelMonitoring(id))).match({ code: 'invalid-input' });
      }
      should(server.seen).deepEqual([]);
      await client.hangup('a?b#c%2f');
      should(server.seen.at(-1)!.path).equal('/me/calls/a%3Fb%23c%252f');
    });
  });

  describe('reads', () => {
    it('are repeated where that helps, as the server asks', async () => {
      let tries = 0;
      const { client, waits } = await setUp(
        guarded(() => {
          tries++;
          if (tries === 1) return { status: 503, headers: { 'retry-after': '2' }, body: 'busy' };
          if (tries === 2) return { cut: true };
          return ok({ devices: [{ id: 'd1' }, 'nonsense', { id: 'd2' }] });
        }),
      );
      should((await client.devices()).map(({ id }) => id)).deepEqual(['d1', 'd2']);
      should(waits).deepEqual([2000, 250]);
    });

    it('are not repeated where that cannot help', async () => {
      const { server, client } = await setUp(guarded(() => ({ status: 403, body: { statusCode: 5 } })));
      should(await failing(client.services())).match({ code: 'not-permitted' });
      should(server.seen.length).equal(2);
    });

    it('read me, calls, services and the version', async () => {
      const { client, server } = await setUp(({ path }) => {
        if (path === '/me') return ok({ user: { id: 'u', devices: [{ id: 'd' }], calls: [{ id: 'c' }] } });
        if (path === '/me/calls') return ok({ calls: [{ id: 'c', state: 'Ringing' }] });
        if (path === '/services') return ok({ services: [{ type: 'Voice', state: 'Inactive' }] });
        return ok({ version: '8.5.202.96' });
      });
      should(await client.version()).equal('8.5.202.96');
      should(server.seen.length).equal(1);
      should(server.seen[0]!.headers).not.have.property('authorization');
      should(await client.me()).match({ id: 'u', devices: [{ id: 'd' }], calls: [{ id: 'c' }] });
      should(await client.calls()).match([{ state: 'Ringing' }]);
      should(await client.services()).match([{ type: 'Voice', state: 'Inactive' }]);
    });

    it('that answer something else fail clearly', async () => {
      const { client } = await setUp(guarded(() => ok({ uris: [] })));
      should(await failing(client.devices())).match({ code: 'platform-error' });
    });
  });

  describe('the contact-centre session', () => {
    const start = async (reply: Reply, place?: string) => {
      const { server, client } = await setUp(guarded(() => reply));
      return { result: client.startSession({ place }), server };
    };

    it('starts with voice, at the place', async () => {
      const { result, server } = await start(ok(), 'p1');
      await result;
      should(server.seen.at(-1)!.body).deepEqual({
        operationName: 'StartContactCenterSession',
        channels: ['voice'],
        place: 'p1',
      });
    });

    it('counts as started where voice is in and something else failed', async () => {
      const body = {
        statusCode: 7,
        succeeded: [{ statusCode: 0, channel: 'voice' }],
        failed: [{ statusCode: 4, channel: 'chat' }],
      };
      await (
        await start({ body })
      ).result;
      const succeeded = [{ statusCode: '0', channel: 'Voice' }];
      await (
        await start({ body: { ...body, statusCode: '7', succeeded } })
      ).result;
    });

    it('does not count as started where voice failed', async () => {
      const failed = [{ statusCode: 4, statusMessage: 'No DN', channel: 'voice' }];
      const error = await failing((await start({ body: { statusCode: 7, succeeded: [], failed } })).result);
      should(error).match({ code: 'platform-error', vendorCode: '4' });
      should(error.message).match(/No DN/);
      should(await failing((await start({ body: { statusCode: 7 } })).result)).match({ code: 'platform-error' });
    });

    it('ends without signing in for it, and over is over', async () => {
      const { server, client } = await setUp(guarded(() => signedOut));
      await client.endSession();
      should(server.seen).deepEqual([]);
      await client.session.ensure();
      await client.endSession();
      should(asked(server.seen)).deepEqual(['GET /me', 'POST /me']);
      should(client.session.state).equal('out');
    });
  });
});
