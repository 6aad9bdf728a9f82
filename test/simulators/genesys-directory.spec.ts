import should from 'should';
import type { Json, PlainGenesysClient } from '../support/plain-genesys-client';
import { Simulated } from '../support/simulated';

describe('Genesys face: reading', () => {
  let world: Simulated;
  let client: PlainGenesysClient;
  beforeEach(async () => {
    world = await Simulated.start({ genesys: { port: 0, externalUrl: 'http://gws.example:8090/api/v2' } });
    client = world.client();
    await client.signIn();
  });
  afterEach(() => world.close());

  const contacts = async (query: string): Promise<Json[]> => {
    const { body } = await client.get(`/contacts?${query}`);
    return body.contacts as Json[];
  };
  const names = async (query: string): Promise<unknown[]> => (await contacts(query)).map(({ userName }) => userName);

  it('finds contacts by exact number, exact name and filter', async () => {
    should(await names('phoneNumber=6001,6003')).deepEqual(['agt.one', 'agt.three']);
    should(await names('phoneNumber=600')).deepEqual([]);
    should(await names('phoneNumber=600*')).have.length(4);
    should(await names('name=agt.two')).deepEqual(['agt.two']);
    should(await names('name=agt')).deepEqual([]);
    should(await names('filterName=NamesOrPhoneNumberMatches&filterParameters=BO,l*')).deepEqual(['agt.one']);
    should(await names('type=Queue')).deepEqual([]);
  });

  it('pages contacts and counts all of them', async () => {
    const { body } = await client.get('/contacts?sortBy=name&order=Ascending&limit=2&offset=1');
    should(body.totalCount).equal(8);
    should((body.contacts as Json[]).map(({ userName }) => userName)).deepEqual(['agt.one', 'agt.plain']);
  });

  it('gives a contact the id of the user, and the uris the outside address', async () => {
    const [contact] = await contacts('phoneNumber=6001');
    should(contact).have.properties({ id: world.genesys.userId('agt.one'), employeeId: 'E-17' });
    should(contact?.uri).startWith('http://gws.example:8090/api/v2/contacts/');
    const { body } = await client.get(`/users/${String(contact?.id)}?subresources=devices`);
    const [device] = (body.user as Json).devices as Json[];
    should(device).have.properties({ id: world.genesys.deviceId('agt.one'), phoneNumber: '6001' });
    should(device?.capabilities).not.containEql('ListenIn');
  });

  it('tells what an agent does: truly, always Idle, or not at all', async () => {
    world.simulator.centre.startCall({ agent: 'agt.one' });
    const activity = async (): Promise<unknown> => {
      const [contact] = await contacts('phoneNumber=6001');
      const channels = (contact?.availability as Json | undefined)?.channels as Json[] | undefined;
      return channels?.[0]?.userActivity;
    };
    should(await activity()).equal('HandlingInboundCall');
    world.simulator.faults.set('availability=static');
    should(await activity()).equal('Idle');
    world.simulator.faults.set('availability=absent');
    should(await activity()).equal(undefined);
  });

  it('gives uris without fields, objects with fields', async () => {
    should((await client.get('/me/devices')).body.uris).deepEqual([world.genesys.deviceUri('sup.one')]);
    should((await client.get('/me/devices?fields=*')).body.devices).have.length(1);
    should((await client.get('/users?fields=userName')).body.users).containEql({ userName: 'agt.four' });
    should((await client.get('/me/calls')).body).deepEqual({ statusCode: 0, uris: [] });
  });

  it('lists users with their devices, in either of the long forms', async () => {
    for (const query of [
      'fields=*',
      'subresources=*',
      'subresources=devices',
      'fields=id,userName&subresources=devices',
    ]) {
      const users = (await client.get(`/users?${query}`)).body.users as Json[];
      should(users).have.length(8);
      should(users[0]).have.property('userName', 'agt.one');
      should(users[0]?.devices).match([{ id: world.genesys.deviceId('agt.one'), phoneNumber: '6001' }]);
      should(users[0]).not.have.property('calls');
    }
    should((await client.get('/users?subresources=skills')).body.users).have.length(8);
    should((await client.get('/users')).body.uris).have.length(8);
  });

  it('shows the monitoring feature to everybody and the monitoring capabilities to supervisors only', async () => {
    const plain = world.client('agt.plain');
    const { body } = await plain.signIn();
    should(JSON.stringify((body.user as Json).features)).containEql('api-supervisor-monitoring');
    should((await plain.device()).capabilities).not.containEql('ListenIn');
    await client.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });
    should((await client.device()).capabilities).containDeep(['ListenIn', 'Coach', 'BargeIn']);
  });

  it('keeps what belongs to administrators, unless the directory is open', async () => {
    const paths = [`/users/${world.genesys.userId('agt.one')}/devices?fields=*`, '/devices?fields=*'];
    for (const path of paths) should((await client.get(path)).body.statusCode).equal(5);
    world.simulator.faults.set('directory=open');
    for (const path of paths) should((await client.get(path)).body.statusCode).equal(0);
  });

  it('answers what it does not know with 6 and 404', async () => {
    for (const path of [
      '/nothing',
      '/users/x',
      '/me/nothing',
      '/me/calls/x',
      '/devices/x',
      '/services/x',
      '/contacts/x',
    ]) {
      const { status, body } = await client.get(path);
      should([path, status, body.statusCode]).deepEqual([path, 404, 6]);
    }
    should((await client.post('/users', { operationName: 'x' })).body.statusCode).equal(6);
    should((await client.post('/me', { operationName: 'x' })).body.statusCode).equal(10);
    should((await client.post('/me', {})).body.statusCode).equal(1);
    should((await client.post('/me', 'not json')).body.statusCode).equal(10);
    should((await client.request('GET', `${world.genesys.url}/other`)).status).equal(404);
  });

  it('lists the services', async () => {
    const { body } = await client.get('/services?fields=*');
    should(body.services).containDeep([{ type: 'Voice', state: 'Active' }]);
    const voice = async (): Promise<unknown[]> =>
      ((await client.get('/services?fields=*')).body.services as Json[])
        .filter(({ type }) => type === 'Voice')
        .map(({ state }) => state);
    should(await voice()).deepEqual(['Active']);
    world.simulator.faults.set('other-tserver=down');
    should((await voice()).sort()).deepEqual(['Active', 'Inactive']);
  });

  it('speaks 8.5.1 when asked', async () => {
    world.simulator.faults.set('old-shape');
    world.simulator.faults.set('call-id=conn');
    await client.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });
    world.simulator.centre.startCall({ agent: 'agt.one', customer: '5551234' });
    await client.onDevice('ListenIn', world.target());
    should(await client.device()).have.properties({
      supervisorMonitoringState: 'ListenIn',
      supervisorMonitoringMode: 'AllCalls',
    });
    const [call] = await client.calls();
    should(call?.participants).deepEqual(['5551234', '6001']);
    should(call?.id).match(/^[0-9a-f]{16}$/);
    should((await client.onCall('SwitchToBargeIn')).body.statusCode).equal(0);
  });
});
