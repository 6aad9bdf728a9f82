import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import type { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

const customer = '+491234';
const typesOf = (events: Json[]): unknown[] => events.map(({ eventType }) => eventType);

describe('Huawei face: calls', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  let agent: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
    agent = await world.signedIn('6001');
  });
  afterEach(() => world.close());

  const start = (ringing = false): string => {
    world.centre.startCall({ agent: 'agt.one', customer, ringing });
    return world.huawei.callId('agt.one')!;
  };

  describe('on the stream of an agent who has signed in', () => {
    it('ring, are talked on, held, resumed, and end with the customer', async () => {
      const callid = start(true);
      should(callid).match(/^\d{10}-\d+$/);
      world.centre.answer('agt.one');
      world.centre.hold('agt.one');
      world.centre.resume('agt.one');
      world.centre.customerHangsUp('agt.one');
      const told = await agent.next(13);
      should(typesOf(told)).deepEqual([
        ...['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentEvent_Ringing'],
        ...['AgentOther_PhoneOffhook', 'AgentEvent_Talking', 'AgentMediaEvent_Record'],
        ...['AgentEvent_Hold', 'AgentEvent_Talking', 'AgentMediaEvent_Record'],
        ...['AgentEvent_Customer_Release', 'AgentEvent_Call_Release', 'AgentOther_PhoneRelease', 'AgentState_Ready'],
      ]);
      should(told[2]?.content).containEql({ caller: customer, called: 'a6001', callid, type: 'main', feature: '0' });
      should(told[4]?.content).containEql({ caller: customer, called: 'a6001', callid, mediaAbility: '1' });
      should(told[6]?.content).equal(callid);
      should(told[9]?.content).deepEqual({ callid, number: customer });
      should(told[10]?.content).equal(callid);
      should(told[11]?.content).deepEqual({ phoneState: '3' });
    });

    it('are answered by themselves where nothing rang', async () => {
      world.centre.startCall({ agent: 'agt.one', customer, direction: 'outbound' });
      const told = await agent.next(4);
      should(typesOf(told).slice(0, 4)).deepEqual([
        'AgentState_Busy',
        'AgentEvent_Auto_Answer',
        'AgentOther_PhoneOffhook',
        'AgentEvent_Talking',
      ]);
      should(told[3]?.content).containEql({ caller: 'a6001', called: customer, feature: '7' });
    });

    it('end in wrap-up, or not ready, as was asked', async () => {
      should((await agent.own('POST', 'autoenteridle/no')).code).equal('0');
      start();
      world.centre.agentHangsUp('agt.one');
      should((await agent.until('AgentState_Work')).slice(-3)).deepEqual([
        'AgentEvent_Call_Release',
        'AgentOther_PhoneRelease',
        'AgentState_Work',
      ]);
      should(world.centre.person('agt.one').state).equal('after-call-work');
      await agent.own('POST', 'sayfree');
      await agent.own('POST', 'autoenteridle/true');
      await agent.until('AgentState_CancelWork_Success');
      start();
      should((await agent.own('POST', 'saybusy?reason=201')).code).equal('0');
      should(world.centre.person('agt.one').state).equal('ready');
      world.centre.customerHangsUp('agt.one');
      await agent.until('AgentOther_PhoneRelease');
      should((await agent.next(1))[0]).containDeep({
        eventType: 'AgentState_SetNotReady_Success',
        content: { reason: '201' },
      });
    });

    it('are on nobody else’s', async () => {
      await client.listen();
      await client.next(3);
      start();
      world.centre.endCall('agt.one');
      await client.cancel();
      should(typesOf(await client.next(2))).deepEqual(['AgentOther_PhoneRelease', 'AgentState_Ready']);
    });
  });

  describe('intercept', () => {
    let callid: string;
    const intercept = async (path = 'intercept/6001'): Promise<unknown> => (await client.qc('PUT', path)).code;

    beforeEach(async () => {
      callid = start();
      await agent.until('AgentMediaEvent_Record');
    });

    it('is refused from idle, while the phone rings, without a call, and for another call', async () => {
      should(await intercept()).equal('900-003');
      world.set('auto-answer=off');
      await client.listen();
      should(await intercept()).equal('900-003');
      world.centre.answer('sup.one');
      should(await intercept('intercept/6001/1-1')).equal('900-003');
      should(await intercept('intercept/6002')).equal('900-003');
      world.set('huawei-rights=13');
      should(await intercept()).equal('900-002');
      world.set('huawei-rights=14');
      should(await intercept()).equal('900-002');
      world.set('huawei-rights=13,14');
      world.centre.endCall('agt.one');
      should(await intercept()).equal('900-003');
    });

    for (const mode of ['listen', 'insert', 'whisper'] as const) {
      it(`from ${mode}: he keeps the customer, the agent is idle, and both are told`, async () => {
        await client[mode]();
        await client.next(3);
        should(await intercept(mode === 'listen' ? 'intercept/6001' : `intercept/6001/${callid}`)).equal('0');
        const [call] = world.centre.calls();
        should(call?.hears).deepEqual({ [customer]: ['sup.one'], 'sup.one': [customer] });
        const told = await client.next(2);
        should(typesOf(told)).deepEqual(['AgentEvent_Talking', 'AgentMediaEvent_Record']);
        should(told[0]?.content).containEql({ caller: customer, called: 'a6105', callid });
        should((await agent.until('AgentEvent_Customer_Release')).filter((type) => !type.includes('BeQc'))).deepEqual([
          ...['AgentState_Ready', 'AgentOther_PhoneRelease', 'AgentEvent_Call_Release', 'AgentEvent_Customer_Release'],
        ]);
        should([await client.state(), await agent.state()]).deepEqual([7, 4]);
        should(world.huawei.qc()).be.empty();
        should((await client.cancel()).code).equal('900-003');
        should((await client.listen()).code).equal('900-005');
      });
    }

    it('ends with the customer, or with the inspector releasing the call', async () => {
      await client.listen();
      await intercept();
      await client.until('AgentMediaEvent_Record');
      world.centre.customerHangsUp(world.centre.calls()[0]!.id);
      should(typesOf(await client.next(4))).deepEqual([
        ...['AgentEvent_Customer_Release', 'AgentEvent_Call_Release', 'AgentOther_PhoneRelease', 'AgentState_Ready'],
      ]);
      start();
      await client.listen();
      const release = (): ReturnType<typeof client.request> => client.request('DELETE', '/voicecall/6105/release');
      should((await release()).code).equal('200-017');
      await intercept();
      await client.until('AgentMediaEvent_Record');
      should((await client.own('DELETE', 'logout')).code).equal('100-010');
      should((await release()).code).equal('0');
      should(world.centre.calls()).be.empty();
      should(typesOf(await client.next(3))).deepEqual([
        ...['AgentEvent_Call_Release', 'AgentOther_PhoneRelease', 'AgentState_Ready'],
      ]);
      should(await client.state()).equal(4);
    });
  });

  describe('of one’s own', () => {
    const voice = async (who: PlainHuaweiClient, workNo: string, method: string, what: string): Promise<unknown> =>
      (await who.request(method, `/voicecall/${workNo}/${what}`)).code;
    const mine = (method: string, what: string): Promise<unknown> => voice(client, '6105', method, what);

    it('can be answered, held and taken back', async () => {
      for (const [method, what, code] of [
        ['PUT', 'answer', '200-002'],
        ['POST', 'hold', '200-013'],
        ['POST', 'gethold', '200-015'],
        ['DELETE', 'releasephone', '200-017'],
      ] as const) {
        should(await voice(agent, '6001', method, what)).equal(code);
      }
      const callid = start(true);
      should(await voice(agent, '6001', 'PUT', 'answer?callid=1-1')).equal('200-002');
      should(await voice(agent, '6001', 'PUT', `answer?callid=${callid}`)).equal('0');
      should(await voice(agent, '6001', 'POST', 'hold')).equal('0');
      should(await voice(agent, '6001', 'POST', 'gethold?callid=1-1')).equal('200-015');
      should(await voice(agent, '6001', 'POST', `gethold?callid=${callid}`)).equal('0');
      should(typesOf(await agent.next(9)).slice(3)).deepEqual([
        ...['AgentOther_PhoneOffhook', 'AgentEvent_Talking', 'AgentMediaEvent_Record'],
        ...['AgentEvent_Hold', 'AgentEvent_Talking', 'AgentMediaEvent_Record'],
      ]);
      should(await voice(agent, '6001', 'DELETE', 'releasephone')).equal('0');
      should(world.centre.calls()).be.empty();
    });

    it('an inspector has none, and can put his phone down all the same', async () => {
      start();
      await client.listen();
      await client.next(3);
      should(await mine('POST', 'hold')).equal('200-013');
      should(await mine('DELETE', 'release')).equal('200-017');
      should(await mine('DELETE', 'releasephone')).equal('0');
      const told = await client.next(2);
      should(typesOf(told)).deepEqual(['AgentOther_PhoneRelease', 'AgentState_Ready']);
      should(told[0]?.content).deepEqual({ phoneState: '2' });
      should(world.centre.calls()).have.length(1);
    });

    it('a ringing phone is picked up by the gateway only with phone linkage', async () => {
      world.centre.setAutoAnswer('sup.one', false);
      start();
      await client.listen();
      await client.next(2);
      should(await mine('POST', 'phonepickup')).equal('200-002');
      await client.signIn({ phonelinkage: 'true' }, '/forcelogin');
      await client.listen();
      await client.until('AgentOther_PhoneAlerting');
      should(await mine('POST', 'phonepickup')).equal('0');
      should(typesOf(await client.next(1))).deepEqual(['AgentOther_PhoneOffhook']);
      should(await mine('POST', 'phonepickup')).equal('200-002');
      should(world.huawei.qc()).match([{ phone: 'up', mode: 'listen' }]);
    });
  });

  describe('forced', () => {
    const force = async (path: string, body?: unknown): Promise<unknown> => (await client.qc('POST', path, body)).code;

    it('busy, idle, rest and sign-out: what the agent sees', async () => {
      should(await force('forcebusy/6001')).equal('0');
      should((await agent.next(1))[0]).containDeep({
        eventType: 'AgentState_SetNotReady_Success',
        content: { reason: '3' },
      });
      should(await force('forceidle/6001')).equal('0');
      should(typesOf(await agent.next(2))).deepEqual(['AgentState_CancelNotReady_Success', 'AgentState_Ready']);
      should(await force('forcerest/6001/60/5')).equal('0');
      should(typesOf(await agent.next(1))).deepEqual(['AgentState_SetRest_Success']);
      should(await agent.state()).equal(8);
      world.clock.advance(60_000);
      should(typesOf(await agent.next(1))).deepEqual(['AgentState_Rest_Timeout']);
      should(await agent.state()).equal(8);
      should(await force('forcelogout/6001')).equal('0');
      should(await agent.until('AgentOther_ShutdownService')).have.length(1);
      should((await agent.poll()).code).equal('100-006');
      should(world.centre.person('agt.one').state).equal('signed-out');
      should(await force('forcebusy/6001')).equal('900-003');
      should(await force('forcelogout/6002')).equal('0');
      should(world.centre.person('agt.two').state).equal('signed-out');
    });

    it('has names of its own, by switch', async () => {
      world.set('huawei-forced-events=forced');
      await force('forcebusy/6001');
      await force('forceidle/6001');
      should(typesOf(await agent.next(2))).deepEqual(['AgentState_Force_SetNotReady', 'AgentState_Force_Ready']);
    });

    it('release takes the id of a call, and ends it for everybody', async () => {
      const callid = start();
      await client.insert();
      should(await force('forcedropcall/6001')).equal('900-003');
      should(await force(`forcedropcall/${callid}`)).equal('0');
      should(world.centre.calls()).be.empty();
      should(await agent.until('AgentEvent_Call_Release')).containEql('AgentEvent_Talking');
      should(world.qc?.phone).equal('up');
    });

    it('wants the right, a known agent, and bounds', async () => {
      should(await force('forcebusy/9999')).equal('900-004');
      should(await force('forcerest/6001/0/5')).equal('900-003');
      should(await force('forcerest/6001/60/256')).equal('900-003');
      should(await force('adjustskill', { workNo: '6001', skills: [11, '12'] })).equal('0');
      should(await force('adjustskill', { workNo: '6001', skills: 11 })).equal('100-001');
      should(await force('adjustskill')).equal('100-001');
      world.set('huawei-rights=13,14');
      const paths = ['forcebusy/6001', 'forceidle/6001', 'forcelogout/6001', 'forcedropcall/1-1', 'forcerest/6001/1/1'];
      for (const path of paths) should([path, await force(path)]).deepEqual([path, '900-002']);
      should((await agent.qc('POST', 'forcebusy/6002')).code).equal('900-002');
    });
  });
});
