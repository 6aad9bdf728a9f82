import should from 'should';
import { Simulated } from '../support/simulated';

describe('Genesys face: sign-in, session, CSRF', () => {
  let world: Simulated;
  beforeEach(async () => {
    world = await Simulated.start();
  });
  afterEach(() => world.close());

  const denied = { statusCode: 20, statusMessage: 'Access denied' };

  it('tells its version to anybody', async () => {
    const { status, body } = await world.client().get('/diagnostics/version');
    should(status).equal(200);
    should(body).deepEqual({ statusCode: 0, version: '8.5.202.96' });
  });

  it('answers 403 with code 20, never 401, to whoever is not signed in', async () => {
    for (const client of [world.client(), world.client('sup.one', 'wrong'), world.client('nobody', 'x')]) {
      const { status, body } = await client.request(
        'GET',
        '/me',
        undefined,
        client === world.clients[0] ? {} : client.basic,
      );
      should(status).equal(403);
      should(body).deepEqual(denied);
    }
  });

  it('signs in with Basic; from then on the cookie is enough', async () => {
    const client = world.client();
    const { body } = await client.signIn();
    should(body.user).have.properties({ userName: 'sup.one', roles: ['ROLE_SUPERVISOR', 'ROLE_AGENT'] });
    should([...client.cookies.keys()]).deepEqual(['JSESSIONID']);
    should((await client.get('/me')).status).equal(200);
    should(world.genesys.sessions()).equal(1);
  });

  it('lets a session die when it was idle too long, and not before', async () => {
    const client = world.client();
    await client.signIn();
    world.clock.advance(1_799_000);
    should((await client.get('/me')).status).equal(200);
    world.clock.advance(1_801_000);
    should((await client.get('/me')).body).deepEqual(denied);
  });

  it('forgets the sessions of clients that keep no cookies', async () => {
    for (let n = 0; n < 3; n += 1) await world.client().signIn();
    should(world.genesys.sessions()).equal(3);
    world.clock.advance(1_801_000);
    await world.client().signIn();
    should(world.genesys.sessions()).equal(1);
  });

  it('ends sessions on command, and the held poll with them', async () => {
    const client = await world.client().start();
    const other = world.client('sup.two');
    await other.signIn();
    world.simulator.faults.set('expire-sessions=sup.one');
    should((await client.get('/me')).body).deepEqual(denied);
    should((await other.get('/me')).status).equal(200);
  });

  it('wants the token it announced, under the name it announced, on every change', async () => {
    world.simulator.faults.set('csrf');
    world.simulator.faults.set('csrf-header=X-Other-Token');
    const client = world.client();
    const { headers } = await client.signIn();
    should(headers.get('x-csrf-header')).equal('X-Other-Token');
    const token = headers.get('x-csrf-token')!;
    const start = { operationName: 'StartContactCenterSession', channels: ['voice'] };
    for (const wrong of [{}, { 'X-CSRF-TOKEN': token }, { 'X-Other-Token': 'guess' }]) {
      const { status, text } = await client.request('POST', '/me', start, wrong);
      should([status, text]).deepEqual([403, 'Missing or invalid Csrf token']);
    }
    await should(client.handshake()).be.rejectedWith(/403 Missing or invalid Csrf token/);
    client.headers['X-Other-Token'] = token;
    should((await client.post('/me', start)).body).deepEqual({ statusCode: 0 });
    should((await client.handshake()).successful).equal(true);
  });

  it('refuses a change without any cookie for the token, one with a dead cookie for the sign-in', async () => {
    world.simulator.faults.set('csrf');
    should((await world.client().post('/me', {})).text).equal('Missing or invalid Csrf token');
    const dead = world.client();
    dead.cookies.set('JSESSIONID', 'gone.node1');
    should((await dead.post('/me', {})).body).deepEqual(denied);
  });

  it('starts a session in part when only voice is there', async () => {
    world.simulator.faults.set('multimedia-down');
    const client = world.client();
    await client.signIn();
    const start = (...channels: string[]): Promise<unknown> =>
      client.post('/me', { operationName: 'StartContactCenterSession', channels }).then(({ body }) => body);
    should(await start('voice', 'multimedia')).have.properties({
      statusCode: 7,
      succeeded: [{ statusCode: 0, channel: 'voice' }],
    });
    should(await start('multimedia')).have.property('statusCode', 4);
    should(await start('voice')).deepEqual({ statusCode: 0 });
  });

  it('changes the agent state on the voice channel, or the old way', async () => {
    const client = world.client();
    await client.signIn();
    should((await client.post('/me/channels/voice', { operationName: 'Ready' })).body.statusCode).equal(2);
    await client.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });
    should((await client.device()).userState).have.property('state', 'NotReady');
    await client.post('/me/channels/voice', { operationName: 'Ready' });
    should((await client.device()).userState).have.property('state', 'Ready');
    await client.post('/me', { operationName: 'NotReady' });
    should((await client.device()).userState).have.property('state', 'NotReady');
  });
});
