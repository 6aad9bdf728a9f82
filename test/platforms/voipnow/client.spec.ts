import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { VoipNowClient, type VoipNowOptions } from '../../../src/platforms/voipnow/client';
import { eventRemoval, partyRemoval } from '../../../src/platforms/voipnow/paths';
import { failing } from '../../support/failing';
import type { Reply } from '../../support/scripted';
import { collection, refusing, scriptedVoipNow, type VoipNowScript } from '../../support/scripted-voipnow';

const address = { extension: '0007*101', call: 'c41fd08ea7713b9c2f55' };
const join = { sendCallTo: '0007*900', phoneCallViewId: '01' };

describe('client of VoipNow', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: VoipNowScript = () => undefined, options: Partial<VoipNowOptions> = {}) {
    const pbx = await scriptedVoipNow(script);
    const waits: number[] = [];
    const time = { now: Date.now() };
    const chance = {
      ...realChance,
      now: () => time.now,
      random: () => 0.5,
      sleep: (ms: number): Promise<void> => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const app = { appId: 'app~1', appSecret: 'canary-secret' };
    const client = new VoipNowClient({ url: pbx.url, ...app, chance, timeoutMs: 1_000, ...options });
    closing.push(() => pbx.close());
    closing.push(() => {
      client.close();
    });
    return { pbx, client, waits, time };
  }

  const answering =
    (reply: Reply): VoipNowScript =>
    ({ path }) =>
      path.startsWith('/oauth') ? undefined : reply;

  describe('token', () => {
    it('is asked for as documented, once for all who need it', async () => {
      const { pbx, client } = await setUp();
      await Promise.all([client.calls('@self'), client.calls('0007*101'), client.presence('0007*900')]);
      should(pbx.tokens).have.length(1);
      should(pbx.tokens[0]).match({
        method: 'POST',
        path: '/oauth/token.php',
        body: {
          grant_type: 'client_credentials',
          client_id: 'app~1',
          client_secret: 'canary-secret',
          type: 'unifiedapi',
        },
      });
      should(pbx.tokens[0]?.headers['content-type']).equal('application/x-www-form-urlencoded');
      should(pbx.seen.map(({ headers }) => headers.authorization)).deepEqual(Array(3).fill('Bearer token-t1'));
    });

    it('is asked for at the path of the reseller, and anew before it ends', async () => {
      const { pbx, client, time } = await setUp(undefined, { tokenPath: '/oauth/token' });
      await client.calls('@self');
      time.now += 3_539_000;
      await client.calls('@self');
      should(pbx.tokens.map(({ path }) => path)).deepEqual(['/oauth/token']);
      time.now += 2_000;
      await client.calls('@self');
      should(pbx.tokens).have.length(2);
    });

    for (const status of [401, 403]) {
      it(`is renewed once for all on ${status}, and the request is sent again, verbs too`, async () => {
        let good = 'Bearer token-t1';
        const { pbx, client } = await setUp(({ path, headers }) =>
          path.startsWith('/oauth') || headers.authorization === good ? undefined : refusing(status, 'access_denied'),
        );
        await client.calls('@self');
        good = 'Bearer token-t2';
        await Promise.all([client.calls('@self'), client.bargeIn(address, join), client.call(address)]);
        should(pbx.tokens).have.length(2);
        should(pbx.seen.filter(({ method }) => method === 'PUT')).have.length(2);
        good = 'never';
        const error = await failing(client.bargeIn(address, join));
        should(error).match({ code: 'not-permitted', httpStatus: status, vendorCode: 'access_denied', arrived: 'yes' });
        should(pbx.tokens).have.length(3);
      });
    }

    it('that is refused is never asked for again by itself', async () => {
      const { pbx, client } = await setUp(({ path }) =>
        path.startsWith('/oauth') ? { status: 401, body: { error: 'invalid_client' } } : undefined,
      );
      const error = await failing(client.calls('@self'));
      should(error).match({ code: 'auth', vendorCode: 'invalid_client', arrived: 'no', retryable: false });
      should(error.message)
        .match(/App key and App secret/)
        .and.not.match(/canary/);
      should((await failing(client.bargeIn(address, join))).code).equal('auth');
      should(pbx.tokens).have.length(1);
      should(pbx.seen).be.empty();
      client.token.reset();
      await failing(client.calls('@self'));
      should(pbx.tokens).have.length(2);
    });

    it('is asked for again where the server failed, and a wrong path is a wrong setting', async () => {
      let tries = 0;
      const { client, waits } = await setUp(({ path }) =>
        path.startsWith('/oauth') && ++tries < 3 ? { status: 502, body: '<html>' } : undefined,
      );
      await client.calls('@self');
      should(waits).have.length(2);
      const wrong = await setUp(({ path }) => (path.startsWith('/oauth') ? { status: 404, body: 'no' } : undefined));
      should((await failing(wrong.client.calls('@self'))).code).equal('invalid-input');
    });

    it('is in no error, nor is the secret', async () => {
      const { client } = await setUp(({ path, headers }) =>
        path.startsWith('/oauth')
          ? undefined
          : refusing(400, 'odd canary-secret', `${headers.authorization ?? ''} canary-secret`),
      );
      const error = await failing(client.calls('@self'));
      should(JSON.stringify(error.report())).not.match(/canary|token-t1/);
    });
  });

  describe('lists', () => {
    it('keep numbers as text and paths as VoipNow writes them', async () => {
      const { pbx, client } = await setUp(undefined, { userId: '0241' });
      await client.calls('0007*101', {
        count: 1,
        filterBy: 'id',
        filterOp: 'equals',
        filterValue: 'a b',
        fields: ['id'],
      });
      should(pbx.seen[0]).match({
        path: '/uapi/phoneCalls/0241/0007*101',
        query: { count: '1', filterBy: 'id', filterOp: 'equals', filterValue: 'a b', fields: 'id' },
      });
      const me = await setUp(undefined, {});
      await me.client.call(address);
      should(me.pbx.seen[0]?.path).equal(`/uapi/phoneCalls/@me/0007*101/${address.call}`);
    });

    it('are read to their end', async () => {
      const ids = Array.from({ length: 45 }, (_each, index) => ({ id: `c${index}` }));
      const { pbx, client } = await setUp(({ path, query }) => {
        if (path.startsWith('/oauth')) return undefined;
        const from = Number(query.startIndex ?? 0);
        return { body: { entry: ids.slice(from, from + 20), totalResults: 45, startIndex: from, itemsPerPage: 20 } };
      });
      should((await client.allCalls('0007*101')).map(({ id }) => id)).deepEqual(ids.map(({ id }) => id));
      should(pbx.seen).have.length(3);
      const deaf = await setUp(answering({ body: { entry: [{ id: 'a' }], paging: { next: 'x' } } }));
      should(await deaf.client.allCalls('0007*101')).have.length(1);
      should(deaf.pbx.seen).have.length(2);
    });

    it('come in every shape that was seen', async () => {
      const call = {
        id: address.call,
        extension: '0007*101',
        phoneCallView: { id: '01', source: '5550142', status: 5 },
      };
      const shapes: unknown[] = [
        call,
        [call],
        { entry: [call, null, 'x', {}] },
        { entry: { [address.call]: call } },
        { entry: call },
        [{ entry: [call], totalResults: 1 }],
      ];
      for (const body of shapes) {
        const { client } = await setUp(answering({ body }));
        should(await client.call(address)).match({
          id: address.call,
          views: [{ id: '01', source: ['5550142'], status: 5 }],
        });
      }
      for (const reply of [
        { status: 204 },
        { body: { entry: [] } },
        { body: { entry: [{ id: 'another' }] } },
        { body: [] },
      ]) {
        const { client } = await setUp(answering(reply));
        should(await client.call(address)).be.undefined();
      }
    });

    it('are asked again where that helps; what is no answer of VoipNow fails clearly', async () => {
      let tries = 0;
      const { client, waits } = await setUp(({ path }) => {
        if (path.startsWith('/oauth')) return undefined;
        tries++;
        return tries === 1
          ? { status: 503, headers: { 'retry-after': '2' }, body: 'busy' }
          : tries === 2
            ? { cut: true }
            : collection({ id: 'a' });
      });
      should((await client.allCalls('@self')).map(({ id }) => id)).deepEqual(['a']);
      should(waits).deepEqual([2_000, 250]);
      for (const reply of [
        { body: '<html>' },
        { status: 301, body: '' },
        { status: 404, body: 'x' },
        { body: '"text"' },
      ]) {
        const wrong = await setUp(answering(reply));
        should((await failing(wrong.client.calls('@self'))).code).equal('platform-error');
      }
    });
  });

  describe('actions', () => {
    it('are worded as documented, numbers as text', async () => {
      const { pbx, client } = await setUp(answering({ status: 202, body: { id: address.call } }));
      await client.monitor(address, { ...join, waitForPickup: 20, callerId: 'Floor Lead <+15550107>' });
      await client.whisper(address, join, false);
      await client.whisper(address, join, true);
      await client.bargeIn(address, join);
      should(pbx.seen.map(({ method, path }) => `${method} ${path}`)).deepEqual(
        Array(4).fill(`PUT /uapi/phoneCalls/@me/0007*101/${address.call}`),
      );
      should(pbx.seen.map(({ body }) => body)).deepEqual([
        { action: 'Monitor', ...join, callerId: 'Floor Lead <+15550107>', waitForPickup: '20' },
        { action: 'Whisper', ...join, private: '0' },
        { action: 'Whisper', ...join, private: '1' },
        { action: 'BargeIn', ...join },
      ]);
    });

    it('are accepted with 200, 201, 202 and 204, with or without a body', async () => {
      for (const reply of [
        { body: [{ id: 'x' }] },
        { status: 201, body: {} },
        { status: 202, body: { id: 'x' } },
        { status: 204 },
      ]) {
        const { client } = await setUp(answering(reply));
        await client.bargeIn(address, join);
      }
    });

    const refusals: [number, string, string][] = [
      [400, 'pc_phonecall_invalid', 'call-not-found'],
      [400, 'pc_phonecallview_invalid', 'call-shape'],
      [400, 'pc_sendcallto_invalid', 'supervisor-bad-device'],
      [400, 'pc_callerid_invalid', 'invalid-input'],
      [400, 'pc_timeout_invalid', 'invalid-input'],
      [400, 'user_invalid', 'invalid-input'],
      [400, 'extension_invalid', 'agent-not-found'],
      [401, 'access_denied', 'not-permitted'],
      [403, 'access_denided', 'not-permitted'],
      [409, 'limit_exceeded', 'rate-limited'],
      [400, 'pc_something_new', 'platform-error'],
      [400, 'constructor', 'platform-error'],
      [501, 'request_not_implemented', 'mode-unsupported'],
    ];
    for (const [status, vendorCode, code] of refusals) {
      it(`${vendorCode} is ${code}`, async () => {
        const { pbx, client } = await setUp(answering(refusing(status, vendorCode)));
        const error = await failing(client.bargeIn(address, join));
        should(error).match({ code, vendorCode, httpStatus: status, platform: 'voipnow', arrived: 'yes' });
        should(error.message).match(/VoipNow says: Refused\. \(HTTP \d+, /);
        should(pbx.seen.filter(({ method }) => method === 'PUT').length).be.belowOrEqual(
          status === 401 || status === 403 ? 2 : 1,
        );
      });
    }

    it('an old server refuses Monitor in its own words: the mode is not supported', async () => {
      for (const reply of [
        refusing(400, 'pc_action_invalid'),
        refusing(501, 'request_not_implemented'),
        { status: 501 },
      ]) {
        const { client } = await setUp(answering(reply));
        should((await failing(client.monitor(address, join))).code).equal('mode-unsupported');
      }
      const { client } = await setUp(answering(refusing(400, 'pc_phonecall_invalid')));
      should((await failing(client.monitor(address, join))).code).equal('call-not-found');
    });

    it('are never sent twice, whatever goes wrong after they left', async () => {
      const wrong: [Reply, object][] = [
        [{ cut: true }, { code: 'unreachable', arrived: 'maybe' }],
        [
          { status: 502, body: '<html>x</html>' },
          { code: 'platform-error', arrived: 'maybe', retryable: true },
        ],
        [
          { status: 200, body: '<html>' },
          { code: 'platform-error', arrived: 'maybe' },
        ],
        [refusing(500, 'internal_server_error'), { code: 'platform-error', arrived: 'maybe' }],
        [
          { status: 429, body: '' },
          { code: 'rate-limited', arrived: 'yes' },
        ],
      ];
      for (const [reply, expected] of wrong) {
        const { pbx, client } = await setUp(answering(reply));
        should(await failing(client.bargeIn(address, join))).match(expected);
        should(pbx.seen).have.length(1);
      }
    });

    it('refuse wrong values before anything is sent', async () => {
      const { pbx, client } = await setUp();
      const wrong: Promise<unknown>[] = [
        ...['', '..', 'a/b', 'a%2fb', 'a b', 'a?b', '*', 'x'.repeat(300)].map((call) =>
          client.bargeIn({ ...address, call }, join),
        ),
        ...['', '*', '*1', '1*', '../1', '0007*101/x', '@me', '1 2', '9'.repeat(50)].map((extension) =>
          client.calls(extension),
        ),
        ...["O'Brien <1>", 'Line 2 <1>', '<1>', 'Ada', 'Ada <>', 'Ada <1> x', 'Ä <1>', 'A\n<1>'].map((callerId) =>
          client.bargeIn(address, { ...join, callerId }),
        ),
        ...[0, -1, 1.5, Number.NaN, Infinity].map((waitForPickup) =>
          client.bargeIn(address, { ...join, waitForPickup }),
        ),
        client.bargeIn(address, { ...join, sendCallTo: '@self' }),
        client.bargeIn(address, { ...join, phoneCallViewId: '' }),
      ];
      for (const each of wrong) should(await failing(each)).match({ code: 'invalid-input', arrived: 'no' });
      should(pbx.seen).be.empty();
      should(() => new VoipNowClient({ url: 'ftp://x', appId: 'a', appSecret: 'b' })).throw(/https/);
      should(() => new VoipNowClient({ url: 'https://a:b@x', appId: 'a', appSecret: 'b' })).throw(/user name/);
      should(() => new VoipNowClient({ url: 'https://x', userId: '../1', appId: 'a', appSecret: 'b' })).throw(
        /user id/,
      );
      should(() => new VoipNowClient({ url: 'https://x', tokenPath: '//evil', appId: 'a', appSecret: 'b' })).throw(
        /token path/,
      );
    });
  });

  describe('DELETE', () => {
    it('names call and number, and tells whether there was something to hang up', async () => {
      const { pbx, client } = await setUp(answering({ status: 200, body: [{ id: address.call }] }));
      should(await client.hangUpParty(address, '0007*900')).be.true();
      should(pbx.seen[0]).match({
        method: 'DELETE',
        path: `/uapi/phoneCalls/@me/0007*101/${address.call}`,
        query: { phoneNumber: '0007*900' },
      });
      const nobody = await setUp(answering({ status: 204 }));
      should(await nobody.client.hangUpParty(address, '900')).be.false();
    });

    it('cannot be made without both, nor for all extensions, nor for all events', async () => {
      const { pbx, client } = await setUp();
      for (const number of ['', ' ', '@self', '9/0', '%'])
        should((await failing(client.hangUpParty(address, number))).code).equal('invalid-input');
      for (const call of ['', '.', ' '])
        should((await failing(client.hangUpParty({ ...address, call }, '900'))).code).equal('invalid-input');
      should((await failing(client.hangUpParty({ ...address, extension: '@self' }, '900'))).code).equal(
        'invalid-input',
      );
      should((await failing(client.deleteEvent('0007*101', 2, ''))).code).equal('invalid-input');
      should((await failing(client.deleteEvent('@self', 2, 'e1'))).code).equal('invalid-input');
      should(pbx.seen).be.empty();
      should(partyRemoval('@me', address, '900')).match({ query: { phoneNumber: '900' } });
      should(eventRemoval('@me', '0007*101', 2, 'e1').path).endWith('/phoneCallEvents/2/e1');
    });
  });
});
