import should from 'should';
import { viewsOf } from '../support/plain-voipnow-client';
import type { Json } from '../support/plain-genesys-client';
import { SimulatedVoipNow } from '../support/simulated-voipnow';

const customer = '+491234';

describe('VoipNow face: supervision', () => {
  let world: SimulatedVoipNow;
  let call: Json;
  const views = async (): Promise<Json[]> => viewsOf(await world.client.call('0007*6001'));
  const supervise = (action: string, more: Json = {}): ReturnType<typeof world.client.supervise> =>
    world.client.supervise(action, call, more);

  beforeEach(async () => {
    world = await SimulatedVoipNow.start();
    world.centre.startCall({ agent: 'agt.one', customer });
    call = await world.client.call('0007*6001');
  });
  afterEach(() => world.close());

  it('BargeIn: accepted with a stub; then the call has one view more, and everybody hears everybody', async () => {
    const { status, body } = await supervise('BargeIn', { callerId: 'Floor Lead <+15550107>', waitForPickup: '20' });
    should(status).equal(202);
    should(body).deepEqual({
      id: call.id,
      extension: '0007*6001',
      link: { self: `${world.client.url}//uapi/phoneCalls/12/0007*6001/${String(call.id)}` },
    });
    const seen = await world.client.request('GET', `//uapi/phoneCalls/12/0007*6001/${String(call.id)}`);
    should(viewsOf(seen.body)[1]).have.properties({
      id: '02',
      extension: '0007*6001',
      source: ['0007*6105'],
      destination: ['0007*6001'],
      flow: '2',
      status: '5',
      callerId: 'Floor Lead <+15550107>',
    });
    should(world.hears()).deepEqual({
      [customer]: ['agt.one', 'sup.one'],
      'agt.one': [customer, 'sup.one'],
      'sup.one': [customer, 'agt.one'],
    });
    should(world.centre.person('sup.one').state).equal('signed-out');
  });

  it('Monitor: nobody hears him. Whisper: the agent alone does. The mode is seen nowhere', async () => {
    await supervise('Monitor', { sendCallTo: '0007*6105' });
    should(world.hears()).deepEqual({
      [customer]: ['agt.one'],
      'agt.one': [customer],
      'sup.one': [customer, 'agt.one'],
    });
    world.centre.supervisorHangsUp('sup.one');
    await supervise('Whisper', { private: 0 });
    should(world.hears()).deepEqual({
      [customer]: ['agt.one'],
      'agt.one': [customer, 'sup.one'],
      'sup.one': [customer, 'agt.one'],
    });
    const [, view] = await views();
    should(Object.keys(view!).sort()).deepEqual(
      ['answered', 'callerId', 'destination', 'extension', 'flow', 'id', 'source', 'status'].sort(),
    );
    should(view!.callerId).equal('Ada Vega <0007*6105>');
  });

  it('Whisper with private: he speaks to the agent and hears nobody', async () => {
    await supervise('Whisper', { private: '1' });
    should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [] });
  });

  it('takes short numbers, agents as guests, @self, and numbers as numbers', async () => {
    const path = `/phoneCalls/@me/@self/${String(call.id)}`;
    const order = { action: 'BargeIn', sendCallTo: '6002', phoneCallViewId: '01', waitForPickup: 20 };
    should((await world.client.put(path, order)).status).equal(202);
    should(world.hears()[customer]).deepEqual(['agt.one', 'agt.two']);
    should((await views())[1]?.source).deepEqual(['0007*6002']);
  });

  it('refuses in order: path, call, view, sendCallTo, callerId, waitForPickup', async () => {
    const wrong = { phoneCallViewId: '09', sendCallTo: '0008*7001', callerId: 'nobody', waitForPickup: '0' };
    const put = async (path: string, more: Json): Promise<unknown[]> => {
      const { status, code } = await world.client.put(path, { action: 'BargeIn', ...wrong, ...more });
      return [status, code];
    };
    const id = String(call.id);
    should(await put(`/phoneCalls/99/0007*6001/x`, {})).deepEqual([400, 'user_invalid']);
    should(await put(`/phoneCalls/@me/0007*1/x`, {})).deepEqual([400, 'extension_invalid']);
    for (const other of ['/nosuchcall', '/not-a-call', '', `/${id}/more`]) {
      should(await put(`/phoneCalls/@me/0007*6001${other}`, {})).deepEqual([400, 'pc_phonecall_invalid']);
    }
    should(await put(`/phoneCalls/@me/0007*6002/${id}`, {})).deepEqual([400, 'pc_phonecall_invalid']);
    const path = `/phoneCalls/@me/0007*6001/${id}`;
    for (const view of ['09', undefined, 1, '1']) {
      should(await put(path, { phoneCallViewId: view })).deepEqual([400, 'pc_phonecallview_invalid']);
    }
    const view = { phoneCallViewId: '01' };
    for (const sendCallTo of [
      '0008*7001',
      '0007*8000',
      '0007*8500',
      '0007*8600',
      '+15550100',
      '@self',
      undefined,
      6105,
    ]) {
      should(await put(path, { ...view, sendCallTo })).deepEqual([400, 'pc_sendcallto_invalid']);
    }
    const target = { ...view, sendCallTo: '0007*6105' };
    for (const callerId of ['nobody', '', '"Floor Lead" <1>', "O'Brien <1>", 'Line 2 <1>', 'Zoë <1>', 7]) {
      should(await put(path, { ...target, callerId })).deepEqual([400, 'pc_callerid_invalid']);
    }
    const named = { ...target, callerId: 'Floor Lead <0007*6105>' };
    for (const waitForPickup of ['0', 0, -1, 'soon', '', null, true]) {
      should(await put(path, { ...named, waitForPickup })).deepEqual([400, 'pc_timeout_invalid']);
    }
    should(await put(path, { ...named, waitForPickup: 5, action: 'Whisper', private: 2 })).deepEqual([
      400,
      'pc_private_invalid',
    ]);
    should(world.centre.onCall('sup.one')).equal(undefined);
    world.set('voipnow-caller-id=lax');
    should(await put(path, { ...target, callerId: 'Line 2 <1>', waitForPickup: 5 })).deepEqual([202, undefined]);
  });

  it('refuses actions it does not know, and bodies it cannot read', async () => {
    const path = `/phoneCalls/@me/0007*6001/${String(call.id)}`;
    for (const body of ['nonsense', '[]', {}, { action: 'bargein' }, { action: 'toString' }]) {
      const { status, code } = await world.client.put(path, body);
      should([status, code]).deepEqual([400, 'pc_action_invalid']);
    }
    should((await supervise('Park')).status).equal(501);
    for (const [value, code] of [
      ['501', 'request_not_implemented'],
      ['400', 'pc_action_invalid'],
    ]) {
      world.set(`voipnow-monitor=${value!}`);
      const answer = await supervise('Monitor');
      should([String(answer.status), answer.code]).deepEqual([value, code]);
    }
    should((await supervise('Whisper')).status).equal(202);
  });

  it('refuses a call that is over, and a view that still rings', async () => {
    world.centre.startCall({ agent: 'agt.two', ringing: true });
    const ringing = await world.client.call('0007*6002');
    should((await world.client.supervise('BargeIn', ringing)).code).equal('pc_phonecallview_invalid');
    world.centre.endCall('agt.one');
    const { status, code } = await supervise('BargeIn');
    should([status, code]).deepEqual([400, 'pc_phonecall_invalid']);
  });

  it('answers in other ways by switch', async () => {
    world.set('voipnow-put-shape=array', 'voipnow-link-key=links', 'voipnow-link-base=https://192.0.2.9');
    for (const status of ['200', '201', '204']) {
      world.set(`voipnow-put-status=${status}`);
      const answer = await supervise('BargeIn');
      should(String(answer.status)).equal(status);
      if (status === '204') should(answer.text).equal('');
      else {
        const [stub] = answer.body as unknown as Json[];
        should(stub).have.properties({ id: call.id });
        should(stub?.links).containDeep({ self: `https://192.0.2.9//uapi/phoneCalls/12/0007*6001/${String(call.id)}` });
      }
    }
  });

  describe('the phone of the supervisor', () => {
    beforeEach(() => {
      world.set('auto-answer=off');
    });
    const leg = (who = 'sup.one'): unknown => world.centre.onCall(who)?.leg.state;

    it('rings until he answers; only then is there a view', async () => {
      await supervise('BargeIn');
      should([leg(), (await views()).length]).deepEqual(['ringing', 1]);
      should(world.hears()[customer]).deepEqual(['agt.one']);
      world.clock.advance(24_999);
      world.centre.answer('sup.one');
      should((await views()).map(({ id }) => id)).deepEqual(['01', '02']);
      world.clock.advance(60_000);
      should(leg()).equal('talking');
    });

    it('is given up after waitForPickup, silently, and nothing stays armed', async () => {
      await supervise('BargeIn', { waitForPickup: '7' });
      world.clock.advance(6999);
      should(leg()).equal('ringing');
      world.clock.advance(1);
      should(leg()).equal(undefined);
      should((await views()).map(({ id }) => id)).deepEqual(['01']);
      world.centre.endCall('agt.one');
      world.centre.startCall({ agent: 'agt.one' });
      should(leg()).equal(undefined);
      should(world.centre.supervision.list()).deepEqual([]);
    });

    it('is given up after 25 seconds if nothing is said, and rings on where the server does not care', async () => {
      await supervise('BargeIn');
      world.clock.advance(25_000);
      should(leg()).equal(undefined);
      world.set('voipnow-wait-for-pickup=off');
      await supervise('BargeIn', { waitForPickup: 1 });
      world.clock.advance(3_600_000);
      should(leg()).equal('ringing');
      world.centre.answer('sup.one');
      should(world.hears()[customer]).deepEqual(['agt.one', 'sup.one']);
    });

    it('answers by itself after a while, or too late', async () => {
      world.set('auto-answer=on', 'answer-after=3000');
      await supervise('BargeIn', { waitForPickup: 4 });
      world.clock.advance(3000);
      should(leg()).equal('talking');
      world.centre.supervisorHangsUp('sup.one');
      await supervise('BargeIn', { waitForPickup: 2 });
      world.clock.advance(10_000);
      should(leg()).equal(undefined);
    });

    it('stops ringing when the call ends meanwhile', async () => {
      await supervise('BargeIn');
      world.centre.customerHangsUp('agt.one');
      should(leg()).equal(undefined);
      world.clock.advance(60_000);
      should(await world.client.call('0007*6001')).equal(undefined);
    });

    it('busy, not registered, or on this very call: accepted, and nothing happens', async () => {
      world.set('auto-answer=on', 'voipnow-busy=sup.one', 'voipnow-unregistered=sup.two');
      should((await supervise('BargeIn')).status).equal(202);
      should((await supervise('BargeIn', { sendCallTo: '0007*6106' })).status).equal(202);
      should((await supervise('BargeIn', { sendCallTo: '0007*6001' })).status).equal(202);
      should(await views()).have.length(1);
      should((await supervise('Monitor', { sendCallTo: '0007*6107' })).status).equal(202);
      should((await supervise('BargeIn', { sendCallTo: '0007*6107' })).status).equal(202);
      should(world.centre.call('agt.one')?.legs.at(-1)).have.properties({ party: 'sup.three', mode: 'listen' });
    });

    it('silent: accepted, and it never rings', async () => {
      world.set('silent@BargeIn#1');
      should((await supervise('BargeIn')).status).equal(202);
      should(leg()).equal(undefined);
      await supervise('BargeIn');
      should(leg()).equal('ringing');
    });

    it('is a view already while it rings, by switch', async () => {
      world.set('voipnow-ringing-view', 'voipnow-short-source');
      await supervise('BargeIn');
      should((await views())[1]).have.properties({ id: '02', status: '3', source: ['6105'] });
      world.centre.answer('sup.one');
      should((await views())[1]).have.properties({ id: '02', status: '5' });
    });
  });

  it('no view for Monitor and Whisper, by switch', async () => {
    world.set('voipnow-silent-views=off');
    await supervise('Monitor');
    should(await views()).have.length(1);
    should(world.centre.onCall('sup.one')?.leg.state).equal('talking');
    world.centre.supervisorHangsUp('sup.one');
    await supervise('BargeIn');
    should(await views()).have.length(2);
  });

  it('a second supervisor joins too, or comes to nothing by switch', async () => {
    await supervise('BargeIn');
    await supervise('Monitor', { sendCallTo: '0007*6106' });
    should((await views()).map(({ source }) => source)).deepEqual([[customer], ['0007*6105'], ['0007*6106']]);
    should(world.hears()['sup.one']).deepEqual([customer, 'agt.one']);
    world.set('voipnow-second-supervisor=dropped');
    should((await supervise('Monitor', { sendCallTo: '0007*6107' })).status).equal(202);
    should(world.centre.onCall('sup.three')).equal(undefined);
  });

  it('ends with the call, whoever hangs up', async () => {
    await supervise('BargeIn');
    world.centre.agentHangsUp('agt.one');
    should(world.centre.calls()).deepEqual([]);
    should(world.centre.onCall('sup.one')).equal(undefined);
  });

  it('counts what was asked', async () => {
    await supervise('BargeIn');
    await supervise('Monitor');
    await world.client.put('/phoneCalls/@me/0007*6001/x', {});
    const { journal } = world.simulator;
    should(['PUT BargeIn', 'PUT Monitor', 'PUT phoneCalls'].map((name) => journal.count(name))).deepEqual([1, 1, 1]);
    should(journal.list('PUT BargeIn')[0]).containDeep({ platform: 'voipnow', body: { sendCallTo: '0007*6105' } });
  });
});
