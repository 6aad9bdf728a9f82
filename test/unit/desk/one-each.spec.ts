import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

describe('desk: one supervision per supervisor', () => {
  it('returns the running supervision for the mode that already holds', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const again = await (await desk.order()).now();
    should(again.error).be.undefined();
    should(again.supervision.id).equal(id);
    should(desk.driver.starts).have.length(1);
  });

  it('lets a duplicate alert wait for the order that is on its way', async () => {
    const desk = await openDesk();
    const first = await desk.order();
    const second = await desk.order();
    desk.driver.joined('barge');
    should((await first.now()).supervision.id).equal((await second.now()).supervision.id);
    should(desk.driver.starts).have.length(1);
  });

  it('refuses a second agent', async () => {
    const desk = await openDesk();
    await desk.active();
    const { error } = await (await desk.order({ agent: 'a2' })).now();
    should(error?.code).equal('already-supervised');
  });

  it('switches in place where the platform can, and believes the leg', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order();
    should(await order.open()).be.true();
    desk.driver.joined('listen');
    should(await order.open()).be.true();
    desk.driver.joined('barge');
    const { supervision } = await order.now();
    should(supervision).containEql({ id, mode: 'barge', phase: 'active' });
    should(desk.driver.asked).containEql('switch barge');
    should(desk.types().at(-1)).equal('supervision.switched');
  });

  it('leaves the supervision as it is when the switch is refused', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    desk.driver.fails.switch = new SupervisionError('transition-not-allowed', 'No.');
    const { supervision, error } = await (await desk.order()).now();
    should(error?.code).equal('transition-not-allowed');
    should(supervision).containEql({ id, mode: 'listen', phase: 'active' });
  });

  it('asks when a switch was accepted and not proved, and says so when the mode did not change', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const order = await desk.order();
    desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
    await desk.clock.pass(5_000);
    const { supervision, error } = await order.now();
    should(error?.code).equal('unconfirmed');
    should(supervision).containEql({ mode: 'listen', phase: 'active' });
  });

  it('ends and starts anew where it cannot switch in place', async () => {
    const desk = await openDesk();
    const first = await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach' });
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.left('supervisor');
    await desk.clock.pass(0);
    should(desk.driver.asked.at(-1)).equal('start coach a1');
    desk.driver.joined('coach');
    const { supervision } = await order.now();
    should(supervision.id).not.equal(first);
    should(supervision.mode).equal('coach');
  });

  it('sends nothing new while the stop of the old one is under way', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    let release: () => void = () => undefined;
    desk.driver.held.set('stop', new Promise((resolve) => (release = resolve)));
    const order = await desk.order({ mode: 'coach' });
    desk.driver.left('supervisor');
    await desk.clock.pass(0);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    release();
    await desk.clock.pass(0);
    should(desk.driver.asked.at(-1)).equal('start coach a1');
    desk.driver.joined('coach');
    should((await order.now()).error).be.undefined();
  });

  it('never sends an order that had to wait until its time was over', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    let release: () => void = () => undefined;
    desk.driver.held.set('stop', new Promise((resolve) => (release = resolve)));
    const order = await desk.order({ mode: 'coach', confirmSeconds: 3 });
    desk.driver.left('supervisor');
    await desk.clock.pass(3_000);
    should((await order.now()).error?.code).equal('unconfirmed');
    release();
    await desk.clock.pass(10_000);
    should(desk.driver.starts).have.length(1);
    should(desk.desk.running()).be.empty();
  });

  it('refuses a change that the platform does not know', async () => {
    const desk = await openDesk();
    await desk.active();
    const { error } = await (await desk.order({ mode: 'coach' })).now();
    should(error?.code).equal('transition-not-allowed');
  });

  it('refuses another mode while the supervisor is still joining', async () => {
    const desk = await openDesk();
    await desk.order({ mode: 'listen' });
    const { error } = await (await desk.order()).now();
    should(error?.code).equal('transition-not-allowed');
  });

  it('tells when the mode is changed from outside', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    desk.driver.joined('barge');
    should(desk.desk.running()[0]?.mode).equal('barge');
    should(desk.types().at(-1)).equal('supervision.switched');
  });

  it('passes on a duplicate of an event once', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.joined('barge');
    desk.driver.left();
    desk.driver.left();
    should(desk.types().filter((type) => type === 'supervision.active')).have.length(1);
    should(desk.types().filter((type) => type === 'supervision.ended')).have.length(1);
  });
});
