import should from 'should';
import { noCall, openDesk, type DeskOnTest } from '../../support/desk';

const watched = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    noCall(driver);
    driver.capabilities = { ...driver.capabilities, arming: 'watched' };
  });

describe('desk: closing', () => {
  it('ends the watch of an agent, and has nothing to stop there', async () => {
    const desk = await watched();
    await desk.order({ arm: true });
    desk.forget();
    await desk.desk.close(900);
    should(desk.driver.asked).deepEqual(['unwatch a1']);
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'shutdown' });
  });

  it('ends a watch that does not stand yet', async () => {
    const desk = await watched();
    const stands = desk.driver.hold('watch');
    await desk.order({ arm: true });
    await desk.desk.close(900);
    stands();
    await desk.clock.pass(0);
    should(desk.driver.asked.at(-1)).equal('unwatch a1');
  });

  it('disarms what is being tidied up, and tells nothing more of it', async () => {
    const desk = await openDesk();
    await desk.order();
    desk.driver.arming(true);
    desk.driver.joined('barge');
    desk.driver.left('customer');
    const told = desk.events.length;
    await desk.desk.close(900);
    should(desk.stops()).deepEqual(['stop a1']);
    should(desk.events).have.length(told);
  });

  it('answers the order that was to follow, and does not send it', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach' });
    await desk.desk.close(900);
    const { error } = await order.now();
    should(error?.code).equal('unreachable');
    should(desk.driver.starts).have.length(1);
    should(desk.stops()).have.length(1);
  });

  it('answers a cancel that is under way', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    const cancel = await desk.cancel({ id });
    await desk.desk.close(900);
    should((await cancel.now()).supervisions).match([{ id, phase: 'ended', endedBy: 'shutdown' }]);
  });

  it('says in a supervision that was being taken back that the connection was closed', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.joined('listen');
    desk.driver.arming(true);
    await desk.clock.pass(1_000);
    await desk.desk.close(900);
    should((await order.now()).supervision).containEql({
      phase: 'ended',
      endedBy: 'shutdown',
      evidence: 'the connection was closed',
    });
    await desk.clock.pass(60_000);
    should(desk.stops()).have.length(1);
    should(desk.driver.stops[0]).containEql({ leg: 'leg-c1' });
  });

  it('waits for the platform to take what was sent, then signs out', async () => {
    const desk = await openDesk();
    await desk.active();
    const stopped = desk.driver.hold('stop');
    let closed = false;
    void desk.desk.close(900).then(() => (closed = true));
    await desk.clock.pass(100);
    should(desk.driver.disconnected).be.false();
    stopped();
    await desk.clock.pass(0);
    should(desk.driver.disconnected).be.true();
    should(closed).be.true();
  });

  it('takes no order any more', async () => {
    const desk = await openDesk();
    await desk.active();
    const stopped = desk.driver.hold('stop');
    const closed = desk.desk.close(900);
    const { error } = await (await desk.order({ agent: 'a2' })).now();
    should(error?.code).equal('unreachable');
    should(desk.driver.asked.at(-1)).equal('stop a1');
    stopped();
    await closed;
    should((await (await desk.order()).now()).error?.code).equal('unreachable');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });
});
