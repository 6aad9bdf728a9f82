import should from 'should';
import type { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

describe('Huawei face: the session', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start({ faults: ['huawei-poll-time=0'] });
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  const state = async (guid: string): Promise<unknown> =>
    (await client.request('GET', '/onlineagent/6105/agentstatus', undefined, { Guid: guid })).code;

  /** A poll that waits for nothing comes back when the clock goes on. */
  async function poll(ms: number): Promise<string | undefined> {
    world.clock.advance(ms);
    world.centre.setState('sup.one', world.centre.person('sup.one').state === 'ready' ? 'not-ready' : 'ready');
    return (await client.poll()).header('Set-GUID');
  }

  describe('with dynamic authentication', () => {
    it('has a new GUID once the interval is over; the old one is good until its own timeout', async () => {
      const first = client.guid;
      should(await poll(59_999)).be.undefined();
      should(await poll(1)).equal(`JSESSIONID=${client.guid}`);
      const second = client.guid;
      should(second)
        .not.equal(first)
        .and.match(/^[0-9a-f-]{36}\.AgentGateway0$/);
      should(await poll(0)).be.undefined();
      should([await state(first), await state(second)]).deepEqual(['0', '0']);
      world.clock.advance(59_999);
      should(await state(first)).equal('0');
      world.clock.advance(1);
      should([await state(first), await state(second)]).deepEqual(['100-006', '0']);
      await poll(0);
      should(client.guid).not.equal(second);
    });

    it('tells the new GUID in answers to polls only', async () => {
      world.clock.advance(60_000);
      for (const answer of [
        await client.own('GET', 'agentstatus'),
        await client.own('POST', 'handshake'),
        await client.own('POST', 'sayfree'),
      ]) {
        should(answer.rawHeaders.some((name) => /guid/i.test(name))).equal(false);
      }
    });

    it('tells a client that missed it again; by switch not, and then the session is lost', async () => {
      const missed = client.guid;
      await poll(60_000);
      const present = client.guid;
      client.guid = missed;
      should(await poll(0)).equal(`JSESSIONID=${present}`);
      world.set('huawei-guid-again=off');
      await poll(60_000);
      client.guid = present;
      should(await poll(0)).be.undefined();
      world.clock.advance(60_000);
      should((await client.poll()).code).equal('100-006');
    });

    it('has other times by switch, and another code for a dead GUID', async () => {
      world.set('huawei-guid-interval=100', 'huawei-guid-timeout=150', 'huawei-guid-code=000-003');
      const first = client.guid;
      should(await poll(100)).be.ok();
      world.clock.advance(50);
      should(await state(first)).equal('000-003');
      world.set('huawei-guid-code=401');
      client.guid = first;
      should(await client.own('GET', 'agentstatus')).match({ status: 401, code: undefined });
      should(await client.poll()).match({ status: 401, code: undefined });
    });

    it('gives a new one for the asking', async () => {
      const first = client.guid;
      const { result } = await client.own('PUT', 'updateGuid');
      should([await state(first), await state(String(result.guid))]).deepEqual(['0', '0']);
      should(result.guid).not.equal(first);
    });
  });

  it('keeps its GUID with static authentication', async () => {
    world.set('huawei-authmode=1');
    const { guid } = client;
    for (let n = 0; n < 5; n++) should(await poll(100_000)).be.undefined();
    should(await state(guid)).equal('0');
    should((await client.own('PUT', 'updateGuid')).result.guid).equal(guid);
  });

  it('wants the GUID of the agent in the path', async () => {
    const other = await world.signedIn('6106');
    for (const guid of ['', 'nonsense', other.guid]) should(await state(guid)).equal('100-006');
    should(await state(client.guid)).equal('0');
  });

  it('takes the header however it is spelt', async () => {
    const { guid } = client;
    client.guid = '';
    for (const name of ['guid', 'GUID', 'Guid']) {
      const { code } = await client.request('GET', '/onlineagent/6105/agentstatus', undefined, { [name]: guid });
      should(code).equal('0');
    }
  });

  it('ends after two minutes without a poll, with all that hung on it; other requests do not help', async () => {
    await client.listen();
    should(await poll(119_999)).be.ok();
    await client.until('AgentOther_PhoneOffhook');
    world.clock.advance(119_000);
    should((await client.own('POST', 'handshake')).code).equal('0');
    world.clock.advance(999);
    should(world.huawei.sessions()).equal(1);
    world.clock.advance(1);
    should((await client.own('POST', 'handshake')).code).equal('100-006');
    should(world.huawei.sessions()).equal(0);
    should(world.qc).be.undefined();
    should(world.centre.person('sup.one').state).equal('signed-out');
    should((await client.signIn()).code).equal('0');
  });

  it('lives while a poll is held, however short MAXTIME is', async () => {
    world.set('huawei-poll-time=10000', 'huawei-max-time=3000');
    await client.own('POST', 'syncagentinfo');
    const held = client.poll();
    await client.own('GET', 'agentstatus');
    world.clock.advance(9999);
    should(world.huawei.sessions()).equal(1);
    world.clock.advance(1);
    should((await held).body).deepEqual({ message: '', retcode: '0', event: null });
    world.clock.advance(3000);
    should(world.huawei.sessions()).equal(0);
  });

  it('needs the cookie of the load balancer, by switch', async () => {
    world.set('huawei-sticky');
    should(await state(client.guid)).equal('0');
    const { cookie } = client;
    client.cookie = '';
    should(await state(client.guid)).equal('100-006');
    client.cookie = 'huaweielbsession=other';
    should((await client.poll()).code).equal('100-006');
    client.cookie = `more=1; ${cookie}`;
    should(await state(client.guid)).equal('0');
  });

  describe('whose GUIDs are void at once', () => {
    it('is over', async () => {
      const other = await world.signedIn('6106');
      await client.listen();
      world.set('huawei-expire-sessions=sup.one');
      should(await state(client.guid)).equal('100-006');
      should(await other.state()).equal(4);
      should(world.qc).be.undefined();
      should((await client.signIn()).code).equal('0');
      world.set('huawei-expire-sessions');
      should(world.huawei.sessions()).equal(0);
    });

    it('by switch goes on without anybody: he counts as signed in, and inspects', async () => {
      world.set('huawei-lost-session=keeps', 'huawei-poll-time=10000');
      await client.listen();
      await client.until('AgentOther_PhoneOffhook');
      const held = client.poll();
      await client.own('GET', 'agentstatus');
      world.set('huawei-expire-sessions');
      should((await held).code).equal('100-006');
      should(world.qc?.phone).equal('up');
      should((await client.signIn()).code).equal('100-002');
      should((await client.signIn({}, '/forcelogin')).code).equal('0');
      should((await client.cancel()).code).equal('0');
    });

    it('by switch, and nobody comes back: after two minutes it is over all the same', async () => {
      world.set('huawei-lost-session=keeps');
      await client.listen();
      world.set('huawei-expire-sessions');
      world.clock.advance(120_000);
      should([world.huawei.sessions(), world.qc]).deepEqual([0, undefined]);
    });
  });
});
