import should from 'should';
import { openDesk } from '../../support/desk';

describe('desk: contact lost and found', () => {
  it('fails an order at once while contact is down, and sends nothing', async () => {
    const desk = await openDesk();
    desk.driver.down();
    const { error } = await (await desk.order()).now();
    should(error?.code).equal('unreachable');
    should(desk.driver.asked).be.empty();
    desk.driver.up();
    await desk.clock.pass(60_000);
    should(desk.driver.asked).be.empty();
  });

  it('says unknown, and asks when contact is back', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    should(desk.desk.running()[0]).containEql({ phase: 'unknown' });
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.desk.running()[0]).containEql({ phase: 'active', evidence: 'query: joined' });
    should(desk.types().slice(-4)).deepEqual([
      'connection.down',
      'supervision.unknown',
      'connection.up',
      'supervision.active',
    ]);
  });

  it('says ended when the query finds nothing', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.down();
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'unknown' });
  });

  it('answers an order when its time is over, and takes back what came of it when contact returns', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.down();
    await desk.clock.pass(4_999);
    should(await order.open()).be.true();
    await desk.clock.pass(1);
    should((await order.now()).error?.code).equal('unconfirmed');
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.asked.length = 0;
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['snapshot', 'stop a1']);
    desk.driver.left('supervisor');
    should(desk.desk.running()).be.empty();
  });

  it('confirms an order whose proof was missed in a short gap', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.down();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.up();
    should((await order.now()).supervision).containEql({ phase: 'active', evidence: 'query: joined' });
  });

  it('refuses a cancel while contact is down: nobody could say whether it worked', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.down();
    should((await (await desk.cancel({ id })).now()).error?.code).equal('unreachable');
  });

  it('ends what is due to end as soon as contact is back', async () => {
    const desk = await openDesk();
    await desk.active({ endAfterSeconds: 10 });
    desk.driver.down();
    await desk.clock.pass(11_000);
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    desk.driver.asked.length = 0;
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['snapshot', 'stop a1']);
  });

  it('adopts at the first contact what an earlier run left behind', async () => {
    const desk = await openDesk((driver) => {
      driver.holdings = [driver.holding('joined', 'barge')];
    });
    should(desk.desk.running()[0]).containEql({ phase: 'active', agent: 'a1', evidence: 'query: joined' });
    const cancel = await desk.cancel({ agent: 'a1' });
    desk.driver.left('supervisor');
    should((await cancel.now()).supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
  });

  it('hands on notices and the events of calls', async () => {
    const desk = await openDesk();
    desk.driver.answered('a7', 'c7');
    should(desk.events.at(-1)).containEql({ type: 'call.answered', agent: 'id-a7', call: 'c7', connection: 'Floor' });
  });
});
