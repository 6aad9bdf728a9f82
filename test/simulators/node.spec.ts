import { once } from 'node:events';
import net from 'node:net';
import helper from 'node-red-node-test-helper';
import should from 'should';
import simulatorNode from '../../nodes/supervision-simulator';
import { until } from '../support/until';

interface Sent {
  topic: string;
  payload: Record<string, unknown>;
}

interface Failed {
  error: { message: string; source: { id: string } };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('supervision-simulator node', () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  const alerts: Sent[] = [];
  const calls: Sent[] = [];

  async function load(config: Record<string, unknown>): Promise<ReturnType<typeof helper.getNode>> {
    alerts.length = calls.length = 0;
    const flow = [
      { id: 'tab', type: 'tab' },
      { id: 'sim', z: 'tab', type: 'supervision-simulator', seed: '1', wires: [['alerts'], ['calls']], ...config },
      { id: 'alerts', z: 'tab', type: 'helper' },
      { id: 'calls', z: 'tab', type: 'helper' },
    ];
    await helper.load(simulatorNode, flow);
    helper.getNode('alerts').on('input', (message) => alerts.push(message as unknown as Sent));
    helper.getNode('calls').on('input', (message) => calls.push(message as unknown as Sent));
    return helper.getNode('sim');
  }

  const answers = async (port: number): Promise<number> =>
    fetch(`http://127.0.0.1:${port}/api/v2/diagnostics/version`).then(
      ({ status }) => status,
      () => 0,
    );

  it('runs a contact centre that is steered by messages', async () => {
    const port = await freePort();
    const sim = await load({ genesysPort: String(port) });
    await until('the face', async () => (await answers(port)) === 200);
    sim.receive({ payload: { do: 'startCall', agent: 'agt.one', customer: '+491' } });
    await until('the call', () => calls.some(({ topic }) => topic === 'leg.talking'));
    should(calls.at(-1)?.payload).have.property('hears', { '+491': ['agt.one'], 'agt.one': ['+491'] });
    sim.receive({ payload: { do: 'mood', agent: 'agt.one', score: -0.8 } });
    sim.receive({ payload: { do: 'endCall', agent: 'agt.one' } });
    await until('the alerts', () => alerts.length === 2);
    should(alerts.map(({ topic }) => topic)).deepEqual(['alert.raised', 'alert.cleared']);
    should(alerts[0]?.payload).have.properties({ agentRef: 'agt.one', severity: 'critical', score: -0.8 });
  });

  it('opens no port where it is null or blank, and shows nothing when it is stopped', async () => {
    const servers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
    const before = servers();
    const sim = await load({ genesysPort: null, voipnowPort: ' ', finessePort: null, finesseXmppPort: '' });
    const { status } = sim as unknown as {
      status: { calledWithMatch: (match: unknown) => boolean; lastCall: { args: unknown[] } };
    };
    await until('it runs', () => status.calledWithMatch({ event: 'running' }));
    servers().should.equal(before);
    await sim.close(false);
    should(status.lastCall.args).eql([{}]);
  });

  it('tells what is wrong with a message, and goes on', async () => {
    const sim = await load({ genesysPort: '' });
    const failed: Failed[] = [];
    const calledError = sim as unknown as {
      on: (event: string, listener: (call: { args: unknown[] }) => void) => void;
    };
    calledError.on('call:error', ({ args }) => failed.push({ error: args[0] } as Failed));
    for (const payload of [undefined, { do: 'dance' }, { do: 'startCall' }, { do: 'startCall', agent: 'nobody' }]) {
      sim.receive({ payload });
    }
    await until('four errors', () => failed.length === 4);
    for (const { error } of failed) should(error).have.property('code', 'invalid-input');
    sim.receive({ payload: { do: 'startCall', agent: 'agt.one' } });
    await until('a call', () => calls.length > 0);
  });

  it('survives a port in use, and says so', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as net.AddressInfo;
    const sim = await load({ genesysPort: port });
    const { status } = sim as unknown as { status: { calledWithMatch: (match: unknown) => boolean } };
    await until('the status', () => status.calledWithMatch({ event: 'portInUse' }));
    holder.close();
    await once(holder, 'close');
  });

  it('speaks VoipNow at its own port, and says which of two is taken', async () => {
    const port = await freePort();
    const sim = await load({ genesysPort: '', voipnowPort: String(port) });
    await until('the face', () =>
      fetch(`http://127.0.0.1:${port}/uapi`).then(
        ({ status }) => status === 401,
        () => false,
      ),
    );
    should((sim as unknown as { warn: { called: boolean } }).warn.called).equal(false);
    await helper.unload();
    const holder = net.createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    const second = await load({ genesysPort: await freePort(), voipnowPort: port });
    const { error } = second as unknown as { error: { calledWithMatch: (match: unknown) => boolean } };
    await until('the reason', () => error.calledWithMatch(`Port ${port} is in use`));
    holder.close();
    await once(holder, 'close');
  });

  it('speaks Huawei at its own port', async () => {
    const port = await freePort();
    const sim = await load({ genesysPort: '', huaweiPort: String(port) });
    const url = `http://127.0.0.1:${port}/agentgateway/resource/onlineagent/6105/agentstatus`;
    const answer = await until('the face', () => fetch(url).catch(() => undefined));
    should(await answer.json()).have.property('retcode', '100-006');
    should((sim as unknown as { warn: { called: boolean } }).warn.called).equal(false);
  });

  it('speaks Finesse at two ports, and wants both', async () => {
    const [port, events] = [await freePort(), await freePort()];
    const sim = await load({ genesysPort: '', finessePort: String(port), finesseXmppPort: events });
    const text = await until('the face', () =>
      fetch(`http://127.0.0.1:${port}/finesse/api/SystemInfo`).then(
        (response) => response.text(),
        () => '',
      ),
    );
    should(text).containEql('<xmppDomain>finesse.sim</xmppDomain>');
    should((sim as unknown as { warn: { called: boolean } }).warn.called).equal(false);
    await helper.unload();
    const half = await load({ genesysPort: '', finessePort: port });
    const { error } = half as unknown as { error: { calledWithMatch: (match: unknown) => boolean } };
    await until('the reason', () => error.calledWithMatch({ code: 'invalid-input' }));
  });

  it('frees its port in time when it is closed', async () => {
    const port = await freePort();
    await load({ genesysPort: port, autoplay: true });
    await until('the face', async () => (await answers(port)) === 200);
    const begin = Date.now();
    await helper.unload();
    should(Date.now() - begin).be.below(1000);
    should(await answers(port)).equal(0);
  });
});
