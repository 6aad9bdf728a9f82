import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

describe('desk: an order that follows when the supervision before it has ended', () => {
  it('does not wait behind a lost connection', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach' });
    desk.driver.down();
    const { supervision, error } = await order.now();
    should(error?.code).equal('unreachable');
    should(supervision).containEql({ mode: 'coach', phase: 'failed' });
    await desk.clock.pass(1_000);
    desk.driver.up();
    await desk.clock.pass(60_000);
    should(desk.events.at(-1)?.supervision).containEql({ id, phase: 'ended' });
    should(desk.driver.starts).have.length(1);
  });

  it('is answered when its time is over, and not sent later', async () => {
    const desk = await openDesk();
    const id = await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach', confirmSeconds: 7 });
    desk.driver.fails.snapshot = new SupervisionError('platform-error', 'Queries are switched off.');
    await desk.clock.pass(6_999);
    should(await order.open()).be.true();
    await desk.clock.pass(1);
    const { supervision, error } = await order.now();
    should(error?.code).equal('unconfirmed');
    should(supervision).containEql({ mode: 'coach', phase: 'failed' });
    await desk.clock.pass(60_000);
    should(desk.events.at(-1)?.supervision).containEql({ id, phase: 'ended', endedBy: 'cancel' });
    should(desk.driver.starts).have.length(1);
  });

  it('has its whole time for itself once it is sent', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    const order = await desk.order({ mode: 'coach' });
    await desk.clock.pass(3_000);
    desk.driver.left('supervisor');
    await desk.clock.pass(4_999);
    should(await order.open()).be.true();
    desk.driver.joined('coach');
    should((await order.now()).supervision).containEql({ mode: 'coach', phase: 'active' });
  });
});
