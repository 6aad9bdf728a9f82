import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import type { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

const customer = '+491234';
const seized = 'AgentState_Busy';
const alerting = 'AgentOther_PhoneAlerting';
const offhook = 'AgentOther_PhoneOffhook';
const released = 'AgentOther_PhoneRelease';
const ready = 'AgentState_Ready';

describe('Huawei face: quality control', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  const call = (agent = 'agt.one'): void => void world.centre.startCall({ agent, customer });
  const code = async (answer: Promise<{ code: unknown }>): Promise<unknown> => (await answer).code;
  const types = async (count: number): Promise<unknown[]> =>
    (await client.next(count)).map(({ eventType }) => eventType);
  /** Who hears the supervisor, and whom he hears. */
  const heard = (): unknown[] => {
    const hears = world.hears();
    return [Object.keys(hears).filter((ear) => hears[ear]?.includes('sup.one')), hears['sup.one']];
  };

  it('listen, insert, whisper: answered at once, audible when his phone stands', async () => {
    call();
    for (const [start, stop, who] of [
      [client.listen, client.cancel, []],
      [client.insert, client.cancel, [customer, 'agt.one']],
      [client.whisper, client.stopWhisper, ['agt.one']],
    ] as const) {
      const { status, body } = await start();
      should([status, body]).deepEqual([200, { message: '', retcode: '0', result: {} }]);
      should(await types(3)).deepEqual([seized, alerting, offhook]);
      should(heard()).deepEqual([who, [customer, 'agt.one']]);
      should(await client.state()).equal(7);
      should(await code(stop())).equal('0');
      const [first, second] = await client.next(2);
      should(first).containDeep({ eventType: released, content: { phoneState: '3' } });
      should(second).have.property('eventType', ready);
      should(await client.state()).equal(4);
      should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer] });
    }
  });

  it('switches to a named mode, again to the same, and toggles; nobody is told but the agent', async () => {
    call();
    const agent = await world.signedIn('6001');
    await client.listen();
    await types(3);
    for (const [to, who] of [
      ['2', ['agt.one']],
      [1, [customer, 'agt.one']],
      [1, [customer, 'agt.one']],
      [0, []],
    ] as const) {
      should(await code(client.switchTo(to))).equal('0');
      should(heard()[0]).deepEqual(who);
    }
    should(await code(client.toggle())).equal('0');
    should(world.qc?.mode).equal('insert');
    should(await code(client.toggle())).equal('0');
    should(world.qc?.mode).equal('listen');
    await client.switchTo(2);
    should(await code(client.toggle())).equal('900-003');
    await client.stopWhisper();
    should(await types(2)).deepEqual([released, ready]);
    const told = await agent.next(7);
    should(told.map(({ eventType, content }) => [eventType, (content as Json).qcType])).deepEqual([
      ...[8, 20172, 9, 8, 9, 8, 20172].map((type) => ['AgentOther_BeQcStart', type]),
    ]);
    should((await agent.next(1))[0]).containDeep({
      eventType: 'AgentOther_BeQcStop',
      workNo: '6001',
      content: { qcType: 20172, qcAgentId: '6105' },
    });
  });

  it('agents are told nothing by older versions', async () => {
    world.set('huawei-be-qc=off');
    const agent = await world.signedIn('6001');
    await client.listen();
    await client.cancel();
    world.centre.setState('agt.one', 'not-ready');
    should(await agent.until('AgentState_SetNotReady_Success')).have.length(1);
  });

  describe('refuses', () => {
    it('in order: right, agent, VDN, himself, inspectors, who is away, and an inspector who is not idle', async () => {
      world.centre.setState('agt.two', 'signed-out');
      for (const [agent, expected] of [
        ['9999', '900-004'],
        ['abc', '900-004'],
        ['7001', '900-003'],
        ['6105', '000-005'],
        ['6106', '900-003'],
        ['6002', '900-003'],
      ] as const) {
        should([agent, await code(client.listen(agent))]).deepEqual([agent, expected]);
        should([agent, await code(client.whisper(agent))]).deepEqual([agent, expected]);
      }
      world.set('huawei-agent-away=900-005');
      should(await code(client.insert('6002'))).equal('900-005');
      await client.own('POST', 'saybusy');
      should(await code(client.listen())).equal('900-005');
      await client.own('POST', 'sayfree');
      should(await code(client.listen())).equal('0');
      for (const start of [client.listen, client.insert, client.whisper]) {
        should(await code(start('6001'))).equal('900-005');
        should(await code(start('6003'))).equal('900-005');
      }
      should(world.huawei.qc()).have.length(1);
    });

    it('what his rights do not cover, and who is not his to watch', async () => {
      world.set('huawei-rights=14,15');
      for (const start of [client.listen, client.insert, client.whisper]) should(await code(start())).equal('900-002');
      world.set('huawei-rights=13', 'huawei-relation=team');
      should(await code(client.listen('6003'))).equal('900-002');
      should(await code(client.listen('6002'))).equal('0');
      should(await code(client.qc('PUT', 'intercept/6002'))).equal('900-002');
      should(await code(client.qc('POST', 'forcebusy/6002'))).equal('900-002');
    });

    it('with the codes of its page only, by switch', async () => {
      world.set('huawei-codes=listed');
      should(await code(client.listen('9999'))).equal('900-003');
      should(await code(client.whisper('9999'))).equal('900-004');
      await client.own('POST', 'saybusy');
      should(await code(client.listen())).equal('900-005');
      should(await code(client.whisper())).equal('900-003');
    });

    it('a whisper without its agent, and a switch without its type', async () => {
      should(await code(client.qc('POST', 'requestwhisperagent'))).equal('900-004');
      await client.listen();
      should(await code(client.qc('POST', 'requestswitchinsertwhisperagent?switchtype=1'))).equal('900-004');
      for (const type of ['', '3', 'x']) should(await code(client.switchTo(type))).equal('000-002');
      should(world.qc?.mode).equal('listen');
    });

    it('to stop or switch what does not run, at another agent, or with the stop of another mode', async () => {
      for (const stop of [client.cancel, client.stopWhisper, client.toggle])
        should(await code(stop())).equal('900-003');
      should(await code(client.switchTo(1))).equal('900-003');
      await client.whisper();
      should(await code(client.stopWhisper('6002'))).equal('900-003');
      should(await code(client.cancel())).equal('900-003');
      should(world.qc).be.ok();
      await client.switchTo(0);
      should(await code(client.stopWhisper())).equal('900-003');
      world.set('huawei-wrong-stop=works');
      should(await code(client.stopWhisper())).equal('0');
      should(world.qc).be.undefined();
    });
  });

  describe('an agent without a call', () => {
    it('can be inspected all the same; the inspector is on his next call from its first word', async () => {
      await client.listen();
      should(await types(3)).deepEqual([seized, alerting, offhook]);
      should(world.qc).deepEqual({
        inspector: '6105',
        agent: '6001',
        supervisor: 'sup.one',
        of: 'agt.one',
        mode: 'listen',
        phone: 'up',
        hears: { 'sup.one': [], 'agt.one': [] },
      });
      await client.switchTo(2);
      world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
      should(world.centre.onCall('sup.one')).be.undefined();
      world.centre.answer('agt.one');
      should(heard()).deepEqual([['agt.one'], [customer, 'agt.one']]);
      should(world.qc).have.properties({ call: world.huawei.callId('agt.one'), mode: 'whisper' });
    });

    it('or whose phone still rings: the inspector waits with him', async () => {
      world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
      await client.insert();
      should(world.centre.onCall('sup.one')).be.undefined();
      should(world.hears()[customer]).be.empty();
      world.centre.answer('agt.one');
      should(heard()[0]).deepEqual([customer, 'agt.one']);
    });

    it('insert: the two of them talk', async () => {
      await client.insert();
      should(world.qc?.hears).deepEqual({ 'sup.one': ['agt.one'], 'agt.one': ['sup.one'] });
      await client.switchTo(0);
      should(world.qc?.hears).deepEqual({ 'sup.one': [], 'agt.one': [] });
    });

    it('is refused by switch, as the developer guide has it', async () => {
      world.set('huawei-needs-call');
      should(await code(client.listen())).equal('900-003');
      world.centre.startCall({ agent: 'agt.one', ringing: true });
      should(await code(client.listen())).equal('900-003');
      world.centre.answer('agt.one');
      should(await code(client.listen())).equal('0');
    });
  });

  describe("when the agent's call ends", () => {
    for (const end of ['agentHangsUp', 'customerHangsUp'] as const) {
      it(`(${end}) the inspection stands, and goes on with the next call`, async () => {
        call();
        await client.insert();
        await types(3);
        world.centre[end]('agt.one');
        should(world.centre.calls()).be.empty();
        should(world.qc).have.properties({ mode: 'insert', phone: 'up' }).and.not.have.property('call');
        call();
        should(heard()[0]).deepEqual([customer, 'agt.one']);
        await client.cancel();
        should(await types(2)).deepEqual([released, ready]);
      });
    }

    it('by transfer, it stays with the agent', async () => {
      call();
      await client.listen();
      world.centre.transfer('agt.one', 'agt.two');
      should(world.centre.onCall('sup.one')).be.undefined();
      should(world.hears('agt.two')).deepEqual({ [customer]: ['agt.two'], 'agt.two': [customer] });
      should(world.qc).have.properties({ of: 'agt.one', phone: 'up' });
      const other = await world.signedIn('6106');
      await other.whisper('6003');
      world.centre.transfer('agt.two', 'agt.three');
      should(world.hears('agt.three')['agt.three']).deepEqual([customer, 'sup.two']);
    });

    it('it ends with the call, by switch', async () => {
      world.set('huawei-qc-end=release');
      call();
      await client.listen();
      await types(3);
      world.centre.customerHangsUp('agt.one');
      should(await types(2)).deepEqual([released, ready]);
      should(world.qc).be.undefined();
    });
  });

  it('ends with the agent signing out, and with the inspector putting his phone down', async () => {
    call();
    await client.listen();
    await types(3);
    world.centre.supervisorHangsUp('sup.one');
    const [release] = await client.next(2);
    should(release?.content).deepEqual({ phoneState: '2' });
    should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer] });
    await client.listen('6002');
    await types(3);
    world.huawei.hangUp('sup.one');
    should((await client.next(2))[0]?.content).deepEqual({ phoneState: '2' });
    await client.listen('6003');
    await types(3);
    world.centre.setState('agt.three', 'signed-out');
    should((await client.next(2))[0]?.content).deepEqual({ phoneState: '3' });
    should(world.qc).be.undefined();
  });

  it('ends when he is taken off a call that goes on', async () => {
    call();
    await client.listen();
    await types(3);
    world.centre.leave('agt.one', 'sup.one', 'removed');
    should(await types(2)).deepEqual([released, ready]);
    should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer] });
  });

  it('a second inspector joins, or is refused by switch', async () => {
    call();
    const other = await world.signedIn('6106');
    await client.listen();
    should(await code(other.insert())).equal('0');
    should(world.hears()[customer]).deepEqual(['agt.one', 'sup.two']);
    await other.qc('PUT', 'intercept/6001');
    should(world.huawei.qc().map(({ supervisor, phone }) => [supervisor, phone])).deepEqual([['sup.one', 'up']]);
    await other.request('DELETE', '/voicecall/6106/release');
    world.set('huawei-second-inspector=refused');
    should(await code(other.insert())).equal('900-003');
    should(world.qc).have.property('supervisor', 'sup.one');
  });

  it('counts what was asked by the names of the vendor', async () => {
    await client.listen();
    await client.toggle();
    await client.switchTo(2);
    await client.stopWhisper();
    const { journal } = world.simulator;
    const names = [
      ...['login', 'getAgentEvent', 'addSupervise', 'switchSuperviseOrInsert', 'requestSwitchInsertWhisperAgent'],
      'requestStopWhisperAgent',
    ];
    for (const name of names) should([name, journal.count(name) > 0]).deepEqual([name, true]);
    should(journal.list('addSupervise')).have.length(1);
    should(journal.list('addSupervise')[0]).have.properties({ platform: 'huawei', user: 'sup.one', method: 'PUT' });
  });
});
