import should from 'should';
import type { PlainGenesysClient } from '../support/plain-genesys-client';
import { Simulated } from '../support/simulated';
import { until } from '../support/until';

describe('Genesys face: faults', () => {
  let world: Simulated;
  let client: PlainGenesysClient;
  beforeEach(async () => {
    world = await Simulated.start();
    client = await world.client().start();
    await until('the session', () => client.story().includes('Device'));
    client.messages.length = 0;
  });
  afterEach(() => world.close());

  const set = (fault: string): void => {
    world.simulator.faults.set(fault);
  };
  const subscribed = (): unknown => world.simulator.centre.personView('sup.one').supervises;
  const count = (operation: string): number => world.simulator.journal.count(operation);

  it('rest-cut=before: the connection breaks and nothing happened', async () => {
    set('rest-cut=before@ListenIn#1');
    await should(client.onDevice('ListenIn', world.target())).be.rejected();
    should(subscribed()).equal(undefined);
    should(count('ListenIn')).equal(1);
    should((await client.onDevice('ListenIn', world.target())).status).equal(200);
  });

  it('rest-cut=after: the answer breaks off and it happened', async () => {
    set('rest-cut=after@ListenIn#1');
    await should(client.onDevice('ListenIn', world.target())).be.rejected();
    should(subscribed()).have.property('agent', 'agt.one');
    await until('the notification', () => client.story().includes('Device ListenIn'));
    should(count('ListenIn')).equal(1);
  });

  it('rest-html: a page from a proxy, without effect', async () => {
    set('rest-html@ListenIn');
    const { status, text } = await client.onDevice('ListenIn', world.target());
    should(status).equal(502);
    should(text).startWith('<html>');
    should(subscribed()).equal(undefined);
    set('rest-html');
    const probe = await world.client().get('/diagnostics/version');
    should([probe.status, probe.headers.getSetCookie()]).deepEqual([502, []]);
  });

  it('hung: accepted, never answered', async () => {
    const path = `/me/devices/${world.genesys.deviceId('sup.one')}`;
    set('hung@ListenIn');
    let answered = false;
    const asked = client.post(path, { operationName: 'ListenIn', ...world.target() }).then(
      () => (answered = true),
      () => undefined,
    );
    await until('the request', () => count('ListenIn') === 1);
    should((await client.get('/me')).status).equal(200);
    should(answered).equal(false);
    await client.close();
    await asked;
    should(subscribed()).equal(undefined);
  });

  it('rest-slow: the effect is at once, the answer late, the notification does not wait', async () => {
    set('rest-slow=5000@ListenIn');
    let answered = false;
    const asked = client.onDevice('ListenIn', world.target()).then(() => (answered = true));
    await until('the notification', () => client.story().includes('Device ListenIn'));
    should(answered).equal(false);
    world.clock.advance(5000);
    await asked;
  });

  it('notify=before: the notification overtakes the answer', async () => {
    set('notify=before');
    const path = `/me/devices/${world.genesys.deviceId('sup.one')}`;
    const order: string[] = [];
    const asked = client.post(path, { operationName: 'ListenIn', ...world.target() }).then(() => order.push('answer'));
    await until('the notification', () => client.messages.length > 0);
    order.push('notification');
    await asked;
    should(order).deepEqual(['notification', 'answer']);
  });

  it('notify-late, notify-lost, notify-twice', async () => {
    set('notify-late=3000');
    await client.onDevice('ListenIn', world.target());
    should(client.messages).have.length(0);
    world.clock.advance(3000);
    await until('the late one', () => client.messages.length === 1);
    world.simulator.faults.clear();
    set('notify-lost@DeviceStateChangeMessage#1');
    set('notify-twice@CallStateChangeMessage');
    await client.onDevice('Coach', world.target());
    world.simulator.centre.startCall({ agent: 'agt.one' });
    await until('both twice', () => client.messages.length === 5);
    should(client.story().slice(1)).deepEqual(['Ringing', 'Ringing', 'Established', 'Established']);
  });

  it('silent: accepted and never confirmed', async () => {
    set('silent@ListenIn');
    should((await client.onDevice('ListenIn', world.target())).body).deepEqual({ statusCode: 0 });
    should(subscribed()).equal(undefined);
  });

  it('refuse and refuse-async', async () => {
    set('refuse=5@ListenIn');
    should((await client.onDevice('ListenIn', world.target())).body.statusCode).equal(5);
    world.simulator.faults.clear('refuse');
    set('refuse-async@ListenIn');
    should((await client.onDevice('ListenIn', world.target())).body.statusCode).equal(0);
    await until('ErrorMessage', () => client.story().includes('ErrorMessage'));
  });

  it('voice-down: 503 and code 4, reading still works', async () => {
    set('voice-down');
    const { status, body } = await client.onDevice('ListenIn', world.target());
    should([status, body.statusCode]).deepEqual([503, 4]);
  });

  it('poll-cut: the answer of a poll breaks off in the middle', async () => {
    set('poll-cut#1');
    await client.onDevice('ListenIn', world.target());
    await until('the broken poll', () => client.lastPoll instanceof Error);
    client.poll();
    world.simulator.centre.startCall({ agent: 'agt.one' });
    await until('polling again', () => client.story().includes('Established'));
  });

  it('poll-hung: polls are never answered, REST is', async () => {
    set('poll-hung');
    await client.onDevice('ListenIn', world.target());
    should(await client.device()).have.property('supervisorMonitoringState');
    should(client.messages).have.length(0);
  });

  it('restart: sessions and clients are gone, calls and subscriptions stay', async () => {
    const call = world.simulator.centre.startCall({ agent: 'agt.one' });
    await client.onDevice('ListenIn', world.target());
    set('restart');
    await until('the poll to break', () => client.lastPoll instanceof Error);
    should((await client.get('/me')).body.statusCode).equal(20);
    const again = world.client();
    await again.signIn();
    should(await again.device()).have.property('supervisorMonitoringState');
    should((await again.calls())[0]).have.property('state', 'Established');
    should(world.simulator.centre.call(call.id)?.state).equal('live');
  });

  it('names the fault it does not know, and the values it takes', () => {
    should(() => {
      set('nonsense');
    }).throw(/no fault "nonsense"/);
    should(() => {
      set('rest-slow=soon');
    }).throw(/number of 0 or more/);
    should(() => {
      set('rest-cut=maybe');
    }).throw(/before or after or off/);
    should(() => {
      set('csrf=perhaps');
    }).throw(/on or off/);
    should(() => {
      set('hung#0');
    }).throw(/at least once/);
  });
});
