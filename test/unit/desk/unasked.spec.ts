import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk, type DeskOnTest } from '../../support/desk';

const busy = (): SupervisionError => new SupervisionError('platform-error', 'Queries are switched off.');

const stops = ({ driver }: DeskOnTest): string[] => driver.asked.filter((asked) => asked.startsWith('stop'));

describe('desk: a platform that takes orders and cannot be asked', () => {
  it('takes back an order that nothing was heard of', async () => {
    const desk = await openDesk();
    const answer = await desk.order({ confirmSeconds: 5 });
    desk.driver.ringing();
    desk.driver.fails.snapshot = busy();
    await desk.clock.pass(5_000);
    should((await answer.now()).error?.code).equal('unconfirmed');
    should(stops(desk)).deepEqual(['stop a1']);
    desk.driver.left('unknown');
    should(desk.desk.running()).be.empty();
  });

  it('sends the stop of a cancel, and never a second one before it could ask', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.down();
    desk.driver.fails.snapshot = busy();
    desk.driver.up();
    const cancel = await desk.cancel({ id });
    should(stops(desk)).deepEqual(['stop a1']);
    for (let asks = 0; asks < 3; asks++) {
      desk.driver.fails.snapshot = busy();
      await desk.clock.pass(5_000);
    }
    should(stops(desk)).deepEqual(['stop a1']);
    should((await cancel.now()).error?.code).equal('unconfirmed');
  });

  it('knows the agent of a running supervision by the name that the flow gave him', async () => {
    const desk = await openDesk();
    const id = await desk.active();
    desk.driver.fails.find = busy();
    const cancel = await desk.cancel({ agent: 'a1' });
    desk.driver.left('supervisor');
    const { supervisions, error } = await cancel.now();
    should(error).be.undefined();
    should(supervisions[0]).containEql({ id, phase: 'ended', endedBy: 'cancel' });
  });

  it('says why it does not know an agent whom nobody supervises', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.fails.find = busy();
    const { error } = await (await desk.cancel({ agent: 'a2' })).now();
    should(error).containEql({ code: 'platform-error', message: 'Queries are switched off.' });
  });
});

describe('desk: a stop that is under way', () => {
  it('is not sent again when the connection closes', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    await desk.order({}, node.signal);
    desk.driver.ringing();
    node.abort();
    await desk.desk.close(1_000);
    should(stops(desk)).deepEqual(['stop a1']);
  });
});
