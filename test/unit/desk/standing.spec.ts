import should from 'should';
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
});
