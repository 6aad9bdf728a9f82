import should from 'should';
import { Ids } from '../../../simulators/genesys/ids';
import { until } from '../../support/until';
import { short, table } from '../contract/rig';
import { genesysWorlds } from './on-genesys';

const one = 'agt.one';
const sup = 'sup.one';

describe('driver of Genesys: the legs of the supervisor', () => {
  const { connected } = genesysWorlds();

  for (const keeps of ['off', 'on']) {
    it(`cancel ends the subscription and the leg, whatever the server ends by itself (cancel-keeps-leg=${keeps})`, async () => {
      const { world, rig, shift } = await connected([`cancel-keeps-leg=${keeps}`]);
      world.startCall(one);
      const { id } = await shift.active('barge', one);
      should((await shift.cancel({ id })).supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
      should(world.count('CancelSupervisorMonitoring')).equal(1);
      should(world.holds()).be.empty();
      await rig.hears(one, table(one));
    });
  }

  it('cancel ends the subscription also where no event told of it', async () => {
    const { world, rig, shift } = await connected(['notify-lost@DeviceStateChangeMessage']);
    world.startCall(one);
    const { id } = await shift.active('barge', one);
    should((await shift.cancel({ id })).error).be.undefined();
    should(world.count('CancelSupervisorMonitoring')).equal(1);
    should(world.holds()).be.empty();
    await rig.hears(one, table(one));
  });

  it('finds the leg that a cancel left by a query, where its events were lost', async () => {
    const { world, rig, shift } = await connected(['cancel-keeps-leg', 'notify-lost@CallStateChangeMessage']);
    world.startCall(one);
    const { id } = await shift.active('barge', one, { confirmSeconds: short });
    should((await shift.cancel({ id })).error).be.undefined();
    should(world.holds()).be.empty();
    await rig.hears(one, table(one));
  });

  for (const id of ['uuid', 'conn']) {
    it(`takes a call by any of its names (call-id=${id})`, async () => {
      const { world, rig, shift } = await connected([`call-id=${id}`]);
      world.startCall(one);
      const { centre } = world.simulator;
      const ids = new Ids(centre.seed, centre.people.list());
      const call = centre.call(one)!;
      for (const name of [ids.callUuid(call), ids.connId(call), ids.callUuid(call).toLowerCase()]) {
        const listens = await shift.active('listen', one, { call: name });
        should(listens.call).equal(name);
        const { supervision, error } = await shift.order({ mode: 'barge', agent: one, call: name });
        should(error).be.undefined();
        should(supervision).containEql({ id: listens.id, mode: 'barge', call: name });
        await rig.hears(one, table(one, sup, 'barge'));
        should((await shift.cancel('all')).error).be.undefined();
      }
      const { error } = await shift.order({ mode: 'listen', agent: one, call: 'another' });
      should(error).containEql({ code: 'call-not-found' });
      await rig.hears(one, table(one));
    });
  }

  it('answers the ringing telephone only where that is wished', async () => {
    const { world, rig, shift } = await connected(['auto-answer=off']);
    world.startCall(one);
    await shift.active('barge', one, { options: { answer: true } });
    should(world.count('Answer')).equal(1);
    await shift.cancel('all');
    const order = shift.order({ mode: 'barge', agent: one });
    await until('ringing', () => shift.desk.running()[0]?.phase === 'ringing');
    world.simulator.centre.answer(sup);
    should((await order).error).be.undefined();
    await rig.hears(one, table(one, sup, 'barge'));
    should(world.count('Answer')).equal(1);
  });

  it('a leg in another mode than asked is no success, and goes', async () => {
    const { world, rig, shift } = await connected(['auto-answer=off']);
    world.startCall(one);
    const order = shift.order({ mode: 'listen', agent: one, confirmSeconds: 1 });
    await until('ringing', () => shift.desk.running()[0]?.phase === 'ringing');
    world.simulator.centre.onCall(sup)!.leg.watch!.mode = 'barge';
    world.simulator.centre.answer(sup);
    const { supervision, error } = await order;
    should(error).containEql({ code: 'unconfirmed' });
    should(error?.message).match(/"barge", not "listen"/);
    should(supervision.activeAt).be.undefined();
    await rig.nothingHeld();
    await rig.hears(one, table(one));
  });

  for (const ringing of ['on', 'off']) {
    it(`a second leg on the same call right after a cancel is proved by an event (ringing=${ringing})`, async () => {
      const { world, rig, shift } = await connected([`ringing=${ringing}`]);
      world.startCall(one);
      for (let round = 0; round < 3; round++) {
        const { evidence } = await shift.active('listen', one);
        should(evidence).startWith('CallStateChangeMessage');
        await rig.hears(one, table(one, sup, 'listen'));
        should((await shift.cancel('all')).error).be.undefined();
      }
      should(world.count('ListenIn')).equal(3);
    });
  }

  /** Has the sign of a standing leg sent, to arrive so much later. */
  function staleProof({ world }: Awaited<ReturnType<typeof connected>>, ms: number): void {
    const { faults, centre } = world.simulator;
    faults.set(`notify-late=${String(ms)}`);
    centre.mute(one, one, true, sup);
    faults.clear('notify-late');
  }

  it('the proof of a leg that is over, told late, brings nothing back', async () => {
    const on = await connected();
    const { world, shift } = on;
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    staleProof(on, 300);
    should((await shift.cancel({ id })).error).be.undefined();
    const asked = world.count('GET /me/calls');
    await until('the late event was doubted', () => world.count('GET /me/calls') > asked);
    await shift.driver.snapshot(AbortSignal.timeout(3_000));
    should(shift.desk.running()).be.empty();
    should(shift.types(id).at(-1)).equal('supervision.ended');
    should(shift.events.filter(({ type }) => type === 'supervision.active')).have.length(1);
  });

  it('the end of an old leg, told late, does not end a new one on the same call', async () => {
    const { world, rig, shift } = await connected();
    const { faults, centre } = world.simulator;
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    // The first leg ends, which is told late: the desk learns it by a query, as there is nothing left to cancel.
    faults.set('notify-late=300');
    centre.supervisorHangsUp(sup);
    faults.clear('notify-late');
    should((await shift.cancel({ id })).supervisions[0]?.phase).equal('ended');
    const second = await shift.active('listen', one);
    const asked = world.count('GET /me/calls');
    await until('the late event was doubted', () => world.count('GET /me/calls') > asked);
    await shift.driver.snapshot(AbortSignal.timeout(3_000));
    should(shift.desk.running()).match([{ id: second.id, phase: 'active' }]);
    await rig.hears(one, table(one, sup, 'listen'));
    // And its own end is believed.
    centre.supervisorHangsUp(sup);
    await shift.ended(second.id);
    await rig.nothingHeld();
  });

  it("lets an agent's mute alone, and a mute changes nothing for us", async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    const { id } = await shift.active('barge', one);
    world.simulator.centre.mute(one, one, true, sup);
    await shift.active('listen', one);
    should((await shift.cancel({ id })).error).be.undefined();
    should(world.count('MuteMonitoredUser') + world.count('UnmuteMonitoredUser')).equal(0);
    should(shift.types(id)).deepEqual([
      ...shift.types(id).filter((type) => !/active|switched|ended/.test(type)),
      'supervision.active',
      'supervision.switched',
      'supervision.ended',
    ]);
  });

  it('a call between the supervisor and the agent is no leg, and is not touched', async () => {
    const { world, shift } = await connected();
    const { centre } = world.simulator;
    const { id: call } = centre.startCall({ agent: one, customer: sup });
    for (const mode of ['listen', 'barge'] as const) {
      const { supervision, error } = await shift.order({ mode, agent: one, confirmSeconds: short });
      should(error?.kind).equal('outcome');
      should(supervision.confirmation).not.equal('confirmed');
      should(shift.events.filter(({ type }) => type === 'supervision.active')).be.empty();
    }
    // Something happens on it while an order holds.
    const armed = await shift.order({ mode: 'barge', agent: one, arm: true, confirmSeconds: short });
    should(armed.supervision.phase).equal('armed');
    centre.hold(call, sup);
    centre.resume(call, sup);
    should((await shift.cancel('all')).error).be.undefined();
    should(world.count('Hangup')).equal(0);
    should(centre.call(call)?.state).equal('live');
    should(shift.types()).not.containEql('supervision.active');
    await shift.desk.close(900);
    should(world.count('Hangup')).equal(0);
  });

  it('a call that comes after an order was refused is no leg either', async () => {
    const { world, shift } = await connected(['old-shape']);
    world.simulator.faults.set('refuse=3@ListenIn#1');
    should((await shift.order({ agent: one })).error?.code).equal('not-permitted');
    const { id: call } = world.simulator.centre.startCall({ agent: one, customer: sup });
    await shift.driver.snapshot(AbortSignal.timeout(3_000));
    should(shift.desk.running()).be.empty();
    should(world.simulator.centre.call(call)?.state).equal('live');
    should(world.count('Hangup')).equal(0);
  });
});

describe('driver of Genesys: its event stream', () => {
  const { connected } = genesysWorlds();

  it('a poll held for longer than an idle connection may live survives', async () => {
    const { world, shift } = await connected([], {}, { pollMs: 7_000 });
    world.startCall(one);
    const polls = world.count('/meta/connect');
    const begun = Date.now();
    await until('6 s of one held poll', () => Date.now() - begun > 6_000, 7_000);
    should(world.count('/meta/connect')).equal(polls);
    const { evidence } = await shift.active('listen', one);
    should(evidence).startWith('CallStateChangeMessage');
    should(shift.contacts).deepEqual([undefined]);
    should(world.count('/meta/handshake')).equal(1);
  }).timeout(12_000);

  it('counts as up only when the query after a gap was answered', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.simulator.faults.set('rest-html@GET /me#4');
    world.trouble.cutConnections();
    await until('unknown', () => shift.told(id)?.phase === 'unknown');
    should((await shift.order({ mode: 'barge', agent: one })).error?.code).equal('unreachable');
    await until('active again', () => shift.told(id)?.phase === 'active');
    should(shift.told(id)?.evidence).startWith('query');
    should(shift.contacts.at(-1)).be.undefined();
    world.endCall(one, 'customer');
    await shift.ended(id);
    await rig.nothingHeld();
    should(world.verbs().start).equal(1);
  });

  it('the link to the telephony lost: unknown, orders fail at once, and what was missed is asked when it is back', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.simulator.faults.set('tserver-down');
    await until('unknown', () => shift.told(id)?.phase === 'unknown');
    should((await shift.order({ mode: 'barge', agent: one })).error).containEql({
      code: 'platform-error',
      retryable: true,
    });
    // A gap of the stream meanwhile brings no contact that is worth the name.
    world.trouble.restart();
    await until('a new stream', () => world.count('/meta/handshake') === 2);
    await until('the links were asked', () => world.count('GET /services') === 2);
    should(shift.contacts.at(-1)).be.ok();
    world.endCall(one, 'customer');
    world.simulator.faults.clear('tserver-down');
    should(await shift.ended(id)).containEql({ endedBy: 'unknown' });
    world.startCall(one);
    await shift.active('barge', one);
    await rig.hears(one, table(one, sup, 'barge'));
    should(world.verbs().start).equal(2);
  });

  it('one of several links lost: a warning, orders go on, and what may have been missed is asked when it is back', async () => {
    const { world, shift } = await connected(['other-tserver=up']);
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.simulator.faults.set('other-tserver=down');
    await until('warned', () => shift.notices.some((text) => text.includes('one of its telephone switches')));
    await shift.active('barge', one);
    should(shift.types()).not.containEql('supervision.unknown');
    // The supervisor leaves, and nobody tells.
    world.simulator.faults.set('notify-lost');
    world.simulator.centre.supervisorHangsUp(sup);
    world.simulator.faults.clear('notify-lost');
    world.simulator.faults.set('other-tserver=up');
    should(await shift.ended(id)).containEql({ endedBy: 'unknown' });
    should(world.count('GET /services')).equal(2);
    should(shift.notices).have.length(1);
  });
});
