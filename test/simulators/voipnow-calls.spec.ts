import should from 'should';
import type { Json } from '../support/plain-genesys-client';
import { viewsOf } from '../support/plain-voipnow-client';
import { SimulatedVoipNow } from '../support/simulated-voipnow';

describe('VoipNow face: calls and presence', () => {
  let world: SimulatedVoipNow;
  beforeEach(async () => {
    world = await SimulatedVoipNow.start();
  });
  afterEach(() => world.close());

  it('shows a call from the side of its agent', async () => {
    world.centre.startCall({ agent: 'agt.one', customer: '+491234' });
    const call = await world.client.call('0007*6001');
    should(call.id).match(/^[0-9a-f]{20}$/);
    should(call).have.properties({
      extension: '0007*6001',
      ownerId: '3',
      ownerName: 'Simulated Contact Centre',
      published: '2026-01-05T11:00:00+02:00',
      answered: '2026-01-05T12:00:00+03:00',
    });
    should(call.phoneCallView).deepEqual([
      {
        id: '01',
        extension: '0007*6001',
        source: ['+491234'],
        destination: ['0007*6001'],
        flow: '8',
        status: '5',
        callerId: 'Customer <+491234>',
        answered: '2026-01-05T12:00:00+03:00',
      },
    ]);
    should(JSON.stringify(call)).not.containEql('null');
    should(world.simulator.voipnow!.callId('agt.one')).equal(call.id);
    should(world.centre.call(String(call.id))).have.property('agent', 'agt.one');
  });

  it('ringing, held, outgoing', async () => {
    world.centre.startCall({ agent: 'agt.one', ringing: true });
    const ringing = await world.client.call('0007*6001');
    should(ringing).not.have.property('answered');
    should(viewsOf(ringing)[0]).have.properties({ status: '3', ringing: '2026-01-05T12:00:00+03:00' });
    world.centre.answer('agt.one');
    world.clock.advance(1000);
    world.centre.hold('agt.one');
    const held = viewsOf(await world.client.call('0007*6001'))[0];
    should(held).have.properties({ status: '5', onHold: '2026-01-05T12:00:01+03:00', holder: '1' });
    should(held).not.have.property('ringing');
    world.centre.resume('agt.one');
    should(viewsOf(await world.client.call('0007*6001'))[0]).not.have.property('onHold');
    world.centre.startCall({ agent: 'agt.two', customer: '+495', direction: 'outbound' });
    should(viewsOf(await world.client.call('6002'))[0]).have.properties({
      flow: '4',
      source: ['0007*6002'],
      destination: ['+495'],
      callerId: 'Mira Costa <0007*6002>',
    });
  });

  it('follows a transfer: another view, another extension, the same id', async () => {
    world.centre.startCall({ agent: 'agt.one', customer: '+491234' });
    const before = await world.client.call('0007*6001');
    world.centre.transfer('agt.one', 'agt.two');
    should(await world.client.call('0007*6001')).equal(undefined);
    const after = await world.client.call('0007*6002');
    should(after.id).equal(before.id);
    should(viewsOf(after)).have.length(1);
    should(viewsOf(after)[0]).have.properties({ id: '02', extension: '0007*6002', destination: ['0007*6002'] });
  });

  it('shapes by switch: numbers, callerID, another first view', async () => {
    world.set('voipnow-numbers', 'voipnow-caller-key=callerID', 'voipnow-first-view=3');
    world.centre.startCall({ agent: 'agt.one', customer: '+491234' });
    const [view] = viewsOf(await world.client.call('0007*6001'));
    should(view).have.properties({ id: '03', status: 5, flow: 8, callerID: 'Customer <+491234>' });
  });

  it('a call that is over, or none: an empty collection, or 204 by switch', async () => {
    const { id } = world.centre.startCall({ agent: 'agt.one' });
    const call = world.simulator.voipnow!.callId(id)!;
    world.centre.endCall(id);
    should(world.simulator.voipnow!.callId(id)).equal(undefined);
    for (const path of [`/phoneCalls/@me/0007*6001/${call}`, '/phoneCalls/@me/0007*6001']) {
      const { status, body } = await world.client.get(path);
      should([status, body]).deepEqual([200, { entry: [], totalResults: 0, startIndex: 0, itemsPerPage: 20 }]);
    }
    world.set('voipnow-empty=204');
    for (const path of [`/phoneCalls/@me/0007*6001/${call}`, '/phoneCalls/@me/@self']) {
      const { status, text } = await world.client.get(path);
      should([status, text]).deepEqual([204, '']);
    }
  });

  it('one call by id: bare at the link of an action, as printed; elsewhere in a collection; both by switch', async () => {
    world.centre.startCall({ agent: 'agt.one' });
    const { id } = await world.client.call('0007*6001');
    const path = `/phoneCalls/@me/@self/${String(id)}`;
    const listed = (await world.client.get(path)).entry[0];
    should(listed?.id).equal(id);
    const own = (listed?.links as Json).self as string;
    should((await world.client.request('GET', own.slice(world.client.url.length))).entry[0]?.id).equal(id);
    const { body } = await world.client.supervise('BargeIn', listed!);
    const link = ((body.link as Json).self as string).slice(world.client.url.length);
    should((await world.client.request('GET', link)).body).match({ id, phoneCallView: [{ id: '01' }, { id: '02' }] });
    world.set('voipnow-one-call=collection');
    should((await world.client.request('GET', link)).entry[0]?.id).equal(id);
    world.set('voipnow-one-call=bare');
    should((await world.client.get(path)).body.id).equal(id);
    should((await world.client.get('/phoneCalls/@me/@self')).entry[0]?.id).equal(id);
  });

  describe('pages, filters, fields', () => {
    const list = async (query: string): Promise<unknown[]> => {
      const { entry, code } = await world.client.get(`/phoneCalls/@me/@self?${query}`);
      return code === undefined ? entry.map(({ extension }) => extension) : [code];
    };
    beforeEach(() => {
      for (const agent of ['agt.one', 'agt.two', 'agt.three']) {
        world.centre.startCall({ agent });
        world.clock.advance(60_000);
      }
    });

    it('page by page, along the link', async () => {
      const first = await world.client.get('/phoneCalls/@me/@self?count=2&fields=id,extension');
      should(first.body).have.properties({ totalResults: 3, startIndex: 0, itemsPerPage: 2 });
      should(Object.keys(first.entry[0]!)).deepEqual(['id', 'extension']);
      const { next } = first.body.paging as { next: string };
      const second = await world.client.request('GET', next.slice(world.client.url.length));
      should(second.entry.map(({ extension }) => extension)).deepEqual(['0007*6003']);
      should(second.body).not.have.property('paging');
    });

    it('sorts by time both ways, under all four names', async () => {
      const up = ['0007*6001', '0007*6002', '0007*6003'];
      for (const order of ['asc', 'ascending']) should(await list(`sortOrder=${order}`)).deepEqual(up);
      for (const order of ['desc', 'descending']) should(await list(`sortOrder=${order}`)).deepEqual([...up].reverse());
    });

    it('filters', async () => {
      const { id } = await world.client.call('0007*6002');
      const second = ['0007*6002'];
      should(await list(`filterBy=id&filterValue=${String(id)}`)).deepEqual(second);
      should(await list(`filterBy=id&filterOp=startsWith&filterValue=${String(id).slice(0, 8)}`)).deepEqual(second);
      should(await list(`filterBy=id&filterOp=contains&filterValue=${String(id).slice(3, 12)}`)).deepEqual(second);
      should(await list(`filterBy=id&filterOp=inArray&filterValue=x,${String(id)}`)).deepEqual(second);
      should(await list('filterBy=id&filterOp=present')).have.length(3);
      const at = (time: string): string => encodeURIComponent(`2026-01-05T${time}Z`);
      should(await list(`filterBy=published&filterOp=equals&filterValue=${at('09:01:00')}`)).deepEqual(second);
      should(await list(`filterBy=published&filterOp=greaterThan&filterValue=${at('09:01:30')}`)).deepEqual([
        '0007*6003',
      ]);
      should(await list(`filterBy=published&filterOp=lessThan&filterValue=${at('09:00:30')}`)).deepEqual(['0007*6001']);
    });

    it('refuses what makes no sense', async () => {
      should(await list('count=0')).deepEqual(['count_invalid']);
      should(await list('count=5001')).deepEqual(['count_invalid']);
      should(await list('startIndex=x')).deepEqual(['startindex_invalid']);
      should(await list('fields=id,nonsense')).deepEqual(['fields_invalid']);
      should(await list('sortOrder=up')).deepEqual(['sortorder_invalid']);
      should(await list('filterBy=extension&filterValue=1')).deepEqual(['filterby_invalid']);
      should(await list('filterBy=id&filterOp=like&filterValue=1')).deepEqual(['filterop_invalid']);
      should(await list('filterBy=id')).deepEqual(['filtervalue_invalid']);
    });
  });

  describe('presence', () => {
    const status = async (extension: string): Promise<unknown> =>
      (await world.client.get(`/extensions/@me/${extension}/presence`)).entry[0]?.status;

    it('lists the extensions of the user', async () => {
      const { entry } = await world.client.get('/extensions/@me/@self/presence?count=100');
      const numbers = entry.map(({ extension }) => extension);
      should(numbers).containDeep(['0007*6001', '0007*6105', '0007*8000', '0007*8500', '0007*8600']);
      should(numbers).not.containEql('0008*7001');
      const some = await world.client.get(
        '/extensions/@me/@self/presence?filterBy=extension&filterOp=startsWith&filterValue=0007*61',
      );
      should(some.entry).have.length(3);
    });

    it('free, ringing, busy; and what keeps a phone from ringing', async () => {
      should((await world.client.get('/extensions/@me/0007*6105/presence')).entry[0]).containDeep({
        status: '1',
        registration: [{ registration: '1' }],
      });
      world.centre.startCall({ agent: 'agt.one', ringing: true });
      should(await status('0007*6001')).equal('2');
      world.centre.answer('agt.one');
      should(await status('0007*6001')).equal('3');
      world.set('voipnow-busy=sup.one,sup.two', 'voipnow-unregistered=sup.three');
      should([await status('6105'), await status('6106'), await status('6107')]).deepEqual(['3', '3', '0']);
      should((await world.client.get('/extensions/@me/6107/presence')).entry[0]).containDeep({
        registration: [{ registration: '-1' }],
      });
      should((await world.client.get('/extensions/@me/0007*8500/presence')).entry[0]).containDeep({
        status: '0',
        registration: [{ registration: '2' }],
      });
    });
  });
});
