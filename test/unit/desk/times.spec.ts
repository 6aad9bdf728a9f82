import should from 'should';
import { manySupervisors, noCall, openDesk } from '../../support/desk';

describe('desk: what is due when', () => {
  it('comes to each supervision in its own time', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1'], { endAfterSeconds: 60 });
    await desk.activeEach(['2'], { endAfterSeconds: 30 });
    await desk.activeEach(['3'], { endAfterSeconds: 45 });
    const order = await desk.order({ supervisor: '4', agent: 'a4', confirmSeconds: 50 });
    desk.forget();
    const due = [];
    for (let second = 1; second <= 60; second++) {
      const before = desk.driver.asked.length;
      await desk.clock.pass(1_000);
      for (const asked of desk.driver.asked.slice(before)) {
        due.push(`${second}: ${asked}`);
        if (!asked.startsWith('stop')) continue;
        desk.driver.speaksOf = asked.slice('stop a'.length);
        desk.driver.left('supervisor', asked.slice('stop '.length));
      }
    }
    should(due).deepEqual(['30: stop a2', '45: stop a3', '50: snapshot', '60: stop a1']);
    should((await order.now()).error?.code).equal('unconfirmed');
  });

  it('is the end that was set, not moved by being told again that he is on the call', async () => {
    const desk = await openDesk();
    await desk.active({ endAfterSeconds: 30 });
    await desk.clock.pass(20_000);
    desk.driver.joined('barge');
    desk.driver.joined('listen');
    await desk.clock.pass(10_000);
    should(desk.stops()).have.length(1);
  });

  it('is no second stop for who is leaving', async () => {
    const desk = await openDesk();
    await desk.active({ endAfterSeconds: 30 });
    await desk.clock.pass(29_000);
    await desk.cancel('all');
    await desk.clock.pass(2_000);
    should(desk.stops()).have.length(1);

    const waits = await openDesk(noCall);
    const order = await waits.order({ arm: true, armSeconds: 30 });
    waits.driver.arming(true);
    await order.now();
    await waits.clock.pass(29_000);
    await waits.cancel('all');
    await waits.clock.pass(2_000);
    should(waits.stops()).have.length(1);
  });

  it('is no end of the waiting when the call has come', async () => {
    for (const comes of ['ringing', 'joined'] as const) {
      const desk = await openDesk(noCall);
      const order = await desk.order({ arm: true, armSeconds: 30 });
      desk.driver.arming(true);
      await order.now();
      await desk.clock.pass(29_000);
      if (comes === 'ringing') desk.driver.ringing();
      else desk.driver.joined('barge');
      await desk.clock.pass(2_000);
      should(desk.stops()).be.empty();
      desk.driver.joined('barge');
      await desk.clock.pass(60_000);
      should(desk.desk.running()).match([{ phase: 'active' }]);
      should(desk.stops()).be.empty();
    }
  });

  it('is a query when the call has come and the platform does not say in which mode he is on it', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true, armSeconds: 30 });
    desk.driver.arming(true);
    await order.now();
    await desk.clock.pass(28_000);
    desk.driver.joined(undefined);
    await desk.clock.pass(4_999);
    should(desk.driver.asked.at(-1)).equal('start barge a1 arm');
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(1);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot']);
    should(desk.desk.running()).match([{ phase: 'active', evidence: 'query: joined' }]);
    await desk.clock.pass(60_000);
    should(desk.stops()).be.empty();
  });

  it('is no proof any more when the agent has his call and nobody answers the phone', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    await desk.clock.pass(100_000);
    desk.driver.ringing();
    desk.driver.holdings = [desk.driver.holding('ringing')];
    await desk.clock.pass(4_999);
    should(desk.driver.asked.at(-1)).equal('start barge a1 arm');
    await desk.clock.pass(1);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot', 'stop a1']);
    desk.driver.left('platform');
    should(desk.events.at(-1)).match({
      type: 'supervision.failed',
      supervision: { phase: 'failed', error: { code: 'supervisor-no-answer' } },
    });
  });

  it('is the end of the time that the order has, also when the phone began to ring late', async () => {
    const desk = await openDesk();
    await desk.order();
    await desk.clock.pass(3_000);
    desk.driver.ringing();
    await desk.clock.pass(1_999);
    should(desk.driver.asked).not.containEql('snapshot');
    await desk.clock.pass(1);
    should(desk.driver.asked).containEql('snapshot');
  });

  it('does not hide that it was cancelled', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true, armSeconds: 30 });
    desk.driver.arming(true);
    await order.now();
    desk.driver.down();
    const told = desk.driver.hold('snapshot');
    desk.driver.up();
    const cancel = await desk.cancel('all');
    await desk.clock.pass(31_000);
    told();
    should((await cancel.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
  });

  it('is nothing when nothing is armed and nothing is to end', async () => {
    const desk = await openDesk();
    should(desk.clock.waiting).equal(0);
    const order = await desk.order({ endAfterSeconds: 30 });
    should(desk.clock.waiting).equal(1);
    desk.driver.joined('barge');
    await order.now();
    should(desk.clock.waiting).equal(1);
    desk.driver.left('customer');
    should(desk.clock.waiting).equal(0);
    await desk.order();
    await desk.desk.close(900);
    should(desk.clock.waiting).equal(0);
  });

  it('is the query when an arming vanished and no leg came, not before', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    desk.driver.arming(false);
    await desk.clock.pass(999);
    should(desk.driver.asked).not.containEql('snapshot');
    desk.driver.joined('barge');
    await desk.clock.pass(60_000);
    should(desk.driver.asked).not.containEql('snapshot');
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('is nothing when an arming that nobody asked for vanished: the leg may still come', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.arming(true);
    desk.driver.arming(false);
    await desk.clock.pass(4_999);
    should(desk.driver.asked).not.containEql('snapshot');
    desk.driver.joined('barge');
    should((await order.now()).supervision.phase).equal('active');
  });
});
