import 'should';
import tls from 'node:tls';
import { createServer as httpServer } from 'node:http';
import type { XmppSettings } from '../../../../src/platforms/finesse/xmpp/types';
import { makeCertificates, type Certificates, type Pair } from '../../../support/certificates';
import { run, serveProxy, type Running } from '../../../support/servers';
import { startFakeXmpp, type FakeOptions, type FakeTransport, type FakeXmpp } from '../../../support/xmpp/fake';
import { refusal, Sessions, soon } from './world';

for (const transport of ['websocket', 'bosh', 'tcp'] as const satisfies readonly FakeTransport[]) {
  describe(`XMPP over TLS, by ${transport}`, () => {
    let certificates: Certificates;
    let sessions: Sessions;
    let fake: FakeXmpp | undefined;
    const others: Running[] = [];

    before(async () => {
      certificates = await makeCertificates();
    });
    beforeEach(() => {
      sessions = new Sessions({ transport });
    });
    afterEach(async () => {
      await sessions.closeAll();
      await fake?.close();
      fake = undefined;
      for (const server of others.splice(0)) await server.close();
    });

    const serve = async (pair: Pair, more: Omit<NonNullable<FakeOptions['tls']>, keyof Pair> = {}): Promise<FakeXmpp> =>
      (fake = await startFakeXmpp(transport, { tls: { ...pair, ...more } }));
    const settings = (url: string, options: Record<string, unknown>): Partial<XmppSettings> => ({
      url,
      network: { tls: options },
    });

    it('trusts the CA of the connection, and no other', async () => {
      const { url } = await serve(certificates.good);
      await sessions.online(settings(url, { ca: certificates.ca }));
      for (const options of [{}, { ca: certificates.otherCa }]) {
        const error = await refusal(sessions.make(settings(url, options)));
        error.should.have.properties({ code: 'unreachable', retryable: false, arrived: 'no', platform: 'finesse' });
        error.message.should.match(/cannot be trusted.*CA.*tls-config/);
      }
      fake!.connections.should.have.length(1);
    });

    it('takes a self-signed certificate only if it is told to', async () => {
      const { url } = await serve(certificates.selfSigned);
      (await refusal(sessions.make(settings(url, {})))).message.should.match(/self-signed/);
      await sessions.online(settings(url, { ca: certificates.selfSigned.cert }));
      await sessions.online(settings(url, { rejectUnauthorized: false }));
    });

    it('says that a certificate has expired', async () => {
      const { url } = await serve(certificates.expired);
      (await refusal(sessions.make(settings(url, { ca: certificates.ca })))).message.should.match(/expired/);
    });

    it('says that a certificate is for another host, unless that is the server name of the connection', async () => {
      const { url } = await serve(certificates.wrongHost);
      const error = await refusal(sessions.make(settings(url, { ca: certificates.ca })));
      error.message.should.match(/made for another host name/);
      await sessions.online(settings(url, { ca: certificates.ca, servername: 'elsewhere.test' }));
    });

    it('goes by name as well as by number', async () => {
      const { url } = await serve(certificates.good);
      await sessions.online(settings(url.replace('127.0.0.1', 'localhost'), { ca: certificates.ca }));
    });

    it('shows its own certificate where the server wants one', async () => {
      const { url } = await serve(certificates.good, {
        ca: certificates.ca,
        requestCert: true,
        rejectUnauthorized: true,
      });
      const { cert, key } = certificates.wrongHost;
      await sessions.online(settings(url, { ca: certificates.ca, cert, key }));
      const error = await refusal(sessions.make(settings(url, { ca: certificates.ca })));
      error.should.have.properties({ code: 'unreachable' });
      error.message.should.match(/client certificate/);
    });

    it('says that something else than TLS answers', async () => {
      const plain = await run(httpServer((_request, response) => response.end('hello')));
      others.push(plain);
      const scheme = { websocket: 'wss', bosh: 'https', tcp: 'xmpps' }[transport];
      const error = await refusal(sessions.make(settings(`${scheme}://127.0.0.1:${plain.port}/`, {})));
      error.should.have.properties({ code: 'unreachable', arrived: 'no' });
      error.message.should.match(/TLS/);
    });

    it('says that something else than XMPP answers', async () => {
      const other = await run(
        tls.createServer(certificates.good, (socket) => {
          socket.on('error', () => undefined);
          socket.once('data', () => socket.end('220 mail.test ESMTP\r\n'));
        }),
      );
      others.push(other);
      const scheme = { websocket: 'wss', bosh: 'https', tcp: 'xmpps' }[transport];
      const error = await refusal(
        sessions.make(settings(`${scheme}://127.0.0.1:${other.port}/`, { ca: certificates.ca })),
      );
      error.should.have.property('code').which.match(/^(platform-error|unreachable)$/);
    });

    describe('through a proxy', () => {
      const through = async (refuseWith?: number): Promise<Awaited<ReturnType<typeof serveProxy>>> => {
        const proxy = await serveProxy(refuseWith);
        others.push({ ...proxy, close: () => proxy.close() });
        return proxy;
      };

      it('opens a tunnel, and trusts the proxy no more than anybody', async () => {
        const { url } = await serve(certificates.good);
        const proxy = await through();
        const network = (ca: string): Partial<XmppSettings> => ({
          url,
          network: { tls: { ca }, proxy: { url: proxy.url, username: 'who', password: 'proxy-secret', noproxy: [] } },
        });
        const { session } = await sessions.online(network(certificates.ca));
        await session.close(soon());
        proxy.seen[0]!.should.have.properties({
          method: 'CONNECT',
          target: new URL(url).host,
          authorization: `Basic ${Buffer.from('who:proxy-secret').toString('base64')}`,
        });
        (await refusal(sessions.make(network(certificates.otherCa)))).message.should.match(/CA/);
      });

      it('goes around it where it is told to', async () => {
        const { url } = await serve(certificates.good);
        const proxy = await through();
        await sessions.online({
          url,
          network: { tls: { ca: certificates.ca }, proxy: { url: proxy.url, noproxy: ['127.0.0.1'] } },
        });
        proxy.seen.should.be.empty();
      });

      it('never sends a password through it in the clear', async () => {
        fake = await startFakeXmpp(transport);
        const proxy = await through();
        await sessions.online({ url: fake.url, network: { tls: {}, proxy: { url: proxy.url, noproxy: [] } } });
        proxy.seen.should.be.empty();
      });

      it('says that the proxy refuses', async () => {
        const { url } = await serve(certificates.good);
        const proxy = await through(407);
        const error = await refusal(
          sessions.make({
            url,
            network: { tls: {}, proxy: { url: proxy.url, username: 'who', password: 'proxy-secret', noproxy: [] } },
          }),
        );
        error.should.have.properties({ code: 'unreachable', arrived: 'no' });
        error.message.should.match(/proxy.*407.*password of the proxy/);
        error.message.should.not.containEql('proxy-secret');
      });

      it('is given up where the proxy says nothing', async () => {
        const silent = await run(tls.createServer(certificates.good));
        others.push(silent);
        const error = await refusal(
          sessions.make({
            url: 'wss://127.0.0.1:1/'.replace('wss', { websocket: 'wss', bosh: 'https', tcp: 'xmpps' }[transport]),
            network: { tls: {}, proxy: { url: `http://127.0.0.1:${silent.port}`, noproxy: [] } },
            openMs: 150,
          }),
        );
        error.should.have.properties({ code: 'unreachable', retryable: true });
      });
    });
  });
}
