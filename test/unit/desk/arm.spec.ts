import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk, type DeskOnTest } from '../../support/desk';

const idle = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    driver.onCall = 'no';
    driver.call = undefined;
  });

const watched = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    driver.onCall = 'no';
    driver.call = undefined;
    driver.capabilities = { ...driver.capabilities, arming: 'watched' };
  });

describe('desk: waiting for the next call', () => {
  it('answers when the platform says that it is armed, and tells when the call comes', async () => {
    const desk = await idle();
    const order = await desk.order({ arm: true });
    should(desk.driver.asked.at(-1)).equal('start barge a1 arm');
    should(await order.open()).be.true();
    desk.driver.arming(true);
    should((await order.now()).supervision).containEql({
      phase: 'armed',
      confirmation: 'confirmed',
      evidence: 'armed',
    });
    desk.driver.ringing();
    desk.driver.joined('barge');
    should(desk.types().slice(1)).deepEqual([
      'supervision.accepted',
      'supervision.armed',
      'supervision.ringing',
      'supervision.active',
    ]);
  });

  it('prefers the leg when nobody can tell whether the agent is on a call', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'unknown';
    });
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    should(await order.open()).be.true();
    desk.driver.joined('barge');
    should((await order.now()).supervision.phase).equal('active');

    const other = await openDesk((driver) => {
      driver.onCall = 'unknown';
    });
    const second = await other.order({ arm: true });
    other.driver.arming(true);
    await other.clock.pass(2_000);
    should((await second.now()).supervision.phase).equal('armed');
  });

  it('disarms when its time is over', async () => {
    const desk = await idle();
    const order = await desk.order({ arm: true, armSeconds: 60 });
    desk.driver.arming(true);
    await order.now();
    await desk.clock.pass(60_000);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.arming(false);
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'timeout' });
  });

  it('is disarmed by a cancel', async () => {
    const desk = await idle();
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    const { supervision } = await order.now();
    const cancel = await desk.cancel({ id: supervision.id });
    desk.driver.arming(false);
    should((await cancel.now()).supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
  });

  it('refuses a barge while it is armed and the agent has no call', async () => {
    const desk = await idle();
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    should((await (await desk.order()).now()).error?.code).equal('no-active-call');
    should(desk.desk.running()[0]).containEql({ phase: 'armed' });
  });

  it('asks when the platform drops the arming by itself', async () => {
    const desk = await idle();
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    desk.driver.arming(false);
    await desk.clock.pass(1_000);
    should(desk.driver.asked.at(-1)).equal('snapshot');
    should(desk.events.at(-1)?.type).equal('supervision.ended');
  });

  it('watches the agent itself where the platform cannot wait', async () => {
    const desk = await watched();
    const order = await desk.order({ arm: true });
    should(desk.driver.asked).deepEqual(['find a1', 'watch a1']);
    should((await order.now()).supervision).containEql({ phase: 'armed' });
    desk.driver.answered();
    await desk.clock.pass(0);
    should(desk.driver.asked.slice(2)).deepEqual(['unwatch a1', 'start barge a1']);
    desk.driver.joined('barge', 'a1', 'c2');
    should(desk.desk.running()[0]).containEql({ phase: 'active', call: 'c2' });
  });

  it('stops watching when its time is over, or on cancel', async () => {
    const desk = await watched();
    await desk.order({ arm: true, armSeconds: 60 });
    await desk.clock.pass(60_000);
    should(desk.driver.asked.at(-1)).equal('unwatch a1');
    should(desk.desk.running()).be.empty();

    const other = await watched();
    await other.order({ arm: true });
    should((await (await other.cancel('all')).now()).supervisions[0]).containEql({ endedBy: 'cancel' });
    should(other.driver.asked.at(-1)).equal('unwatch a1');
  });

  it('fails when the agent cannot be watched', async () => {
    const desk = await watched();
    desk.driver.fails.watch = new SupervisionError('not-permitted', 'Not your team.');
    should((await (await desk.order({ arm: true })).now()).error?.code).equal('not-permitted');
  });
});
