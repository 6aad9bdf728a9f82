import should from 'should';
import { noCall, openDesk } from '../../support/desk';

describe('desk: an arming that may be the answer', () => {
  const unknown = (onCall: 'unknown' | 'unlikely') =>
    openDesk((driver) => {
      driver.onCall = onCall;
    });

  it('is it after two seconds without a leg', async () => {
    const desk = await unknown('unknown');
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await desk.clock.pass(1_999);
    should(await order.open()).be.true();
    await desk.clock.pass(1);
    should((await order.now()).supervision).containEql({ phase: 'armed', evidence: 'armed' });
    should(desk.driver.asked).not.containEql('snapshot');
  });

  it('is it only after the platform has answered the order', async () => {
    const desk = await unknown('unknown');
    const accept = desk.driver.hold('start');
    const order = await desk.order({ arm: true, confirmSeconds: 20 });
    desk.driver.arming(true);
    await desk.clock.pass(3_000);
    should(await order.open()).be.true();
    accept();
    await desk.clock.pass(1_999);
    should(await order.open()).be.true();
    await desk.clock.pass(1);
    should((await order.now()).supervision).containEql({ phase: 'armed', evidence: 'armed' });
  });

  it('is not it when the phone rings', async () => {
    const desk = await unknown('unknown');
    const accept = desk.driver.hold('start');
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    desk.driver.ringing();
    accept();
    await desk.clock.pass(3_000);
    desk.driver.arming(true);
    await desk.clock.pass(1_999);
    should(await order.open()).be.true();
    should(desk.driver.asked).not.containEql('snapshot');
    desk.driver.joined('barge');
    should((await order.now()).supervision.phase).equal('active');
  });

  it('is not it when it is about another agent', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true, 'a2');
    should(await order.open()).be.true();
    desk.driver.says({ type: 'arming', on: true, supervisor: 'sup.one', evidence: 'no agent named', raw: null });
    should((await order.now()).supervision).containEql({ phase: 'armed', evidence: 'no agent named' });
  });

  it('is not it for who is leaving', async () => {
    const desk = await openDesk(noCall);
    await desk.order({ arm: true });
    desk.driver.ringing();
    await desk.cancel('all');
    desk.driver.arming(true);
    should(desk.types()).not.containEql('supervision.armed');

    const early = await openDesk(noCall);
    const accept = early.driver.hold('start');
    const order = await early.order({ arm: true });
    await early.cancel('all');
    early.driver.arming(true);
    should(await order.open()).be.true();
    should(early.types()).not.containEql('supervision.armed');
    accept();
    await early.clock.pass(0);
    should(early.stops()).have.length(1);
  });

  it('changes nothing for who is on the call already', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.joined('barge');
    await order.now();
    desk.driver.arming(true);
    should(desk.desk.running()).match([{ phase: 'active', evidence: 'joined barge' }]);
    await desk.cancel('all');
    should(desk.driver.stops).match([{ leg: 'leg-c1' }]);
  });

  it('does not cut short an order that the platform has not answered', async () => {
    const desk = await unknown('unlikely');
    desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.arming(true);
    await desk.clock.pass(4_999);
    should(await order.open()).be.true();
    await desk.clock.pass(1);
    should((await order.now()).error?.message).match(/did not answer the order in time/);
  });
});
