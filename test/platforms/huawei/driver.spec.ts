import should from 'should';
import { modes } from '../../../src/supervision/vocabulary';
import type { DriverEvent } from '../../../src/supervision/driver';
import { failing } from '../../support/failing';
import { answering } from '../../support/scripted-huawei';
import { until } from '../../support/until';
import { short, table } from '../contract/rig';
import { huaweiWorlds, scriptedDrivers } from './on-huawei';
import type { HuaweiWorld } from './world';

const one = '6001';
const sup = '6105';
const starts = { listen: 'addSupervise', coach: 'requestWhisperAgent', barge: 'addInsert' };
const stops = { listen: 'stopSuperviseOrInsert', coach: 'requestStopWhisperAgent', barge: 'stopSuperviseOrInsert' };

const operations = (world: HuaweiWorld, ...names: string[]): string[] =>
  world.simulator.journal.list().flatMap(({ operation }) => (names.includes(operation) ? [operation] : []));

describe('driver of Huawei: orders', () => {
  const { connected } = huaweiWorlds();
  const soon = (): AbortSignal => AbortSignal.timeout(3_000);

  for (const mode of modes) {
    it(`${mode}: by its own order, and off again by its own stop`, async () => {
      const { world, rig, shift } = await connected();
      world.startCall(one);
      await shift.active(mode, one);
      should(operations(world, ...Object.values(starts))).deepEqual([starts[mode]]);
      should((await shift.cancel('all')).error).be.undefined();
      should(operations(world, ...Object.values(stops))).deepEqual([stops[mode]]);
      await rig.hears(one, table(one));
    });
  }

  it('stops by what holds, also after switches', async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    await shift.active('listen', one);
    await shift.active('coach', one);
    should((await shift.cancel('all')).error).be.undefined();
    await shift.active('coach', one);
    await shift.active('barge', one);
    should((await shift.cancel('all')).error).be.undefined();
    should(operations(world, ...Object.values(stops))).deepEqual([stops.coach, stops.barge]);
  });

  it('tries the other stop once where the first is refused, because nobody knows which mode holds', async () => {
    const { world, rig, shift } = await connected();
    const { driver } = shift;
    world.startCall(one);
    await shift.active('listen', one);
    world.simulator.faults.set('rest-cut=after@requestSwitchInsertWhisperAgent#1');
    const running = { id: 'x', mode: 'listen', agent: { id: one, label: one }, supervisor: sup } as const;
    should((await failing(driver.switch(running, 'coach', soon()))).arrived).equal('maybe');
    await driver.stop(running, soon());
    should(operations(world, ...Object.values(stops))).deepEqual([stops.listen, stops.coach]);
    await rig.nothingHeld();
    await rig.hears(one, table(one));
  });

  it('says the first refusal where both stops are refused', async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    await shift.active('listen', one);
    world.simulator.faults.set('huawei-retcode=900-005@stopSuperviseOrInsert');
    world.simulator.faults.set('huawei-retcode=900-001@qualitycontrol');
    const running = { id: 'x', mode: 'listen', agent: { id: one, label: one }, supervisor: sup } as const;
    should((await failing(shift.driver.stop(running, soon()))).vendorCode).equal('900-001');
    should(world.verbs().stop).equal(2);
  });

  for (const [code, ours] of [
    ['900-001', 'platform-error'],
    ['900-002', 'not-permitted'],
    ['900-003', 'already-supervised'],
    ['900-004', 'agent-not-found'],
    ['900-005', 'supervisor-wrong-state'],
    ['100-006', 'unreachable'],
    ['000-005', 'invalid-input'],
    ['123-456', 'platform-error'],
  ] as const) {
    it(`${code} on an order: ${ours}, told with its code, sent once, nothing held`, async () => {
      const { world, rig, shift } = await connected();
      world.startCall(one);
      world.simulator.faults.set(`huawei-retcode=${code}@qualitycontrol#1`);
      const { supervision, error } = await shift.order({ mode: 'barge', agent: one });
      should(error).containEql({ code: ours, vendorCode: code });
      should(supervision.phase).equal('failed');
      should(world.verbs().start).equal(1);
      await rig.hears(one, table(one));
      // Neither the session nor the inspector has suffered.
      should(world.signIns()).equal(1);
      await shift.active('barge', one);
    });
  }

  it('900-003 about an agent who may be anything is no proof of another inspector', async () => {
    const { world, shift } = await connected(['huawei-retcode=100-011@queryAgentInfoByWorkNo']);
    world.simulator.faults.set('huawei-agent-away=900-003');
    world.simulator.centre.setState('agt.one', 'signed-out');
    should((await shift.order({ agent: one })).error).containEql({ code: 'agent-wrong-state', vendorCode: '900-003' });
  });

  it('an agent of another VDN is not found; an order on him is refused', async () => {
    const { world, shift } = await connected();
    should((await shift.order({ agent: '7001' })).error).containEql({ code: 'agent-not-found', vendorCode: '300-002' });
    const order = { id: 'x', mode: 'listen', supervisor: sup, arm: false, confirmBy: Infinity, options: {} } as const;
    const refused = shift.driver.start({ ...order, agent: { id: '7001', label: '' } }, soon());
    should(await failing(refused)).match({ code: 'agent-wrong-state', vendorCode: '900-003', arrived: 'yes' });
    should(world.verbs().start).equal(1);
  });

  it('an inspector does not supervise himself, and nothing is sent', async () => {
    const { world, shift } = await connected();
    should((await shift.order({ agent: sup, arm: true })).error).containEql({ code: 'invalid-input', kind: 'fault' });
    should(world.verbs().start).equal(0);
  });

  it('finds an agent with his name', async () => {
    const { shift } = await connected(['huawei-texts', 'huawei-retcode-number']);
    should((await shift.driver.find(one, soon())).agent).deepEqual({ id: one, label: 'Bo Lind', names: ['Bo Lind'] });
  });

  describe('events of a start', () => {
    for (const order of ['busy-first', 'phone-first', 'alerting-first']) {
      for (const more of [[], ['notify-twice'], ['huawei-nul', 'huawei-gen-time=off']]) {
        it(`${order} ${more.join(' ')}: rings, then is active, once each`, async () => {
          const { world, rig, shift } = await connected([`huawei-order=${order}`, ...more]);
          world.startCall(one);
          for (let round = 0; round < 2; round++) {
            const { id, evidence } = await shift.active('coach', one);
            should(shift.types(id)).deepEqual(['supervision.accepted', 'supervision.ringing', 'supervision.active']);
            should(evidence).match(/^(AgentOther_PhoneOffhook|AgentState_Busy) after the order to whisper on 6001/);
            await rig.hears(one, table(one, sup, 'coach'));
            should((await shift.cancel({ id })).error).be.undefined();
          }
          should(world.verbs()).containEql({ start: 2, stop: 2 });
        });
      }
    }

    for (const told of ['off', 'on']) {
      it(`a telephone that is off the hook all the time does not ring (Offhook told: ${told})`, async () => {
        const { world, rig, shift } = await connected([`huawei-long-offhook=${told}`], { releasePhone: false });
        world.startCall(one);
        for (let round = 0; round < 2; round++) {
          const { id } = await shift.active('listen', one);
          should(shift.types(id)).deepEqual(['supervision.accepted', 'supervision.active']);
          await rig.hears(one, table(one, sup, 'listen'));
          should((await shift.cancel({ id })).error).be.undefined();
        }
      });
    }

    it('an inspector who picks up himself is active when he has', async () => {
      const { world, rig, shift } = await connected(['auto-answer=off']);
      world.startCall(one);
      const order = shift.order({ mode: 'listen', agent: one });
      await until('it rings', () => shift.types().includes('supervision.ringing'));
      should(shift.types()).not.containEql('supervision.active');
      world.face.answer('sup.one');
      should((await order).supervision).containEql({ phase: 'active' });
      await rig.hears(one, table(one, sup, 'listen'));
    });

    for (const after of ['ready', 'not-ready']) {
      it(`an inspector who does not pick up, and is ${after} then: said so, and the next order finds him ready`, async () => {
        const { world, rig, shift } = await connected([
          'auto-answer=off',
          'ring-time=100',
          `huawei-no-answer=${after}`,
        ]);
        world.startCall(one);
        should((await shift.order({ mode: 'barge', agent: one })).error?.code).equal('supervisor-no-answer');
        await rig.nothingHeld();
        world.simulator.faults.clear('auto-answer');
        await shift.active('barge', one);
      });
    }

    it('a ringing phone that cannot be called back: said so, and nobody is left when it has rung out', async () => {
      const { world, rig, shift } = await connected([
        'auto-answer=off',
        'ring-time=700',
        'huawei-stop-ringing=refused',
      ]);
      world.startCall(one);
      const { error } = await shift.order({ mode: 'listen', agent: one, confirmSeconds: short });
      should(error?.code).equal('supervisor-no-answer');
      await rig.nothingHeld();
      await until('the end', () => shift.desk.running().length === 0);
    });
  });

  describe('where events and answers cross', () => {
    const { scripted } = scriptedDrivers();
    const order = { id: 'x', mode: 'listen', supervisor: sup, arm: false, confirmBy: Infinity, options: {} } as const;
    const agent = { id: one, label: one };
    const legs = (told: DriverEvent[]): string[] =>
      told.flatMap((event) => (event.type === 'leg' ? [event.state] : []));
    const seized = ['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook'];

    it('a leg that ends while a query is out is not brought back by its answer', async () => {
      let states = [16, 1];
      let asked = (): void => undefined;
      const { gateway, driver, told } = await scripted(({ path }) => {
        if (!path.includes('syncagentinfo')) return undefined;
        asked();
        const [state = 1, ...rest] = states;
        states = rest;
        return answering({ agentStateInfo: { state, qcWorkNo: state === 16 ? one : '' } });
      });
      await driver.start({ ...order, agent }, soon());
      gateway.tell(...seized);
      await until('joined', () => legs(told).includes('joined'));
      // What the gateway says is true when it is asked, and not any more when the answer is read.
      const { client } = driver as unknown as { client: { http: { request: (asked: object) => Promise<unknown> } } };
      const request = client.http.request.bind(client.http);
      client.http.request = async (question) => {
        const answer = await request(question);
        if ('path' in question && String(question.path).includes('syncagentinfo')) {
          await until('left', () => legs(told).includes('left'));
        }
        return answer;
      };
      asked = () => {
        asked = () => undefined;
        gateway.tell({ eventType: 'AgentOther_PhoneRelease', content: { phoneState: '2' } });
      };
      should(await driver.snapshot(soon())).be.empty();
      should(gateway.sent('syncagentinfo')).have.length(2);
    });

    it('the next order waits until the inspector is idle after the last', async () => {
      const { gateway, driver, told } = await scripted(() => undefined);
      await driver.start({ ...order, agent }, soon());
      gateway.tell(...seized);
      await until('joined', () => legs(told).includes('joined'));
      gateway.tell({ eventType: 'AgentOther_PhoneRelease', content: null });
      await until('left', () => legs(told).includes('left'));
      const next = driver.start({ ...order, agent }, soon());
      gateway.tell('AgentOther_Note', 'AgentState_Ready');
      await until('it is told', () => told.some((event) => event.type === 'call' && event.detail === 'Ready'));
      await next;
      should(gateway.sent('addsupervise')).have.length(2);
      // The event told it; only the first order had to ask.
      should(gateway.sent('agentstatus')).have.length(1);
    });
  });

  describe('the inspector himself', () => {
    it('is set free for an order, and not ready again afterwards', async () => {
      const { world, shift } = await connected();
      const { centre } = world.simulator;
      centre.setState('sup.one', 'not-ready');
      world.startCall(one);
      await shift.active('listen', one);
      should((await shift.cancel('all')).error).be.undefined();
      await until('not ready again', () => centre.person('sup.one').state === 'not-ready');
      should(operations(world, 'sayFree', 'sayBusy', 'addSupervise', 'stopSuperviseOrInsert')).deepEqual([
        'sayFree',
        'addSupervise',
        'stopSuperviseOrInsert',
        'sayBusy',
      ]);
      // Twice: what was restored is changed and restored anew.
      await shift.active('coach', one);
      should((await shift.cancel('all')).error).be.undefined();
      await until('not ready again', () => world.count('sayBusy') === 2);
      await until('not ready again', () => centre.person('sup.one').state === 'not-ready');
    });

    it('is not ready again after an order that came to nothing', async () => {
      const { world, shift } = await connected();
      const { centre, faults } = world.simulator;
      centre.setState('sup.one', 'not-ready');
      world.startCall(one);
      faults.set('huawei-retcode=900-002@qualitycontrol#1');
      should((await shift.order({ agent: one })).error?.code).equal('not-permitted');
      await until('not ready again', () => centre.person('sup.one').state === 'not-ready');
      faults.set('silent@qualitycontrol#1');
      should((await shift.order({ agent: one, confirmSeconds: short })).error?.code).equal('unconfirmed');
      await until('not ready again', () => centre.person('sup.one').state === 'not-ready');
    });

    it('is set free from wrap-up, and stays so', async () => {
      const { world, shift } = await connected();
      world.simulator.centre.setState('sup.one', 'after-call-work');
      world.startCall(one);
      await shift.active('listen', one);
      should((await shift.cancel('all')).error).be.undefined();
      await shift.active('listen', one);
      should(operations(world, 'sayFree', 'sayBusy')).deepEqual(['sayFree']);
    });

    for (const state of ['not-ready', 'after-call-work'] as const) {
      it(`${state} is told, and nothing is sent, where he is to be left alone`, async () => {
        const { world, shift } = await connected([], { setIdle: false });
        world.simulator.centre.setState('sup.one', state);
        world.startCall(one);
        await until('the event', () => shift.events.some(({ type }) => type === 'agent.state'));
        const { error } = await shift.order({ agent: one });
        should(error).containEql({ code: 'supervisor-wrong-state', kind: 'outcome' });
        should(error?.message).match(/must be idle/);
        should(world.verbs().start).equal(0);
        should(world.count('sayFree')).equal(0);
      });
    }

    it('who is not free in time is not sent an order', async () => {
      const { world, shift } = await connected(['notify-lost@AgentState_CancelNotReady_Success']);
      world.simulator.centre.setState('sup.one', 'not-ready');
      world.startCall(one);
      await until('the event', () => shift.events.some(({ type }) => type === 'agent.state'));
      should((await shift.order({ agent: one, confirmSeconds: short })).error?.code).equal('unconfirmed');
      await until('not ready again', () => world.simulator.centre.person('sup.one').state === 'not-ready');
      should(world.verbs().start).equal(0);
    });

    it('resting is left resting', async () => {
      const { world, shift } = await connected();
      world.startCall(one);
      const { http, session } = (shift.driver as unknown as { client: { http: never; session: never } }).client as {
        http: { request: (asked: object) => Promise<unknown> };
        session: { guid: string };
      };
      await http.request({
        method: 'POST',
        path: `/onlineagent/${sup}/rest/600/1`,
        headers: { Guid: session.guid },
      });
      await until('the event', () => shift.events.some(({ detail }) => detail === 'SetRest_Success'));
      const { error } = await shift.order({ agent: one });
      should(error?.code).equal('supervisor-wrong-state');
      should(error?.message).match(/resting/);
      should(world.verbs().start).equal(0);
    });

    it('who is not ready without our knowing is found out by the refusal, set free, and asked once more', async () => {
      const { world, rig, shift } = await connected(['notify-lost@AgentState_SetNotReady_Success']);
      world.startCall(one);
      world.simulator.centre.setState('sup.one', 'not-ready');
      await shift.active('listen', one);
      await rig.hears(one, table(one, sup, 'listen'));
      should(operations(world, 'addSupervise', 'agentStatus', 'sayFree')).deepEqual([
        'addSupervise',
        'agentStatus',
        'sayFree',
        'addSupervise',
      ]);
    });

    it('is found out by the general refusal too, where the page of an order has no other', async () => {
      const { world, rig, shift } = await connected([
        'huawei-codes=listed',
        'notify-lost@AgentState_SetNotReady_Success',
      ]);
      world.startCall(one);
      world.simulator.centre.setState('sup.one', 'not-ready');
      await shift.active('coach', one);
      await rig.hears(one, table(one, sup, 'coach'));
      should(operations(world, 'requestWhisperAgent', 'agentStatus', 'sayFree')).deepEqual([
        'requestWhisperAgent',
        'agentStatus',
        'sayFree',
        'requestWhisperAgent',
      ]);
    });

    for (const refused of ['900-003', '900-005']) {
      it(`whose state cannot be asked after ${refused}: the refusal is told`, async () => {
        const { world, shift } = await connected();
        world.startCall(one);
        await shift.driver.find(one, soon());
        world.simulator.faults.set(`huawei-retcode=${refused}@addSupervise`);
        world.simulator.faults.set('rest-html@agentStatus');
        const { error } = await shift.order({ agent: one });
        should(error).containEql({ vendorCode: refused });
        should(world.verbs().start).equal(1);
      });
    }

    it('tells what becomes of him, and of agents who come and go', async () => {
      const { world, shift } = await connected();
      const { centre } = world.simulator;
      centre.setState('sup.one', 'not-ready');
      centre.setState('agt.two', 'signed-out');
      centre.setState('agt.two', 'ready');
      const states = () =>
        shift.events.flatMap(({ type, agent, detail }) =>
          type === 'agent.state' ? [`${agent ?? ''} ${detail ?? ''}`] : [],
        );
      await until('all', () => states().length >= 3 && states().includes('6002 signed in'));
      should(states()).containEql('6105 SetNotReady_Success').and.containEql('6002 signed out');
    });

    it('who cannot speak is told at the sign-in', async () => {
      const { shift } = await connected(['huawei-force-change', 'huawei-media-type=FTF']);
      should(shift.notices).match([/password must be changed/, /without voice/]);
    });
  });
});
