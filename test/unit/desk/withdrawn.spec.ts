import should from 'should';
import { manySupervisors, openDesk } from '../../support/desk';

describe('desk: an order whose node is closed', () => {
  it('takes nothing from another order that waits for the same', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    const orders = [await desk.order({}, node.signal), await desk.order()];
    node.abort();
    should(desk.stops()).be.empty();
    desk.driver.joined('barge');
    should((await orders[1]?.now())?.supervision).containEql({ phase: 'active' });
    should(await orders[0]?.open()).be.true();
  });

  it('has nothing to do with the supervision of another order', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    const order = await desk.order();
    await desk.order({ agent: 'a2' }, node.signal);
    node.abort();
    should(desk.stops()).be.empty();
    desk.driver.joined('barge');
    should((await order.now()).error).be.undefined();
  });

  it('is stopped once, also when it was cancelled before', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    await desk.order({}, node.signal);
    desk.driver.ringing();
    await desk.cancel('all');
    node.abort();
    should(desk.stops()).have.length(1);
  });

  it('does not follow when it was to follow another one', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const node = new AbortController();
    await desk.order({ mode: 'coach' }, node.signal);
    node.abort();
    desk.driver.left('supervisor');
    await desk.clock.pass(60_000);
    should(desk.driver.starts).have.length(1);
    should(desk.desk.running()).be.empty();
  });

  it('still follows when another node is closed', async () => {
    const desk = await openDesk(manySupervisors);
    await desk.activeEach(['1'], { mode: 'listen' });
    const node = new AbortController();
    await desk.order({ supervisor: '2', agent: 'a2' }, node.signal);
    const order = await desk.order({ supervisor: '1', mode: 'coach' });
    node.abort();
    desk.driver.left('supervisor');
    await desk.clock.pass(0);
    desk.driver.joined('coach');
    should((await order.now()).supervision).containEql({ mode: 'coach', phase: 'active' });
  });

  it('leaves the supervision that it wanted to switch on the call', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const node = new AbortController();
    await desk.order({}, node.signal);
    node.abort();
    await desk.clock.pass(0);
    should(desk.stops()).be.empty();
    desk.driver.joined('barge');
    should(desk.desk.running()).match([{ mode: 'barge', phase: 'active' }]);
  });
});
