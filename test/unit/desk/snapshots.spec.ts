import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { manySupervisors, openDesk } from '../../support/desk';

const cutOff = (): SupervisionError => new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });

describe('desk: the answer to a query', () => {
  it('is overlooked when events have told more since it was asked', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    const told = desk.driver.hold('snapshot');
    await desk.clock.pass(5_000);
    should(desk.driver.asked.at(-1)).equal('snapshot');
    desk.driver.joined('barge');
    should((await order.now()).supervision.phase).equal('active');
    told();
    await desk.clock.pass(60_000);
    should(desk.desk.running()).match([{ phase: 'active' }]);
    should(desk.types()).not.containEql('supervision.ended');
  });

  it('is overlooked when contact was lost since it was asked', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    const first = desk.driver.hold('snapshot');
    desk.driver.up();
    desk.driver.down();
    first();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'unknown' }]);

    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.desk.running()).be.empty();
  });

  it('is overlooked when a later one is under way', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    const first = desk.driver.hold('snapshot');
    desk.driver.up();
    desk.driver.down();
    const second = desk.driver.hold('snapshot');
    desk.driver.up();
    first();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'unknown' }]);
    should(desk.types().filter((type) => type === 'supervision.unknown')).have.length(1);
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    second();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('is overlooked when it is that of the first contact, and older than the order', async () => {
    const desk = await openDesk((driver) => {
      driver.hold('snapshot');
    });
    desk.driver.down();
    const first = desk.driver.hold('snapshot');
    desk.driver.up();
    const order = await desk.order();
    const second = desk.driver.hold('snapshot');
    await desk.clock.pass(5_000);
    first();
    should(await order.open()).be.true();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    second();
    should((await order.now()).supervision).containEql({ phase: 'active' });
    should(desk.desk.running()).have.length(1);
  });

  it('does not make two of one that was ordered before the first contact was answered', async () => {
    const desk = await openDesk((driver) => {
      driver.hold('snapshot');
    });
    desk.driver.down();
    const first = desk.driver.hold('snapshot');
    desk.driver.up();
    const id = await desk.active();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    first();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ id }]);
    should(desk.desk.running()).have.length(1);
  });

  it('is overlooked when it fails and a later one is under way', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.down();
    const first = desk.driver.hold('snapshot');
    desk.driver.up();
    desk.driver.down();
    desk.driver.hold('snapshot');
    desk.driver.up();
    await desk.cancel({ id });
    desk.driver.fails.snapshot = cutOff();
    first();
    await desk.clock.pass(60_000);
    should(desk.stops()).be.empty();
  });

  it('is about the supervisor and the agent that it names', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1']);
    desk.driver.down();
    desk.driver.speaksOf = '2';
    desk.driver.holdings = [desk.driver.holding('joined', 'barge', 'a1')];
    desk.driver.speaksOf = '1';
    desk.driver.holdings.push(desk.driver.holding('joined', 'barge', 'a2'));
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.events.at(-1)?.supervision).containEql({ id: 's1', phase: 'ended', endedBy: 'unknown' });
    // What others have is adopted at the first contact, and not afterwards.
    should(desk.desk.running()).be.empty();
  });

  for (const fails of [false, true]) {
    it(`is nothing to whom a query told already that he is to be stopped (${fails ? 'it failed' : 'he is there'})`, async () => {
      const desk = await openDesk(manySupervisors);
      await desk.activeEach(['1']);
      desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
      desk.driver.down();
      const told = desk.driver.hold('snapshot');
      desk.driver.up();
      await desk.cancel('all');
      if (fails) desk.driver.fails.snapshot = cutOff();
      told();
      await desk.clock.pass(0);
      should(desk.driver.asked).deepEqual(['snapshot', 'stop a1']);
      // Somebody else's order is in doubt.
      desk.driver.fails.start = cutOff();
      await desk.order({ supervisor: '2', agent: 'a2' });
      should(desk.driver.asked.slice(2)).deepEqual(['find a2', 'start barge a2', 'snapshot']);
    });
  }

  it('is not asked again while one is under way, however long it takes', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    const told = desk.driver.hold('snapshot');
    await desk.clock.pass(60_000);
    should(desk.driver.asked.filter((asked) => asked === 'snapshot')).have.length(1);
    told();
    should((await order.now()).error?.code).equal('unconfirmed');
  });
});
