import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { noCall, openDesk } from '../../support/desk';

const cutOff = (): SupervisionError => new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });

describe('desk: a query about an order that was cut off', () => {
  /** The order may have arrived; the query shows this, before the time of the order is over. */
  async function cut(state: 'ringing' | 'joined' | 'armed', mode?: 'listen' | 'barge', arm = false) {
    const desk = await openDesk((driver) => {
      if (arm) noCall(driver);
    });
    desk.driver.fails.start = cutOff();
    desk.driver.holdings = [desk.driver.holding(state, mode)];
    const order = await desk.order({ arm, confirmSeconds: 7 });
    desk.forget();
    return { desk, order };
  }

  it('does not end it while the phone rings', async () => {
    const { desk, order } = await cut('ringing');
    should(await order.open()).be.true();
    should(desk.desk.running()).match([{ phase: 'ringing', evidence: 'query: ringing' }]);
    await desk.clock.pass(6_999);
    should(desk.driver.asked).be.empty();
    desk.driver.joined('barge');
    should((await order.now()).supervision).containEql({ phase: 'active' });
  });

  it('does not end it while he is on the call in another mode, and says so in the end', async () => {
    const { desk, order } = await cut('joined', 'listen');
    await desk.clock.pass(6_999);
    should(await order.open()).be.true();
    should(desk.driver.asked).be.empty();
    await desk.clock.pass(1);
    should(desk.driver.asked).deepEqual(['snapshot', 'stop a1']);
    should(desk.driver.stops[0]).containEql({ leg: 'leg-c1' });
    desk.driver.left('supervisor');
    const { error } = await order.now();
    should(error).containEql({
      code: 'unconfirmed',
      message: 'The supervisor got on the call in mode "listen", not "barge".',
    });
  });

  it('takes no mode for the asked one where the platform does not say it', async () => {
    const { desk, order } = await cut('joined');
    should(await order.open()).be.true();
    await desk.clock.pass(7_000);
    desk.driver.left('supervisor');
    should((await order.now()).error?.message).match(/does not say in which mode/);
  });

  it('gives an arming that nobody asked for the time to become a leg', async () => {
    const { desk, order } = await cut('armed', 'barge');
    await desk.clock.pass(6_999);
    should(desk.driver.asked).be.empty();
    await desk.clock.pass(1);
    should(desk.driver.asked).deepEqual(['snapshot', 'stop a1']);
    should(desk.driver.stops[0]).not.have.property('leg');
    // The platform still has to say that it is disarmed.
    should(await order.open()).be.true();
    desk.driver.arming(false);
    const { error } = await order.now();
    should(error?.code).equal('unconfirmed');
    should(error?.message).match(/did not put the supervisor on the running call/);
  });

  it('proves an arming that was asked for', async () => {
    const { desk, order } = await cut('armed', 'barge', true);
    should((await order.now()).supervision).containEql({
      phase: 'armed',
      confirmation: 'confirmed',
      evidence: 'query: armed',
    });
    const cancel = await desk.cancel('all');
    should(await cancel.open()).be.true();
    should(desk.driver.asked).deepEqual(['stop a1']);
    desk.driver.arming(false);
    should((await cancel.now()).supervisions).match([{ phase: 'ended' }]);
  });

  it('forgets the leg that is not there any more', async () => {
    const { desk, order } = await cut('ringing');
    desk.driver.holdings = [];
    await desk.clock.pass(7_000);
    should((await order.now()).error?.message).equal('Cut off.');
    should(desk.driver.asked).deepEqual(['snapshot']);
  });

  it('that finds nothing forgets the leg that had been told', async () => {
    const desk = await openDesk();
    const answer = desk.driver.hold('start');
    await desk.order();
    desk.driver.ringing();
    desk.driver.fails.start = cutOff();
    answer();
    await desk.clock.pass(0);
    desk.driver.hold('snapshot');
    await desk.cancel('all');
    should(desk.driver.stops[0]).not.have.property('leg');
    await desk.clock.pass(0);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot', 'stop a1', 'snapshot']);
  });

  it('is put once, however long the answer takes', async () => {
    const desk = await openDesk();
    desk.driver.hold('snapshot');
    desk.driver.fails.start = cutOff();
    await desk.order();
    await desk.clock.pass(60_000);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot']);
  });

  it('knows no leg where the platform names none, or says that it is only armed', async () => {
    const joined = {
      supervisor: 'sup.one',
      agent: { id: 'id-a1', label: 'a1' },
      mode: 'barge',
      evidence: 'query',
    } as const;
    for (const holding of [
      { ...joined, state: 'joined' },
      { ...joined, state: 'armed', leg: 'leg-c1' },
    ] as const) {
      for (const adopted of [false, true]) {
        const desk = await openDesk((driver) => {
          driver.onCall = 'no';
          if (adopted) driver.holdings = [holding];
        });
        if (!adopted) {
          desk.driver.holdings = [holding];
          desk.driver.fails.start = cutOff();
          should((await (await desk.order({ arm: true })).now()).error).be.undefined();
        }
        await desk.cancel('all');
        should(desk.driver.stops[0]).containEql({ supervisor: 'sup.one' });
        should(desk.driver.stops[0]).not.have.property('leg');
      }
    }
  });

  it('keeps in mind that the platform is armed when the leg is there', async () => {
    const desk = await openDesk();
    await desk.order();
    desk.driver.arming(true);
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(5_000);
    should(desk.desk.running()).match([{ phase: 'active' }]);
    desk.driver.left('customer');
    await desk.clock.pass(2_000);
    should(desk.stops()).deepEqual(['stop a1']);
  });
});

describe('desk: a query that fails', () => {
  it('is put again when the time of the order is over, and no later', async () => {
    const desk = await openDesk();
    desk.driver.fails.start = cutOff();
    desk.driver.fails.snapshot = cutOff();
    const order = await desk.order({ confirmSeconds: 3 });
    desk.forget();
    await desk.clock.pass(2_999);
    should(desk.driver.asked).be.empty();
    should(await order.open()).be.true();
    desk.driver.fails.snapshot = cutOff();
    await desk.clock.pass(1);
    should(desk.driver.asked.slice(0, 2)).deepEqual(['snapshot', 'stop a1']);
    should((await order.now()).error?.message).equal('Cut off.');
  });

  it('is put again after a while where the order has more time', async () => {
    const desk = await openDesk();
    desk.driver.fails.start = cutOff();
    desk.driver.fails.snapshot = cutOff();
    const order = await desk.order({ confirmSeconds: 30 });
    desk.forget();
    desk.driver.fails.snapshot = cutOff();
    await desk.clock.pass(4_999);
    should(desk.driver.asked).be.empty();
    await desk.clock.pass(1);
    should(desk.driver.asked).deepEqual(['snapshot']);
    should(await order.open()).be.true();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(5_000);
    should((await order.now()).supervision).containEql({ phase: 'active', evidence: 'query: joined' });
  });

  it('is not put again at once where the time of the order is nearly over', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    await desk.order({ confirmSeconds: 3 });
    await desk.clock.pass(2_900);
    desk.driver.fails.start = cutOff();
    desk.driver.fails.snapshot = cutOff();
    accept();
    await desk.clock.pass(499);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot']);
    await desk.clock.pass(1);
    should(desk.driver.asked.slice(2)).deepEqual(['snapshot', 'snapshot']);
  });

  it('says nothing about a supervision that was confirmed: it is asked until it can tell', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    desk.driver.fails.snapshot = cutOff();
    desk.driver.up();
    await desk.clock.pass(0);
    desk.forget();
    for (let asks = 1; asks <= 3; asks++) {
      desk.driver.fails.snapshot = cutOff();
      await desk.clock.pass(5_000);
      should(desk.driver.asked).have.length(asks);
      should(desk.desk.running()).match([{ phase: 'unknown' }]);
    }
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(5_000);
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('does not take off who was confirmed, because a switch cannot be confirmed', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order();
    desk.driver.fails.snapshot = cutOff();
    await desk.clock.pass(5_000);
    const { supervision, error } = await order.now();
    should(error?.code).equal('unconfirmed');
    should(error?.message).match(/neither an event nor a query/);
    should(supervision).containEql({ id, mode: 'listen' });
    should(desk.stops()).be.empty();
  });
});
