import should from 'should';
import type { DriverEvent } from '../../../src/supervision/driver';
import { until } from '../../support/until';
import { table } from '../contract/rig';
import { changes } from '../../../src/platforms/huawei/looking';
import { answering, refusing } from '../../support/scripted-huawei';
import { huaweiWorlds, scriptedDrivers, type OnHuawei } from './on-huawei';

const one = '6001';
const sup = '6105';
const byStatus = 'queryAgentInfoByWorkNo';
const byId = 'queryAllCallInfoByAgentWorkNoEx';

describe("driver of Huawei: the agent's call", () => {
  const { connected } = huaweiWorlds();

  it('is told as the difference between two looks', () => {
    const told = (before: Parameters<typeof changes>[1], now: Parameters<typeof changes>[2]): string[] =>
      changes('6001', before, now, null).map(({ event, call }) => `${event} ${call ?? ''}`.trim());
    const [yes, no, unknown] = [{ on: 'yes' }, { on: 'no' }, { on: 'unknown' }] as const;
    should(told(no, { ...yes, call: '1-1' })).deepEqual(['call.answered 1-1']);
    should(told(unknown, yes)).deepEqual(['call.answered']);
    should(told({ ...yes, call: '1-1' }, no)).deepEqual(['call.ended 1-1']);
    should(told({ ...yes, call: '1-1' }, { ...yes, call: '1-2' })).deepEqual(['call.ended 1-1', 'call.answered 1-2']);
    for (const [before, now] of [
      [yes, { ...yes, call: '1-1' }],
      [{ ...yes, call: '1-1' }, yes],
      [
        { ...yes, call: '1-1' },
        { ...yes, call: '1-1' },
      ],
      [no, no],
      [no, unknown],
      [unknown, no],
      [yes, unknown],
    ] as const) {
      should(told(before, now)).deepEqual([]);
    }
  });

  it('has its id from the order on, and is not told as a new one', async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    const { call } = await shift.active('listen', one);
    should(call).equal(world.face.callId('agt.one'));
    const looks = world.count(byStatus);
    await until('some looks', () => world.count(byStatus) > looks + 3);
    should(shift.events.map(({ type }) => type)).not.containEql('call.answered');
  });

  it('is not looked at while nobody is on the agent', async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    await shift.active('listen', one);
    await shift.cancel('all');
    const before = world.count(byStatus);
    // The supervision of another agent takes its looks, several periods of them; none is at this one.
    world.startCall('6002');
    await shift.active('listen', '6002');
    await until('looks at the other', () => world.count(byStatus) > before + 4);
    const looked = world.simulator.journal.list(byStatus).slice(before);
    should(looked.filter(({ path }) => path.endsWith(one))).be.empty();
  });

  it('that another takes the place of ends the supervision; nobody stays on the other', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    const { id, call } = await shift.active('listen', one);
    world.endCall(one, 'customer');
    world.startCall(one);
    await shift.ended(id);
    await rig.nothingHeld();
    await rig.hears(one, table(one));
    const told = shift.events.filter(({ type }) => type.startsWith('call.'));
    should(told.map((event) => [event.type, event.call])).deepEqual([
      ['call.ended', call],
      ['call.answered', world.face.callId('agt.one')],
    ]);
  });

  it('that the platform ends the supervision with: ended, and nobody claims to know by whom', async () => {
    const { world, rig, shift } = await connected(['huawei-qc-end=release']);
    world.startCall(one);
    const { id } = await shift.active('barge', one);
    world.endCall(one, 'agent');
    should(await shift.ended(id)).containEql({ phase: 'ended', endedBy: 'unknown' });
    await rig.nothingHeld();
  });

  it('that ends before the phone was answered: refused, and the phone stops ringing', async () => {
    const { world, rig, shift } = await connected(['auto-answer=off']);
    world.startCall(one);
    const order = shift.order({ mode: 'barge', agent: one });
    await until('it rings', () => shift.types().includes('supervision.ringing'));
    world.endCall(one, 'customer');
    should((await order).error?.code).equal('no-active-call');
    await rig.nothingHeld();
  });

  it('that rings is no call yet', async () => {
    const { world, shift } = await connected();
    const { centre } = world.simulator;
    const onCall = async () => (await shift.driver.find(one, AbortSignal.timeout(3_000))).onCall;
    centre.startCall({ agent: 'agt.one', customer: '+4930555001', ringing: true });
    should(await onCall()).equal('no');
    should((await shift.order({ mode: 'barge', agent: one })).error?.code).equal('no-active-call');
    const { supervision } = await shift.order({ mode: 'listen', agent: one, arm: true });
    should(supervision.phase).equal('armed');
    centre.answer('agt.one');
    should(await onCall()).equal('yes');
    await until('active', () => shift.told(supervision.id)?.phase === 'active');
  });

  describe('as the gateway shows it', () => {
    const { scripted } = scriptedDrivers();

    it('talking, seized, called, away or unknown', async () => {
      let info: object | null = {};
      const { find } = await scripted(({ path }) =>
        path.includes('agentbyworkno')
          ? answering(info)
          : path.includes('allcallinfoEx')
            ? answering(['1-1', '1-2'])
            : undefined,
      );
      for (const [shown, onCall] of [
        [{ status: 7 }, 'yes'],
        [{ status: '7', ctiStatus: '5' }, 'yes'],
        [{ status: 7, ctiStatus: 3 }, 'yes'],
        [{ status: 7, ctiStatus: 2 }, 'no'],
        [{ status: 7, ctiStatus: 4 }, 'no'],
        [{ status: 2 }, 'no'],
        [{ status: 4 }, 'no'],
        [{ status: 0 }, 'unknown'],
        [{ ctiStatus: 5 }, 'yes'],
        [{ ctiStatus: '3' }, 'yes'],
        [{ ctiStatus: 4 }, 'no'],
        [{ ctiStatus: 1 }, 'no'],
        [{ name: 'Kim' }, 'unknown'],
        [null, 'unknown'],
      ] as const) {
        info = shown;
        const found = await find();
        should([shown, found.onCall]).deepEqual([shown, onCall]);
        should(found.call).equal(onCall === 'yes' ? '1-1' : undefined);
      }
    });

    it('is not looked at while contact is lost', async () => {
      let sick = false;
      const { gateway, driver, told, find } = await scripted(({ path }) => {
        if (path.includes('agentbyworkno')) return answering({ status: 4 });
        return sick && (path.includes('agentevent') || path.includes('agentstatus')) ? refusing('000-004') : undefined;
      });
      const { agent } = await find();
      const stop = await driver.watch(agent, AbortSignal.timeout(3_000));
      const looks = (): number => gateway.sent('agentbyworkno').length;
      const before = looks();
      await until('a look', () => looks() > before);
      sick = true;
      gateway.tell('AgentOther_Note');
      await until('down', () => told.some(({ type }) => type === 'down'));
      const since = looks();
      const polls = gateway.sent('agentstatus').length;
      // The pauses before the two are 2 and 4 s at most.
      await until('some tries', () => gateway.sent('agentstatus').length > polls + 1, 8_000);
      should(looks()).be.belowOrEqual(since + 1);
      stop();
    });

    it('a look that cannot tell, or is refused now and then, changes nothing, and is told once', async () => {
      let info: object | string = { status: 7 };
      const { gateway, driver, told, find } = await scripted(({ path }) => {
        if (path.includes('allcallinfoEx')) return answering(['1-1']);
        if (!path.includes('agentbyworkno')) return undefined;
        return typeof info === 'string' ? refusing(info) : answering(info);
      });
      const looks = (): number => gateway.sent('agentbyworkno').length;
      const { agent } = await find();
      const stop = await driver.watch(agent, AbortSignal.timeout(3_000));
      for (const shown of ['000-007', { status: 0 }, '000-007', { status: 7 }, '000-002', { status: 4 }]) {
        info = shown;
        const before = looks();
        await until('it was seen', () => looks() >= before + 2);
      }
      should(told.filter(({ type }) => type === 'notice')).have.length(1);
      const calls = told.flatMap((event) => (event.type === 'call' && event.agent === one ? [event.event] : []));
      should(calls).deepEqual(['call.ended']);
      stop();
    });

    it('an agent who talks to the inserted inspector has no call until one has an id', async () => {
      let ids: string[] = [];
      let status = 4;
      const { gateway, driver, told, find } = await scripted(({ path }) => {
        if (path.includes('agentbyworkno')) return answering({ status });
        return path.includes('allcallinfoEx') ? answering(ids) : undefined;
      });
      const { agent } = await find();
      const order = { id: 'x', mode: 'barge', supervisor: sup, arm: true, confirmBy: Infinity, options: {} } as const;
      await driver.start({ ...order, agent }, AbortSignal.timeout(3_000));
      status = 7;
      gateway.tell('AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook');
      const calls = (): string[] =>
        told.flatMap((event) =>
          event.type === 'call' && event.agent === one ? [`${event.event} ${event.call ?? ''}`] : [],
        );
      const looks = (): number => gateway.sent('allcallinfoEx').length;
      await until('three looks', () => looks() >= 3);
      should((await find()).onCall).equal('no');
      should(calls()).be.empty();
      ids = ['1-1'];
      await until('the call is told', () => calls().length === 1);
      ids = [];
      await until('its end is told', () => calls().length === 2);
      should(calls()).deepEqual(['call.answered 1-1', 'call.ended 1-1']);
    });
  });

  it('a supervisor who hangs up is off, and it was he', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    const { id } = await shift.active('coach', one);
    world.face.hangUp('sup.one');
    should(await shift.ended(id)).containEql({ phase: 'ended', endedBy: 'supervisor' });
    await rig.hears(one, table(one));
    await rig.nothingHeld();
  });

  describe('that has not come yet', () => {
    it('insert: the two talk at once, and the customer joins them', async () => {
      const { world, rig, shift } = await connected();
      const { supervision } = await shift.order({ mode: 'barge', agent: one, arm: true });
      should(supervision).containEql({ phase: 'active', mode: 'barge', confirmation: 'confirmed' });
      should(supervision.call).be.undefined();
      should(world.face.qc()).match([{ mode: 'insert', hears: { 'sup.one': ['agt.one'], 'agt.one': ['sup.one'] } }]);
      world.startCall(one);
      await rig.hears(one, table(one, sup, 'barge'));
      await until('known', () => shift.desk.running()[0]?.call === world.face.callId('agt.one'));
    });

    for (const mode of ['listen', 'coach'] as const) {
      it(`${mode}: armed as soon as the phone is off the hook, and active with the call`, async () => {
        const { world, rig, shift } = await connected();
        const { supervision } = await shift.order({ mode, agent: one, arm: true });
        should(supervision).containEql({ phase: 'armed', confirmation: 'confirmed' });
        should(supervision.evidence).match(/PhoneOffhook .*; the agent has no call$/);
        should(shift.types(supervision.id)).deepEqual([
          'supervision.accepted',
          'supervision.ringing',
          'supervision.armed',
        ]);
        world.startCall(one);
        await until('active', () => shift.told(supervision.id)?.phase === 'active');
        await rig.hears(one, table(one, sup, mode));
        should(shift.told(supervision.id)?.evidence).startWith('query: agentbyworkno');
        world.endCall(one, 'customer');
        await shift.ended(supervision.id);
        await rig.nothingHeld();
      });
    }

    it('a supervisor who hangs up while he waits is no longer armed', async () => {
      const { world, rig, shift } = await connected();
      const { supervision } = await shift.order({ mode: 'listen', agent: one, arm: true });
      world.face.hangUp('sup.one');
      should(await shift.ended(supervision.id)).containEql({ phase: 'ended' });
      await rig.nothingHeld();
      world.startCall(one);
      await rig.hears(one, table(one));
    });
  });

  describe('before an order', () => {
    const { scripted } = scriptedDrivers();

    it('state and ids are asked at once, because somebody waits', async () => {
      let idsCame = false;
      const { find, gateway } = await scripted(({ path }) => {
        if (path.includes('allcallinfoEx')) {
          idsCame = true;
          return answering(['1-7']);
        }
        if (!path.includes('agentbyworkno')) return undefined;
        // Whoever asks one after the other hears that nothing is known.
        return idsCame ? answering({ status: 7 }) : { status: 503 };
      });
      should(await find()).match({ onCall: 'yes', call: '1-7' });
      should(gateway.sent('allcallinfoEx')).have.length(1);
    });

    it('an agent without a call: what becomes of the question for ids is nobody’s business', async () => {
      let status = 4;
      const { find, told, gateway } = await scripted(({ path }) => {
        if (path.includes('agentbyworkno')) return answering({ status });
        if (!path.includes('allcallinfoEx')) return undefined;
        return status === 7 ? answering(['1-7']) : refusing('900-002');
      });
      should((await find()).onCall).equal('no');
      should(told.filter(({ type }) => type === 'notice')).be.empty();
      status = 7;
      // And it is asked again.
      should(await find()).match({ onCall: 'yes', call: '1-7' });
      should(gateway.sent('allcallinfoEx')).have.length(2);
    });
  });

  describe('where the gateway does not let us look', () => {
    const lookingNotices = ({ shift }: OnHuawei): string[] =>
      shift.notices.filter((text) => text.includes('cannot be asked'));

    it('throttled: the supervision stands, it is told once, and asked less often', async () => {
      const on = await connected();
      const { world, shift } = on;
      world.startCall(one);
      const { id } = await shift.active('listen', one);
      world.simulator.faults.set(`huawei-retcode=000-007@${byStatus}`);
      await until('told', () => lookingNotices(on).length === 1);
      const [first, second] = [await next(on), await next(on)];
      should(second).be.above(first * 1.3);
      should(lookingNotices(on)).have.length(1);
      should(shift.told(id)?.phase).equal('active');
      world.simulator.faults.clear('huawei-retcode');
      world.endCall(one, 'customer');
      await shift.ended(id);
    });

    /** Time until the next look, ms. */
    async function next({ world }: OnHuawei): Promise<number> {
      const since = Date.now();
      const before = world.count(byStatus);
      await until('the next look', () => world.count(byStatus) > before);
      return Date.now() - since;
    }

    it('throttled when the agent is looked up: the order goes on all the same, and believes nothing old', async () => {
      const { world, rig, shift } = await connected();
      world.startCall(one);
      should((await shift.driver.find(one, AbortSignal.timeout(3_000))).call).equal(world.face.callId('agt.one'));
      world.endCall(one, 'customer');
      world.startCall(one);
      world.simulator.faults.set(`huawei-retcode=000-007@${byStatus}`);
      const { call } = await shift.active('coach', one);
      should(call).be.undefined();
      await rig.hears(one, table(one, sup, 'coach'));
    });

    for (const code of ['000-002', '900-002', '100-011', '400-001']) {
      it(`no ids of calls (${code}): the state is enough`, async () => {
        const on = await connected([`huawei-retcode=${code}@${byId}`]);
        const { world, rig, shift } = on;
        world.startCall(one);
        const { id, call } = await shift.active('listen', one);
        should(call).be.undefined();
        world.endCall(one, 'agent');
        await shift.ended(id);
        await rig.nothingHeld();
        should(lookingNotices(on).length).be.belowOrEqual(1);
      });
    }

    it('not permitted for this agent: refused with both places to look at', async () => {
      const { world, shift } = await connected([`huawei-retcode=300-001@${byStatus}`]);
      const { error } = await shift.order({ agent: one, arm: true });
      should(error).containEql({ code: 'not-permitted', vendorCode: '300-001' });
      should(error?.message).match(/Monitor Relationship/);
      should(world.verbs().start).equal(0);
    });

    it('an agent without a call who is said to have none: no call, whatever code says so', async () => {
      const { world, shift } = await connected(['huawei-no-call=400-001']);
      should((await shift.order({ mode: 'barge', agent: one })).error?.code).equal('no-active-call');
      should(world.verbs().start).equal(0);
    });
  });

  it('can be watched by whoever asks, until he stops', async () => {
    const { world, shift } = await connected();
    const told: DriverEvent[] = [];
    shift.driver.listen((event) => told.push(event));
    const calls = (): string[] =>
      told.flatMap((event) => (event.type === 'call' && event.agent === one ? [event.event] : []));
    const agent = { id: one, label: one };
    const stop = await shift.driver.watch(agent, AbortSignal.timeout(3_000));
    const again = await shift.driver.watch(agent, AbortSignal.timeout(3_000));
    world.startCall(one);
    await until('answered', () => calls().length === 1);
    stop();
    stop();
    world.endCall(one, 'customer');
    await until('ended', () => calls().length === 2);
    should(calls()).deepEqual(['call.answered', 'call.ended']);
    again();
    const looks = world.count(byStatus);
    world.startCall(one);
    await shift.driver.find('6002', AbortSignal.timeout(3_000));
    should(world.count(byStatus)).be.belowOrEqual(looks + 1);
    should(calls()).have.length(2);
  });
});
