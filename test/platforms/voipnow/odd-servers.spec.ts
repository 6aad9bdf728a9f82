import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { VoipNowClient } from '../../../src/platforms/voipnow/client';
import { failing } from '../../support/failing';
import type { Reply } from '../../support/scripted';
import { collection, scriptedVoipNow, type VoipNowScript } from '../../support/scripted-voipnow';

const address = { extension: '0007*101', call: 'c41fd08ea7713b9c2f55' };
const join = { sendCallTo: '0007*900', phoneCallViewId: '01' };

describe('servers of VoipNow that answer in odd ways', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: VoipNowScript) {
    const pbx = await scriptedVoipNow(script);
    const chance = { ...realChance, sleep: () => Promise.resolve() };
    const client = new VoipNowClient({ url: pbx.url, appId: 'app', appSecret: 'canary-secret', chance });
    closing.push(() => pbx.close());
    closing.push(() => {
      client.close();
    });
    return { pbx, client };
  }
  const answering = (reply: Reply) => setUp(({ path }) => (path.startsWith('/oauth') ? undefined : reply));
  const granting = (reply: Reply) => setUp(({ path }) => (path.startsWith('/oauth') ? reply : undefined));

  describe('an error with the status of a success', () => {
    for (const [body, code, vendorCode] of [
      [{ error: { code: 'pc_sendcallto_invalid', message: 'No.' } }, 'supervisor-bad-device', 'pc_sendcallto_invalid'],
      [{ error: { code: 'pc_phonecall_invalid' } }, 'call-not-found', 'pc_phonecall_invalid'],
      [{ error: 'limit' }, 'platform-error', 'limit'],
      [{ error: { message: 'Something.' } }, 'platform-error', undefined],
    ] as const) {
      it(`refuses an order: ${JSON.stringify(body)}`, async () => {
        const { client, pbx } = await answering({ status: 200, body });
        const error = await failing(client.bargeIn(address, join));
        should(error).match({ code, arrived: 'yes' });
        should(error.vendorCode).equal(vendorCode);
        should(pbx.seen).have.length(1);
      });
    }

    it('may have come true where the server failed inside; and old servers refuse Monitor so', async () => {
      const failed = await answering({ body: { error: { code: 'internal_server_error' } } });
      should((await failing(failed.client.bargeIn(address, join))).arrived).equal('maybe');
      const old = await answering({ body: { error: { code: 'pc_action_invalid' } } });
      should((await failing(old.client.monitor(address, join))).code).equal('mode-unsupported');
    });

    it('renews a token that is too old', async () => {
      const { client, pbx } = await setUp(({ path, headers }) =>
        path.startsWith('/oauth') || headers.authorization === 'Bearer token-t2'
          ? undefined
          : { body: { error: { code: 'access_denied' } } },
      );
      should(await client.allCalls('0007*101')).be.empty();
      should(pbx.tokens).have.length(2);
    });

    it('is no list without calls; an empty error is none', async () => {
      const { client } = await answering({ body: { error: { code: 'internal_server_error' } } });
      await failing(client.call(address));
      await failing(client.allCalls('0007*101'));
      for (const error of [null, false, '', [], {}]) {
        const calm = await answering({ body: { error, entry: [{ id: address.call }] } });
        should((await calm.client.call(address))?.id).equal(address.call);
      }
    });
  });

  it('JSON that has nothing to do with VoipNow is no answer', async () => {
    for (const body of [{ status: 'ok' }, { entry: [{ name: 'x' }] }, [{ healthy: true }], { version: 5 }]) {
      const { client } = await answering({ body });
      should(await failing(client.calls('@self'))).match({ code: 'platform-error' });
      should(await failing(client.presence('0007*900'))).match({ code: 'platform-error' });
    }
  });

  it('nothing found, in all the ways to say so', async () => {
    for (const body of [[], {}, { entry: [] }, { entry: {} }, { entry: null }, { entry: [{}] }, { totalResults: 0 }]) {
      const { client } = await answering({ body });
      should(await client.allCalls('0007*101')).be.empty();
      should(await client.presence('0007*900')).be.undefined();
    }
  });

  it('a field that is there and says zero is not there', async () => {
    for (const nothing of [0, '0', false, 'false', '', null, '0000-00-00 00:00:00']) {
      const { client } = await answering(
        collection({
          id: address.call,
          phoneCallView: [{ id: '01', onHold: nothing, parked: nothing, answered: nothing }],
        }),
      );
      should((await client.call(address))?.views).match([{ onHold: false, parked: false, answered: false }]);
    }
  });

  it('presence is that of the phone that was asked about, in either form of its number', async () => {
    const others = [
      { extension: '0007*101', status: 3 },
      { extension: '0007*900', status: 1 },
    ];
    should((await (await answering(collection(...others))).client.presence('900'))?.status).equal(1);
    should(await (await answering(collection(others[0]))).client.presence('0007*900')).be.undefined();
    should((await (await answering(collection({ status: '2' }))).client.presence('0007*900'))?.status).equal(2);
  });

  describe('the token endpoint', () => {
    it('a token is one word, whatever stands around it', async () => {
      const { client, pbx } = await granting({ body: { access_token: ' abc.DEF_1 \n', error: '', expires_in: '60' } });
      await client.calls('@self');
      should(pbx.seen[0]?.headers.authorization).equal('Bearer abc.DEF_1');
      for (const access_token of [false, 'two words', '', { a: 1 }, 7]) {
        const odd = await granting({ body: { access_token } });
        should(await failing(odd.client.calls('@self'))).match({ code: 'platform-error', arrived: 'no' });
      }
    });

    it('that wants an address too, as the vendor’s own client sends it, gets one', async () => {
      const { client, pbx } = await setUp(({ path, body }) =>
        path.startsWith('/oauth') && !(body as Record<string, string>).redirect_uri
          ? { status: 400, body: { error: 'invalid_request' } }
          : undefined,
      );
      await client.calls('@self');
      should(pbx.tokens.map(({ body }) => (body as Record<string, string>).redirect_uri)).deepEqual([
        undefined,
        `${pbx.url}/oauth/token.php`,
      ]);
      const never = await granting({ status: 400, body: { error: 'invalid_request' } });
      should((await failing(never.client.calls('@self'))).code).equal('auth');
      await failing(never.client.calls('@self'));
      should(never.pbx.tokens).have.length(2);
    });

    it('that limits, or stands behind a filter, has said nothing about the App: it is asked again', async () => {
      for (const [reply, code] of [
        [{ status: 409, body: { error: 'limit_exceeded' } }, 'rate-limited'],
        [{ status: 403, body: '<html>filter</html>' }, 'platform-error'],
        [{ status: 400, body: '' }, 'platform-error'],
      ] as const) {
        let calm = false;
        const { client } = await setUp(({ path }) => (path.startsWith('/oauth') && !calm ? reply : undefined));
        should(await failing(client.calls('@self'))).match({ code, arrived: 'no' });
        calm = true;
        should((await client.calls('@self')).items).be.empty();
      }
      const refused = await granting({ status: 401, body: '' });
      should((await failing(refused.client.calls('@self'))).code).equal('auth');
    });
  });
});
