import should from 'should';
import type { PlainGenesysClient } from '../support/plain-genesys-client';
import { Simulated } from '../support/simulated';
import { until } from '../support/until';

describe('Genesys face: what happens during monitoring', () => {
  let world: Simulated;
  let supervisor: PlainGenesysClient;
  const centre = (): Simulated['simulator']['centre'] => world.simulator.centre;
  const story = async (length: number): Promise<string[]> => {
    await until(`${length} notifications`, () => supervisor.messages.length >= length);
    return supervisor.story();
  };
  const heard = (): Record<string, string[]> => centre().calls()[0]!.hears;

  beforeEach(async () => {
    world = await Simulated.start();
    supervisor = await world.client().start();
    await story(1);
    supervisor.messages.length = 0;
  });
  afterEach(() => world.close());

  it('A: an idle agent is listened to from his next call on, and the subscription survives the call', async () => {
    should((await supervisor.onDevice('ListenIn', world.target())).body).deepEqual({ statusCode: 0 });
    const call = centre().startCall({ agent: 'agt.one', customer: '+491234' });
    should(await story(3)).deepEqual(['Device ListenIn', 'Ringing', 'Established']);
    should(supervisor.lastCall()).have.properties({ mute: 'On', monitoring: true, supervisorListeningIn: false });
    should(supervisor.lastCall().capabilities).containEql('SwitchToBargeIn');
    should(heard()).deepEqual({ '+491234': ['agt.one'], 'agt.one': ['+491234'], 'sup.one': ['+491234', 'agt.one'] });
    centre().endCall(call.id);
    should((await story(4)).at(-1)).equal('Released');
    should(supervisor.lastCall().capabilities).deepEqual([]);
    should(await supervisor.device()).have.property('supervisorMonitoringState');
  });

  it('B: a running call is barged into at once, under the id the agent knows it by', async () => {
    const agent = await world.client('agt.one').start();
    centre().startCall({ agent: 'agt.one', customer: '+491234' });
    await supervisor.onDevice('BargeIn', world.target());
    should(await story(3)).deepEqual(['Device BargeIn', 'Ringing', 'Established']);
    should(supervisor.lastCall().mute).equal('Off');
    should(supervisor.lastCall().capabilities).containEql('SwitchToListenIn');
    const [agentCall] = await agent.calls();
    should(agentCall).have.properties({ id: supervisor.lastCall().id, supervisorListeningIn: true });
    should(heard()['+491234']).deepEqual(['agt.one', 'sup.one']);
  });

  it('B: without intrusion only the next call is joined', async () => {
    world.simulator.faults.set('intrusion=off');
    const first = centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('BargeIn', world.target());
    should(await story(1)).deepEqual(['Device BargeIn']);
    should(await supervisor.calls()).deepEqual([]);
    centre().endCall(first.id);
    centre().startCall({ agent: 'agt.one' });
    should((await story(3)).slice(1)).deepEqual(['Ringing', 'Established']);
  });

  it('C: NextCall ends by itself after one call', async () => {
    await supervisor.onDevice('Coach', { ...world.target(), supervisorMonitoringMode: 'NextCall' });
    const call = centre().startCall({ agent: 'agt.one', customer: '+491234' });
    should(heard()).deepEqual({
      '+491234': ['agt.one'],
      'agt.one': ['+491234', 'sup.one'],
      'sup.one': ['+491234', 'agt.one'],
    });
    centre().customerHangsUp(call.id);
    should(await story(5)).deepEqual(['Device Coach', 'Ringing', 'Established', 'Released', 'Device']);
    should((await supervisor.device()).capabilities).not.containEql('CancelSupervisorMonitoring');
  });

  it('D: a transfer takes the supervisor along with scope Call', async () => {
    centre().startCall({ agent: 'agt.one', customer: '+491234' });
    await supervisor.onDevice('Coach', world.target());
    await story(3);
    centre().transfer('agt.one', 'agt.two');
    should((await story(4)).slice(3)).matchEach(/ParticipantsUpdated/);
    should(heard()).deepEqual({
      '+491234': ['agt.two'],
      'sup.one': ['+491234', 'agt.two'],
      'agt.two': ['+491234', 'sup.one'],
    });
  });

  it('D: a transfer leaves the supervisor behind with scope Agent', async () => {
    centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('ListenIn', { ...world.target(), supervisorMonitoringScope: 'Agent' });
    centre().transfer('agt.one', 'agt.two');
    await until('released', () => supervisor.story().includes('Released'));
    should(centre().calls()).have.length(1);
    should(await supervisor.device()).have.property('supervisorMonitoringState');
  });

  it('E: when the agent hangs up, a barged-in supervisor and the customer keep talking with scope Call', async () => {
    centre().startCall({ agent: 'agt.one', customer: '+491234' });
    await supervisor.onDevice('BargeIn', world.target());
    centre().agentHangsUp('agt.one');
    should(heard()).deepEqual({ '+491234': ['sup.one'], 'sup.one': ['+491234'] });
    centre().supervisorHangsUp('sup.one');
    should(centre().calls()).deepEqual([]);
  });

  it('E: with scope Agent he is dropped, and the call is over', async () => {
    centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('BargeIn', { ...world.target(), supervisorMonitoringScope: 'Agent' });
    centre().agentHangsUp('agt.one');
    await until('released', () => supervisor.story().includes('Released'));
    should(centre().calls()).deepEqual([]);
  });

  it('F: the customer hangs up', async () => {
    const call = centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('ListenIn', world.target());
    centre().customerHangsUp(call.id);
    should((await story(4)).at(-1)).equal('Released');
    should(centre().call(call.id)).have.property('endedBy', 'customer');
  });

  it('G: the supervisor hangs up his own leg; the call and the subscription go on', async () => {
    centre().startCall({ agent: 'agt.one', customer: '+491234' });
    await supervisor.onDevice('BargeIn', world.target());
    should((await supervisor.onCall('Hangup')).body).deepEqual({ statusCode: 0 });
    should((await story(4)).at(-1)).equal('Released');
    should(heard()).deepEqual({ '+491234': ['agt.one'], 'agt.one': ['+491234'] });
    should(await supervisor.device()).have.property('supervisorMonitoringState');
  });

  it('H: cancel ends the subscription and, unless told otherwise, the leg', async () => {
    centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('ListenIn', world.target());
    should((await supervisor.onDevice('CancelSupervisorMonitoring')).body).deepEqual({ statusCode: 0 });
    should((await story(5)).slice(3)).deepEqual(['Device', 'Released']);
    should(centre().calls()).have.length(1);
  });

  it('H: cancel may leave the leg, which hangs up separately', async () => {
    world.simulator.faults.set('cancel-keeps-leg');
    centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('ListenIn', world.target());
    await supervisor.onDevice('CancelSupervisorMonitoring');
    should((await story(4)).slice(3)).deepEqual(['Device']);
    should(await supervisor.calls()).have.length(1);
    await supervisor.onCall('Hangup');
    should((await story(5)).at(-1)).equal('Released');
  });

  it('I: the agent logs out', async () => {
    await supervisor.onDevice('ListenIn', world.target());
    centre().setState('agt.one', 'signed-out');
    should(await story(2)).deepEqual(['Device ListenIn', 'Device']);
  });

  it('I: the supervisor ends his session: monitoring, leg and HTTP session are gone', async () => {
    centre().startCall({ agent: 'agt.one' });
    await supervisor.onDevice('ListenIn', world.target());
    await supervisor.post('/me', { operationName: 'EndContactCenterSession' });
    should(centre().personView('sup.one')).not.have.property('supervises');
    should(centre().onCall('sup.one')).equal(undefined);
    const after = await until('403', async () => {
      const answer = await supervisor.get('/me');
      return answer.status === 403 ? answer : undefined;
    });
    should(after.body).deepEqual({ statusCode: 20, statusMessage: 'Access denied' });
  });

  it('J: the T-Server link is lost and comes back', async () => {
    await supervisor.subscribe('/notifications/services');
    world.simulator.faults.set('tserver-down');
    const answer = await supervisor.onDevice('ListenIn', world.target());
    should(answer.status).equal(503);
    should(answer.body).deepEqual({ statusCode: 4, statusMessage: 'Voice service is not available at this time' });
    const told = await until('services', () =>
      supervisor.messages.find((m) => m.channel === '/notifications/services'),
    );
    should(JSON.stringify(told)).containEql('"Inactive"');
    supervisor.messages.length = 0;
    world.simulator.faults.clear('tserver-down');
    should((await supervisor.onDevice('ListenIn', world.target())).status).equal(200);
  });
});
