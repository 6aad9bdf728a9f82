import should from 'should';
import { manySupervisors, openDesk, type DeskOnTest } from '../../support/desk';

/** Supervisor 1 is on a1, supervisor 2 on a2. */
async function two(): Promise<DeskOnTest> {
  const desk = await openDesk(manySupervisors);
  await desk.activeEach(['1', '2']);
  return desk;
}

describe('desk: what a cancel takes off', () => {
  it('is the supervision of that id alone', async () => {
    const desk = await two();
    const cancel = await desk.cancel({ id: 's2' });
    should(desk.driver.asked).deepEqual(['stop a2']);
    should(desk.driver.stops).deepEqual([
      {
        id: 's2',
        mode: 'barge',
        agent: { id: 'id-a2', label: 'a2' },
        supervisor: '2',
        leg: 'leg-c1',
        call: 'c1',
      },
    ]);
    desk.driver.left('supervisor', 'a2');
    should(await cancel.now()).match({ supervisions: [{ id: 's2', phase: 'ended', endedBy: 'cancel' }] });
    should(desk.desk.running()).match([{ id: 's1', phase: 'active' }]);
  });

  it('is what that agent has alone, and nobody else', async () => {
    const desk = await two();
    const cancel = await desk.cancel({ agent: 'a1' });
    should(desk.driver.asked).deepEqual(['stop a1']);
    desk.driver.speaksOf = '1';
    desk.driver.left('supervisor', 'a1');
    should((await cancel.now()).supervisions).match([{ id: 's1' }]);
    should(desk.desk.running()).match([{ id: 's2' }]);
    const { error } = await (await desk.cancel({ agent: 'a3' })).now();
    should(error).containEql({ code: 'call-not-found', message: 'Nobody supervises agent a3.' });
    should(desk.stops()).deepEqual(['stop a1']);
  });

  it('is only what an earlier run left, where no more is asked', async () => {
    const desk = await two();
    const { error } = await (await desk.cancel({ agent: 'a1', adopted: true })).now();
    should(error?.code).equal('call-not-found');
    should(desk.stops()).be.empty();

    const later = await openDesk((driver) => {
      driver.holdings = [driver.holding('joined', 'barge')];
    });
    await later.cancel({ agent: 'a1', adopted: true });
    should(later.stops()).deepEqual(['stop a1']);
  });

  it('is everybody, and it is answered when the last one is off', async () => {
    const desk = await two();
    const cancel = await desk.cancel('all');
    should(desk.driver.asked).deepEqual(['stop a1', 'stop a2']);
    desk.driver.left('supervisor', 'a2');
    should(await cancel.open()).be.true();
    desk.driver.speaksOf = '1';
    desk.driver.left('supervisor', 'a1');
    const { supervisions, error } = await cancel.now();
    should(error).be.undefined();
    should(supervisions).match([
      { id: 's2', endedBy: 'cancel' },
      { id: 's1', endedBy: 'cancel' },
    ]);
  });

  it('is also an order whose agent is being looked up, when all are meant', async () => {
    const desk = await two();
    const found = desk.driver.hold('find');
    const order = await desk.order({ supervisor: '3', agent: 'a3' });
    await desk.cancel({ id: 's1' });
    should(await order.open()).be.true();
    await desk.cancel('all');
    const { supervision, error } = await order.now();
    should(error).containEql({ code: 'unconfirmed', message: 'Cancelled before it began.' });
    should(supervision).containEql({ phase: 'failed' });
    found();
    await desk.clock.pass(0);
    should(desk.driver.starts).have.length(2);
  });

  it('is also the order that was to follow', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach' });
    const cancel = await desk.cancel({ id });
    should((await order.now()).error).containEql({ code: 'unconfirmed', message: 'Cancelled before it began.' });
    desk.driver.left('supervisor');
    should((await cancel.now()).supervisions).match([{ id, phase: 'ended' }]);
    await desk.clock.pass(60_000);
    should(desk.driver.asked).deepEqual(['find a1', 'start listen a1', 'find a1', 'stop a1']);
  });

  it('is told once when one of several does not leave', async () => {
    const desk = await two();
    const cancel = await desk.cancel('all');
    desk.driver.speaksOf = '1';
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.speaksOf = '2';
    desk.driver.holdings.push(desk.driver.holding('joined', 'barge', 'a2'));
    await desk.clock.pass(8_000);
    const { supervisions, error } = await cancel.now();
    should(error?.code).equal('unconfirmed');
    should(supervisions).match([{ id: 's1', error: { code: 'unconfirmed' } }]);
    should(desk.desk.running()).match([{ phase: 'active' }, { phase: 'active' }]);

    const other = await two();
    const all = await other.cancel('all');
    other.driver.speaksOf = '1';
    other.driver.holdings = [other.driver.holding('joined', 'barge')];
    const release = other.driver.hold('snapshot');
    await other.clock.pass(8_000);
    release();
    await other.clock.pass(8_000);
    should((await all.now()).supervisions).match([{ id: 's1', phase: 'active' }]);
    should(other.desk.running()).match([{ id: 's1' }]);
  });

  it('may leave after the cancel was answered, because another one stays', async () => {
    const desk = await two();
    const accept = desk.driver.hold('start');
    await desk.order({ supervisor: '3', agent: 'a3', confirmSeconds: 60 });
    const cancel = await desk.cancel('all');
    desk.driver.left('supervisor', 'a2');
    desk.driver.speaksOf = '1';
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(8_000);
    should((await cancel.now()).supervisions).match([{ id: 's1', phase: 'active' }]);
    accept();
    await desk.clock.pass(0);
    should(desk.driver.stops.at(-1)).containEql({ supervisor: '3' });
    should(desk.desk.running()).match([{ id: 's1' }]);
  });

  it('is sent once, however often it is asked', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancels = [await desk.cancel({ id }), await desk.cancel({ agent: 'a1' }), await desk.cancel('all')];
    should(desk.stops()).have.length(1);
    desk.driver.left('supervisor');
    for (const cancel of cancels) should((await cancel.now()).supervisions).match([{ id, phase: 'ended' }]);
  });

  it('is told to all who asked when it does not leave', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancels = [await desk.cancel({ id }), await desk.cancel({ id })];
    desk.driver.down();
    for (const cancel of cancels) {
      const { supervisions, error } = await cancel.now();
      should(error?.code).equal('unreachable');
      should(supervisions).match([{ id, error: { code: 'unreachable' } }]);
    }
  });

  it('is not what is over and only being tidied up', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.arming(true);
    desk.driver.joined('barge');
    const { id } = (await order.now()).supervision;
    desk.driver.left('customer');
    should(desk.desk.running()).be.empty();
    should(await (await desk.cancel('all')).now()).deepEqual({ supervisions: [] });
    should((await (await desk.cancel({ agent: 'a1' })).now()).error?.code).equal('call-not-found');
    const again = await (await desk.cancel({ id })).now();
    should(again).match({ supervisions: [{ id, endedBy: 'customer' }] });
    should(again.error).be.undefined();
    should(desk.stops()).be.empty();
  });

  it('is looked for among what is over by its id', async () => {
    const desk = await openDesk();
    const ids = [];
    for (let n = 0; n < 3; n++) {
      ids.push(await desk.active());
      desk.driver.left('customer');
    }
    for (const id of ids) should((await (await desk.cancel({ id })).now()).supervisions).match([{ id }]);
    const { error } = await (await desk.cancel({ id: 'other' })).now();
    should(error).containEql({ message: 'This supervision is not known here any more.' });
  });

  it('is remembered for the last 200 that are over', async () => {
    const desk = await openDesk();
    const first = await desk.active();
    desk.driver.left('customer');
    let second = '';
    for (let n = 0; n < 200; n++) {
      const id = await desk.active();
      second ||= id;
      desk.driver.left('customer');
    }
    should((await (await desk.cancel({ id: first })).now()).error?.code).equal('call-not-found');
    should((await (await desk.cancel({ id: second })).now()).supervisions).match([{ id: second }]);
  });

  it('is the agent whom the platform knows, also where two flows call two agents the same', async () => {
    const desk = await two();
    desk.driver.find = (agent) =>
      Promise.resolve({ agent: { id: agent === 'Anna' ? 'id-a3' : `id-${agent}`, label: agent }, onCall: 'yes' });
    await desk.order({ supervisor: '3', agent: 'Anna' });
    desk.driver.find = () => Promise.resolve({ agent: { id: 'id-a4', label: 'a4' }, onCall: 'yes' });
    await desk.order({ supervisor: '4', agent: 'Anna' });
    desk.forget();
    // The name alone does not tell them apart: the platform is asked whom it means now.
    await desk.cancel({ agent: 'Anna' });
    await desk.clock.pass(0);
    should(desk.stops()).deepEqual(['stop a4']);
  });
});
