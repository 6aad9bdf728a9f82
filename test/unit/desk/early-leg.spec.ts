import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

const full = (): SupervisionError => new SupervisionError('resource-limit', 'Full.');

describe('desk: a leg that comes before the answer to the order', () => {
  it('and goes again leaves nothing behind, and nothing is stopped too early', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.left('supervisor');
    should(await order.open()).be.true();
    should(desk.desk.running()).have.length(1);
    should(desk.stops()).be.empty();
    accept();
    should((await order.now()).error?.code).equal('supervisor-no-answer');
    should(desk.driver.asked.slice(2)).deepEqual(['stop a1', 'snapshot']);
    should(desk.driver.stops[0]).not.have.property('leg');
  });

  it('and goes again because of a cancel was ended by that', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.ringing();
    const cancel = await desk.cancel('all');
    desk.driver.left('supervisor');
    accept();
    should((await cancel.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
    should((await order.now()).error?.message).match(/ended before the supervisor was on the call/);
  });

  it('does not make the stop of a cancel overtake the order', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    await desk.order();
    desk.driver.ringing();
    await desk.cancel('all');
    desk.driver.fails.start = full();
    accept();
    await desk.clock.pass(0);
    // He was heard of, although the order was refused: what rings is taken back.
    should(desk.stops()).deepEqual(['stop a1']);
  });

  it('is the proof, whatever the answer then says', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.joined('barge');
    should((await order.now()).supervision.phase).equal('active');
    desk.driver.fails.start = full();
    accept();
    await desk.clock.pass(60_000);
    should(desk.desk.running()).match([{ phase: 'active' }]);
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1']);
  });

  it('in another mode is asked about when the order is refused', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.joined('listen');
    desk.driver.fails.start = full();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    accept();
    should((await order.now()).supervision).containEql({ phase: 'active', evidence: 'query: joined' });
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot']);
  });

  for (const sign of ['ringing', 'armed'] as const) {
    it(`is taken back when the order is refused all the same (${sign})`, async () => {
      const desk = await openDesk();
      const accept = desk.driver.hold('start');
      const order = await desk.order();
      if (sign === 'ringing') desk.driver.ringing();
      else desk.driver.arming(true);
      desk.driver.fails.start = full();
      accept();
      await desk.clock.pass(0);
      should(desk.driver.asked.slice(2)).deepEqual(['stop a1']);
      should(await order.open()).be.true();
      if (sign === 'ringing') desk.driver.left('platform');
      else desk.driver.arming(false);
      should((await order.now()).error?.code).equal('resource-limit');
    });
  }

  it('is nothing to take back when nothing of it was seen', async () => {
    const desk = await openDesk();
    desk.driver.fails.start = full();
    should((await (await desk.order()).now()).error?.code).equal('resource-limit');
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1']);
  });
});
