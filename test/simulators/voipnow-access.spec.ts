import should from 'should';
import { voipnowApp } from '../../simulators';
import { SimulatedVoipNow } from '../support/simulated-voipnow';

describe('VoipNow face: access', () => {
  let world: SimulatedVoipNow;
  beforeEach(async () => {
    world = await SimulatedVoipNow.start();
  });
  afterEach(() => world.close());

  describe('tokens', () => {
    it('gives one for key and secret, at both addresses', async () => {
      for (const path of ['/oauth/token.php', '/oauth/token', '//oauth/token.php']) {
        const { status, body } = await world.client.grant({ type: 'unifiedapi', redirect_uri: 'https://x.test' }, path);
        should(status).equal(200);
        should(body).have.properties({ expires_in: 3600, token_type: 'Bearer' });
        should(body.access_token).match(/^[A-Za-z0-9_.-]{10,}$/);
      }
      should(voipnowApp.secret).match(/^[A-Za-z0-9_.-]{10,}$/);
    });

    it('takes a multipart form too', async () => {
      const body = new FormData();
      body.set('grant_type', 'client_credentials');
      body.set('client_id', voipnowApp.key);
      body.set('client_secret', voipnowApp.secret);
      const response = await fetch(`${world.client.url}/oauth/token.php`, { method: 'POST', body });
      should([response.status, Object.keys((await response.json()) as object)[0]]).deepEqual([200, 'access_token']);
    });

    it('refuses with a text, not an object', async () => {
      const answer = async (fields: Record<string, string | undefined>): Promise<unknown[]> => {
        const { status, body } = await world.client.grant(fields);
        return [status, body.error];
      };
      should(await answer({ client_secret: 'wrong' })).deepEqual([401, 'invalid_client']);
      should(await answer({ client_id: undefined })).deepEqual([401, 'invalid_client']);
      should(await answer({ grant_type: undefined })).deepEqual([400, 'invalid_request']);
      should(await answer({ grant_type: 'refresh_token' })).deepEqual([400, 'unsupported_grant_type']);
      world.set('voipnow-invalid-client=400', 'voipnow-app-suspended');
      should(await answer({})).deepEqual([400, 'invalid_client']);
      const got = await world.client.request('GET', '/oauth/token.php');
      should([got.status, got.body]).deepEqual([400, { error: 'invalid_request' }]);
    });

    it('lets a token live as long as it says, and older ones beside it', async () => {
      world.set('voipnow-token-lifetime=60');
      const first = world.client.token;
      should((await world.client.grant()).body.expires_in).equal(60);
      await world.client.signIn();
      world.clock.advance(60_000);
      const { status, code } = await world.client.get('/phoneCalls/@me/@self');
      should([status, code]).deepEqual([401, 'access_denied']);
      world.client.token = first;
      should((await world.client.get('/phoneCalls/@me/@self')).status).equal(200);
    });

    it('expired, wrong and missing: 401, or 403 by switch', async () => {
      world.set('voipnow-expire-tokens');
      should((await world.client.get('/phoneCalls/@me/@self')).status).equal(401);
      world.set('voipnow-expired-status=403');
      for (const token of ['nonsense', '']) {
        world.client.token = token;
        const { status, code } = await world.client.get('/phoneCalls/@me/@self');
        should([status, code]).deepEqual([403, 'access_denied']);
      }
    });

    it('takes the token in the query, and keeps it out of the journal', async () => {
      const { token } = world.client;
      world.client.token = '';
      const path = `/phoneCalls/@me/@self?accessRequestToken=${encodeURIComponent(`Bearer ${token}`)}`;
      should((await world.client.get(path)).status).equal(200);
      should((await world.client.get(`/phoneCalls/@me/@self?accessRequestToken=${token}`)).status).equal(401);
      const { journal } = world.simulator;
      should(journal.count('POST token')).equal(1);
      should(journal.list('GET phoneCalls').map(({ user }) => user)).deepEqual([voipnowApp.key, '']);
      should(JSON.stringify(journal.list())).not.containEql(token).and.not.containEql(voipnowApp.secret);
    });
  });

  describe('paths', () => {
    const code = async (path: string): Promise<unknown> => {
      const { status, code: name } = await world.client.request('GET', path);
      return name ?? status;
    };

    it('knows the user by several names, literal or encoded, and forgives slashes', async () => {
      const { id } = world.centre.startCall({ agent: 'agt.one' });
      const call = world.simulator.voipnow!.callId(id)!;
      for (const path of [
        '/uapi/phoneCalls/@me/0007*6001',
        '/uapi/phoneCalls/@viewer/0007*6001/',
        '/uapi/phoneCalls/@owner/0007*6001',
        '/uapi/phoneCalls/12/0007*6001',
        '/uapi/phoneCalls/%40me/0007%2A6001',
        '/uapi/phoneCalls/@me/6001',
        '/uapi/phoneCalls/@me/@self',
        '/uapi/phoneCalls/@me/%40self/',
        '/unifiedapi/phoneCalls/@me/0007*6001',
        '//uapi/phoneCalls/12/0007*6001',
        `/uapi/phoneCalls/@me/@self/${call}`,
        `/uapi/phoneCalls/@owner/@self/${call}/`,
        `//uapi//phoneCalls/@me/0007*6001/${call}/?count=5`,
      ]) {
        const { status, entry } = await world.client.request('GET', path);
        should([path, status, entry[0]?.id]).deepEqual([path, 200, call]);
      }
    });

    it('refuses who is nobody, what does not exist, and what belongs to others', async () => {
      should(await code('/uapi/phoneCalls/99/0007*6001')).equal('user_invalid');
      should(await code('/uapi/phoneCalls/@global/0007*6001')).equal('user_invalid');
      should(await code('/uapi/phoneCalls/@me/0007*1')).equal('extension_invalid');
      should(await code('/uapi/phoneCalls/@me')).equal('extension_invalid');
      should(await code('/uapi/phoneCalls/@me/0008*7001')).equal('extension_invalid');
      should(await code('/uapi/phoneCalls/@owner/0008*7001')).equal('access_denied');
      should(await code('/uapi/phoneCalls/27/0008*7001')).equal('access_denied');
      should(await code('/uapi/phoneCalls/27/@self')).equal('access_denied');
      world.set('voipnow-owner-self=off');
      should(await code('/uapi/phoneCalls/@owner/@self')).equal('extension_invalid');
      should(await code('/uapi/phoneCalls/@me/@self/not-a-call')).equal('pc_phonecall_invalid');
      should(await code('/uapi/phoneCalls/@me/%E0%A4%A')).equal('extension_invalid');
      world.client.token = '';
      should(await code('/uapi/phoneCalls/@me/%E0%A4%A')).equal('access_denied');
    });

    it('does not implement the rest', async () => {
      for (const path of ['/uapi/cdr/@me', '/uapi', '/uapi/extensions/@me/0007*8000/queue/agents']) {
        const { status, body, code: name } = await world.client.request('GET', path);
        should([status, name]).deepEqual([501, 'request_not_implemented']);
        should(Object.keys(body)).deepEqual(['error']);
      }
      const { status } = await world.client.post('/phoneCalls/@me/simple', { extension: '0007*6001' });
      should(status).equal(501);
      const lost = await world.client.request('GET', '/elsewhere');
      should([lost.status, lost.text.startsWith('<html>')]).deepEqual([404, true]);
    });
  });
});
