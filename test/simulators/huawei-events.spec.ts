import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import type { PlainHuaweiClient } from '../support/plain-huawei-client';
import { SimulatedHuawei } from '../support/simulated-huawei';

const typesOf = (events: Json[]): unknown[] => events.map(({ eventType }) => eventType);

describe('Huawei face: polling', () => {
  let world: SimulatedHuawei;
  let client: PlainHuaweiClient;
  beforeEach(async () => {
    world = await SimulatedHuawei.start();
    client = await world.signedIn();
  });
  afterEach(() => world.close());

  /** A poll that is surely held: a later request has been answered. */
  async function held(signal?: AbortSignal): Promise<{ answer: ReturnType<typeof client.poll> }> {
    const answer = client.poll(signal);
    answer.catch(() => undefined);
    await client.own('GET', 'agentstatus');
    return { answer };
  }

  it('one event an answer, in order; then it waits, and comes back with nothing', async () => {
    await client.listen();
    for (const type of ['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook']) {
      should((await client.poll()).body.event).containDeep({ eventType: type, workNo: '6105' });
    }
    const { answer } = await held();
    world.clock.advance(10_000);
    should((await answer).body).deepEqual({ message: '', retcode: '0', event: null });
  });

  it('answers a held poll as soon as something happens', async () => {
    const { answer } = await held();
    world.clock.advance(1234);
    world.centre.setState('sup.one', 'not-ready');
    should((await answer).body.event).deepEqual({
      eventType: 'AgentState_SetNotReady_Success',
      eventGenTime: String(world.clock.now()),
      workNo: '6105',
      content: { reason: '0' },
    });
  });

  it('a second poll takes the place of the first', async () => {
    const first = await held();
    const second = await held();
    should((await first.answer).body.event).equal(null);
    world.centre.setState('sup.one', 'not-ready');
    should((await second.answer).body.event).have.property('eventType', 'AgentState_SetNotReady_Success');
  });

  it('a client that goes away takes no event with it', async () => {
    const gone = new AbortController();
    const { answer } = await held(gone.signal);
    gone.abort();
    await should(answer).be.rejected();
    await client.own('GET', 'agentstatus');
    world.centre.setState('sup.one', 'not-ready');
    should(await client.until('AgentState_SetNotReady_Success')).have.length(1);
  });

  it('syncagentinfo empties the queue', async () => {
    await client.listen();
    const { result } = await client.own('POST', 'syncagentinfo');
    should(result.agentStateInfo).have.properties({ state: 16, qcWorkNo: '6001', workNo: '6105' });
    await client.cancel();
    should(typesOf(await client.next(2))).deepEqual(['AgentOther_PhoneRelease', 'AgentState_Ready']);
  });

  it('nothing looks different, by switch', async () => {
    world.set('huawei-poll-time=1');
    for (const [variant, body] of [
      ['absent', { message: '', retcode: '0' }],
      ['object', { message: '', retcode: '0', event: {} }],
      ['text', { message: '', retcode: '0', event: '' }],
    ] as const) {
      world.set(`huawei-no-event=${variant}`);
      const { answer } = await held();
      world.clock.advance(1);
      should((await answer).body).deepEqual(body);
    }
    world.set('huawei-no-event=empty');
    const { answer } = await held();
    world.clock.advance(1);
    should(await answer).match({ status: 200, text: '' });
    world.set('huawei-retcode-number');
    should((await client.own('GET', 'agentstatus')).code).equal(0);
  });

  it('all that waits comes in one answer, by switch', async () => {
    world.set('huawei-batch');
    await client.listen();
    const { eventList, ...rest } = (await client.poll()).body;
    should(rest).deepEqual({ message: '', retcode: '0', workNo: '6105' });
    should(typesOf(eventList as Json[])).deepEqual([
      ...['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook'],
    ]);
    const { answer } = await held();
    await client.cancel();
    should((await answer).body.eventList).match([{ eventType: 'AgentOther_PhoneRelease', workNo: '6105' }]);
  });

  it('events look different, by switch', async () => {
    world.set('huawei-nul', 'huawei-gen-time=off');
    world.centre.setState('sup.one', 'not-ready');
    should((await client.poll()).body.event).deepEqual({
      eventType: 'AgentState_SetNotReady_Success\u0000',
      workNo: '6105\u0000',
      content: { reason: '0\u0000' },
    });
  });

  it('events are late, lost, twice', async () => {
    world.set('notify-twice@AgentState_Busy#1', 'notify-lost@AgentOther_PhoneAlerting#1');
    await client.listen();
    should(typesOf(await client.next(3))).deepEqual(['AgentState_Busy', 'AgentState_Busy', 'AgentOther_PhoneOffhook']);
    world.set('notify-late=500');
    await client.cancel();
    const { answer } = await held();
    world.clock.advance(499);
    await client.own('GET', 'agentstatus');
    should(client.events).be.empty();
    world.clock.advance(1);
    should((await answer).body.event).have.property('eventType', 'AgentOther_PhoneRelease');
  });

  it('events come before the answer, by switch', async () => {
    world.set('notify=before');
    const order: string[] = [];
    const { answer } = await held();
    await Promise.all([
      answer.then(() => order.push('event')),
      client.listen().then(({ code }) => order.push(`answer ${String(code)}`)),
    ]);
    should(order).deepEqual(['event', 'answer 0']);
  });

  it('trouble of requests reaches polls only where it names them', async () => {
    world.set('hung', 'huawei-poll-time=1');
    const { answer } = { answer: client.poll() };
    world.simulator.faults.clear('hung');
    await client.own('GET', 'agentstatus');
    world.clock.advance(1);
    should((await answer).code).equal('0');
    world.set('rest-html@getAgentEvent#1');
    should((await client.poll()).status).equal(502);
    world.set('rest-cut=before@getAgentEvent#1');
    await should(client.poll()).be.rejected();
    world.centre.setState('sup.one', 'not-ready');
    world.set('rest-cut=after@getAgentEvent#1');
    await should(client.poll()).be.rejected();
    world.set('hung@getAgentEvent#1');
    await should(client.poll(AbortSignal.timeout(50))).be.rejected();
    world.centre.setState('sup.one', 'ready');
    // What broke off took its event with it.
    should(await client.until('AgentState_CancelNotReady_Success')).have.length(1);
  });

  describe('listenStatus', () => {
    it('an inspector who asked for it is told of agents who come and go', async () => {
      const other = await world.signedIn('6106', { listenStatus: 'true' });
      world.centre.setState('agt.one', 'signed-out');
      world.centre.setState('sup.three', 'ready');
      world.centre.setState('agt.one', 'not-ready');
      const told = await other.next(2);
      should(told.map(({ eventType, content }) => [eventType, (content as Json).subtype])).deepEqual([
        ['QC_AgentState_Notify', 'QC_AgentState_Logout'],
        ['QC_AgentState_Notify', 'QC_AgentState_Login'],
      ]);
      should(told[0]?.content).have.properties({
        monitoredagent: '6001',
        agentname: 'Bo Lind',
        mediaserver: 'CtiServer',
      });
      await client.listen('6002');
      should(typesOf(await client.next(1))).deepEqual(['AgentState_Busy']);
    });
  });
});
