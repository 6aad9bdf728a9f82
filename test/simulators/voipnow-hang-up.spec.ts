import should from 'should';
import type { VoipNowAnswer } from '../support/plain-voipnow-client';
import { viewsOf } from '../support/plain-voipnow-client';
import { SimulatedVoipNow } from '../support/simulated-voipnow';

const customer = '+491234';

describe('VoipNow face: hanging up', () => {
  let world: SimulatedVoipNow;
  let id: string;
  const remove = (rest: string): Promise<VoipNowAnswer> => world.client.delete(`/phoneCalls/@me/${rest}`);
  /** Who is still talking, call by call. */
  const talking = (): string[][] =>
    world.centre.calls().map(({ legs }) => legs.filter(({ state }) => state === 'talking').map(({ party }) => party));
  const all = [customer, 'agt.one', 'sup.one'];
  const pair = [customer, 'agt.one'];

  beforeEach(async () => {
    world = await SimulatedVoipNow.start();
    world.centre.startCall({ agent: 'agt.one', customer });
    const call = await world.client.call('0007*6001');
    id = String(call.id);
    await world.client.supervise('BargeIn', call);
    should(talking()).deepEqual([all]);
  });
  afterEach(() => world.close());

  it("A: with the supervisor's number only he leaves; agent and customer talk on", async () => {
    const { status, entry } = await remove(`0007*6001/${id}?phoneNumber=0007*6105`);
    should([status, entry]).deepEqual([200, [{ id }]]);
    should(talking()).deepEqual([pair]);
    const call = await world.client.call('0007*6001');
    should(viewsOf(call).map((view) => view.id)).deepEqual(['01']);
    should((await remove(`0007*6001/${id}?phoneNumber=0007*6105`)).status).equal(204);
    should(talking()).deepEqual([pair]);
  });

  it('A: in every mode, by short number, through @self, and one of two', async () => {
    await remove(`0007*6001/${id}?phoneNumber=6105`);
    should(talking()).deepEqual([pair]);
    const call = await world.client.call('0007*6001');
    for (const action of ['Monitor', 'Whisper']) {
      await world.client.supervise(action, call);
      should(talking()).deepEqual([all]);
      await remove(`@self/${id}/?phoneNumber=0007%2A6105`);
      should(talking()).deepEqual([pair]);
    }
    await world.client.supervise('BargeIn', call);
    await world.client.supervise('Monitor', call, { sendCallTo: '0007*6106' });
    await remove(`0007*6001/${id}?phoneNumber=0007*6105`);
    should(talking()).deepEqual([[...pair, 'sup.two']]);
  });

  it('A: takes one form of the number only, by switch', async () => {
    world.set('voipnow-delete-number=short');
    should((await remove(`0007*6001/${id}?phoneNumber=0007*6105`)).status).equal(204);
    should(talking()).deepEqual([all]);
    should((await remove(`0007*6001/${id}?phoneNumber=6105`)).status).equal(200);
    should(talking()).deepEqual([pair]);
    await world.client.supervise('BargeIn', await world.client.call('0007*6001'));
    world.set('voipnow-delete-number=extended');
    should((await remove(`0007*6001/${id}?phoneNumber=6105`)).status).equal(204);
    should((await remove(`0007*6001/${id}?phoneNumber=0007*6105`)).status).equal(200);
  });

  it('A: a server that drops the whole call instead, by switch', async () => {
    world.set('voipnow-delete-supervisor=ends');
    await remove(`0007*6001/${id}?phoneNumber=0007*6105`);
    should(talking()).deepEqual([]);
  });

  it("B: on the supervisor's own extension he leaves; or the whole call ends, by switch", async () => {
    const own = await world.client.call('0007*6105');
    should(own.id).equal(id);
    should((await remove(`0007*6105/${id}`)).status).equal(200);
    should(talking()).deepEqual([pair]);
    should(await world.client.call('0007*6105')).equal(undefined);
    await world.client.supervise('BargeIn', await world.client.call('0007*6001'));
    await remove(`0007*6105/${id}?phoneNumber=0007*6001`);
    should(talking()).deepEqual([pair]);
    await world.client.supervise('BargeIn', await world.client.call('0007*6001'));
    world.set('voipnow-delete-own-leg=ends');
    await remove(`0007*6105/${id}`);
    should(talking()).deepEqual([]);
  });

  it('D: a phone that rings is no party yet, unless it is shown as one', async () => {
    await remove(`0007*6001/${id}?phoneNumber=6105`);
    world.set('auto-answer=off');
    const call = await world.client.call('0007*6001');
    await world.client.supervise('BargeIn', call);
    should((await remove(`0007*6001/${id}?phoneNumber=6105`)).status).equal(204);
    should((await remove(`0007*6105/${id}`)).status).equal(204);
    should(world.centre.onCall('sup.one')?.leg.state).equal('ringing');
    world.clock.advance(25_000);
    should(world.centre.onCall('sup.one')).equal(undefined);
    world.set('voipnow-ringing-view');
    await world.client.supervise('BargeIn', call);
    should((await remove(`0007*6001/${id}?phoneNumber=6105`)).status).equal(200);
    should(world.centre.onCall('sup.one')).equal(undefined);
    should(talking()).deepEqual([pair]);
  });

  it('X: without a number the customer is cut off', async () => {
    world.centre.startCall({ agent: 'agt.two', customer: '+492' });
    const { status, entry } = await remove(`0007*6001/${id}`);
    should([status, entry]).deepEqual([200, [{ id }]]);
    should(talking()).deepEqual([['+492', 'agt.two']]);
    should(world.centre.call(id)).have.properties({ state: 'ended', hears: {} });
    should((await remove(`0007*6001/${id}`)).status).equal(204);
  });

  it('X: an empty number is none', async () => {
    await remove(`0007*6001/${id}?phoneNumber=`);
    should(talking()).deepEqual([]);
  });

  it("X: the customer's number, or the agent's own, ends the call", async () => {
    await remove(`0007*6001/${id}?phoneNumber=${encodeURIComponent(customer)}`);
    should(talking()).deepEqual([]);
    world.centre.startCall({ agent: 'agt.one', customer });
    const { id: second } = await world.client.call('0007*6001');
    await remove(`0007*6001/${String(second)}?phoneNumber=0007*6001`);
    should(talking()).deepEqual([]);
  });

  it('XX: without an id all calls of the extension end, with @self all of the user', async () => {
    world.centre.startCall({ agent: 'agt.two', customer: '+492' });
    world.centre.startCall({ agent: 'agt.three', customer: '+493' });
    should((await remove('0007*6001//')).entry).deepEqual([{ id }]);
    should(talking()).deepEqual([
      ['+492', 'agt.two'],
      ['+493', 'agt.three'],
    ]);
    should((await remove('@self')).entry).have.length(2);
    should(talking()).deepEqual([]);
    should((await remove('@self')).status).equal(204);
  });

  it('a number that is not on the call, or a call that is not there: 204, and nothing changes', async () => {
    for (const rest of [
      `0007*6001/${id}?phoneNumber=0007*6106`,
      `0007*6001/${id}?phoneNumber=+499999`,
      `0007*6001/${id}?phoneNumber=sup.one`,
      '0007*6001/nosuchcall',
      `0007*6002/${id}`,
      `0007*6002/${id}?phoneNumber=0007*6105`,
      '0007*6001?phoneNumber=0007*6106',
    ]) {
      const { status, text } = await remove(rest);
      should([rest, status, text]).deepEqual([rest, 204, '']);
    }
    should((await remove('0007*6001/not-a-call')).code).equal('pc_phonecall_invalid');
    should((await remove(`0008*7001/${id}`)).code).equal('extension_invalid');
    should(talking()).deepEqual([all]);
  });

  it('returns an array by switch; silent: says so, and does nothing', async () => {
    world.set('voipnow-delete-shape=array', 'silent@DELETE#1');
    for (const left of [all, pair]) {
      const { status, body } = await remove(`0007*6001/${id}?phoneNumber=6105`);
      should([status, body]).deepEqual([200, [{ id }]]);
      should(talking()).deepEqual([left]);
    }
    should(world.simulator.journal.count('DELETE phoneCalls')).equal(2);
  });

  it('another mode is another call of the phone', async () => {
    await world.client.supervise('Monitor', await world.client.call('0007*6001'));
    should(world.centre.call(id)?.legs.at(-1)).have.property('mode', 'barge');
    await remove(`0007*6001/${id}?phoneNumber=6105`);
    await world.client.supervise('Monitor', await world.client.call('0007*6001'));
    should(world.centre.call(id)?.legs.at(-1)).have.property('mode', 'listen');
    should(viewsOf(await world.client.call('0007*6001')).map((view) => view.id)).deepEqual(['01', '03']);
  });
});
