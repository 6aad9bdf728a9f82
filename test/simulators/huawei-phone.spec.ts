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

describe("Huawei face: the inspector's phone", () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  const types = async (count: number): Promise<unknown[]> =>
    (await client.next(count)).map(({ eventType }) => eventType);
  const leg = (): unknown => world.centre.onCall('sup.one')?.leg.state;
  /** Nothing waits to be fetched. */
  const quiet = async (): Promise<void> => {
    world.set('huawei-poll-time=0');
    const answer = client.poll();
    await client.own('GET', 'agentstatus');
    world.clock.advance(0);
    should((await answer).body.event).equal(null);
  };

  for (const [order, before, after] of [
    ['busy-first', [seized, alerting], [offhook]],
    ['alerting-first', [alerting, seized], [offhook]],
    ['phone-first', [alerting], [offhook, seized]],
  ] as const) {
    it(`tells a start in the order ${order}`, async () => {
      world.set(`huawei-order=${order}`, 'auto-answer=off');
      await client.listen();
      should(await types(before.length)).deepEqual(before);
      await quiet();
      world.huawei.answer('sup.one');
      should(await types(after.length)).deepEqual(after);
    });
  }

  it('stands at once where ringing is not seen', async () => {
    world.set('ringing=off');
    await client.listen();
    should(await types(2)).deepEqual([seized, offhook]);
  });

  it('on a long connection neither rings nor is put down', async () => {
    await client.signIn({ releasephone: 'false' }, '/forcelogin');
    await client.until(ready);
    world.centre.startCall({ agent: 'agt.one', customer });
    world.set('auto-answer=off');
    await client.insert();
    should(world.hears()[customer]).deepEqual(['agt.one', 'sup.one']);
    await client.cancel();
    should(await types(2)).deepEqual([seized, ready]);
    world.set('huawei-long-offhook');
    await client.insert();
    should(await types(2)).deepEqual([seized, offhook]);
    await client.cancel();
    world.set('huawei-order=phone-first');
    await client.insert();
    should(await types(3)).deepEqual([ready, offhook, seized]);
  });

  describe('that nobody answers', () => {
    beforeEach(() => {
      world.set('auto-answer=off', 'ring-time=8000');
    });

    it('rings on the call; picked up there, he is heard', async () => {
      world.centre.startCall({ agent: 'agt.one', customer });
      await client.insert();
      should(leg()).equal('ringing');
      should(world.hears()[customer]).deepEqual(['agt.one']);
      should(await client.state()).equal(7);
      should((await client.switchTo(0)).code).equal('900-003');
      world.centre.answer('sup.one');
      should(world.hears()[customer]).deepEqual(['agt.one', 'sup.one']);
      should(await types(3)).deepEqual([seized, alerting, offhook]);
      world.clock.advance(60_000);
      should(world.qc?.phone).equal('up');
    });

    it('stops ringing after the ring time', async () => {
      world.centre.startCall({ agent: 'agt.one', customer });
      await client.listen();
      await types(2);
      world.clock.advance(7999);
      should(leg()).equal('ringing');
      world.clock.advance(1);
      should([leg(), world.qc]).deepEqual([undefined, undefined]);
      should(await types(2)).deepEqual([released, ready]);
      should((await client.listen()).code).equal('0');
    });

    it('leaves him not ready, by switch', async () => {
      world.set('huawei-no-answer=not-ready');
      await client.listen();
      await types(2);
      world.clock.advance(8000);
      const told = await client.next(2);
      should(told.map(({ eventType }) => eventType)).deepEqual([released, 'AgentState_SetNotReady_Success']);
      should(told[1]?.content).deepEqual({ reason: '2' });
      should(await client.state()).equal(3);
      should((await client.listen()).code).equal('900-005');
    });

    it('rings on when the call ends, and on the next one', async () => {
      world.centre.startCall({ agent: 'agt.one', customer });
      await client.listen();
      world.centre.endCall('agt.one');
      should([leg(), world.qc?.phone]).deepEqual([undefined, 'ringing']);
      world.centre.startCall({ agent: 'agt.one', customer });
      should(leg()).equal('ringing');
      world.huawei.answer('sup.one');
      should(world.hears()['sup.one']).deepEqual([customer, 'agt.one']);
    });

    it('can be cancelled while it rings, or not by switch', async () => {
      const agent = await world.signedIn('6001');
      await client.listen();
      world.set('huawei-stop-ringing=refused');
      should((await client.cancel()).code).equal('900-003');
      world.set('huawei-stop-ringing=works');
      should((await client.cancel()).code).equal('0');
      should(await types(4)).deepEqual([seized, alerting, released, ready]);
      world.clock.advance(60_000);
      await quiet();
      // Nothing had begun for the agent, so nothing ends for him.
      world.centre.setState('agt.one', 'not-ready');
      should(await agent.until('AgentState_SetNotReady_Success')).have.length(1);
    });

    it('can be rejected', async () => {
      world.centre.startCall({ agent: 'agt.one', customer });
      await client.listen();
      world.centre.supervisorHangsUp('sup.one');
      should(world.qc).be.undefined();
      should(await types(4)).deepEqual([seized, alerting, released, ready]);
    });
  });

  it('answers by itself after a while, however long it takes', async () => {
    world.set('answer-after=60000', 'ring-time=8000');
    await client.listen();
    should(await types(2)).deepEqual([seized, alerting]);
    world.clock.advance(59_999);
    should(world.qc?.phone).equal('ringing');
    world.clock.advance(1);
    should(await types(1)).deepEqual([offhook]);
  });

  it('stop whispering is told to nobody, by switch', async () => {
    world.set('huawei-whisper-stop=silent');
    await client.whisper();
    await types(3);
    await client.stopWhisper();
    await quiet();
    should([world.qc, await client.state()]).deepEqual([undefined, 4]);
  });

  it('is steered through the control API, on a call or not', async () => {
    world.set('auto-answer=off');
    await world.close();
    world = await SimulatedHuawei.start({ controlPort: 0, faults: ['auto-answer=off'] });
    client = await world.signedIn();
    const url = world.simulator.control!.url;
    const act = async (order: Json): Promise<number> =>
      (await fetch(`${url}/do`, { method: 'POST', body: JSON.stringify(order) })).status;
    const qc = async (): Promise<Json[]> => (await (await fetch(`${url}/qc`)).json()) as Json[];
    await client.listen();
    should(await act({ do: 'answer', supervisor: 'sup.one' })).equal(200);
    should((await qc())[0]).have.properties({ supervisor: 'sup.one', of: 'agt.one', mode: 'listen', phone: 'up' });
    should(await act({ do: 'hangUp', supervisor: 'sup.one' })).equal(200);
    should(await qc()).deepEqual([]);
    should(await act({ do: 'hangUp', supervisor: 'sup.one' })).equal(400);
    await act({ do: 'startCall', agent: 'agt.one' });
    await client.listen();
    await act({ do: 'answer', supervisor: 'sup.one' });
    should(leg()).equal('talking');
    should(await act({ do: 'reset' })).equal(200);
    should([await qc(), world.centre.calls()]).deepEqual([[], []]);
    should((await (await fetch(`${url}/`)).json()) as Json).have.property('huawei', world.huawei.url);
    const people = (await (await fetch(`${url}/supervisors`)).json()) as Json[];
    should(people[0]?.huawei).deepEqual({ workNo: '6105' });
  });
});
