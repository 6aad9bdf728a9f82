import { readFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import should from 'should';
import { startSimulator } from '../../simulators';
import { makeCertificates } from '../support/certificates';
import type { Json } from '../support/plain-genesys-client';
import { PlainVoipNowClient } from '../support/plain-voipnow-client';
import { SimulatedVoipNow } from '../support/simulated-voipnow';
import { until } from '../support/until';

describe('VoipNow face: faults', () => {
  let world: SimulatedVoipNow;
  let call: Json;
  beforeEach(async () => {
    world = await SimulatedVoipNow.start({ controlPort: 0 });
    world.centre.startCall({ agent: 'agt.one', customer: '+491234' });
    call = await world.client.call('0007*6001');
  });
  afterEach(() => world.close());

  const joined = (): boolean => world.centre.onCall('sup.one') !== undefined;
  const barge = (): ReturnType<typeof world.client.supervise> => world.client.supervise('BargeIn', call);

  it('has all its switches in the manual', async () => {
    const manual = await readFile(path.join(__dirname, '..', '..', '..', 'docs', 'simulator.md'), 'utf8');
    const own = world.simulator.faults.list().filter(({ name }) => name.startsWith('voipnow-'));
    should(own.length).be.above(30);
    for (const { name, normal, about } of own) {
      const row = manual.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      should([name, row?.includes(about), row?.includes(normal)]).deepEqual([name, true, true]);
    }
  });

  it('rest-cut=before: the connection breaks and nothing happened', async () => {
    world.set('rest-cut=before@BargeIn#1');
    await should(barge()).be.rejected();
    should(joined()).equal(false);
    should(world.simulator.journal.count('PUT BargeIn')).equal(1);
    should((await barge()).status).equal(202);
  });

  it('rest-cut=after: the answer breaks off and it happened, also where there is no body', async () => {
    world.set('rest-cut=after@PUT BargeIn#1');
    await should(barge()).be.rejected();
    should(joined()).equal(true);
    world.set('rest-cut=after@DELETE', 'voipnow-empty=204');
    await should(world.client.delete('/phoneCalls/@me/0007*6002')).be.rejected();
  });

  it('rest-html: a page from a proxy, also instead of a token', async () => {
    world.set('rest-html');
    const { status, text } = await barge();
    should([status, text.startsWith('<html>')]).deepEqual([502, true]);
    should(joined()).equal(false);
    should((await world.client.grant()).status).equal(502);
  });

  it('hung: accepted, never answered', async () => {
    world.set('hung@PUT');
    const asked = barge().catch(() => 'gone');
    await until('the request', () => world.simulator.journal.count('PUT BargeIn') === 1);
    should((await world.client.get('/phoneCalls/@me/@self')).status).equal(200);
    world.client.close();
    should(await asked).equal('gone');
    should(joined()).equal(false);
  });

  it('rest-slow: the effect is at once, the answer late', async () => {
    world.set('rest-slow=5000@BargeIn');
    let answered = false;
    const asked = barge().then(() => (answered = true));
    await until('the effect', joined);
    should(answered).equal(false);
    world.clock.advance(5000);
    await asked;
  });

  it('voipnow-refuse: any status and code', async () => {
    world.set('voipnow-refuse=500/internal_server_error@BargeIn#1');
    const { status, body } = await barge();
    should(status).equal(500);
    should(body).deepEqual({ error: { code: 'internal_server_error', message: 'Refused by the simulator.' } });
    world.set('voipnow-refuse=something_new@GET');
    const answer = await world.client.get('/phoneCalls/@me/@self');
    should([answer.status, answer.code]).deepEqual([400, 'something_new']);
    should((await barge()).status).equal(202);
  });

  it('says of every switch that it is inferred, or what it is', () => {
    const own = world.simulator.faults.list().filter(({ name }) => name.startsWith('voipnow-'));
    should(own.length).be.above(30);
    for (const { about } of own) should(about).match(/\.$/);
    should(own.find(({ name }) => name === 'voipnow-delete-own-leg')?.about).match(/inferred/i);
  });

  it('is seen and steered by the control API', async () => {
    const { url } = world.simulator.control!;
    const read = async (path: string): Promise<Json & Json[]> =>
      (await (await fetch(url + path)).json()) as Json & Json[];
    should(await read('/')).have.property('voipnow', world.client.url);
    should((await read('/agents'))[0]).have.property('voipnow', { extension: '0007*6001' });
    should(world.simulator.voipnow!.extension('sup.one')).equal('0007*6105');
    should((await read(`/calls/${String(call.id)}`)).aliases).deepEqual({ voipnow: call.id });
    world.set('auto-answer=off');
    await barge();
    const order = { do: 'answer', supervisor: 'sup.one' };
    await fetch(`${url}/do`, { method: 'POST', body: JSON.stringify(order) });
    should(world.hears()['+491234']).deepEqual(['agt.one', 'sup.one']);
    should(await read('/counters')).have.property('PUT BargeIn', 1);
    await fetch(`${url}/reset`, { method: 'POST' });
    should((await world.client.get('/phoneCalls/@me/@self')).entry).deepEqual([]);
  });
});

describe('VoipNow face: lifetime', () => {
  it('speaks HTTPS with the certificate it is given, and links say so', async () => {
    const { ca, good } = await makeCertificates();
    const simulator = await startSimulator({ voipnow: { port: 0, tls: good } });
    const { url, api, port } = simulator.voipnow!;
    should([url, api]).deepEqual([`https://127.0.0.1:${port}`, `https://127.0.0.1:${port}/uapi`]);
    const status = await new Promise((resolve, reject) => {
      const request = https.get(`${api}/phoneCalls/@me/@self`, { ca, agent: false }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      request.once('error', reject);
    });
    should(status).equal(401);
    await should(new PlainVoipNowClient(url.replace('https', 'http')).signIn()).be.rejected();
    await simulator.close();
  });

  it('says when its port is taken, and frees what it had', async () => {
    const first = await startSimulator({ voipnow: { port: 0 } });
    const { port } = first.voipnow!;
    await should(startSimulator({ genesys: { port: 0 }, voipnow: { port } })).be.rejectedWith({ code: 'EADDRINUSE' });
    await first.close();
    await (await startSimulator({ voipnow: { port } })).close();
  });

  it('gives the same ids for the same seed, and stands beside the other face', async () => {
    const id = async (seed: string): Promise<unknown> => {
      const simulator = await startSimulator({ seed, genesys: { port: 0 }, voipnow: { port: 0 } });
      const { aliases } = simulator.centre.startCall({ agent: 'agt.one' });
      await simulator.close();
      should(Object.keys(aliases)).deepEqual(['genesys', 'voipnow']);
      return aliases.voipnow;
    };
    should(await id('a')).equal(await id('a'));
    should(await id('a')).not.equal(await id('b'));
  });

  it('offers everybody of a big centre', async () => {
    const world = await SimulatedVoipNow.start({ agents: 1000 });
    world.centre.startCall({ agent: 'agt.1000' });
    should(await world.client.call('0007*101000')).have.property('extension', '0007*101000');
    const { entry } = await world.client.get('/extensions/@me/@self/presence?count=5000');
    should(entry).have.length(1006);
    await world.close();
  });
});
