import https from 'node:https';
import should from 'should';
import WebSocket from 'ws';
import { startSimulator } from '../../simulators';
import { makeCertificates } from '../support/certificates';
import { at, type FinesseAnswer, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';

describe('Finesse face: access', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = world.client('sup.one');
  });
  afterEach(() => world.close());

  const as = (authorization: string): Promise<FinesseAnswer> =>
    sup.request('GET', '/User/16105', undefined, { authorization });
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it('is Basic on every request, by login id or login name', async () => {
    for (const name of ['16105', 'sup.one']) should((await as(basic(`${name}:simulator`))).status).equal(200);
    for (const header of [
      '',
      'Bearer x',
      'Basic',
      'Basic %%',
      basic('16105'),
      basic(':simulator'),
      basic('6105:simulator'),
    ]) {
      const { status, error, headers, xml } = await as(header);
      should([header, status, error]).deepEqual([header, 401, 'Authorization Failure']);
      should(headers.get('www-authenticate')).startWith('Basic');
      should(headers.get('content-type')).equal('application/xml');
      should(at(xml, 'ApiError', 'ErrorMessage')).equal('UNAUTHORIZED');
    }
    const named = async (text: string): Promise<string | undefined> =>
      at((await as(basic(text))).xml, 'ApiError', 'ErrorData');
    should(await named('jsmith:secret')).equal('jsmith');
    should(await named('<x>\u0000:secret')).equal('');
    should(JSON.stringify(world.simulator.journal.list())).not.containEql(basic('16105:simulator').slice(6));
  });

  it('blocks who gave five wrong passwords in a row, for five minutes, and nobody else', async () => {
    const wrong = basic('16105:guess');
    for (let n = 0; n < 4; n += 1) should((await as(wrong)).status).equal(401);
    should((await sup.get('/User/16105')).status).equal(200);
    for (let n = 0; n < 4; n += 1) should((await as(wrong)).status).equal(401);
    should((await sup.get('/User/16105')).status).equal(200);
    for (let n = 0; n < 5; n += 1) should((await as(wrong)).status).equal(401);
    should((await sup.get('/User/16105')).status).equal(401);
    should((await world.client('sup.two').get('/User/16106')).status).equal(200);
    world.clock.advance(299_000);
    should((await sup.get('/User/16105')).status).equal(401);
    world.clock.advance(1_000);
    should((await sup.get('/User/16105')).status).equal(200);
    for (let n = 0; n < 5; n += 1) await as(wrong);
    world.set('finesse-lockout=off');
    should((await sup.get('/User/16105')).status).equal(200);
  });

  it('tells of the system before anybody has signed in', async () => {
    const response = await fetch(`${world.finesse.api}/SystemInfo`);
    const text = await response.text();
    should([response.status, response.headers.get('content-type')]).deepEqual([200, 'application/xml']);
    for (const word of [
      '<deploymentType>UCCE</deploymentType>',
      '<status>IN_SERVICE</status>',
      '<systemAuthMode>NON_SSO</systemAuthMode>',
      '<currentTimestamp>2026-01-05T09:00:00.000Z</currentTimestamp>',
      '<lastSuccessCTIHeartbeatTime>2026-01-05T09:00:00.000Z</lastSuccessCTIHeartbeatTime>',
      '<primaryNode><host>finesse.sim</host></primaryNode>',
      '<xmppDomain>finesse.sim</xmppDomain>',
      '<xmppPubSubDomain>pubsub.finesse.sim</xmppPubSubDomain>',
      '<license/>',
    ]) {
      should(text).containEql(word);
    }
    should(text).not.containEql('secondaryNode').and.not.containEql('Port>');
    world.set('finesse-version=12.6', 'finesse-deployment=UCCX', 'finesse-system-info=basic');
    should((await fetch(`${world.finesse.api}/SystemInfo`)).status).equal(401);
    const { xml } = await sup.get('/SystemInfo');
    should(at(xml, 'primaryNode', 'xmppPort')).equal(String(world.finesse.xmppPort));
    should(at(xml, 'primaryNode', 'httpsPort')).equal(String(world.finesse.port));
    should([at(xml, 'deploymentType'), at(xml, 'license')]).deepEqual(['UCCX', 'PREMIUM']);
  });

  it('knows no other place', async () => {
    should((await fetch(`${world.finesse.url}/elsewhere`)).status).equal(404);
    should((await fetch(world.finesse.api)).status).equal(404);
    for (const path of ['/Nothing', '/User', '/User/16105/Else', '/SystemInfo/x']) {
      const { status, error } = await sup.get(path);
      should([path, status, error]).deepEqual([path, 404, 'Not Found']);
    }
    should((await sup.get('/User/16105/')).status).equal(200);
    should((await sup.request('DELETE', '/User/16105')).status).equal(404);
    should((await sup.request('PUT', '/Dialog/1', 'x'.repeat(2_000_000))).status).equal(500);
    should((await sup.request('PUT', '/Dialog/1', `<Dialog>${'x'.repeat(300_000)}</Dialog>`)).error).equal(
      'Invalid Input',
    );
  });

  it('stands beside the other faces, and gives the same ids for the same seed', async () => {
    const ids = async (seed: string): Promise<unknown> => {
      const simulator = await startSimulator({
        seed,
        genesys: { port: 0 },
        finesse: { port: 0 },
        voipnow: { port: 0 },
      });
      const { aliases } = simulator.centre.startCall({ agent: 'agt.one' });
      await simulator.close();
      should(Object.keys(aliases).sort()).deepEqual(['finesse', 'genesys', 'voipnow']);
      return aliases.finesse;
    };
    should(await ids('a')).equal(await ids('a'));
    should(await ids('a')).not.equal(await ids('b'));
  });

  it('is seen and steered by the control API', async () => {
    const simulator = await startSimulator({ finesse: { port: 0 }, controlPort: 0 });
    const { url } = simulator.control!;
    const read = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
    should(await read('/')).containEql({ finesse: simulator.finesse!.url, finesseXmpp: simulator.finesse!.ws });
    should(((await read('/supervisors')) as unknown[])[0]).have.property('finesse', { loginId: '16105' });
    await simulator.close();
  });

  it('says when a port is taken, and frees what it had', async () => {
    const { port, xmppPort } = world.finesse;
    await should(startSimulator({ finesse: { port } })).be.rejectedWith({ code: 'EADDRINUSE' });
    await should(startSimulator({ finesse: { port: 0, xmppPort } })).be.rejectedWith({ code: 'EADDRINUSE' });
    const more = { port: 0, secondary: { port } };
    await should(startSimulator({ finesse: more })).be.rejectedWith({ code: 'EADDRINUSE' });
    await world.close();
    await (await startSimulator({ finesse: { port, xmppPort } })).close();
  });

  it('closes in time with streams open', async () => {
    await sup.connect();
    const begin = Date.now();
    await world.simulator.close();
    should(Date.now() - begin).be.below(1000);
  });

  it('speaks HTTPS and wss with the certificate it is given', async () => {
    const { ca, good } = await makeCertificates();
    const simulator = await startSimulator({ finesse: { port: 0, xmppPort: 0, tls: good, httpPort: 0 } });
    const { url, ws, httpUrl, port } = simulator.finesse!;
    should([url, ws.startsWith('wss://127.0.0.1:')]).deepEqual([`https://127.0.0.1:${port}`, true]);
    const status = await new Promise((resolve, reject) => {
      const request = https.get(`${url}/finesse/api/SystemInfo`, { ca, agent: false }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      request.once('error', reject);
    });
    should(status).equal(200);
    for (const address of [ws, `${url.replace('https', 'wss')}/ws`]) {
      const socket = new WebSocket(address, ['xmpp'], { ca });
      await new Promise((resolve) => socket.once('open', resolve));
      should(socket.protocol).equal('xmpp');
      socket.terminate();
    }
    const moved = await fetch(`${httpUrl!}/finesse/api/User/16105`, {
      redirect: 'manual',
      method: 'PUT',
      body: '<User/>',
    });
    should([moved.status, moved.headers.get('location')]).deepEqual([301, `${url}/finesse/api/User/16105`]);
    await should(fetch(`${url.replace('https', 'http')}/finesse/api/SystemInfo`)).be.rejected();
    simulator.faults.set('finesse-version=12.6');
    const text = await new Promise<string>((resolve) => {
      https.get(`${url}/finesse/api/SystemInfo`, { ca, agent: false }, (response) => {
        response.on('data', (chunk: Buffer) => {
          resolve(chunk.toString());
        });
      });
    });
    should(text)
      .containEql(`<xmppSecurePort>${new URL(ws).port}</xmppSecurePort>`)
      .and.containEql('<xmppPort/>');
    await simulator.close();
  });
});
