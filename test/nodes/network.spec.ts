/** A connection through TLS and a proxy, chosen as the core nodes for them. */
import should from 'should';
import { ask, caught, showing, start, type Credentials, type FlowNode } from '../support/node-red';
import { makeCertificates, type Certificates } from '../support/certificates';
import { serveProxy } from '../support/servers';
import { action, connection, signIn, useStage } from '../support/stage';

const tlsConfig = (more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'tls',
  type: 'tls-config',
  cert: '',
  key: '',
  ca: '',
  verifyservercert: true,
  servername: '',
  alpnprotocol: '',
  ...more,
});

const proxyNode = (url: string, noproxy: string[] = []): FlowNode => ({
  id: 'proxy',
  type: 'http proxy',
  url,
  noproxy,
});

describe('nodes: TLS', () => {
  let certificates: Certificates;
  before(async () => {
    certificates = await makeCertificates();
  });
  const stage = useStage(() => ({ genesys: { port: 0, tls: certificates.good } }));
  const flow = (tls: FlowNode): FlowNode[] => [connection(stage.url, { tls: 'tls' }), tls, action('coach')];
  const withCa = (cadata: string): Credentials => ({ ...signIn, tls: { cadata } });

  it('trusts the private authority of a tls-config node', async () => {
    await start(flow(tlsConfig()), withCa(certificates.ca));
    await showing('coach', 'connected');
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const { first } = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    first.length.should.equal(1);
  });

  it('trusts nobody else, and says what to do', async () => {
    await start(flow(tlsConfig()), withCa(certificates.otherCa));
    await showing('coach', 'disconnected');
    caught()
      .map(({ code }) => code)
      .should.eql(['unreachable']);
    caught()[0]!.message.should.match(/certificate/i);
    stage.sim.journal.list().length.should.equal(0);
  });

  it('does as the tls-config node says, also not to verify', async () => {
    await start(flow(tlsConfig({ verifyservercert: false })), signIn);
    await showing('coach', 'connected');
  });

  for (const [what, more, words] of [
    ['whose file is missing', { ca: '/nowhere/ca.pem' }, /cannot be used: check its files/],
    ['that is disabled', { d: true }, /does not exist/],
  ] as const) {
    it(`refuses a tls-config node ${what}`, async () => {
      await start(flow(tlsConfig(more)), signIn);
      await showing('coach', 'refused');
      const { caught: errors } = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
      errors.map(({ code }) => code).should.eql(['invalid-input']);
      errors[0]!.message.should.match(words);
      stage.sim.journal.list().length.should.equal(0);
    });
  }
});

describe('nodes: proxy', () => {
  const stage = useStage();
  let proxy: Awaited<ReturnType<typeof serveProxy>>;
  beforeEach(async () => {
    proxy = await serveProxy();
  });
  afterEach(() => proxy.close());

  it('goes through the proxy node, with its user name and password', async () => {
    const nodes = [connection(stage.url, { proxy: 'proxy' }), proxyNode(proxy.url), action('coach')];
    await start(nodes, { ...signIn, proxy: { username: 'me', password: 'secret' } });
    await showing('coach', 'connected');
    proxy.seen.length.should.be.above(0);
    const expected = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    for (const { authorization } of proxy.seen) should(authorization).equal(expected);
  });

  it('passes by it for a host of its exceptions', async () => {
    const nodes = [connection(stage.url, { proxy: 'proxy' }), proxyNode(proxy.url, ['127.0.0.1']), action('coach')];
    await start(nodes, signIn);
    await showing('coach', 'connected');
    proxy.seen.should.eql([]);
  });

  it('without a URL is refused', async () => {
    await start([connection(stage.url, { proxy: 'proxy' }), proxyNode(''), action('coach')], signIn);
    await showing('coach', 'refused');
    caught()[0]!.message.should.match(/has no URL/);
  });
});
