import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import type { VoipNowAnswer } from '../support/plain-voipnow-client';
import { serveHttp, type Running } from '../support/servers';
import { SimulatedVoipNow } from '../support/simulated-voipnow';
import { until } from '../support/until';

interface Received {
  method: string;
  /** What the subscriber put into the path: `agent/dial-in`. */
  where: string;
  query: string;
  type: string;
  values: Record<string, string>;
}

const names = [
  ...['CallID', 'CallerIDNum', 'CallerIDName', 'CalledDID', 'CalledExtension'],
  ...['CallStatus', 'CallFlow', 'CallerExtension', 'CalledNumber', 'CallAPIID'],
];
const customer = '+491234';

describe('VoipNow face: call events', () => {
  let world: SimulatedVoipNow;
  let receiver: Running;
  let received: Received[];
  /** A receiver that never answers these. */
  let ignored: string;

  const subscribe = (extension: string, type: string, more: Json = {}): Promise<VoipNowAnswer> =>
    world.client.post(`/extensions/@me/${extension}/phoneCallEvents/`, {
      type,
      method: '1',
      url: `${receiver.url}/${extension.slice(5)}/${type}`,
      status: '1',
      note: 'flows',
      ...more,
    });
  const story = async (length: number): Promise<string[]> => {
    await until(`${length} events`, () => received.length >= length);
    return received.map(({ where, values }) => `${where} ${values.CallStatus ?? ''}`);
  };

  beforeEach(async () => {
    received = [];
    ignored = 'none';
    receiver = await serveHttp((request, response, body) => {
      const url = new URL(request.url ?? '/', 'http://receiver');
      const form = request.method === 'POST' ? body : url.search;
      received.push({
        method: request.method ?? '',
        where: url.pathname.slice(1),
        query: url.search,
        type: request.headers['content-type'] ?? '',
        values: Object.fromEntries(new URLSearchParams(form)),
      });
      if (!url.pathname.includes(ignored)) response.end();
    });
    world = await SimulatedVoipNow.start({ voipnow: { port: 0, eventTimeoutMs: 100 } });
  });
  afterEach(async () => {
    await world.close();
    await receiver.close();
  });

  describe('subscriptions', () => {
    it('are made, listed by url, changed and removed', async () => {
      const { status, body } = await subscribe('0007*6001', '2', { type: 2, method: 0 });
      should(status).equal(200);
      should(body).have.properties({ type: '2', method: '0', status: '1', note: 'flows' });
      should(body.id).match(/^[0-9a-f]{30}$/);
      await subscribe('0007*6001', '0', { url: `${receiver.url}/a` });
      await subscribe('0007*8000', '0');
      const root = '/extensions/@me/0007*6001/phoneCallEvents';
      should((await world.client.get(`${root}/`)).entry.map(({ type }) => type)).deepEqual(['2', '0']);
      should((await world.client.get(`${root}/0`)).entry).have.length(1);
      const filtered = await world.client.get(`${root}?filterBy=note&filterOp=startsWith&filterValue=fl&fields=id`);
      should(filtered.entry.map((item) => Object.keys(item))).deepEqual([['id'], ['id']]);
      const one = `${root}/2/${String(body.id)}`;
      world.clock.advance(1000);
      const changed = await world.client.put(one, { status: '0', url: `${receiver.url}/b` });
      should(changed.body).have.properties({ id: body.id, status: '0', method: '0', url: `${receiver.url}/b` });
      should(changed.body.modified).not.equal(body.modified);
      should((await world.client.delete(one)).entry).deepEqual([{ id: body.id }]);
      should((await world.client.delete(one)).status).equal(204);
      should((await world.client.delete(root)).entry).have.length(1);
      should((await world.client.get(root)).entry).deepEqual([]);
    });

    it('refuse what makes no sense, and addresses on other machines', async () => {
      const code = async (more: Json, extension = '0007*6001'): Promise<unknown> =>
        (await subscribe(extension, '0', more)).code;
      should(await code({ type: '5' })).equal('pcet_type_invalid');
      should(await code({ type: undefined })).equal('pcet_type_invalid');
      should(await code({ method: '2' })).equal('pce_method_invalid');
      should(await code({ status: 'on' })).equal('pce_status_invalid');
      for (const url of [
        'https://example.test/x',
        'http://10.0.0.1/',
        'http://127.0.0.1.example.test/',
        'file:///x',
        '',
      ]) {
        should(await code({ url })).equal('pce_url_invalid');
      }
      should(await code({}, '@self')).equal('extension_invalid');
      const root = '/extensions/@me/0007*6001/phoneCallEvents';
      should((await world.client.put(`${root}/9/x`, {})).code).equal('pce_type_invalid');
      should((await world.client.put(`${root}/0/x`, {})).code).equal('pce_id_invalid');
      world.set('voipnow-event-types=3', 'voipnow-event-created=204');
      should(await code({ type: '3' })).equal('pcet_type_invalid');
      const { status, text } = await subscribe('0007*6001', '2');
      should([status, text]).deepEqual([204, '']);
    });

    it('keep the path of an address, which is a secret, out of the journal', async () => {
      await subscribe('0007*6001', '0', { url: `${receiver.url}/very-secret` });
      const journal = JSON.stringify(world.simulator.journal.list('POST phoneCallEvents'));
      should(journal).containEql(receiver.url).and.not.containEql('very-secret');
    });
  });

  it('tells of an incoming call: dial-in, answer, hangup, each at its own address', async () => {
    for (const type of ['0', '1', '2', '3', '4']) await subscribe('0007*6001', type);
    world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
    should(await story(1)).deepEqual(['6001/0 CALLING']);
    const { id } = await world.client.call('0007*6001');
    world.centre.answer('agt.one');
    world.centre.endCall('agt.one');
    should(await story(3)).deepEqual(['6001/0 CALLING', '6001/3 ANSWER', '6001/2 ANSWER']);
    const [first, ...others] = received;
    should(first).have.properties({ method: 'POST', query: '', type: 'application/x-www-form-urlencoded' });
    should(Object.keys(first!.values)).deepEqual(names);
    should(first!.values).have.properties({
      CallerIDNum: customer,
      CallerIDName: 'Customer',
      CalledExtension: '0007*6001',
      CallFlow: 'IN',
      CallerExtension: '',
      CalledDID: '',
      CallAPIID: id,
    });
    should(first!.values.CallID).match(/^\d+\.\d+$/);
    for (const { values } of others) should(values.CallID).equal(first!.values.CallID);
  });

  it('tells of an outgoing call, and of one that nobody answered', async () => {
    for (const type of ['0', '1', '2', '3', '4']) await subscribe('0007*6001', type);
    world.centre.startCall({ agent: 'agt.one', customer, direction: 'outbound' });
    should(await story(2)).deepEqual(['6001/1 CALLING', '6001/4 ANSWER']);
    should(received[0]?.values).have.properties({
      CallFlow: 'OUT',
      CallerExtension: '0007*6001',
      CalledExtension: '',
      CalledNumber: customer,
      CallerIDName: 'Bo Lind',
    });
    world.centre.endCall('agt.one');
    world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
    world.centre.endCall('agt.one');
    should((await story(5)).slice(3)).deepEqual(['6001/0 CALLING', '6001/2 CANCEL']);
    world.set('voipnow-hangup-status=article');
    world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
    world.centre.endCall('agt.one');
    should((await story(7)).at(-1)).equal('6001/2 UNKNOWN');
  });

  it("tells of the supervisor's phone as of any other, after the answer to the PUT", async () => {
    for (const type of ['0', '2', '3']) await subscribe('0007*6105', type);
    world.centre.startCall({ agent: 'agt.one', customer });
    const call = await world.client.call('0007*6001');
    world.set('auto-answer=off');
    await world.client.supervise('Monitor', call, { callerId: 'Floor Lead <0007*6105>', waitForPickup: 5 });
    should(await story(1)).deepEqual(['6105/0 CALLING']);
    should(received[0]?.values).have.properties({
      CallerIDNum: '0007*6105',
      CallerIDName: 'Floor Lead',
      CalledExtension: '0007*6105',
      CalledNumber: '6105',
      CallAPIID: call.id,
    });
    world.clock.advance(5000);
    should((await story(2))[1]).equal('6105/2 NOANSWER');
    world.set('auto-answer=on');
    await world.client.supervise('Monitor', call);
    await world.client.delete(`/phoneCalls/@me/0007*6001/${String(call.id)}?phoneNumber=6105`);
    should((await story(5)).slice(2)).deepEqual(['6105/0 CALLING', '6105/3 ANSWER', '6105/2 ANSWER']);
  });

  it('notify=before: the event overtakes the answer', async () => {
    await subscribe('0007*6105', '0');
    world.centre.startCall({ agent: 'agt.one', customer });
    const call = await world.client.call('0007*6001');
    world.set('rest-slow=5000@BargeIn');
    let answered = false;
    const asked = world.client.supervise('BargeIn', call).then(() => (answered = true));
    await story(1);
    should(answered).equal(false);
    world.clock.advance(5000);
    await asked;
    world.centre.supervisorHangsUp('sup.one');
    world.simulator.faults.clear();
    world.set('notify=before');
    await world.client.supervise('BargeIn', call);
    await story(2);
  });

  it('GET: the parameters follow the query of the address', async () => {
    await subscribe('0007*6001', '0', { method: '0', url: `${receiver.url}/x?ext=0007*6001&a=%20b#part` });
    await subscribe('0007*6001', '3', { method: '0', url: `${receiver.url}/y` });
    world.centre.startCall({ agent: 'agt.one', customer });
    await story(2);
    should(received[0]).have.property('method', 'GET');
    should(received[0]?.query).startWith('?ext=0007*6001&a=%20b&CallID=').and.not.containEql('part');
    should(received[1]?.query).startWith('?CallID=');
    should(received[1]?.values).have.properties({ CalledDID: '', CallerIDNum: customer });
  });

  it('does not tell the disabled, nor other extensions; several at once are all told', async () => {
    await subscribe('0007*6001', '0', { status: '0' });
    await subscribe('0007*6002', '0');
    await subscribe('0007*6001', '3', { url: `${receiver.url}/one` });
    await subscribe('0007*6001', '3', { url: `${receiver.url}/two` });
    world.centre.startCall({ agent: 'agt.one', customer });
    should(await story(2)).deepEqual(['one ANSWER', 'two ANSWER']);
  });

  it('switches: no CallAPIID, lower case, lost, twice, late', async () => {
    await subscribe('0007*6001', '0');
    await subscribe('0007*6001', '3');
    world.set('voipnow-call-api-id=off', 'voipnow-event-case=lower', 'notify-lost@Answer#1', 'notify-twice@Dial-In#1');
    world.centre.startCall({ agent: 'agt.one', customer });
    should(await story(2)).deepEqual(['6001/0 CALLING', '6001/0 CALLING']);
    should(received[0]?.values).have.property('CallFlow', 'in');
    should(received[0]?.values).not.have.property('CallAPIID');
    world.centre.endCall('agt.one');
    world.set('notify-late=3000');
    world.centre.startCall({ agent: 'agt.one', customer });
    world.clock.advance(2999);
    should(received).have.length(2);
    world.clock.advance(1);
    should((await story(4)).slice(2)).deepEqual(['6001/0 CALLING', '6001/3 ANSWER']);
  });

  it('swapped: every two in the wrong order, and a single one after a second', async () => {
    for (const type of ['0', '2', '3']) await subscribe('0007*6001', type);
    world.set('voipnow-event-order=swapped');
    world.centre.startCall({ agent: 'agt.one', customer });
    world.centre.endCall('agt.one');
    should(await story(2)).deepEqual(['6001/3 ANSWER', '6001/0 CALLING']);
    world.clock.advance(1000);
    should((await story(3))[2]).equal('6001/2 ANSWER');
  });

  it('calls a receiver once: one that never answers, and one that is gone', async () => {
    ignored = 'deaf';
    await subscribe('0007*6001', '0', { url: `${receiver.url}/deaf` });
    await subscribe('0007*6001', '0', { url: 'http://127.0.0.1:1/' });
    await subscribe('0007*6001', '3');
    world.centre.startCall({ agent: 'agt.one', customer });
    should(await story(2)).deepEqual(['deaf CALLING', '6001/3 ANSWER']);
    await until('its connection to go', () => receiver.open === 0);
    should(received).have.length(2);
  });

  it('closes at once while a receiver keeps it waiting', async () => {
    ignored = 'deaf';
    await subscribe('0007*6001', '0', { url: `${receiver.url}/deaf` });
    world.centre.startCall({ agent: 'agt.one', customer });
    await story(1);
    const begin = Date.now();
    await world.close();
    should(Date.now() - begin).be.below(1000);
    await until('its connection to go', () => receiver.open === 0);
  });

  it('survives a reset, as other configuration does', async () => {
    await subscribe('0007*6001', '0');
    world.simulator.reset();
    world.centre.startCall({ agent: 'agt.one', customer });
    should(await story(1)).deepEqual(['6001/0 CALLING']);
  });
});
