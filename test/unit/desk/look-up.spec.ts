import should from 'should';
import { openDesk } from '../../support/desk';

describe('desk: an agent who is looked up too long', () => {
  it('is given up in the time that was set, and the late answer brings nobody on a call', async () => {
    const desk = await openDesk();
    let answer = (): void => undefined;
    desk.driver.held.set(
      'find',
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const order = await desk.order({ confirmSeconds: 4 });
    await desk.clock.pass(3_900);
    should(await order.open()).be.true();
    await desk.clock.pass(100);
    const { error, supervision } = await order.now();
    should(error).containEql({ code: 'unreachable', kind: 'fault', retryable: true });
    should(supervision).containEql({ phase: 'failed', confirmation: 'none' });
    answer();
    await desk.clock.pass(10_000);
    should(desk.driver.starts).be.empty();
  });
});
