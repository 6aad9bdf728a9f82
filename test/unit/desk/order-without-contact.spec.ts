import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { manySupervisors, openDesk } from '../../support/desk';

describe('desk: contact that is lost while an order is on its way', () => {
  it('leaves the order its own answer, and is unknown when that comes', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.down();
    should(desk.types()).not.containEql('supervision.unknown');
    accept();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'unknown' }]);
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.up();
    should((await order.now()).supervision).containEql({ phase: 'active', evidence: 'query: joined' });
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot']);
  });

  it('asks when it is back whether an order arrived that was cut off', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order();
    desk.driver.down();
    desk.driver.fails.start = new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
    accept();
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1']);
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.up();
    should((await order.now()).supervision).containEql({ phase: 'active' });
  });

  it('sends no stop without contact, and does so when the query shows that it is needed', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const node = new AbortController();
    await desk.order({}, node.signal);
    node.abort();
    desk.driver.down();
    accept();
    await desk.clock.pass(0);
    should(desk.stops()).be.empty();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot', 'stop a1']);
  });

  it('is no reason to ask when it is back and nothing was in doubt', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.driver.asked).not.containEql('snapshot');
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('asks about what was in doubt, and nothing else', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1']);
    const accept = desk.driver.hold('start');
    const order = await desk.order({ supervisor: '2', agent: 'a2' });
    desk.driver.down();
    desk.driver.up();
    await desk.clock.pass(0);
    // Nothing was found of the first; the second is still on its way.
    should(desk.desk.running()).match([{ id: 's2', phase: 'requested' }]);
    desk.driver.fails.start = new SupervisionError('resource-limit', 'Full.');
    accept();
    should((await order.now()).error?.code).equal('resource-limit');
  });
});
