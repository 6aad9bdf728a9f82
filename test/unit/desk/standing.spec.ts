import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk, type DeskOnTest } from '../../support/desk';

const busy = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    driver.capabilities = { ...driver.capabilities, legs: 'agent' };
  });

const idle = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    driver.capabilities = { ...driver.capabilities, legs: 'agent' };
    driver.onCall = 'no';
    driver.call = undefined;
  });

/** An insert that stands at an agent without a call. */
async function inserted(armSeconds = 60): Promise<DeskOnTest> {
  const desk = await idle();
  const order = await desk.order({ arm: true, armSeconds });
  desk.driver.joined('barge', 'a1', '');
  should((await order.now()).supervision).containEql({ phase: 'active', confirmation: 'confirmed' });
  return desk;
}

describe('desk: a leg that hangs on the agent', () => {
  it('is taken off when the call ends', async () => {
    const desk = await busy();
    await desk.active();
    desk.driver.hungUp();
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.left('platform');
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'unknown' });
  });

  it('stays when another call of the agent ends, or a call of another agent', async () => {
    const desk = await busy();
    await desk.active();
    desk.driver.hungUp('a1', 'c9');
    desk.driver.hungUp('a2');
    should(desk.driver.asked).not.containEql('stop a1');
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('leaves a leg that ends with the call to the platform, where the platform does that', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.hungUp();
    should(desk.driver.asked).not.containEql('stop a1');
  });

  it('refuses when the call ends before the supervisor has answered his phone', async () => {
    const desk = await busy();
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.hungUp();
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.left('platform');
    should((await order.now()).error?.code).equal('no-active-call');
  });

  it('inserts at once, and ends with the call that comes', async () => {
    const desk = await inserted();
    desk.driver.hungUp();
    should(desk.driver.asked.at(-1)).equal('start barge a1 arm');
    desk.driver.answered('a1', 'c2');
    should(desk.desk.running()).match([{ phase: 'active', call: 'c2' }]);
    await desk.clock.pass(60_000);
    should(desk.desk.running()).have.length(1);
    should(desk.stops()).be.empty();
    desk.driver.hungUp('a1', 'c2');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('does not insert for longer than was asked when no call comes', async () => {
    const desk = await inserted(60);
    await desk.clock.pass(59_000);
    should(desk.driver.asked.at(-1)).equal('start barge a1 arm');
    await desk.clock.pass(1_000);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.left('platform', 'a1', '');
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'timeout' });
  });

  it('keeps that limit when the mode is switched before a call has come', async () => {
    const desk = await inserted(60);
    await desk.clock.pass(30_000);
    const order = await desk.order({ mode: 'listen', arm: true, armSeconds: 60 });
    desk.driver.joined('listen', 'a1', '');
    should((await order.now()).supervision).containEql({ mode: 'listen', phase: 'active' });
    await desk.clock.pass(30_000);
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('refuses a barge into the call of an agent who has none, though the supervisor is on him', async () => {
    const desk = await inserted();
    const barge = await desk.order();
    should((await barge.now()).error?.code).equal('no-active-call');
    desk.driver.onCall = 'yes';
    desk.driver.call = 'c2';
    const later = await desk.order();
    should((await later.now()).supervision).containEql({ phase: 'active', call: 'c2' });
    desk.driver.hungUp('a1', 'c2');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('waits for the next call when one is over before the phone was answered', async () => {
    const desk = await busy();
    const order = await desk.order({ arm: true });
    desk.driver.ringing();
    desk.driver.hungUp();
    should(desk.driver.asked).not.containEql('stop a1');
    desk.driver.joined('barge', 'a1', 'c1');
    should((await order.now()).supervision.phase).equal('active');
    desk.driver.answered('a1', 'c2');
    desk.driver.hungUp('a1', 'c2');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('is armed when the phone that rang is answered and there is no call', async () => {
    const desk = await idle();
    const order = await desk.order({ mode: 'listen', arm: true });
    desk.driver.ringing();
    should(desk.desk.running()).match([{ phase: 'ringing' }]);
    desk.driver.arming(true);
    should((await order.now()).supervision).containEql({ phase: 'armed', confirmation: 'confirmed' });
    desk.driver.joined('listen', 'a1', 'c2');
    should(desk.desk.running()).match([{ phase: 'active', mode: 'listen' }]);
  });

  it('ends a listening that was armed when the call is over before it was seen', async () => {
    const desk = await idle();
    const order = await desk.order({ mode: 'listen', arm: true });
    desk.driver.arming(true);
    should((await order.now()).supervision.phase).equal('armed');
    desk.driver.answered('a1', 'c2');
    desk.driver.hungUp('a1', 'c2');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('has no limit but its call where the agent was on one', async () => {
    for (const arm of [false, true]) {
      const desk = await busy();
      await desk.active({ arm, armSeconds: 60 });
      await desk.clock.pass(3_600_000);
      should(desk.stops()).be.empty();
      should(desk.desk.running()).match([{ phase: 'active' }]);
    }
  });

  it('keeps to the call that it joined when the agent answers a second one', async () => {
    const desk = await busy();
    await desk.active();
    desk.driver.answered('a1', 'c2');
    should(desk.desk.running()).match([{ call: 'c1' }]);
    desk.driver.hungUp('a1', 'c2');
    should(desk.stops()).be.empty();
    desk.driver.hungUp('a1', 'c1');
    should(desk.stops()).have.length(1);
  });

  it('ends with any call of the agent where nobody knows which one it is', async () => {
    const desk = await openDesk((driver) => {
      driver.capabilities = { ...driver.capabilities, legs: 'agent' };
      driver.call = undefined;
    });
    const order = await desk.order();
    desk.driver.joined('barge', 'a1', '');
    await order.now();
    desk.driver.hungUp('a1', 'c5');
    should(desk.stops()).have.length(1);
  });

  it('is taken off once, and by no other word about the call', async () => {
    const desk = await busy();
    await desk.active();
    for (const event of ['call.started', 'call.held', 'call.resumed', 'agent.state'] as const) {
      desk.driver.says({ type: 'call', event, agent: 'id-a1', call: 'c1', raw: null });
    }
    should(desk.stops()).be.empty();
    await desk.cancel('all');
    desk.driver.hungUp('a1', 'c1');
    should(desk.stops()).have.length(1);
    desk.driver.left('supervisor');
    should(desk.events.at(-1)?.supervision).containEql({ endedBy: 'cancel' });
  });

  it('has no limit any more when the call comes during a switch', async () => {
    const desk = await inserted(60);
    const order = await desk.order({ mode: 'listen', arm: true });
    desk.driver.answered('a1', 'c2');
    desk.driver.refuseLater(new SupervisionError('transition-not-allowed', 'No.'));
    should((await order.now()).error?.message).equal('No.');
    await desk.clock.pass(120_000);
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ mode: 'barge', phase: 'active', call: 'c2' }]);
  });

  it('is disarmed in time though the agent has his call, when no leg has come', async () => {
    const desk = await idle();
    const order = await desk.order({ mode: 'listen', arm: true, armSeconds: 60 });
    desk.driver.arming(true);
    await order.now();
    await desk.clock.pass(30_000);
    desk.driver.answered('a1', 'c2');
    should(desk.desk.running()).match([{ phase: 'armed', call: 'c2' }]);
    await desk.clock.pass(30_000);
    should(desk.stops()).have.length(1);
  });

  it('is not forgotten when the arming is over, or told while it is on the call', async () => {
    const desk = await busy();
    const order = await desk.order({ mode: 'listen', arm: true });
    desk.driver.ringing();
    desk.driver.arming(false);
    await desk.cancel('all');
    should(desk.driver.stops).match([{ leg: 'leg-c1' }]);
    desk.driver.left('supervisor');
    await order.now();

    const on = await inserted();
    on.driver.arming(true);
    await on.cancel('all');
    should(on.driver.stops).match([{ leg: 'leg-' }]);
  });

  it('is not taken for an arming where legs hang on the call', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'no';
    });
    const order = await desk.order({ arm: true });
    desk.driver.ringing();
    desk.driver.arming(true);
    should(await order.open()).be.true();
    should(desk.desk.running()).match([{ phase: 'ringing' }]);
  });
});
