import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

const cutOff = (): SupervisionError => new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
const no = (): SupervisionError => new SupervisionError('transition-not-allowed', 'No.');

describe('desk: a switch in place', () => {
  it('is sent once, and proved by the query, when nobody knows whether it arrived', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    desk.driver.fails.switch = cutOff();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    const { supervision, error } = await (await desk.order()).now();
    should(error).be.undefined();
    should(supervision).containEql({ id, mode: 'barge', phase: 'active', evidence: 'query: joined' });
    should(desk.types().at(-1)).equal('supervision.switched');
    await desk.clock.pass(60_000);
    should(desk.driver.asked.slice(2)).deepEqual(['find a1', 'switch barge', 'snapshot']);
  });

  it('may still come true until its time is over, though the query shows the old mode', async () => {
    for (const comes of [true, false]) {
      const desk = await openDesk();
      await desk.active({ mode: 'listen' });
      desk.driver.fails.switch = cutOff();
      desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
      const order = await desk.order();
      await desk.clock.pass(4_999);
      should(await order.open()).be.true();
      should(desk.driver.asked.filter((asked) => asked === 'snapshot')).have.length(1);
      if (comes) desk.driver.joined('barge');
      await desk.clock.pass(1);
      const { supervision, error } = await order.now();
      should(error?.message).equal(comes ? undefined : 'Cut off.');
      should(supervision).containEql({ mode: comes ? 'barge' : 'listen', phase: 'active' });
    }
  });

  it('that was not confirmed is over: what is told later is what is true', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const order = await desk.order();
    desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
    await desk.clock.pass(5_000);
    const { error } = await order.now();
    should(error?.message).equal('The platform took the switch, but the mode is still "listen".');
    desk.driver.joined('coach');
    should(desk.desk.running()).match([{ mode: 'coach', phase: 'active' }]);
    desk.driver.joined('listen');
    // And it can be tried again.
    const again = await desk.order();
    desk.driver.joined('barge');
    should((await again.now()).supervision).containEql({ mode: 'barge' });
  });

  it('that is refused changes nothing, and can be tried again', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    desk.driver.fails.switch = no();
    should((await (await desk.order()).now()).error?.message).equal('No.');
    await desk.clock.pass(60_000);
    should(desk.driver.asked).not.containEql('snapshot');
    desk.driver.joined('coach');
    should(desk.desk.running()).match([{ mode: 'coach', phase: 'active' }]);
    const again = await desk.order();
    desk.driver.joined('barge');
    should((await again.now()).supervision).containEql({ mode: 'barge' });
  });

  it('that is refused by an event after it was accepted changes nothing', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const order = await desk.order();
    desk.driver.refuseLater(no());
    const { supervision, error } = await order.now();
    should(error?.message).equal('No.');
    should(supervision).containEql({ mode: 'listen', phase: 'active' });
    should(desk.stops()).be.empty();
    // Once answered, a second refusal is about nothing.
    desk.driver.refuseLater(no());
    should(desk.desk.running()).match([{ mode: 'listen', phase: 'active' }]);
    should(desk.stops()).be.empty();
  });

  it('is proved by the leg, whatever the answer then says', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const answer = desk.driver.hold('switch');
    const order = await desk.order();
    desk.driver.joined('barge');
    should((await order.now()).supervision).containEql({ mode: 'barge' });
    desk.driver.fails.switch = cutOff();
    answer();
    await desk.clock.pass(60_000);
    should(desk.desk.running()).match([{ mode: 'barge', phase: 'active' }]);
    should(desk.driver.asked).not.containEql('snapshot');
  });

  it('has its own time: to be proved in, and to stay', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen', confirmSeconds: 20 });
    await desk.clock.pass(60_000);
    const order = await desk.order({ confirmSeconds: 3, endAfterSeconds: 30 });
    await desk.clock.pass(2_999);
    should(desk.driver.asked.at(-1)).equal('switch barge');
    desk.driver.joined('barge');
    should((await order.now()).error).be.undefined();
    await desk.clock.pass(27_000);
    should(desk.stops()).be.empty();
    await desk.clock.pass(1);
    should(desk.stops()).have.length(1);
  });

  it('keeps the end that was set, where it sets none', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen', endAfterSeconds: 30 });
    await desk.clock.pass(20_000);
    await desk.order();
    desk.driver.joined('barge');
    await desk.clock.pass(9_999);
    should(desk.stops()).be.empty();
    await desk.clock.pass(1);
    should(desk.stops()).have.length(1);
    desk.driver.left('supervisor');
    should(desk.events.at(-1)?.supervision).containEql({ mode: 'barge', endedBy: 'timeout' });
  });

  it('ends with the call, and whoever waits for it is told', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    desk.driver.fails.switch = cutOff();
    desk.driver.hold('snapshot');
    const order = await desk.order();
    desk.driver.left('customer');
    const { supervision, error } = await order.now();
    should(error?.message).equal('Cut off.');
    should(supervision).containEql({ id, phase: 'ended', endedBy: 'customer' });
    should(desk.types().at(-1)).equal('supervision.ended');
  });

  it('asked for twice is sent once', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const orders = [await desk.order(), await desk.order()];
    desk.driver.joined('barge');
    for (const order of orders) should((await order.now()).supervision).containEql({ mode: 'barge' });
    should(desk.driver.asked.filter((asked) => asked.startsWith('switch'))).have.length(1);
  });

  it('waits for the one before', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'coach' });
    await desk.order();
    const { error } = await (await desk.order({ mode: 'listen' })).now();
    should(error?.code).equal('transition-not-allowed');
  });
});
