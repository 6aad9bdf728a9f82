import should from 'should';
import { until } from '../../support/until';
import { short, table } from '../contract/rig';
import { huaweiWorlds } from './on-huawei';

const one = '6001';
const sup = '6105';

describe('driver of Huawei: the session', () => {
  const { connected } = huaweiWorlds();

  it('somebody else signs the inspector in by force: said so, not fought over, and left to him', async () => {
    const { world, rig, shift, another } = await connected([], { force: true });
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    const thief = another(sup, { force: true });
    should(await thief.connect()).be.undefined();
    const [lost, refused] = await until('both were told', () => {
      const downs = shift.contacts.flatMap((error) => error ?? []);
      return downs.length === 2 ? downs : undefined;
    });
    should(lost).match({ code: 'unreachable', vendorCode: '100-006', message: /signed him in elsewhere/ });
    should(refused).match({ code: 'auth', vendorCode: '100-002' });
    should(refused?.message).match(/set its sign-in to "force"/);
    should(shift.told(id)?.phase).equal('unknown');
    should((await shift.order({ agent: one })).error?.code).equal('auth');
    // The first, refused; the one of the thief, taken by force; one try of the first, refused.
    should(world.count('login')).equal(3);
    should(world.count('forceLogin')).equal(1);
    await thief.active('barge', one);
    await rig.hears(one, table(one, sup, 'barge'));
    // Closing the one that was thrown out does nothing to the other.
    await shift.desk.close(900);
    should(world.signedIn()).equal(1);
    await rig.hears(one, table(one, sup, 'barge'));
    should(world.signIns()).equal(4);
  });

  it('without force a second connection of the same inspector is refused, and the first stays', async () => {
    const { world, shift, another } = await connected();
    const second = another(sup);
    should(await second.connect()).containEql({ code: 'auth', vendorCode: '100-002' });
    should((await second.order({ agent: one })).error?.code).equal('auth');
    should(shift.contacts).have.length(1);
    world.startCall(one);
    await shift.active('listen', one);
  });

  it('a site that forbids forced sign-ins says so', async () => {
    const { another } = await connected(['huawei-forced-sign-in=off']);
    should(await another(sup, { force: true }).connect()).containEql({ code: 'auth', vendorCode: '100-015' });
  });

  for (const shutdown of ['forced', 'never']) {
    it(`signed out by another desk (told: ${shutdown}): signed in again once, and what he held is gone`, async () => {
      const { world, rig, shift } = await connected([`huawei-shutdown=${shutdown}`]);
      world.startCall(one);
      const { id } = await shift.active('listen', one);
      world.simulator.centre.setState('sup.one', 'signed-out');
      should(await shift.ended(id)).containEql({ phase: 'ended', endedBy: 'unknown' });
      await rig.hears(one, table(one));
      await until('up again', () => shift.contacts.length === 3 && shift.contacts[2] === undefined);
      should(world.signIns()).equal(2);
      await shift.active('barge', one);
    });
  }

  it('expired in the middle of an order: told, and the next one comes true', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    world.simulator.faults.set('huawei-retcode=100-006@addSupervise#1');
    world.trouble.slowAnswers(50);
    const order = shift.order({ mode: 'listen', agent: one });
    await until('it arrived', () => world.verbs().start === 1);
    world.trouble.expireSessions();
    should((await order).error?.code).equal('unreachable');
    world.trouble.calm();
    await until('up again', () => shift.contacts.at(-1) === undefined && shift.contacts.length > 1);
    await shift.active('listen', one);
    await rig.hears(one, table(one, sup, 'listen'));
  });

  it('lost, and nothing but HTTP 401 says so: opened anew, and the next order comes true', async () => {
    const { world, rig, shift } = await connected(['huawei-guid-code=401']);
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.trouble.expireSessions();
    should(await shift.ended(id)).containEql({ phase: 'ended', endedBy: 'unknown' });
    await until('up again', () => shift.contacts.at(-1) === undefined && shift.contacts.length > 1);
    await shift.active('barge', one);
    await rig.hears(one, table(one, sup, 'barge'));
  });

  for (const rotation of [
    ['huawei-guid-interval=10', 'huawei-guid-timeout=60'],
    ['huawei-guid-interval=10', 'huawei-guid-timeout=60', 'huawei-guid-code=000-003'],
    ['huawei-guid-interval=10', 'huawei-guid-timeout=200', 'huawei-guid-again=off'],
    ['huawei-authmode=1', 'huawei-guid-interval=10', 'huawei-guid-timeout=20'],
    ['huawei-guid-interval=10', 'huawei-guid-timeout=60', 'huawei-guid-code=401'],
    ['huawei-sticky'],
    ['huawei-batch', 'huawei-no-event=empty'],
    ['huawei-batch', 'notify-twice', 'huawei-nul'],
  ]) {
    it(`lasts through orders with ${rotation.join(' ')}`, async () => {
      const { world, rig, shift } = await connected(['huawei-poll-time=20', ...rotation]);
      world.startCall(one);
      for (const mode of ['listen', 'coach', 'barge', 'listen'] as const) {
        await shift.active(mode, one);
        await rig.hears(one, table(one, sup, mode));
      }
      should((await shift.cancel('all')).error).be.undefined();
      for (let n = 0; n < 3; n++) {
        await shift.active('coach', one);
        should((await shift.cancel('all')).error).be.undefined();
      }
      should(world.signIns()).equal(1);
      should(shift.contacts).deepEqual([undefined]);
    });
  }

  it('GUID rotates while an order is on its way: the order comes true, and is not sent twice', async () => {
    const { world, rig, shift } = await connected([
      'huawei-poll-time=10',
      'huawei-guid-interval=10',
      'huawei-guid-timeout=1000',
    ]);
    world.startCall(one);
    world.trouble.slowAnswers(300);
    const polls = world.count('getAgentEvent');
    await shift.active('barge', one);
    should(world.count('getAgentEvent')).be.above(polls + 3);
    should(world.verbs().start).equal(1);
    await rig.hears(one, table(one, sup, 'barge'));
  });

  it('a poll cut mid-body with the new GUID in its head: the session goes on', async () => {
    const { world, rig, shift } = await connected(['huawei-guid-interval=1', 'huawei-guid-again=off']);
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.simulator.faults.set('rest-cut=after@getAgentEvent#1');
    world.simulator.faults.set('huawei-guid-timeout=1');
    world.simulator.centre.setState('agt.two', 'signed-out');
    await until('unknown', () => shift.types(id).includes('supervision.unknown'));
    await until('active again', () => shift.told(id)?.phase === 'active');
    should(world.signIns()).equal(1);
    await rig.hears(one, table(one, sup, 'listen'));
  });

  it('what an earlier run left is found, where it outlives the sign-in, and can be taken off', async () => {
    for (const mode of ['listen', 'coach', 'barge'] as const) {
      const { world, rig, shift, another } = await connected(['huawei-lost-session=keeps']);
      world.startCall(one);
      await shift.active(mode, one);
      const later = another(sup, { force: true });
      should(await later.connect()).be.undefined();
      const found = await until('adopted', () => later.desk.running()[0]);
      should(found).containEql({ phase: 'active', mode, confirmation: 'confirmed', agent: one });
      should(found.evidence).startWith('query: syncagentinfo has state');
      should((await later.cancel({ agent: one })).error).be.undefined();
      await rig.nothingHeld();
      await rig.hears(one, table(one));
    }
  });

  it('a listening without a call that an earlier run left is armed, and joined with the call', async () => {
    const { world, rig, shift, another } = await connected(['huawei-lost-session=keeps']);
    should((await shift.order({ mode: 'listen', agent: one, arm: true })).supervision.phase).equal('armed');
    const later = another(sup, { force: true });
    should(await later.connect()).be.undefined();
    const found = await until('adopted', () => later.desk.running()[0]);
    should(found.phase).equal('armed');
    world.startCall(one);
    await until('active', () => later.desk.running()[0]?.phase === 'active');
    world.endCall(one, 'customer');
    await later.ended(found.id);
    await rig.nothingHeld();
  });

  it('a gateway that switches over for a moment costs nothing', async () => {
    const { world, rig, shift } = await connected(['huawei-poll-time=20']);
    world.startCall(one);
    const { id } = await shift.active('listen', one);
    world.simulator.faults.set('huawei-switch-over');
    await until('down', () => shift.contacts.at(-1)?.vendorCode === '000-004');
    world.simulator.faults.clear('huawei-switch-over');
    await until('active again', () => shift.told(id)?.phase === 'active');
    should(world.signIns()).equal(1);
    await rig.hears(one, table(one, sup, 'listen'));
  });

  it('what became of the inspector while contact was lost is asked before the next order', async () => {
    const { world, shift } = await connected();
    await world.trouble.gone();
    await until('down', () => shift.contacts.at(-1) !== undefined);
    world.trouble.lostEvents();
    world.simulator.centre.setState('sup.one', 'not-ready');
    world.trouble.calm();
    await world.trouble.back();
    await until('up', () => shift.contacts.at(-1) === undefined);
    world.startCall(one);
    await shift.active('listen', one);
    should(world.verbs().start).equal(1);
    should(world.count('sayFree')).equal(1);
  });

  it('is signed out when the connection closes, also with an order under way', async () => {
    const { world, rig, shift } = await connected(['auto-answer=off']);
    world.startCall(one);
    void shift.order({ mode: 'listen', agent: one, confirmSeconds: short });
    await until('it rings', () => shift.types().includes('supervision.ringing'));
    await shift.desk.close(900);
    should(world.signedIn()).equal(0);
    await rig.nothingHeld();
    should(world.count('logout') + world.count('forceLogout')).be.aboveOrEqual(1);
  });
});
