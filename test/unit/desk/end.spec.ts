import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';
import { settle } from '../../support/manual-clock';

describe('desk: how supervisions end', () => {
  it('answers a cancel when the leg is gone', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancel = await desk.cancel({ id });
    should(await cancel.open()).be.true();
    desk.driver.left('supervisor');
    const { supervisions, error } = await cancel.now();
    should(error).be.undefined();
    should(supervisions[0]).containEql({ id, phase: 'ended', endedBy: 'cancel' });
  });

  it('asks when the leg does not go, and stops again only after the query', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancel = await desk.cancel({ id });
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(4_000);
    should(desk.driver.asked.slice(-3)).deepEqual(['stop a1', 'snapshot', 'stop a1']);
    await desk.clock.pass(4_000);
    const { supervisions, error } = await cancel.now();
    should(error?.code).equal('unconfirmed');
    should(supervisions[0]?.phase).equal('active');
    should(desk.desk.running()[0]).containEql({ phase: 'active' });
  });

  it('takes a refused stop for done when the query shows that nothing is left', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.fails.stop = new SupervisionError('call-not-found', 'Gone.');
    const { supervisions, error } = await (await desk.cancel({ id })).now();
    should(error).be.undefined();
    should(supervisions[0]?.phase).equal('ended');
  });

  it('takes off again who picks up after his order was called off', async () => {
    const desk = await openDesk();
    await desk.order();
    desk.driver.ringing();
    const { supervision } = (desk.events.at(-1) ?? {}) as { supervision?: { id: string } };
    const cancel = await desk.cancel({ id: supervision?.id ?? '' });
    desk.driver.left('unknown');
    should((await cancel.now()).supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
    const before = desk.driver.asked.filter((asked) => asked.startsWith('stop')).length;
    desk.driver.joined('barge');
    should(desk.driver.asked.filter((asked) => asked.startsWith('stop'))).have.length(before + 1);
  });

  it('tells the driver until when the flow waits', async () => {
    const desk = await openDesk();
    await desk.order({ confirmSeconds: 7 });
    should(desk.driver.starts[0]?.confirmBy).equal(desk.clock.now() + 7_000);
  });

  it('is content to cancel what is already over', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.left('customer');
    const { supervisions, error } = await (await desk.cancel({ id })).now();
    should(error).be.undefined();
    should(supervisions[0]).containEql({ endedBy: 'customer' });
  });

  it('says so when there is nothing to cancel', async () => {
    const desk = await openDesk();
    should((await (await desk.cancel({ id: 'never' })).now()).error?.code).equal('call-not-found');
    should((await (await desk.cancel({ agent: 'a1' })).now()).error?.code).equal('call-not-found');
    should(await (await desk.cancel('all')).now()).deepEqual({ supervisions: [] });
  });

  it('cancels by agent, and an order that is still on its way', async () => {
    const desk = await openDesk();
    let release: () => void = () => undefined;
    desk.driver.held.set('start', new Promise((resolve) => (release = resolve)));
    const order = await desk.order();
    const cancel = await desk.cancel({ agent: 'a1' });
    should(desk.driver.asked.filter((asked) => asked.startsWith('stop'))).be.empty();
    release();
    await desk.clock.pass(0);
    should(desk.driver.asked.slice(-2)).deepEqual(['stop a1', 'snapshot']);
    should((await order.now()).error?.code).equal('unconfirmed');
    should((await cancel.now()).supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
  });

  it('ends by itself after the time that was set', async () => {
    const desk = await openDesk();
    await desk.active({ endAfterSeconds: 30 });
    await desk.clock.pass(29_999);
    should(desk.driver.asked.at(-1)).equal('start barge a1');
    await desk.clock.pass(1);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.left('supervisor');
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'timeout' });
  });

  it('tells who ended it when nobody of us did', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.left('customer');
    should(desk.events.at(-1)).containEql({ type: 'supervision.ended' });
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'customer' });
  });

  it('leaves nothing armed behind a call, and does not disturb a platform that disarms by itself', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.arming(true);
    desk.driver.joined('barge');
    await order.now();
    desk.driver.left();
    await desk.clock.pass(1_999);
    should(desk.driver.asked.at(-1)).equal('start barge a1');
    await desk.clock.pass(1);
    should(desk.driver.asked.at(-1)).equal('stop a1');

    const second = await desk.order();
    desk.driver.arming(true);
    desk.driver.joined('barge');
    await second.now();
    desk.driver.left();
    desk.driver.arming(false);
    await desk.clock.pass(10_000);
    should(desk.driver.asked.at(-1)).equal('start barge a1');
  });

  for (const comes of ['ringing', 'joined'] as const) {
    it(`takes off who is put on the next call before the platform could be disarmed (${comes})`, async () => {
      const desk = await openDesk();
      const order = await desk.order();
      desk.driver.arming(true);
      desk.driver.joined('barge');
      await order.now();
      desk.driver.left();
      await desk.clock.pass(500);
      if (comes === 'ringing') desk.driver.ringing('a1', 'c2');
      else desk.driver.joined('barge', 'a1', 'c2');
      await settle();
      should(desk.driver.asked.slice(-2)).deepEqual(['start barge a1', 'stop a1']);
      desk.driver.left('supervisor', 'a1', 'c2');
      desk.driver.arming(false);
      await desk.clock.pass(10_000);
      should(desk.desk.running()).be.empty();
      should(desk.driver.asked.filter((asked) => asked.startsWith('stop'))).have.length(1);
      should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'platform', call: 'c2' });
    });
  }

  it('ends everything at close, within its budget also when the platform is dead', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.held.set('stop', new Promise(() => undefined));
    let closed = false;
    void desk.desk.close(900).then(() => (closed = true));
    await desk.clock.pass(899);
    should(closed).be.false();
    await desk.clock.pass(1);
    should(closed).be.true();
    should(desk.driver.asked.at(-1)).equal('stop a1');
    should(desk.events.at(-1)?.supervision).containEql({ endedBy: 'shutdown' });
  });

  it('answers an order that is cut short by close', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    await desk.desk.close(900);
    should((await order.now()).error?.code).equal('unconfirmed');
    should(desk.driver.asked.at(-1)).equal('stop a1');
    should(desk.driver.disconnected).be.true();
  });
});

describe('desk: a stop that was accepted and then refused', () => {
  const no = new SupervisionError('platform-error', 'The telephony could not do it.', { vendorCode: '20700' });

  it('is asked about at once, sent once more, and then told with its reason', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancel = await desk.cancel({ id });
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.refusedStop(no);
    await settle();
    should(desk.driver.asked.slice(-3)).deepEqual(['stop a1', 'snapshot', 'stop a1']);
    desk.driver.refusedStop(no);
    const { supervisions, error } = await cancel.now();
    should(error).containEql({ code: 'platform-error', vendorCode: '20700' });
    should(supervisions[0]).containEql({ id, phase: 'active' });
    should(desk.driver.asked.filter((asked) => asked === 'stop a1')).have.length(2);
  });

  it('is nothing to a supervision that nobody stops', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const asked = desk.driver.asked.length;
    desk.driver.refusedStop(no);
    await settle();
    should(desk.driver.asked).have.length(asked);
    should(desk.desk.running()[0]).containEql({ id, phase: 'active' });
  });
});
