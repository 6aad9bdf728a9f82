import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

describe('desk: a stop that was sent', () => {
  it('is followed by a query at once where nothing was seen of a leg, else when the leg stays', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    await desk.order({}, node.signal);
    desk.driver.ringing();
    node.abort();
    await desk.clock.pass(3_999);
    should(desk.driver.asked.slice(2)).deepEqual(['stop a1']);
    await desk.clock.pass(1);
    should(desk.driver.asked.slice(2)).deepEqual(['stop a1', 'snapshot']);
  });

  it('waits for the platform to disarm', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'no';
    });
    await desk.order({ arm: true });
    desk.driver.arming(true);
    const cancel = await desk.cancel('all');
    should(desk.driver.asked.at(-1)).equal('stop a1');
    await desk.clock.pass(3_999);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    should(await cancel.open()).be.true();
    desk.driver.arming(false);
    should((await cancel.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel', evidence: 'disarmed' }]);
  });

  it('is told with the reason of the platform when the supervisor stays', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.fails.stop = new SupervisionError('not-permitted', 'Not now.');
    const cancel = await desk.cancel({ id });
    // The query shows that he is still there: once more.
    should(desk.driver.asked.slice(-3)).deepEqual(['stop a1', 'snapshot', 'stop a1']);
    await desk.clock.pass(4_000);
    const { supervisions, error } = await cancel.now();
    should(error).containEql({ code: 'not-permitted', message: 'Not now.' });
    should(supervisions).match([{ id, phase: 'active', evidence: 'query: joined', error: { code: 'not-permitted' } }]);
    const [left] = desk.desk.running();
    should(left).match({ id, phase: 'active' });
    should(left).not.have.property('error');
    // And it is a supervision like any other.
    should((await (await desk.order()).now()).supervision).match({ id, phase: 'active' });
    should(desk.stops()).have.length(2);
    desk.driver.left('customer');
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'customer' });
  });

  it('can be asked for again after the supervisor stayed', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.cancel({ id });
    await desk.clock.pass(8_000);
    should(desk.stops()).have.length(2);
    const again = await desk.cancel({ id });
    should(desk.stops()).have.length(3);
    desk.driver.left('supervisor');
    should((await again.now()).supervisions).match([{ phase: 'ended', endedBy: 'cancel' }]);
  });

  it('leaves an arming that stays armed, and a phone that rings ringing', async () => {
    for (const state of ['armed', 'ringing'] as const) {
      const desk = await openDesk((driver) => {
        driver.onCall = 'no';
      });
      const order = await desk.order({ arm: true });
      desk.driver.arming(true);
      const { id } = (await order.now()).supervision;
      if (state === 'ringing') desk.driver.ringing();
      desk.driver.holdings = [desk.driver.holding(state)];
      const cancel = await desk.cancel({ id });
      await desk.clock.pass(8_000);
      should(desk.stops()).have.length(2);
      should((await cancel.now()).supervisions).match([{ id, phase: state, error: { code: 'unconfirmed' } }]);
      should(desk.desk.running()).match([{ id, phase: state, evidence: `query: ${state}` }]);
      // And it is an arming, or a phone that rings, like any other.
      if (state === 'armed') {
        desk.forget();
        desk.driver.arming(false);
        await desk.clock.pass(1_000);
        should(desk.driver.asked).deepEqual(['snapshot']);
      } else {
        const again = await desk.order({ arm: true });
        should(await again.open()).be.true();
        desk.driver.joined('barge');
        should((await again.now()).supervision).containEql({ id, phase: 'active' });
      }
    }
  });

  it('ends the order that was to follow when the supervisor stays', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach', confirmSeconds: 20 });
    desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
    await desk.clock.pass(8_000);
    should((await order.now()).error?.message).match(/still there/);
    desk.driver.left('customer');
    should(desk.driver.starts).have.length(1);
    should(desk.events.at(-1)?.supervision).containEql({ id, mode: 'listen', phase: 'ended' });
  });

  it('is not asked about twice when its answer comes after the query went out', async () => {
    for (const fails of [false, true]) {
      const desk = await openDesk();
      await desk.order();
      const stopped = desk.driver.hold('stop');
      desk.driver.hold('snapshot');
      await desk.cancel('all');
      await desk.clock.pass(4_000);
      should(desk.driver.asked.slice(2)).deepEqual(['stop a1', 'snapshot']);
      if (fails) desk.driver.fails.stop = new SupervisionError('platform-error', 'No.');
      stopped();
      await desk.clock.pass(60_000);
      should(desk.driver.asked.slice(2)).deepEqual(['stop a1', 'snapshot']);
    }
  });

  it('is not sent for an order that was refused, or of which the query finds nothing', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    await desk.order();
    const cancel = await desk.cancel('all');
    desk.driver.fails.start = new SupervisionError('resource-limit', 'Full.');
    accept();
    should((await cancel.now()).supervisions).match([{ phase: 'failed' }]);
    should(desk.stops()).be.empty();

    const id = await desk.active();
    desk.driver.down();
    const told = desk.driver.hold('snapshot');
    desk.driver.up();
    const second = await desk.cancel({ id });
    should(desk.stops()).be.empty();
    told();
    should((await second.now()).supervisions).match([{ id, phase: 'ended', endedBy: 'cancel' }]);
    should(desk.stops()).be.empty();
  });

  it('answers an order with why it was taken back, also when that does not succeed', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.holdings = [desk.driver.holding('ringing')];
    await desk.clock.pass(5_000);
    await desk.clock.pass(8_000);
    const { supervision, error } = await order.now();
    should(error?.code).equal('supervisor-no-answer');
    should(supervision).containEql({ phase: 'ringing', evidence: 'query: ringing' });
    should(desk.stops()).have.length(2);
  });

  it('is sent alone for what was refused and for what is being tidied up, whatever comes of it', async () => {
    for (const fails of [false, true]) {
      const desk = await openDesk();
      await desk.order();
      desk.driver.arming(true);
      desk.driver.joined('barge');
      desk.driver.left('customer');
      if (fails) desk.driver.fails.stop = new SupervisionError('platform-error', 'No.');
      await desk.clock.pass(60_000);
      should(desk.driver.asked.slice(2)).deepEqual(['stop a1']);
      should(desk.driver.stops[0]).not.have.property('leg');
    }
  });
});
