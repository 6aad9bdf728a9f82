import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { manySupervisors, noCall, openDesk, type DeskOnTest } from '../../support/desk';

/** A supervision that is over; the platform has not said that it is disarmed. */
async function tidying(): Promise<DeskOnTest> {
  const desk = await openDesk(manySupervisors);
  desk.driver.speaksOf = '1';
  await desk.order({ supervisor: '1' });
  desk.driver.arming(true);
  desk.driver.joined('barge');
  desk.driver.left('customer');
  desk.forget();
  return desk;
}

describe('desk: a leg that nobody ordered', () => {
  it("is somebody else's doing: told, and left alone", async () => {
    const desk = await openDesk();
    desk.driver.joined('coach', 'a7', 'c7');
    should(desk.desk.running()).match([
      {
        phase: 'active',
        mode: 'coach',
        agent: 'id-a7',
        call: 'c7',
        confirmation: 'confirmed',
        evidence: 'joined coach',
      },
    ]);
    should(desk.types().at(-1)).equal('supervision.active');
    await desk.clock.pass(3_600_000);
    should(desk.driver.asked).be.empty();
    // And it can be cancelled.
    await desk.cancel({ agent: 'a7' });
    should(desk.driver.stops).match([{ mode: 'coach', leg: 'leg-c7', call: 'c7' }]);
  });

  it('is listening where the platform does not say the mode', async () => {
    const desk = await openDesk();
    desk.driver.joined(undefined);
    should(desk.desk.running()).match([{ phase: 'active', mode: 'listen' }]);
  });

  it('is told when it rings, and left alone however long it rings', async () => {
    const desk = await openDesk();
    desk.driver.ringing('a7', 'c7');
    should(desk.desk.running()).match([{ phase: 'ringing', evidence: 'rings', call: 'c7' }]);
    should(desk.types().at(-1)).equal('supervision.ringing');
    desk.driver.holdings = [desk.driver.holding('ringing', undefined, 'a7', 'c7')];
    await desk.clock.pass(30_000);
    should(desk.stops()).be.empty();
    desk.driver.joined('listen', 'a7', 'c7');
    should(desk.desk.running()).match([{ phase: 'active', mode: 'listen' }]);
  });

  it('is asked about while it rings, and forgotten when it is gone', async () => {
    const desk = await openDesk();
    desk.driver.ringing('a7', 'c7');
    await desk.clock.pass(5_000);
    should(desk.driver.asked).deepEqual(['snapshot']);
    should(desk.desk.running()).be.empty();
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'unknown' });
  });

  it('is answered for like any order when a flow asks for the same while it rings', async () => {
    const desk = await openDesk();
    desk.driver.ringing('a7', 'c7');
    desk.driver.holdings = [desk.driver.holding('ringing', undefined, 'a7', 'c7')];
    await desk.clock.pass(20_000);
    desk.driver.call = 'c7';
    const order = await desk.order({ mode: 'listen', agent: 'a7', call: 'c7' });
    should(await order.open()).be.true();
    await desk.clock.pass(5_000);
    should(desk.stops()).deepEqual(['stop id-a7']);
    desk.driver.left('platform', 'a7', 'c7');
    should((await order.now()).error?.code).equal('supervisor-no-answer');
  });

  it('is left alone also when contact is lost while it rings', async () => {
    const desk = await openDesk();
    desk.driver.ringing('a7', 'c7');
    desk.driver.holdings = [desk.driver.holding('ringing', undefined, 'a7', 'c7')];
    desk.driver.down();
    await desk.clock.pass(60_000);
    desk.driver.up();
    await desk.clock.pass(60_000);
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ phase: 'ringing' }]);
  });

  it('is left alone also where the platform cannot be asked', async () => {
    const desk = await openDesk();
    desk.driver.ringing('a7', 'c7');
    for (let asks = 1; asks <= 3; asks++) {
      desk.driver.fails.snapshot = new SupervisionError('platform-error', 'Queries are switched off.');
      await desk.clock.pass(5_000);
      should(desk.driver.asked).have.length(asks);
    }
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ phase: 'ringing' }]);
  });

  it('is nothing where no agent is named, or where it is over', async () => {
    const desk = await openDesk();
    const leg = { type: 'leg', supervisor: 'sup.one', leg: 'leg-c1', evidence: '', raw: null } as const;
    desk.driver.says({ ...leg, state: 'joined', mode: 'barge' });
    desk.driver.left('supervisor');
    desk.driver.arming(true);
    should(desk.desk.running()).be.empty();
    should(desk.types()).deepEqual(['connection.up']);
    should(desk.driver.asked).be.empty();
  });

  it('is not late after a supervision that was confirmed', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.left('customer');
    desk.forget();
    await desk.clock.pass(1_000);
    desk.driver.joined('listen', 'a1', 'c2');
    await desk.clock.pass(0);
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ phase: 'active', mode: 'listen' }]);
  });

  it('is late for two minutes after an order that failed, and called what the flow called it', async () => {
    const desk = await openDesk();
    await desk.order();
    await desk.clock.pass(5_000);
    desk.forget();
    await desk.clock.pass(119_999);
    desk.driver.ringing();
    should(desk.stops()).deepEqual(['stop a1']);
    desk.driver.left('supervisor');
    should(desk.events.at(-1)?.supervision).containEql({ agent: 'a1', phase: 'ended', endedBy: 'timeout' });

    const later = await openDesk();
    await later.order();
    await later.clock.pass(5_000);
    later.forget();
    await later.clock.pass(120_000);
    later.driver.joined('barge');
    should(later.stops()).be.empty();
    should(later.desk.running()).match([{ phase: 'active' }]);
  });

  it('is not late for the order of another supervisor', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.order({ supervisor: '1' });
    await desk.clock.pass(5_000);
    desk.forget();
    desk.driver.speaksOf = '2';
    desk.driver.joined('barge');
    desk.driver.arming(true, 'a9');
    should(desk.stops()).be.empty();
    should(desk.desk.running()).match([{ supervisor: '2', phase: 'active' }]);
    desk.driver.speaksOf = '1';
    desk.driver.says({ type: 'arming', on: true, supervisor: '1', evidence: 'armed', raw: null });
    should(desk.stops()).be.empty();
    desk.driver.arming(true);
    should(desk.driver.stops).match([{ supervisor: '1', agent: { id: 'id-a1', label: 'a1' } }]);
  });
});

describe('desk: what is armed still when a supervision is over', () => {
  for (const fails of [false, true]) {
    it(`is disarmed, and a leg that comes after that is not its doing (${fails ? 'refused' : 'accepted'})`, async () => {
      const desk = await tidying();
      if (fails) desk.driver.fails.stop = new SupervisionError('call-not-found', 'Nothing is armed.');
      await desk.clock.pass(2_000);
      should(desk.stops()).deepEqual(['stop a1']);
      await desk.clock.pass(60_000);
      desk.driver.joined('listen', 'a1', 'c2');
      await desk.clock.pass(60_000);
      should(desk.stops()).have.length(1);
      should(desk.desk.running()).match([{ phase: 'active' }]);
    });
  }

  it('is disarmed though the platform says again that it is armed', async () => {
    const desk = await tidying();
    desk.driver.arming(true);
    await desk.clock.pass(2_000);
    should(desk.stops()).deepEqual(['stop a1']);
  });

  it('is replaced by the next order of that supervisor, which nothing may hit', async () => {
    const desk = await tidying();
    const order = await desk.order({ supervisor: '1' });
    desk.driver.joined('barge');
    await order.now();
    await desk.clock.pass(60_000);
    should(desk.stops()).be.empty();
  });

  it('is not replaced by the order of another supervisor, nor disarmed by what is told of him', async () => {
    const desk = await tidying();
    await desk.activeEach(['2']);
    desk.driver.arming(true, 'a2');
    desk.driver.arming(false, 'a2');
    await desk.clock.pass(2_000);
    should(desk.driver.stops).match([{ supervisor: '1' }]);
  });

  it('has nothing to do with the leg of another supervisor', async () => {
    const desk = await tidying();
    desk.driver.speaksOf = '2';
    desk.driver.joined('listen', 'a1', 'c2');
    should(desk.desk.running()).match([{ supervisor: '2', phase: 'active' }]);
    await desk.clock.pass(2_000);
    should(desk.driver.stops).match([{ supervisor: '1' }]);
    desk.driver.speaksOf = '3';
    desk.driver.joined('listen', 'a1', 'c2');
    should(desk.stops()).have.length(1);
  });

  it('is disarmed when there is contact again', async () => {
    const desk = await tidying();
    desk.driver.down();
    await desk.clock.pass(20_000);
    should(desk.driver.asked).be.empty();
    should(desk.types()).not.containEql('supervision.unknown');
    desk.driver.up();
    await desk.clock.pass(2_000);
    should(desk.driver.asked).deepEqual(['stop a1']);
  });

  it('is not taken for a supervision: an agent can be armed anew', async () => {
    const desk = await openDesk(noCall);
    const first = await desk.order({ arm: true });
    desk.driver.arming(true);
    await first.now();
    desk.driver.joined('barge');
    desk.driver.left('customer');
    const again = await desk.order({ arm: true });
    desk.driver.arming(true);
    should((await again.now()).supervision).containEql({ phase: 'armed' });
    await desk.clock.pass(60_000);
    should(desk.stops()).be.empty();
  });
});
