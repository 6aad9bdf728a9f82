import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { noCall, openDesk } from '../../support/desk';

const cutOff = (): SupervisionError => new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });

describe('desk: a query about what was confirmed', () => {
  it('takes the mode that held where the platform does not say it', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    desk.driver.holdings = [desk.driver.holding('joined')];
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'active', mode: 'barge' }]);
  });

  it('tells what has become of an arming while contact was lost', async () => {
    for (const [state, phase] of [
      ['joined', 'active'],
      ['ringing', 'ringing'],
      ['armed', 'armed'],
    ] as const) {
      const desk = await openDesk(noCall);
      const order = await desk.order({ arm: true, armSeconds: 60 });
      desk.driver.arming(true);
      await order.now();
      desk.driver.down();
      desk.driver.holdings = [desk.driver.holding(state, 'listen')];
      desk.driver.up();
      await desk.clock.pass(0);
      should(desk.desk.running()).match([{ phase, evidence: `query: ${state}` }]);
      if (state === 'joined') should(desk.desk.running()).match([{ mode: 'listen' }]);
      if (state === 'armed') {
        should(desk.types().slice(-2)).deepEqual(['connection.up', 'supervision.armed']);
        await desk.clock.pass(60_000);
        should(desk.stops()).deepEqual(['stop a1']);
      }
    }
  });

  it('takes no mode for the armed one where the platform does not say it', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    desk.driver.down();
    desk.driver.holdings = [desk.driver.holding('joined')];
    desk.driver.up();
    await desk.clock.pass(4_999);
    should(desk.desk.running()).match([{ mode: 'barge', phase: 'unknown' }]);
    should(desk.stops()).be.empty();
    await desk.clock.pass(1);
    should(desk.stops()).have.length(1);
  });

  it('tells an arming once', async () => {
    const desk = await openDesk(noCall);
    const order = await desk.order({ arm: true });
    desk.driver.arming(true);
    await order.now();
    desk.driver.arming(true);
    desk.driver.arming(false);
    desk.driver.holdings = [desk.driver.holding('armed', 'barge')];
    await desk.clock.pass(60_000);
    should(desk.types().filter((type) => type === 'supervision.armed')).have.length(1);
    should(desk.driver.asked.filter((asked) => asked === 'snapshot')).have.length(1);
  });
});

describe('desk: what is found at the first contact', () => {
  it('is an arming, which is not left standing', async () => {
    const desk = await openDesk((driver) => {
      driver.holdings = [driver.holding('armed', 'barge')];
    });
    should(desk.desk.running()).match([{ phase: 'armed', mode: 'barge', evidence: 'query: armed' }]);
    should(desk.types()).deepEqual(['connection.up', 'supervision.armed']);
    // It is armed as if it had been asked for, also when contact was lost in between.
    desk.driver.down();
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'armed' }]);
    await desk.clock.pass(599_999);
    should(desk.stops()).be.empty();
    await desk.clock.pass(1);
    should(desk.driver.stops).match([{ agent: { id: 'id-a1' } }]);
    should(desk.driver.stops[0]).not.have.property('leg');
    await desk.clock.pass(1_000);
    desk.driver.arming(false);
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'timeout' });
  });

  it('is a phone that rings', async () => {
    const desk = await openDesk((driver) => {
      driver.holdings = [driver.holding('ringing', 'barge')];
    });
    should(desk.desk.running()).match([{ phase: 'ringing', call: 'c1' }]);
    should(desk.types()).deepEqual(['connection.up', 'supervision.ringing']);
    desk.driver.joined('barge');
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('is a leg, which can be taken off', async () => {
    const desk = await openDesk((driver) => {
      driver.holdings = [driver.holding('joined')];
    });
    should(desk.desk.running()).match([{ phase: 'active', mode: 'listen' }]);
    await desk.cancel('all');
    should(desk.driver.stops).match([{ leg: 'leg-c1', call: 'c1', mode: 'listen' }]);
    desk.driver.left('supervisor');
    await desk.clock.pass(10_000);
    should(desk.stops()).have.length(1);
  });

  it('is asked for again where the query failed', async () => {
    const desk = await openDesk((driver) => {
      driver.holdings = [driver.holding('joined', 'barge')];
      driver.fails.snapshot = cutOff();
    });
    should(desk.desk.running()).be.empty();
    desk.driver.down();
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });
});
