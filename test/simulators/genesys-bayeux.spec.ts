import should from 'should';
import type { Message, PlainGenesysClient } from '../support/plain-genesys-client';
import { Simulated } from '../support/simulated';
import { until } from '../support/until';

describe('Genesys face: notifications', () => {
  let world: Simulated;
  let client: PlainGenesysClient;
  beforeEach(async () => {
    world = await Simulated.start();
    client = world.client();
    await client.signIn();
  });
  afterEach(() => world.close());

  const start = (who: PlainGenesysClient): Promise<unknown> =>
    who.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });

  it('is closed to whoever is not signed in', async () => {
    await should(world.client().handshake()).be.rejectedWith(/403/);
  });

  it('takes single messages and lists, on the base address and the sub-paths', async () => {
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] };
    for (const [body, path] of [
      [hello, ''],
      [[hello], '/handshake'],
    ] as const) {
      const [reply] = await client.bayeux(body, path);
      should(reply).have.properties({ successful: true, version: '1.0', minimumVersion: '1.0' });
      should(reply?.advice).have.properties({ reconnect: 'retry', interval: 0, timeout: 2000 });
    }
    should([...client.cookies.keys()].sort()).deepEqual(['BAYEUX_BROWSER', 'JSESSIONID']);
    should((await client.post('/notifications', 'no json')).status).equal(400);
    should((await client.get('/notifications')).status).equal(400);
  });

  it('does not know a client without its cookie, nor one it forgot', async () => {
    const connect = (clientId: string): Promise<Message[]> =>
      client.bayeux({ channel: '/meta/connect', connectionType: 'long-polling', clientId, advice: { timeout: 0 } });
    await client.handshake();
    should((await connect(client.clientId))[0]).have.property('successful', true);
    client.cookies.delete('BAYEUX_BROWSER');
    const [reply] = await connect(client.clientId);
    should(reply).have.properties({ successful: false, error: '402::Unknown client' });
    should(reply?.advice).have.properties({ reconnect: 'handshake', interval: 0 });
  });

  it('advises a second poll from the same cookies', async () => {
    await client.handshake();
    client.poll();
    await client.subscribe('/v2/me/calls');
    const twin = world.client();
    for (const [name, value] of client.cookies) twin.cookies.set(name, value);
    await twin.handshake();
    const poll = { channel: '/meta/connect', connectionType: 'long-polling', clientId: twin.clientId };
    const [reply] = await until('advice', async () => {
      const replies = await twin.bayeux(poll);
      return replies[0]?.advice?.['multiple-clients'] === true ? replies : undefined;
    });
    should(reply?.advice).have.property('interval', 2000);
  });

  for (const subscription of ['/v2/me/*', '/v2/me/**', '/**', '/v2/me/devices']) {
    it(`delivers to ${subscription}, once, and only to whom it concerns`, async () => {
      const other = world.client('sup.two');
      await other.signIn();
      for (const who of [client, other]) {
        await who.handshake();
        should((await who.subscribe(subscription)).successful).equal(true);
        await who.subscribe('/v2/me/devices');
        who.poll();
      }
      await start(client);
      await until('the device', () => client.messages.length > 0);
      await start(other);
      await until('the other device', () => other.messages.length > 0);
      should([client.messages.length, other.messages.length]).deepEqual([1, 1]);
      const [message] = client.messages;
      should(message?.channel).equal('/v2/me/devices');
      should(message?.data?.metrics).have.property('eventProcessing');
    });
  }

  it('tells an agent his own calls, and a supervisor nothing of them before he is on one', async () => {
    await client.handshake();
    await client.subscribe('/v2/me/*');
    client.poll();
    const agent = await world.client('agt.one').start();
    world.simulator.centre.startCall({ agent: 'agt.one' });
    await until('the agent to know', () => agent.story().includes('Established'));
    world.simulator.centre.hold('agt.one');
    world.simulator.centre.resume('agt.one');
    await until('hold', () => agent.story().includes('Held'));
    should(client.messages).deepEqual([]);
  });

  it('refuses /v2/users to plain agents, bad channels, and publishing to everybody', async () => {
    const plain = world.client('agt.plain');
    await plain.signIn();
    await plain.handshake();
    const refused = async (subscription: unknown): Promise<unknown> => {
      const subscribe = { channel: '/meta/subscribe', subscription, clientId: plain.clientId };
      const [reply] = await plain.bayeux(subscribe);
      should(reply).have.property('successful', false);
      return reply?.error;
    };
    should(await refused('/v2/users')).match(/^403:\w+:subscribe_denied$/);
    should(await refused('nonsense')).equal('403::subscription_invalid');
    should(await refused(['/v2/me/calls', '/'])).equal('403::subscription_invalid');
    should(await refused(undefined)).equal('403::subscription_missing');
    await client.handshake();
    should((await client.subscribe('/v2/users')).successful).equal(true);
    const [reply] = await plain.bayeux({ channel: '/v2/me/calls', data: {}, clientId: plain.clientId });
    should(reply?.successful).equal(false);
  });

  it('gives a dead session 403 instead of Bayeux', async () => {
    await client.handshake();
    client.poll();
    await until('the poll', () => world.simulator.journal.count('/meta/connect') > 0);
    world.simulator.faults.set('expire-sessions');
    await until('the end of the poll', () => client.lastPoll instanceof Error);
    should(client.lastPoll).match({ message: /^HTTP 403 .*Access denied/ });
  });
});
