import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import type { HuaweiAnswer, PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

const customer = '+491234';

describe('Huawei face: states and queries', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  const get = (path: string): Promise<HuaweiAnswer> => client.request('GET', path);
  const agent = async (workNo = '6001'): Promise<Json> =>
    (await get(`/agentgroup/6105/agentbyworkno/${workNo}`)).result;

  describe('his own state', () => {
    const post = async (path: string): Promise<unknown> => (await client.own('POST', path)).code;

    it('changes on demand, and is told', async () => {
      for (const [path, event, state] of [
        ['saybusy', 'AgentState_SetNotReady_Success', 3],
        ['cancelbusy', 'AgentState_CancelNotReady_Success', 4],
        ['saybusy?reason=200&prolong=false', 'AgentState_SetNotReady_Success', 3],
        ['sayfree', 'AgentState_CancelNotReady_Success', 4],
        ['work', 'AgentState_SetWork_Success', 5],
        ['cancelwork', 'AgentState_CancelWork_Success', 4],
        ['work', 'AgentState_SetWork_Success', 5],
        ['sayfree', 'AgentState_CancelWork_Success', 4],
        ['rest/60/0', 'AgentState_SetRest_Success', 8],
        ['cancelrest', 'AgentState_CancelRest_Success', 4],
      ] as const) {
        should([path, await post(path)]).deepEqual([path, '0']);
        should((await client.next(1))[0]).have.property('eventType', event);
        should([path, await client.state()]).deepEqual([path, state]);
      }
      should(await post('sayfree')).equal('0');
      should(client.events).be.empty();
      world.clock.advance(60_000);
      world.centre.setState('sup.one', 'not-ready');
      should(await client.until('AgentState_SetNotReady_Success')).have.length(1);
    });

    it('refuses what does not fit it', async () => {
      const wrong = ['saybusy?reason=7', 'cancelbusy', 'cancelwork', 'cancelrest', 'rest/0/0', 'rest/60/256'];
      for (const path of wrong) should([path, await post(path)]).deepEqual([path, '100-009']);
      await client.listen();
      for (const path of ['work', 'rest/60/0']) should([path, await post(path)]).deepEqual([path, '100-009']);
      should(await post('saybusy')).equal('0');
      should(await client.state()).equal(7);
      await client.cancel();
      await client.until('AgentState_SetNotReady_Success');
      should(await client.state()).equal(3);
    });

    it('takes skills, and forgets them', async () => {
      should(await post('resetskill/true')).equal('0');
      should(await post('resetskill/false?skillid=1;2;3&phonelinkage=0')).equal('0');
      should(await post('resetskill/false')).equal('000-002');
    });

    it('is seen in syncagentinfo, and so is his call', async () => {
      const own = await world.signedIn('6001');
      world.centre.startCall({ agent: 'agt.one', customer });
      const { result } = await own.own('POST', 'syncagentinfo');
      const callid = world.huawei.callId('agt.one');
      should(result.callinfo).deepEqual([{ callid, caller: customer, called: '6001', feature: '0' }]);
      should(result.agentStateInfo).have.properties({
        state: 9,
        workNo: '6001',
        qcWorkNo: '',
        curCallId: callid,
        partner: customer,
        preBusy: false,
      });
      world.centre.hold('agt.one');
      const { result: held } = await own.own('POST', 'syncagentinfo');
      should(held.agentStateInfo).have.properties({ state: 11, holdCallId: callid });
    });
  });

  describe('an agent', () => {
    it('in all the states, in both enumerations', async () => {
      for (const [state, status, ctiStatus] of [
        ['ready', 4, 1],
        ['not-ready', 3, 7],
        ['after-call-work', 5, 6],
        ['signed-out', 2, 0],
      ] as const) {
        world.centre.setState('agt.one', state);
        should(await agent()).have.properties({ status, ctiStatus });
      }
      world.centre.setState('agt.one', 'ready');
      world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
      should(await agent()).have.properties({ status: 7, ctiStatus: 4 });
      world.centre.answer('agt.one');
      world.clock.advance(31_000);
      should(await agent()).deepEqual({
        workno: '6001',
        name: 'Bo Lind',
        status: 7,
        ctiStatus: 5,
        groupid: 1,
        groupname: '',
        skilllist: [{ id: 11, name: 'sales' }],
        callids: [],
        mediatype: 'TFF',
        vdnid: 3,
        phonenumber: '6001',
        currentstatetime: 31,
        logindate: world.clock.now() - 31_000,
      });
      world.set('huawei-texts');
      should(await agent()).have.properties({ status: '7', vdnid: '3', currentstatetime: '31' });
    });

    it('an inspector is occupied while he inspects', async () => {
      world.set('auto-answer=off');
      await client.listen();
      should(await agent('6105')).have.properties({ status: 7, ctiStatus: 2 });
      world.huawei.answer('sup.one');
      should(await agent('6105')).have.properties({ status: 7, ctiStatus: 3 });
    });

    it('who is unknown, or of another VDN', async () => {
      for (const workNo of ['9999', '7001', 'agt.one']) {
        should((await get(`/agentgroup/6105/agentbyworkno/${workNo}`)).code).equal('300-002');
      }
    });

    it('in lists', async () => {
      const names = async (path: string): Promise<unknown[]> =>
        ((await get(path)).result as unknown as Json[]).map(({ workno }) => workno);
      world.centre.setState('agt.two', 'signed-out');
      const online = ['6001', '6003', '6004', '6099'];
      should(await names('/qualitycontrol/6105/allagent')).deepEqual(online);
      should(await names('/agentgroup/6105/allagentstatus')).deepEqual([...online, '6105']);
      should(await names('/agentgroup/6105/onlineagentonvdn')).deepEqual([...online, '6105']);
      should(await names('/agentgroup/6105/agentbylist?agents=6001;6002')).deepEqual(['6001', '6002']);
      should(await names('/agentgroup/6105/agentbylist')).have.length(8);
      world.set('huawei-relation=team');
      should(await names('/qualitycontrol/6105/allagent')).deepEqual(['6001', '6099']);
      should((await get('/agentgroup/6105/iscensor')).result).equal(true);
      const plain = await world.signedIn('6099');
      should((await plain.request('GET', '/agentgroup/6099/iscensor')).result).equal(false);
      should((await plain.qc('GET', 'allagent')).code).equal('900-002');
    });
  });

  describe('calls', () => {
    const ids = (workNo = '6001', name = 'allcallinfoEx'): Promise<HuaweiAnswer> =>
      get(`/calldata/6105/${name}/${workNo}`);

    it('by agent, and by id', async () => {
      should((await ids()).result).deepEqual([]);
      world.centre.startCall({ agent: 'agt.one', customer, data: { vip: 'yes' } });
      const callid = world.huawei.callId('agt.one');
      should((await ids()).result).deepEqual([callid]);
      should((await ids('6001', 'allcallinfo')).result).deepEqual([callid]);
      const begintime = world.clock.now();
      world.clock.advance(5000);
      const { result } = await get(`/calldata/6105/callinfobycallid/${callid!}`);
      should(result).containEql({ callid, caller: customer, callfeature: 0, begintime, calldata: '{"vip":"yes"}' });
      await client.listen();
      should((await ids('6105')).result).deepEqual([]);
      await client.qc('PUT', 'intercept/6001');
      should((await ids('6105')).result).deepEqual([callid]);
      should((await ids()).result).deepEqual([]);
      should((await get('/calldata/6105/callinfobycallid/1-1')).code).equal('400-001');
    });

    it('are refused to agents, of nonsense, and (by switch) where there are none', async () => {
      should((await ids('abc')).code).equal('100-011');
      should((await ids('9999')).code).equal('100-007');
      const plain = await world.signedIn('6099');
      should((await plain.request('GET', '/calldata/6099/allcallinfoEx/6001')).code).equal('900-002');
      should((await plain.request('GET', '/calldata/6099/allcallinfoEx/6099')).code).equal('0');
      world.set('huawei-no-call=400-001');
      should((await ids()).code).equal('400-001');
    });
  });

  it('the same query is throttled by switch, per agent; orders are not', async () => {
    world.set('huawei-throttle=5000');
    const other = await world.signedIn('6106');
    const path = '/agentgroup/6105/agentbyworkno/6001';
    should((await get(path)).code).equal('0');
    should((await get(path)).code).equal('000-007');
    should((await get('/calldata/6105/allcallinfoEx/6001')).code).equal('0');
    should((await other.request('GET', '/agentgroup/6106/agentbyworkno/6001')).code).equal('0');
    for (const { code } of [await client.listen(), await client.cancel()]) should(code).equal('0');
    world.clock.advance(5000);
    should((await get(path)).code).equal('0');
  });
});
