import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { manySupervisors, noCall, openDesk } from '../../support/desk';

const full = (): SupervisionError => new SupervisionError('resource-limit', 'Full.');

const cutOff = (): SupervisionError => new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });

describe('desk: what is told of a leg that is being taken off', () => {
  it('does not bring the supervision back', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancel = await desk.cancel({ id });
    desk.driver.joined('barge');
    await desk.clock.pass(4_000);
    // The leg is still expected to go: asked when it does not.
    should(desk.driver.asked.slice(2)).deepEqual(['stop a1', 'snapshot']);
    should((await cancel.now()).supervisions).match([{ id, phase: 'ended' }]);
    should(desk.types().filter((type) => type === 'supervision.active')).have.length(1);
  });

  it('is not told as ringing', async () => {
    const desk = await openDesk();
    await desk.order();
    desk.driver.hold('snapshot');
    await desk.cancel('all');
    desk.driver.ringing();
    should(desk.types()).not.containEql('supervision.ringing');
  });

  it('is not stopped twice because the order is refused meanwhile', async () => {
    const desk = await openDesk();
    await desk.order();
    desk.driver.ringing();
    const cancel = await desk.cancel('all');
    desk.driver.refuseLater(full());
    should(desk.stops()).have.length(1);
    desk.driver.left('supervisor');
    should((await cancel.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
  });
});

describe('desk: an order that is refused after it was accepted', () => {
  it('is nobody else', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1']);
    const order = await desk.order({ supervisor: '2', agent: 'a2' });
    desk.driver.speaksOf = '3';
    desk.driver.refuseLater(full());
    desk.driver.speaksOf = '1';
    desk.driver.refuseLater(full());
    should(await order.open()).be.true();
    should(desk.desk.running()).match([{ phase: 'active' }, { phase: 'accepted' }]);
    should(desk.stops()).be.empty();
  });

  it('is not one that was told as armed', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    desk.driver.refuseLater(full());
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ phase: 'armed' }]);
    // His phone rings now, and it is still not the order that can fail.
    desk.driver.ringing();
    desk.driver.refuseLater(full());
    should(desk.stops()).be.empty();
  });

  it('waits for the answer to the order when the refusal is faster', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.refuseLater(full());
    should(await order.open()).be.true();
    should(desk.stops()).be.empty();
    accept();
    should((await order.now()).error?.code).equal('resource-limit');
    should(desk.stops()).deepEqual(['stop a1']);
  });

  it('is not one that was cancelled before it was answered', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    await desk.order();
    const cancel = await desk.cancel('all');
    desk.driver.refuseLater(full());
    accept();
    should((await cancel.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
  });

  it('is not a watch, which is no order to the platform', async () => {
    const desk = await openDesk((driver) => {
      noCall(driver);
      driver.capabilities = { ...driver.capabilities, arming: 'watched' };
    });
    const stands = desk.driver.hold('watch');
    const order = await desk.order({ arm: true });
    desk.driver.refuseLater(full());
    stands();
    should((await order.now()).supervision).containEql({ phase: 'armed' });
  });

  it('goes by the query that is already asked', async () => {
    const desk = await openDesk();
    const told = desk.driver.hold('snapshot');
    desk.driver.fails.start = cutOff();
    const order = await desk.order();
    desk.driver.refuseLater(full());
    should(await order.open()).be.true();
    desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
    told();
    await desk.clock.pass(0);
    should(desk.stops()).deepEqual(['stop a1']);
    desk.driver.left('supervisor');
    should((await order.now()).error?.code).equal('resource-limit');
  });

  it('is not one that was confirmed, while contact is being found again', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    const told = desk.driver.hold('snapshot');
    desk.driver.up();
    desk.driver.refuseLater(full());
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    told();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'active' }]);
    should(desk.stops()).be.empty();
  });
});
