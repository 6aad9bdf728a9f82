import should from 'should';
import type { Json, PlainGenesysClient } from '../support/plain-genesys-client';
import { Simulated } from '../support/simulated';
import { until } from '../support/until';

describe('Genesys face: operations and refusals', () => {
  let world: Simulated;
  let client: PlainGenesysClient;
  beforeEach(async () => {
    world = await Simulated.start();
    client = await world.client().start();
  });
  afterEach(() => world.close());

  const code = async (answer: Promise<{ status: number; body: Json }>): Promise<[number, unknown]> => {
    const { status, body } = await answer;
    return [status, body.statusCode];
  };
  const call = (): Simulated['simulator']['centre'] => world.simulator.centre;

  it('refuses what is missing, unknown or out of range', async () => {
    should(await code(client.onDevice('ListenIn'))).deepEqual([400, 1]);
    should(await code(client.onDevice('ListenIn', { targetDeviceUri: 'http://x/devices/none' }))).deepEqual([404, 6]);
    const { id: own } = await client.device();
    should(await code(client.onDevice('ListenIn', { targetDeviceUri: `http://x/devices/${String(own)}` }))).deepEqual([
      400, 2,
    ]);
    const scope = { ...world.target(), supervisorMonitoringScope: 'Everything' };
    should(await code(client.onDevice('ListenIn', scope))).deepEqual([400, 10]);
    const mode = { ...world.target(), supervisorMonitoringMode: 'Once' };
    should(await code(client.onDevice('Coach', mode))).deepEqual([400, 10]);
    should(await code(client.post('/me/devices/none', { operationName: 'ListenIn' }))).deepEqual([404, 6]);
    should(await code(client.onDevice('CancelSupervisorMonitoring'))).deepEqual([400, 2]);
    should(await code(client.onDevice('CancelSupervisionMonitoring'))).deepEqual([400, 10]);
    should(await code(client.onDevice('constructor', world.target()))).deepEqual([400, 10]);
    should(
      await code(client.onDevice('ListenIn', { ...world.target(), supervisorMonitoringScope: 'toString' })),
    ).deepEqual([400, 10]);
    should(await code(client.post('/me', { operationName: 'constructor' }))).deepEqual([400, 10]);
  });

  it('takes a target by its id, whatever the host; and forgives a trailing comma', async () => {
    const uri = `https://elsewhere:1/api/v2/devices/${world.genesys.deviceId('agt.two')}/`;
    should(await code(client.onDevice('ListenIn', { targetDeviceUri: uri, phoneNumber: '6002' }))).deepEqual([200, 0]);
    const path = `/me/devices/${world.genesys.deviceId('sup.one')}`;
    const body = `{"operationName":"Coach","targetDeviceUri":"${uri}",}`;
    should(await code(client.post(path, body))).deepEqual([200, 0]);
  });

  it('is for supervisors with a session', async () => {
    const plain = await world.client('agt.plain').start();
    should(await code(plain.onDevice('ListenIn', world.target()))).deepEqual([403, 5]);
    const late = world.client('sup.two');
    await late.signIn();
    should(await code(late.onDevice('ListenIn', world.target()))).deepEqual([400, 2]);
    // What is wrong with the request itself is said first.
    should(await code(late.onDevice('ListenIn'))).deepEqual([400, 1]);
    should(await code(late.onDevice('ListenIn', { targetDeviceUri: 'x' }))).deepEqual([404, 6]);
  });

  it('lets everybody set do-not-disturb and forwarding, which leaves the monitoring as it is', async () => {
    await client.onDevice('ListenIn', world.target());
    for (const [operation, more, shape, offered] of [
      ['DoNotDisturbOn', {}, { doNotDisturb: 'On' }, 'DoNotDisturbOff'],
      ['DoNotDisturbOff', {}, { doNotDisturb: 'Off' }, 'DoNotDisturbOn'],
      ['ForwardCallsOn', { phoneNumber: '6002' }, { forwardTo: '6002' }, 'ForwardCallsOff'],
    ] as const) {
      should(await code(client.onDevice(operation, more))).deepEqual([200, 0]);
      const device = await until('told', () => {
        const [told] = (client.messages.at(-1)?.data?.devices ?? []) as Json[];
        return (told?.capabilities as unknown[] | undefined)?.includes(offered) === true ? told : undefined;
      });
      should(device).have.properties(shape);
      should(device.capabilities).not.containEql(operation);
      should(device.supervisorMonitoringState).have.property('state', 'ListenIn');
    }
    should(await code(client.onDevice('ForwardCallsOff'))).deepEqual([200, 0]);
    should(await client.device()).not.have.property('forwardTo');
    const plain = await world.client('agt.plain').start();
    should(await code(plain.onDevice('DoNotDisturbOn'))).deepEqual([200, 0]);
    should(await code(plain.onDevice('ForwardCallsOn'))).deepEqual([400, 1]);
  });

  it('lets one supervisor on an agent: the second is accepted and told later', async () => {
    await client.onDevice('ListenIn', world.target());
    const second = await world.client('sup.two').start();
    should(await code(second.onDevice('ListenIn', world.target()))).deepEqual([200, 0]);
    const told = await until('ErrorMessage', () => second.messages.find((m) => m.data?.messageType === 'ErrorMessage'));
    should(told.channel).equal('/v2/me/devices');
    should(await second.device()).not.have.property('supervisorMonitoringState');
    world.simulator.faults.set('second-supervisor=19');
    should(await code(second.onDevice('ListenIn', world.target()))).deepEqual([409, 19]);
    world.simulator.faults.set('second-supervisor=2');
    should(await code(second.onDevice('ListenIn', world.target()))).deepEqual([400, 2]);
  });

  it('replaces the agent when another one is asked for', async () => {
    call().startCall({ agent: 'agt.one' });
    await client.onDevice('ListenIn', world.target());
    await client.onDevice('ListenIn', world.target('agt.two'));
    should(call().personView('sup.one').supervises?.agent).equal('agt.two');
    should(call().onCall('sup.one')).equal(undefined);
  });

  it('switches between listening and barging, and out of coaching but not back', async () => {
    call().startCall({ agent: 'agt.one', customer: '+491234' });
    await client.onDevice('Coach', world.target());
    should((await client.calls())[0]?.capabilities).containDeep(['SwitchToBargeIn', 'SwitchToListenIn']);
    should(await code(client.onCall('SwitchToCoach'))).deepEqual([400, 10]);
    should(await code(client.onCall('SwitchToListenIn'))).deepEqual([200, 0]);
    should(await code(client.onCall('SwitchToListenIn'))).deepEqual([400, 2]);
    should(call().calls()[0]?.hears['agt.one']).deepEqual(['+491234']);
    should(await code(client.onCall('SwitchToBargeIn'))).deepEqual([200, 0]);
    should((await client.calls())[0]).have.property('mute', 'Off');
    should(call().calls()[0]?.hears['+491234']).deepEqual(['agt.one', 'sup.one']);
    should((await client.device()).supervisorMonitoringState).have.property('state', 'Coach');
  });

  it('mutes the agent, and takes him off the call while the customer stays', async () => {
    call().startCall({ agent: 'agt.one', customer: '+491234' });
    await client.onDevice('BargeIn', world.target());
    should(await code(client.onCall('UnmuteMonitoredUser'))).deepEqual([400, 2]);
    await client.onCall('MuteMonitoredUser');
    await until('told', () => client.story().includes('MonitoredUserMutedStateChange'));
    should(client.lastCall()).have.property('monitoredUserMuted', true);
    should(call().calls()[0]?.hears['+491234']).deepEqual(['sup.one']);
    await client.onCall('UnmuteMonitoredUser');
    should(await code(client.onCall('RemoveParticipantFromConference'))).deepEqual([400, 1]);
    should(await code(client.onCall('RemoveParticipantFromConference', { participant: '1' }))).deepEqual([404, 6]);
    await client.onCall('RemoveParticipantFromConference', { participant: '6001' });
    should(call().calls()[0]?.hears).deepEqual({ '+491234': ['sup.one'], 'sup.one': ['+491234'] });
  });

  it('offers no supervision on an ordinary call', async () => {
    const plain = await world.client('agt.plain').start();
    call().startCall({ agent: 'agt.plain', ringing: true });
    should(await code(plain.onCall('Answer'))).deepEqual([200, 0]);
    should(await code(plain.onCall('Answer'))).deepEqual([400, 2]);
    for (const operation of ['SwitchToBargeIn', 'SwitchToListenIn', 'MuteMonitoredUser']) {
      should(await code(plain.onCall(operation))).deepEqual([400, 2]);
    }
    should(await code(plain.onCall('Hold'))).deepEqual([200, 0]);
    should(await code(plain.onCall('Retrieve'))).deepEqual([200, 0]);
    should(await code(plain.onCall('MuteCall'))).deepEqual([200, 0]);
    should(await code(plain.onCall('UnmuteCall'))).deepEqual([200, 0]);
    should(await code(client.post(`/me/calls/none`, { operationName: 'Hangup' }))).deepEqual([404, 6]);
    should(await code(plain.onCall('Hangup'))).deepEqual([200, 0]);
  });

  it('lets the phone ring until it is answered, by its owner or by hand, or rings out', async () => {
    world.simulator.faults.set('auto-answer=sup.two');
    const first = call().startCall({ agent: 'agt.one' });
    await client.onDevice('ListenIn', world.target());
    should((await client.calls())[0]).have.properties({ state: 'Ringing', capabilities: ['Answer', 'Hangup'] });
    should(call().calls()[0]?.hears['sup.one']).deepEqual([]);
    await client.onCall('Answer');
    should((await client.calls())[0]).have.property('state', 'Established');
    call().endCall(first.id);
    call().startCall({ agent: 'agt.one' });
    world.clock.advance(30_000);
    should(await client.calls()).deepEqual([]);
    should(await client.device()).have.property('supervisorMonitoringState');
  });
});
