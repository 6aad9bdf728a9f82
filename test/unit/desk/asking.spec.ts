import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { DeskOnTest, manySupervisors, noCall, openDesk } from '../../support/desk';

const watched = (): Promise<DeskOnTest> =>
  openDesk((driver) => {
    noCall(driver);
    driver.capabilities = { ...driver.capabilities, arming: 'watched' };
  });

describe('desk: what is asked of the platform', () => {
  it('fails an order whose agent cannot be found', async () => {
    const desk = await openDesk();
    desk.driver.fails.find = new SupervisionError('agent-not-found', 'No such agent.');
    const { supervision, error } = await (await desk.order()).now();
    should(error?.code).equal('agent-not-found');
    should(supervision).containEql({ phase: 'failed', confirmation: 'none' });
    should(desk.driver.asked).deepEqual(['find a1']);
  });

  it('is nothing before the first contact, and the order says where to look', async () => {
    const desk = new DeskOnTest(() => undefined);
    const { error } = await (await desk.order()).now();
    should(error).containEql({ code: 'unreachable' });
    should(error?.message).match(/not up yet/);
    should(desk.driver.asked).be.empty();
  });

  it('is forgotten for an order that was taken back while its agent was looked up', async () => {
    const desk = await openDesk();
    const found = desk.driver.hold('find');
    const node = new AbortController();
    const order = await desk.order({}, node.signal);
    node.abort();
    found();
    should(await order.open()).be.true();
    should(desk.driver.asked).deepEqual(['find a1']);
  });

  it('ends a watch that stands only after nobody wants it any more', async () => {
    const desk = await watched();
    const stands = desk.driver.hold('watch');
    const node = new AbortController();
    await desk.order({ arm: true }, node.signal);
    node.abort();
    should(desk.driver.asked).deepEqual(['find a1', 'watch a1']);
    stands();
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['find a1', 'watch a1', 'unwatch a1']);
    should(desk.desk.running()).be.empty();
  });

  it('never overtakes what was asked before for the same supervisor', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const stopped = desk.driver.hold('stop');
    await desk.order({ mode: 'listen' });
    desk.driver.joined('listen');
    await desk.cancel('all');
    should(desk.stops()).be.empty();
    accept();
    await desk.clock.pass(0);
    should(desk.stops()).deepEqual(['stop a1']);
    desk.driver.left('supervisor');
    await desk.order();
    should(desk.driver.starts).have.length(1);
    stopped();
    await desk.clock.pass(0);
    should(desk.driver.starts).have.length(2);
  });

  it('goes out at once for another supervisor', async () => {
    const desk = await openDesk(manySupervisors);
    desk.driver.hold('start');
    await desk.order({ supervisor: '1' });
    await desk.order({ supervisor: '2', agent: 'a2' });
    should(desk.driver.starts).have.length(2);
  });

  it('is nothing for an order that was taken back before its agent was not found', async () => {
    const desk = await openDesk();
    const found = desk.driver.hold('find');
    const node = new AbortController();
    const order = await desk.order({}, node.signal);
    node.abort();
    desk.driver.fails.find = new SupervisionError('agent-not-found', 'No such agent.');
    found();
    should(await order.open()).be.true();
  });

  it('is called off when the connection closes', async () => {
    const desk = await openDesk();
    desk.driver.hold('find');
    const order = await desk.order();
    should(desk.driver.signal?.aborted).be.false();
    await desk.desk.close(900);
    should(desk.driver.signal?.aborted).be.true();
    const { error } = await order.now();
    should(error).containEql({ code: 'unreachable' });
    should(error?.message).match(/closed/);
  });
});
