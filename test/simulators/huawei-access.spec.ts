import should from 'should';
import type { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

describe('Huawei face: sign-in', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = world.client();
  });
  afterEach(() => world.close());

  const code = async (fields: Record<string, unknown>, how = ''): Promise<unknown> =>
    (await client.signIn(fields, how)).code;

  it('answers with a GUID twice, spelt and ordered as third-party clients need it', async () => {
    const { status, body, rawHeaders } = await client.signIn();
    should(status).equal(200);
    should(body).deepEqual({
      message: '',
      retcode: '0',
      result: {
        vdnid: '3',
        workno: '6105',
        mediatype: 'TTF',
        loginTime: String(world.clock.now()),
        isForceChange: 'false',
        serverName: 'AgentGateway',
        timeRemaining: '',
      },
    });
    const names = rawHeaders.filter((_, index) => index % 2 === 0);
    should(names.filter((name) => /guid|cookie/i.test(name))).deepEqual(['Guid', 'Set-Cookie', 'Set-GUID']);
    const value = (name: string): string => rawHeaders[rawHeaders.indexOf(name) + 1]!;
    should(value('Content-Type')).equal('application/json;charset=UTF-8');
    should(value('Guid')).match(/^[0-9a-f-]{36}\.AgentGateway0$/);
    should(value('Set-GUID')).equal(`JSESSIONID=${value('Guid')}`);
    should(value('Set-Cookie')).match(/^huaweielbsession=[0-9a-f]+; Path=\/$/);
  });

  it('begins idle, not ready or in wrap-up, and says so in events; numbers and flags may be texts', async () => {
    const first = ['AgentOther_InService', 'AgentState_Ready'];
    for (const [status, state, then] of [
      [undefined, 'ready', []],
      ['4', 'ready', []],
      [3, 'not-ready', ['AgentState_SetNotReady_Success']],
      ['5', 'after-call-work', ['AgentState_Work']],
    ] as const) {
      const fields = { status, releasephone: 'true', autoanswer: false, autoenteridle: 'false', agenttype: '4' };
      should(await code({ ...fields, phonenum: 6105, ip: '10.0.0.1' })).equal('0');
      should(world.centre.person('sup.one').state).equal(state);
      const told = await client.next(first.length + then.length);
      should(told.map(({ eventType }) => eventType)).deepEqual([...first, ...then]);
      should(told[0]).deepEqual({
        eventType: 'AgentOther_InService',
        eventGenTime: String(world.clock.now()),
        workNo: '6105',
        content: null,
      });
      should((await client.own('DELETE', 'logout')).code).equal('0');
      should(world.centre.person('sup.one').state).equal('signed-out');
    }
  });

  it('refuses what is missing or wrong', async () => {
    for (const [fields, expected] of [
      [{ password: undefined }, '100-001'],
      [{ phonenum: undefined }, '100-001'],
      [{ phonenum: '' }, '100-001'],
      [{ callBackUri: 'https://192.0.2.1/x', serviceToken: 't' }, '100-001'],
      [{ password: '' }, '100-004'],
      [{ password: 'wrong' }, '100-004'],
      [{ status: 7 }, '100-011'],
      [{ status: 'idle' }, '100-011'],
      [{ releasephone: 'maybe' }, '100-011'],
      [{ agenttype: 5 }, '100-012'],
      [{ phonenum: '1' }, '100-013'],
      [{ phonenum: 'sip:6105' }, '100-013'],
      [{ phonenum: '1'.repeat(25) }, '100-013'],
      [{ phonenum: '6001' }, '100-014'],
      [{ ip: '::1' }, '100-016'],
      [{ ip: '300.1.1.1' }, '100-016'],
    ] as const) {
      should([fields, await code(fields)]).deepEqual([fields, expected]);
    }
    should((await client.request('PUT', '/onlineagent/6105', 'nonsense')).code).equal('100-001');
    should((await client.request('PUT', '/onlineagent/9999', { password: 'simulator', phonenum: '70' })).code).equal(
      '100-004',
    );
    should((await client.request('PUT', '/onlineagent/7001', { password: 'simulator', phonenum: '70' })).code).equal(
      '100-004',
    );
    should(world.huawei.sessions()).equal(0);
    should(await code({ phonenum: '70011', callBackUri: 'https://192.0.2.1/x' })).equal('0');
    const other = world.client('6106');
    should((await other.signIn({ phonenum: '70011' })).code).equal('100-014');
  });

  it('takes what is optional as not given where it is empty or null', async () => {
    for (const nothing of ['', null]) {
      const empty = {
        ...{ status: nothing, agenttype: nothing, ip: nothing, releasephone: nothing, listenStatus: nothing },
        ...{ entryIp: nothing, vcPhoneNumber: nothing, callBackUri: nothing, serviceToken: nothing },
      };
      should(await code(empty)).equal('0');
      should((await client.own('DELETE', 'forcelogout')).code).equal('0');
      // One of the two is none: he polls.
      should(await code({ callBackUri: 'https://192.0.2.1/x', serviceToken: nothing })).equal('0');
      should((await client.own('DELETE', 'forcelogout')).code).equal('0');
    }
  });

  it('keeps the password and a callback address out of the journal', async () => {
    await code({ callBackUri: 'https://192.0.2.1/hook?key=c4nary', serviceToken: 'c4nary' });
    const [entry] = world.simulator.journal.list('login');
    should(entry).containDeep({ platform: 'huawei', method: 'PUT', path: '/agentgateway/resource/onlineagent/6105' });
    should(entry?.body).have.properties({ password: '[redacted]', callBackUri: 'https://192.0.2.1/[redacted]' });
    should(JSON.stringify(world.simulator.journal.list()))
      .not.containEql('c4nary')
      .and.not.match(/"simulator"/);
  });

  describe('a second time', () => {
    beforeEach(async () => {
      await client.signIn();
    });

    it('is refused; by force it takes the place of the first, whose poll learns it at once', async () => {
      should(await code({})).equal('100-002');
      await client.next(2);
      const { guid } = client;
      const held = client.poll();
      const second = world.client();
      should((await second.signIn({}, '/forcelogin')).code).equal('0');
      should((await held).code).equal('100-006');
      should((await client.own('GET', 'agentstatus')).code).equal('100-006');
      should(client.guid).equal(guid);
      should(await second.state()).equal(4);
      should(world.huawei.sessions()).equal(1);
    });

    it('is told to the first by an event too, by switch', async () => {
      world.set('huawei-shutdown=always');
      await client.next(2);
      await world.client().signIn({}, '/forcelogin');
      should(await client.until('AgentOther_ShutdownService')).have.length(1);
      should((await client.poll()).code).equal('100-006');
      should(world.huawei.sessions()).equal(1);
    });

    it('is forbidden by switch, but only while somebody is signed in', async () => {
      world.set('huawei-forced-sign-in=off');
      should(await code({}, '/forcelogin')).equal('100-015');
      await client.own('DELETE', 'logout');
      should(await code({}, '/forcelogin')).equal('0');
    });

    it('is told to wait while the first is not yet answered', async () => {
      await client.own('DELETE', 'logout');
      world.set('rest-slow=1000@login#1');
      const first = world.client();
      const answer = first.signIn();
      await first.request('GET', '/nothing');
      should(await code({}, '/forcelogin')).equal('100-021');
      world.clock.advance(1000);
      should((await answer).code).equal('0');
      should(await code({}, '/forcelogin')).equal('0');
    });

    it('ends what the first inspected, or (by switch) finds it running', async () => {
      await client.listen();
      await code({}, '/forcelogin');
      should(world.qc).be.undefined();
      await client.until('AgentState_Ready');
      await client.listen();
      world.set('huawei-lost-session=keeps');
      await code({}, '/forcelogin');
      should(world.qc).containEql({ inspector: '6105', agent: '6001', mode: 'listen', phone: 'up' });
      const { result } = await client.own('POST', 'syncagentinfo');
      should(result.agentStateInfo).have.properties({ state: 16, qcWorkNo: '6001' });
    });
  });

  it('says so when licences have run out, or the password must be changed', async () => {
    world.set('huawei-licence-out#1');
    const { code: no, body } = await client.signIn();
    should(no).equal('100-003');
    should(body.message).equal('The number of login agents has exceeded that permitted for this VDN.');
    world.set('huawei-force-change', 'huawei-media-type=FTF');
    should((await client.signIn()).result).have.properties({ isForceChange: 'true', mediatype: 'FTF' });
  });

  it('loginex is a sign-in without a telephone, and inspects nobody', async () => {
    should(await code({ phonenum: undefined }, '/loginex')).equal('0');
    should((await client.listen()).code).equal('900-003');
  });

  it('takes an agent too, who counted as signed in all the time', async () => {
    const agent = await world.signedIn('6001');
    should(await agent.state()).equal(4);
    should((await agent.listen('6002')).code).equal('900-002');
    await agent.own('DELETE', 'logout');
    should(world.centre.person('agt.one').state).equal('signed-out');
  });

  describe('sign-out', () => {
    it('is refused while he inspects, unless by force', async () => {
      await client.signIn();
      await client.listen();
      should((await client.own('DELETE', 'logout')).code).equal('100-010');
      should(world.qc).be.ok();
      should((await client.own('DELETE', 'forcelogoutwithreason/256')).code).equal('100-005');
      should((await client.own('DELETE', 'forcelogoutwithreason/7')).code).equal('0');
      should(world.qc).be.undefined();
      await client.signIn();
      should((await client.own('DELETE', 'forcelogout')).code).equal('0');
      should((await client.poll()).code).equal('100-006');
    });

    it('from outside ends the session, and is told', async () => {
      await client.signIn();
      await client.next(2);
      const held = client.poll();
      await client.own('GET', 'agentstatus');
      const loginTime = String(world.clock.now());
      world.centre.setState('sup.one', 'signed-out');
      should((await held).body.event).containDeep({ eventType: 'AgentOther_ShutdownService', content: { loginTime } });
      should((await client.poll()).code).equal('100-006');
      should(world.huawei.sessions()).equal(0);
    });

    it('by himself is told too, or nothing ever is, by switch', async () => {
      world.set('huawei-shutdown=always');
      await client.signIn();
      await client.next(2);
      await client.own('DELETE', 'logout');
      should(await client.until('AgentOther_ShutdownService')).have.length(1);
      should((await client.own('GET', 'agentstatus')).code).equal('100-006');
      world.set('huawei-shutdown=never');
      await client.signIn();
      await client.next(2);
      world.centre.setState('sup.one', 'signed-out');
      should((await client.poll()).code).equal('100-006');
    });
  });
});
