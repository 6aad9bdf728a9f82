import { readFile } from 'node:fs/promises';
import path from 'node:path';
import should from 'should';
import { startSimulator } from '../../simulators';
import { makeCertificates } from '../support/certificates';
import type { Json } from '../support/plain-genesys-client';
import { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

describe('Huawei face: faults', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  it('rest-cut: the answer is missing; before it nothing happened, after it everything did', async () => {
    world.set('rest-cut=before@addSupervise#1');
    await should(client.listen()).be.rejected();
    should(world.qc).be.undefined();
    world.set('rest-cut=after@qualitycontrol#1');
    await should(client.listen()).be.rejected();
    should(world.qc).be.ok();
    should(await client.until('AgentOther_PhoneOffhook')).have.length(3);
    should(world.simulator.journal.count('addSupervise')).equal(2);
  });

  it('rest-html and hung: nothing happens', async () => {
    world.set('rest-html@PUT#1');
    const { status, text } = await client.listen();
    should([status, text.startsWith('<html>')]).deepEqual([502, true]);
    world.set('hung@addSupervise#1');
    const path = '/qualitycontrol/6105/addsupervise/6001';
    await should(client.request('PUT', path, undefined, {}, AbortSignal.timeout(50))).be.rejected();
    should(world.qc).be.undefined();
  });

  it('rest-slow: it happens at once, its events come, the answer is late', async () => {
    world.set('rest-slow=500@addSupervise#1');
    let answered = false;
    const answer = client.listen().finally(() => (answered = true));
    should(await client.until('AgentOther_PhoneOffhook')).have.length(3);
    should([answered, world.qc?.phone]).deepEqual([false, 'up']);
    world.clock.advance(500);
    should((await answer).code).equal('0');
  });

  it('silent: accepted, and nothing happens', async () => {
    world.set('silent@addInsert#1');
    should((await client.insert()).code).equal('0');
    should(world.qc).be.undefined();
    should((await client.insert()).code).equal('0');
    should(world.qc).be.ok();
  });

  it('huawei-retcode: any operation is refused with any code, polls and sign-ins too', async () => {
    world.set('huawei-retcode=900-001@addSupervise#1');
    should((await client.listen()).code).equal('900-001');
    world.set('huawei-retcode=100-020@login');
    should((await world.client('6106').signIn()).code).equal('100-020');
    should((await client.listen()).code).equal('0');
    world.set('huawei-retcode=000-001@getAgentEvent#1');
    should((await client.poll()).code).equal('000-001');
    should((await client.poll()).code).equal('0');
  });

  it('huawei-switch-over: 000-004 for everything, and then all is as before', async () => {
    world.set('huawei-switch-over');
    should((await client.listen()).code).equal('000-004');
    should((await client.poll()).code).equal('000-004');
    should((await world.client('6106').signIn()).code).equal('000-004');
    world.simulator.faults.clear('huawei-switch-over');
    should((await client.listen()).code).equal('0');
    should(await client.until('AgentOther_PhoneOffhook')).have.length(3);
  });

  it('unknown paths are 404, wrong methods 405, and broken escapes 400', async () => {
    const status = async (method: string, path: string): Promise<number> => (await client.request(method, path)).status;
    should(await status('GET', '/nothing')).equal(404);
    should(await status('GET', '/qualitycontrol/6105')).equal(404);
    should(await status('PUT', '/qualitycontrol/6105/addsupervise/6001/more')).equal(404);
    should(await status('POST', '/qualitycontrol/6105/addsupervise/6001')).equal(405);
    should(await status('GET', '/onlineagent/6105')).equal(405);
    should(await status('GET', '/agentevent/%E0%A4%A')).equal(400);
    const other = new PlainHuaweiClient(world.huawei.url);
    should((await other.request('GET', '/elsewhere')).status).equal(404);
    other.close();
  });

  it('speaks HTTPS when it is given a certificate', async () => {
    const { ca, good } = await makeCertificates();
    const simulator = await startSimulator({ huawei: { port: 0, tls: good } });
    const secure = new PlainHuaweiClient(simulator.huawei!.api, '6105', ca);
    should(simulator.huawei!.api).match(/^https:\/\/127\.0\.0\.1:\d+\/agentgateway\/resource$/);
    should((await secure.signIn()).code).equal('0');
    should(await secure.until('AgentState_Ready')).have.length(2);
    secure.close();
    await simulator.close();
  });

  it('is closed at once while a poll is held, and leaves nothing behind', async () => {
    await client.listen();
    await client.until('AgentOther_PhoneOffhook');
    const held = client.poll();
    held.catch(() => undefined);
    await client.own('GET', 'agentstatus');
    const begin = Date.now();
    await world.simulator.close();
    should(Date.now() - begin).be.below(500);
    await should(held).be.rejected();
    world.clock.advance(3_600_000);
  });

  it('has all its switches in the manual', async () => {
    const manual = await readFile(path.join(__dirname, '..', '..', '..', 'docs', 'simulator.md'), 'utf8');
    const own = world.simulator.faults.list().filter(({ name }) => name.startsWith('huawei-'));
    should(own.length).be.above(30);
    for (const { name, normal, about } of own) {
      const row = manual.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      should([name, row?.includes(about), row?.includes(normal)]).deepEqual([name, true, true]);
    }
  });

  it('knows crowds by their extensions', async () => {
    const crowd = await SimulatedHuawei.start({ agents: 1000 });
    const inspector = await crowd.signedIn();
    crowd.centre.startCall({ agent: 'agt.0999' });
    should((await inspector.listen('100999')).code).equal('0');
    should(crowd.hears('agt.0999')['sup.one']).containEql('agt.0999');
    const { result } = await inspector.qc('GET', 'allagent');
    should((result as unknown as Json[]).length).equal(1000);
    await crowd.close();
  });
});
