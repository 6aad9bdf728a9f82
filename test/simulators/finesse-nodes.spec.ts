import should from 'should';
import { at, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import { until } from '../support/until';

describe('Finesse face: availability and fail-over', () => {
  let world: SimulatedFinesse;
  beforeEach(async () => {
    world = await SimulatedFinesse.start({ finesse: { port: 0, secondary: { port: 0 } } });
  });
  afterEach(() => world.close());

  const statusOf = async (client: PlainFinesseClient): Promise<unknown[]> => {
    const { status, xml } = await client.get('/SystemInfo');
    return [status, at(xml, 'status')];
  };
  const presences = (client: PlainFinesseClient): unknown[] =>
    client.frames
      .filter(({ attrs }) => String(attrs.from).startsWith('finesse@'))
      .map(({ attrs }) => attrs.type as unknown);
  const system = (client: PlainFinesseClient): unknown[] =>
    client.told.filter(({ node }) => node.endsWith('/SystemInfo')).map(({ data }) => at(data, 'status'));

  it('are two nodes over one centre, each with a domain of its own', async () => {
    const [a, b] = [world.client('sup.one'), world.client('sup.one', 'b')];
    for (const client of [a, b]) {
      const { xml } = await client.get('/SystemInfo');
      should([at(xml, 'primaryNode', 'host'), at(xml, 'secondaryNode', 'host')]).deepEqual([
        'finesse.sim',
        'finesse-b.sim',
      ]);
      should([at(xml, 'xmppDomain'), at(xml, 'xmppPubSubDomain')]).deepEqual([
        client.node.domain,
        `pubsub.${client.node.domain}`,
      ]);
    }
    await b.connect();
    await a.signIn();
    should((await b.notification(({ data }) => at(data, 'state') === 'NOT_READY')).to).equal('16105@finesse-b.sim');
    await b.dial();
    should((await b.open('finesse.sim')).getChild('host-unknown')).be.ok();
  });

  it('out of service: 503, told to those who are connected, and nothing else told', async () => {
    const [sup, other] = [await world.supervisor(), await world.supervisor('sup.two', 'b')];
    world.centre.startCall({ agent: 'agt.one' });
    world.set('finesse-out-of-service=a');
    await until('the news', () => system(sup).length === 1);
    should(system(sup)).deepEqual(['OUT_OF_SERVICE']);
    should(at(sup.told[0]?.data, 'lastCTIHeartbeatStatus')).equal('failure');
    should(await statusOf(sup)).deepEqual([200, 'OUT_OF_SERVICE']);
    const { status, error, xml } = await sup.monitor('6001');
    should([status, error]).deepEqual([503, 'Service Unavailable']);
    should([at(xml, 'ApiError', 'ErrorMessage'), at(xml, 'ApiError', 'ErrorData')]).deepEqual([
      'SERVER_OUT_OF_SERVICE',
      '',
    ]);
    should((await sup.get('/User/16105')).status).equal(503);
    should(await statusOf(other)).deepEqual([200, 'IN_SERVICE']);
    should((await other.monitor('6001')).status).equal(202);
    await other.notification(({ data }) => at(data, 'state') === 'ACTIVE');
    world.centre.setState('sup.one', 'ready');
    await sup.ping();
    should(sup.told).have.length(1);
    world.simulator.faults.clear();
    await until('the news', () => system(sup).length === 2);
    should(system(sup)).deepEqual(['OUT_OF_SERVICE', 'IN_SERVICE']);
    // How things stand is told once more; what came and went meanwhile is not.
    await sup.notification(({ data }) => at(data, 'state') === 'READY');
    should(system(other)).be.empty();
  });

  it('back in service: the dialogs that are left are told once more', async () => {
    const sup = await world.supervisor();
    world.centre.startCall({ agent: 'agt.one' });
    await sup.monitor('6001');
    await sup.notification(({ data }) => at(data, 'state') === 'ACTIVE');
    world.set('finesse-out-of-service');
    await until('the news', () => system(sup).length === 1);
    sup.told.length = 0;
    world.simulator.faults.clear();
    await sup.notification(({ source, event }) => event === 'PUT' && source.startsWith('/finesse/api/Dialog/'));
    should(sup.story().filter((line) => line.startsWith('PUT Dialogs'))).deepEqual([
      'PUT Dialogs SUPERVISOR_MONITOR ACTIVE',
    ]);
  });

  it('the web application down: nobody answers there, and finesse is away', async () => {
    const [sup, other] = [await world.supervisor(), await world.supervisor('sup.two', 'b')];
    world.set('finesse-web-down=a');
    await until('its presence', () => presences(sup).length === 2);
    should(presences(sup)).deepEqual([undefined, 'unavailable']);
    await should(sup.get('/SystemInfo')).be.rejected();
    should(await statusOf(other)).deepEqual([200, 'IN_SERVICE']);
    const late = await world.client('sup.three').connect();
    should(presences(late)).be.empty();
    world.simulator.faults.clear();
    await until('its presence', () => presences(sup).length === 3);
    await until('its presence', () => presences(late).length === 1);
    should(presences(sup)[2]).be.undefined();
    should(presences(other)).have.length(1);
  });

  it('who moves to the other node finds his call there', async () => {
    const sup = await world.supervisor();
    world.centre.startCall({ agent: 'agt.one' });
    await sup.monitor('6001');
    const id = at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!;
    world.set('finesse-web-down=a', 'finesse-xmpp-drop=a');
    await until('the end', () => sup.closedWith);
    const moved = await world.client('sup.one', 'b').connect();
    should((await moved.signIn()).status).equal(202);
    should(at((await moved.get('/User/16105')).xml, 'state')).equal('TALKING');
    should(at(await moved.dialogOf('SUPERVISOR_MONITOR'), 'id')).equal(id);
    should((await moved.barge('6001', id)).status).equal(202);
    should(Object.keys(world.hears())).have.length(3);
    await moved.notification(({ event }) => event === 'POST');
  });

  describe('presence lost', () => {
    const gone = (): Promise<unknown> =>
      until('gone', () => world.finesse.sessions() + world.finesse.secondary!.sessions() === 0);
    const state = (): string => world.centre.person('sup.one').state;

    it('signs out after a minute, with 255', async () => {
      const sup = await world.supervisor();
      await sup.close();
      await gone();
      world.clock.advance(59_999);
      should(state()).equal('not-ready');
      world.clock.advance(1);
      should(state()).equal('signed-out');
      const { xml } = await sup.get('/User/16105');
      should([at(xml, 'state'), at(xml, 'ReasonCode', 'code')]).deepEqual(['LOGOUT', '255']);
    });

    it('does nothing to who is back in time, on either node, or still there with another session', async () => {
      const sup = await world.supervisor();
      await sup.close();
      await gone();
      world.clock.advance(30_000);
      const other = await world.client('sup.one', 'b').connect();
      world.clock.advance(60_000);
      should(state()).equal('not-ready');
      const third = await world.client('sup.one', 'b').connect('third');
      await other.close();
      await until('one', () => world.finesse.secondary!.sessions() === 1);
      world.clock.advance(100_000);
      should(state()).equal('not-ready');
      third.say('<presence xmlns="jabber:client" type="unavailable"/>');
      await third.ping();
      world.clock.advance(60_000);
      should(state()).equal('signed-out');
    });

    it('is over with the simulator: who was connected then is signed out by nothing', async () => {
      const sup = await world.supervisor();
      await sup.state('READY');
      await world.finesse.close();
      await gone();
      world.clock.advance(60_000);
      should(state()).equal('ready');
    });

    it('makes not ready, or does nothing, as is chosen', async () => {
      world.set('finesse-forced-logout=not-ready');
      const sup = await world.supervisor();
      await sup.state('READY');
      await sup.close();
      await gone();
      world.clock.advance(60_000);
      should(state()).equal('not-ready');
      world.set('finesse-forced-logout=off');
      const again = await world.supervisor();
      await again.close();
      await gone();
      world.clock.advance(600_000);
      should(state()).equal('not-ready');
    });
  });
});
