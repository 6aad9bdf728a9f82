import 'should';
import type { XmppTransport } from '../../../../src/platforms/finesse/xmpp/types';
import { makeCertificates, type Certificates } from '../../../support/certificates';
import { DrivenChance } from '../../../support/driven-chance';
import { settle } from '../../../support/manual-clock';
import { serveProxy } from '../../../support/servers';
import { until } from '../../../support/until';
import { PlainClient } from '../../../support/xmpp/plain-client';
import { dialogUpdate, Publisher } from '../../../support/xmpp/publisher';
import { needs, titled, xmppServers, type XmppServer, type XmppServerName } from '../../../support/xmpp-servers';
import { refusal, Sessions, soon } from './world';

const transports: readonly XmppTransport[] = ['websocket', 'bosh', 'tcp'];
const node = '/finesse/api/User/7012/Dialogs';
const password = 'right-secret';

for (const name of Object.keys(xmppServers) as XmppServerName[]) {
  describe(titled(`an XMPP session on ${name}`, name), function () {
    this.timeout(120_000);
    let certificates: Certificates;
    let server: XmppServer;

    before(async function () {
      needs(this, name);
      certificates = await makeCertificates();
      server = await xmppServers[name]({ tls: certificates.good });
      await server.addUser('7012', password);
    });
    after(() => (server as XmppServer | undefined)?.stop());

    for (const transport of transports) {
      describe(`by ${transport}`, () => {
        let sessions: Sessions;
        let publisher: Publisher | undefined;

        const publishing = async (): Promise<Publisher> => {
          publisher?.close();
          publisher = await Publisher.connect(server, certificates.ca);
          // Left by the suite before, on the same server.
          await publisher.create(node).catch(() => undefined);
          return publisher;
        };

        beforeEach(() => {
          sessions = new Sessions({
            transport,
            url: server.urls[transport],
            password,
            network: { tls: { ca: certificates.ca } },
          });
        });
        afterEach(async () => {
          await sessions.closeAll();
          publisher?.close();
          publisher = undefined;
        });

        it('tells the events of a node it has subscribed to', async () => {
          const { session, items } = await sessions.online({});
          const publishes = await publishing();
          await session.subscribe(node, soon());
          const first = await publishes.publish(node, dialogUpdate(33554501, '004127'));
          await publishes.publish(node, dialogUpdate(33554502), { as: 'elements', namespace: 'urn:xmpp:push:0' });
          await until('two events', () => items().length === 2);
          items()[0]!.should.have.properties({ node, id: first });
          for (const { payload } of items()) payload.name.should.equal('Update');
          const dialog = items()[0]!.payload.getChild('data')!.getChild('dialogs')!.getChild('Dialog')!;
          dialog.getChildText('id')!.should.equal('33554501');
          dialog.getChildText('fromAddress')!.should.equal('+34600111222');
          dialog.getChild('participants')!.toString().should.containEql('<mediaAddress>004127</mediaAddress>');
          items()[1]!.payload.getChild('data')!.toString().should.containEql('<id>33554502</id>');
        });

        it('loses none of 2 000 events, and keeps their order', async () => {
          const { session, items } = await sessions.online({});
          const publishes = await publishing();
          await session.subscribe(node, soon());
          const ids = Array.from({ length: 2000 }, (_, index) => 33560000 + index);
          await publishes.publishAll(
            node,
            ids.map((id) => dialogUpdate(id)),
          );
          await until('2 000 events', () => items().length >= ids.length, 20_000);
          items()
            .map(({ payload }) => payload.getChildText('source'))
            .should.deepEqual(ids.map((id) => `/finesse/api/Dialog/${id}`));
        });

        it('answers a ping, and says what it does not know', async () => {
          await sessions.online({ resource: 'pinged' });
          const other = await PlainClient.connect({
            url: server.urls.tcp,
            ca: certificates.ca,
            domain: server.domain,
            username: 'publisher',
            password: 'for-tests-only',
            resource: 'asks',
          });
          const to = `7012@${server.domain}/pinged`;
          await other.ask('get', "<ping xmlns='urn:xmpp:ping'/>", to);
          await other
            .ask('get', "<query xmlns='jabber:iq:version'/>", to)
            .should.be.rejectedWith(/service-unavailable/);
          other.close();
        });

        it('stays as long as its pings are answered', async () => {
          const chance = new DrivenChance();
          const { closed } = await sessions.online({ chance });
          // Beside the next ping nothing is waited for: the last one was answered.
          const answered = async (): Promise<void> => {
            await settle();
            await until('the answer to a ping', () => chance.asleep <= 1);
          };
          await chance.pass(60_000, answered);
          closed().should.be.empty();
        });

        it('refuses a wrong password once and for all, and does not repeat it', async () => {
          const error = await refusal(sessions.make({ password: 'wrong-secret' }));
          error.should.have.properties({ code: 'auth', retryable: false, vendorCode: 'not-authorized' });
          JSON.stringify([error.message, error]).should.not.containEql('wrong-secret');
        });

        it('gives way to another session with its resource, and says so', async () => {
          const older = await sessions.online({});
          const newer = await sessions.online({});
          const error = await older.end();
          error.should.have.properties({ code: 'auth', retryable: false, vendorCode: 'conflict' });
          error.message.should.match(/resource/);
          newer.closed().should.be.empty();
        });

        it('gives its subscriptions back when it leaves', async () => {
          const { session } = await sessions.online({ resource: 'leaves' });
          const publishes = await publishing();
          await session.subscribe(node, soon());
          (await publishes.subscribers(node)).should.containEql(`7012@${server.domain}/leaves`);
          await session.close(soon());
          (await publishes.subscribers(node)).should.not.containEql(`7012@${server.domain}/leaves`);
        });

        it('says no more of a node after unsubscribing', async () => {
          const { session, items } = await sessions.online({});
          const publishes = await publishing();
          const other = '/finesse/api/Team/5120/Users';
          await publishes.create(other).catch(() => undefined);
          await session.subscribe(node, soon());
          await session.subscribe(other, soon());
          await session.unsubscribe(other, soon());
          await session.unsubscribe(other, soon());
          await publishes.publish(other, dialogUpdate(1));
          await publishes.publish(node, dialogUpdate(2));
          await until('an event', () => items().length > 0);
          items()
            .map((item) => item.node)
            .should.deepEqual([node]);
        });

        it('names a node that cannot be subscribed to', async () => {
          const { session } = await sessions.online({ pubsub: 'nobody.finesse.test' });
          await session
            .subscribe(node, soon())
            .should.be.rejectedWith({ name: 'SupervisionError', message: /User\/7012/ });
        });

        it('goes through a proxy', async () => {
          const proxy = await serveProxy();
          const network = { tls: { ca: certificates.ca }, proxy: { url: proxy.url, noproxy: [] } };
          const { session } = await sessions.online({ network });
          await session.close(soon());
          proxy.seen.map(({ method }) => method).should.matchEach('CONNECT');
          proxy.seen[0]!.target.should.equal(new URL(server.urls[transport]).host);
          await proxy.close();
        });

        it('does not speak to a server that it cannot trust', async () => {
          const error = await refusal(sessions.make({ network: { tls: { ca: certificates.otherCa } } }));
          error.should.have.properties({ code: 'unreachable', retryable: false, arrived: 'no' });
          error.message.should.match(/tls-config/);
        });

        it('notices a server that hangs, and one that hangs from the beginning', async () => {
          const { closed, end } = await sessions.online({ pingMs: 200, answerMs: 400 });
          try {
            server.hang();
            const error = await end(3000);
            error.should.have.properties({ code: 'unreachable', retryable: true });
            closed().should.have.length(1);
            const late = await refusal(sessions.make({ openMs: 300 }));
            late.should.have.properties({ code: 'unreachable', retryable: true });
            late.message.should.match(/300 ms/);
          } finally {
            server.resume();
          }
          await sessions.online({});
        });

        it('tells of a server that dies, and finds it again after its restart', async () => {
          const { end, closed } = await sessions.online({});
          await server.kill();
          (await end()).should.have.properties({ code: 'unreachable', retryable: true });
          (await refusal(sessions.make({}))).should.have.properties({ code: 'unreachable', retryable: true });
          await server.restart();
          const { session, items } = await sessions.online({});
          const publishes = await publishing();
          await session.subscribe(node, soon());
          await publishes.publish(node, dialogUpdate(7));
          await until('an event', () => items().length === 1);
          closed().should.have.length(1);
        });
      });
    }
  });
}
