import should from 'should';
import { startSimulator, type Simulator } from '../../simulators';
import { at, PlainFinesseClient } from '../support/plain-finesse-client';
import { makeCertificates } from '../support/certificates';
import { until } from '../support/until';
import { needs, titled, xmppServers, type XmppServer, type XmppServerName } from '../support/xmpp-servers';
import { publisherPassword } from '../support/xmpp/server';

const board = '/finesse/api/Team/5001/Users';

for (const name of Object.keys(xmppServers) as XmppServerName[]) {
  describe(titled(`Finesse face: notifications through ${name}`, name), function () {
    this.timeout(60_000);
    let server: XmppServer;
    let started = false;
    let simulator: Simulator;
    const clients: PlainFinesseClient[] = [];

    before(async function () {
      needs(this, name);
      server = await xmppServers[name]();
      started = true;
      for (const user of ['16105', '16106', '16001']) await server.addUser(user, 'simulator');
    });
    after(async () => {
      if (started) await server.stop();
    });

    beforeEach(async () => {
      simulator = await startSimulator({ finesse: { port: 0, external: account() } });
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.close();
      await simulator.close();
    });

    const account = (): Record<'ws' | 'domain' | 'user' | 'password', string> => ({
      ws: server.urls.websocket,
      domain: server.domain,
      user: 'publisher',
      password: publisherPassword,
    });
    const connected = async (user: string, resource = 'plain'): Promise<PlainFinesseClient> => {
      const client = new PlainFinesseClient(simulator.finesse!, user);
      clients.push(client);
      return client.connect(resource);
    };

    it('says in SystemInfo where the notifications are', async () => {
      const { ws, domain, xmppPort } = simulator.finesse!;
      should([ws, domain, xmppPort]).deepEqual([server.urls.websocket, server.domain, server.ports.http]);
      const { xml } = await new PlainFinesseClient(simulator.finesse!, '16105').get('/SystemInfo');
      should([at(xml, 'xmppDomain'), at(xml, 'xmppPubSubDomain')]).deepEqual([server.domain, server.pubsub]);
    });

    it('tells everybody his own without being asked, in order, and nobody else', async () => {
      const [sup, two, agent] = [await connected('16105'), await connected('16106'), await connected('16001')];
      await sup.signIn();
      await sup.notification(({ data }) => at(data, 'state') === 'NOT_READY');
      simulator.centre.startCall({ agent: 'agt.one' });
      should((await sup.monitor('6001', 'mine')).status).equal(202);
      await sup.notification(({ data }) => at(data, 'state') === 'ACTIVE');
      should(sup.story()).deepEqual([
        'PUT User NOT_READY',
        'POST Dialogs SUPERVISOR_MONITOR INITIATING',
        'PUT Dialogs SUPERVISOR_MONITOR INITIATED',
        'PUT Dialogs SUPERVISOR_MONITOR ALERTING',
        'PUT User TALKING',
        'PUT Dialogs SUPERVISOR_MONITOR ACTIVE',
      ]);
      should(sup.told.slice(1).map(({ requestId }) => requestId)).deepEqual(Array(5).fill('mine'));
      should(sup.told[0]?.to).equal(`16105@${server.domain}`);
      await sup.barge('6001', at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!);
      await agent.notification(
        ({ event, data }) => event === 'DELETE' && data.toString().includes('SUPERVISOR_MONITOR'),
      );
      await two.ping();
      should(two.told).be.empty();
    });

    it('tells a team board to who subscribed, and the payload as it is chosen', async () => {
      const sup = await connected('16105', 'board');
      should(
        (await sup.iq('get', '<query xmlns="http://jabber.org/protocol/disco#items"/>', server.pubsub)).toString(),
      ).containEql(board);
      const content = (action: string): string =>
        `<pubsub xmlns="http://jabber.org/protocol/pubsub"><${action} node="${board}" jid="${sup.jid}"/></pubsub>`;
      should((await sup.iq('set', content('subscribe'), server.pubsub)).attrs.type).equal('result');
      simulator.centre.startCall({ agent: 'agt.one' });
      should((await sup.notification(({ node }) => node === board)).to).equal(sup.jid);
      simulator.faults.set('finesse-payload=elements');
      simulator.centre.customerHangsUp('agt.one');
      const { raw } = await sup.notification(({ data }) => at(data, 'state') === 'READY');
      should(raw.toString()).containEql('<loginId>16001</loginId>');
      await sup.iq('set', content('unsubscribe'), server.pubsub);
    });

    it('twice, late, lost, and with its node out of service', async () => {
      const sup = await connected('16105');
      await sup.signIn();
      await until('one', () => sup.told.length === 1);
      simulator.faults.set('notify-twice#1');
      await sup.state('READY');
      await until('two more', () => sup.told.length === 3);
      should(sup.told[1]?.id).equal(sup.told[2]?.id);
      simulator.faults.set('notify-lost#1');
      await sup.state('NOT_READY');
      simulator.faults.set('finesse-out-of-service');
      const { data } = await sup.notification(({ node }) => node.endsWith('/SystemInfo'));
      should(at(data, 'status')).equal('OUT_OF_SERVICE');
      should(sup.told).have.length(4);
    });

    it('comes back by itself when the server does', async () => {
      await server.restart();
      const sup = await until('a sign-in', () => connected('16105', 'again').catch(() => undefined), 20_000);
      await until(
        'a notification',
        async () => {
          await sup.signIn();
          return sup.told.length > 0;
        },
        20_000,
      );
    });

    it('does not start where it is not let in', async () => {
      const wrong = { ...account(), password: 'wrong' };
      await should(startSimulator({ finesse: { port: 0, external: wrong } })).be.rejectedWith(/sign in/);
      const nowhere = { ...account(), ws: 'ws://127.0.0.1:1/ws' };
      await should(startSimulator({ finesse: { port: 0, external: nowhere } })).be.rejectedWith({
        code: 'ECONNREFUSED',
      });
    });

    it('speaks wss with a private authority', async () => {
      const { ca, good } = await makeCertificates();
      const secure = await xmppServers[name]({ tls: good });
      try {
        const external = { ...account(), ws: secure.urls.websocket };
        await should(startSimulator({ finesse: { port: 0, external } })).be.rejected();
        await (await startSimulator({ finesse: { port: 0, external: { ...external, ca } } })).close();
      } finally {
        await secure.stop();
      }
    });
  });
}
