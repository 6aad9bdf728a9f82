import should from 'should';
import { ManualClock, startSimulator, type Alert, type Simulator } from '../../simulators';
import type { Json } from '../support/plain-genesys-client';
import { PlainGenesysClient } from '../support/plain-genesys-client';

describe('simulator: control API', () => {
  let simulator: Simulator;
  let alerts: Alert[];
  beforeEach(async () => {
    alerts = [];
    simulator = await startSimulator({
      clock: new ManualClock(),
      genesys: { port: 0 },
      controlPort: 0,
      onAlert: (alert) => alerts.push(alert),
    });
  });
  afterEach(() => simulator.close());

  async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json & Json[] }> {
    const response = await fetch(`${simulator.control!.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json & Json[] };
  }
  const act = (order: Json): ReturnType<typeof ask> => ask('POST', '/do', order);

  it('starts, changes, reads and ends calls', async () => {
    const { body: call } = await act({ do: 'startCall', agent: '6001', customer: '+491', queue: '7000' });
    should(call).have.properties({ id: 'call-1', agent: 'agt.one', customer: '+491', queue: '7000', state: 'live' });
    should(call.hears).deepEqual({ '+491': ['agt.one'], 'agt.one': ['+491'] });
    await act({ do: 'hold', agent: 'agt.one' });
    await act({ do: 'resume', call: 'call-1' });
    await act({ do: 'transfer', agent: 'agt.one', to: 'agt.two' });
    const { genesys } = (await ask('GET', '/calls/call-1')).body.aliases as Record<string, string>;
    should((await ask('GET', `/calls/${genesys!}`)).body).have.property('agent', 'agt.two');
    should((await ask('GET', '/calls/agt.two')).body).have.property('id', 'call-1');
    await act({ do: 'customerHangsUp', agent: 'agt.two' });
    should((await ask('GET', '/calls')).body).deepEqual([]);
    should((await ask('GET', '/calls?all')).body).have.length(1);
  });

  it('lets the supervisor answer and hang up', async () => {
    await ask('POST', '/faults', { faults: ['auto-answer=off'] });
    simulator.centre.setState('sup.one', 'not-ready');
    simulator.centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'listen' });
    await act({ do: 'startCall', agent: 'agt.one' });
    const { body: supervisors } = await ask('GET', '/supervisors');
    should(supervisors[0]).have.properties({ user: 'sup.one', call: 'call-1' });
    const { body: answered } = await act({ do: 'answer', supervisor: 'sup.one' });
    should((answered.legs as Json[]).at(-1)).have.properties({ party: 'sup.one', state: 'talking', mode: 'listen' });
    await act({ do: 'hangUp', supervisor: 'sup.one' });
    should((await ask('GET', '/calls')).body).have.length(1);
    await act({ do: 'hangUp', agent: 'agt.one' });
    should((await ask('GET', '/calls')).body).have.length(0);
  });

  it('counts what clients asked, and never shows a password', async () => {
    const client = new PlainGenesysClient(simulator.genesys!.api, 'sup.one');
    await client.signIn();
    await client.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'], loginCode: '77' });
    should((await ask('GET', '/counters')).body).have.properties({ 'GET /me': 1, StartContactCenterSession: 1 });
    const { body } = await ask('GET', '/requests?operation=StartContactCenterSession');
    should(body).have.length(1);
    should(body[0]).have.properties({ platform: 'genesys', user: 'sup.one', method: 'POST', path: '/api/v2/me' });
    should(body[0]?.body).have.property('loginCode', '[redacted]');
    should(JSON.stringify((await ask('GET', '/requests')).body)).not.match(/simulator|Basic/);
    await ask('DELETE', '/requests');
    should((await ask('GET', '/counters')).body).deepEqual({});
    await client.close();
  });

  it('sets, lists and clears faults', async () => {
    await ask('POST', '/faults', { fault: 'rest-slow=300@ListenIn#2' });
    const slow = async (): Promise<unknown> =>
      (await ask('GET', '/faults')).body.find(({ name }: Json) => name === 'rest-slow');
    should(await slow()).have.properties({ value: '300', only: 'ListenIn', times: 2 });
    await ask('DELETE', '/faults/rest-slow');
    should(await slow()).have.property('value', '0');
    await act({ do: 'fault', name: 'csrf', value: true });
    should(simulator.faults.is('csrf')).equal(true);
    await ask('POST', '/reset');
    should(simulator.faults.is('csrf')).equal(false);
  });

  it('shows the clock and lets time pass', async () => {
    const { body: before } = await ask('GET', '/clock');
    const { body: after } = await ask('POST', '/clock', { ms: 1500 });
    should(Date.parse(String(after.now)) - Date.parse(String(before.now))).equal(1500);
  });

  it('answers nonsense with a sentence', async () => {
    for (const order of [{}, { do: 'dance' }, { do: 'mood', agent: 'agt.one' }, { do: 'endCall', agent: 'agt.one' }]) {
      const { status, body } = await act(order);
      should([status, body.error]).deepEqual([400, 'invalid-input']);
      should(body.message).be.a.String().and.match(/\.$/);
    }
    should((await ask('POST', '/faults', { fault: 7 })).status).equal(400);
    should((await ask('POST', '/clock', { ms: 'x' })).status).equal(400);
    should((await ask('GET', '/nothing')).status).equal(404);
    should((await ask('GET', '/calls/none')).status).equal(404);
    should((await ask('GET', '/')).body.routes).containEql('POST /do');
  });

  it('raises, updates and clears alerts with a gap between', async () => {
    await act({ do: 'startCall', agent: 'agt.one' });
    for (const score of [-0.4, -0.6, -0.3, -0.9, -0.1, 0.5]) await act({ do: 'mood', agent: 'agt.one', score });
    should(alerts.map(({ type, severity }) => `${type} ${severity}`)).deepEqual([
      'raised warning',
      'updated warning',
      'updated critical',
      'cleared info',
    ]);
    should(new Set(alerts.map(({ alertId }) => alertId)).size).equal(1);
    should(alerts[0]).have.properties({ agentRef: 'agt.one', kind: 'sentiment', party: 'customer', score: -0.6 });
    should(alerts[0]?.callRef).have.properties({ platform: 'genesys', alternates: ['call-1'] });
  });
});

describe('simulator: autoplay', () => {
  async function play(seed: string): Promise<string[]> {
    const clock = new ManualClock();
    const seen: string[] = [];
    const simulator = await startSimulator({
      clock,
      seed,
      autoplay: true,
      onAlert: ({ type, agent, score }) => seen.push(`${type} ${agent} ${score}`),
    });
    clock.advance(600_000);
    await simulator.close();
    const { length } = seen;
    clock.advance(600_000);
    should(seen).have.length(length);
    return seen;
  }

  it('plays the same day for the same seed, and stops when it is closed', async () => {
    const first = await play('7');
    should(first.some((line) => line.startsWith('raised'))).equal(true);
    should(first.some((line) => line.startsWith('cleared'))).equal(true);
    should(await play('7')).deepEqual(first);
    should(await play('8')).not.deepEqual(first);
  });
});
