import should from 'should';
import { at, body, type FinesseAnswer, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import { until } from '../support/until';

describe('Finesse face: people and their states', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = await world.client('sup.one').connect();
  });
  afterEach(() => world.close());

  const refused = ({ status, error }: FinesseAnswer): unknown[] => [status, error];
  const user = async (client: PlainFinesseClient, who = client.loginId): Promise<FinesseAnswer> =>
    client.get(`/User/${who}`);
  const stateOf = async (who: string): Promise<string | undefined> => at((await user(sup, who)).xml, 'state');
  const reason = async (who: string): Promise<unknown[]> => {
    const { xml } = await user(sup, who);
    return [at(xml, 'state'), at(xml, 'reasonCodeId'), at(xml, 'ReasonCode', 'code')];
  };

  describe('signing in', () => {
    it('needs the own phone, and gives NOT_READY', async () => {
      should(at((await user(sup)).xml, 'state')).equal('LOGOUT');
      should(at((await user(sup)).xml, 'extension')).equal('');
      const { status, text } = await sup.signIn();
      should([status, text]).deepEqual([202, '']);
      const { node, source, event, data } = await sup.notification(({ data: one }) => one.getName() === 'user');
      should([node, source, event]).deepEqual(['/finesse/api/User/16105', '/finesse/api/User/16105', 'PUT']);
      should([at(data, 'state'), at(data, 'extension'), at(data, 'loginName')]).deepEqual([
        'NOT_READY',
        '6105',
        'sup.one',
      ]);
      should(world.centre.person('sup.one').state).equal('not-ready');
    });

    it('is by force: it keeps the state, and is told again', async () => {
      await sup.signIn();
      await sup.state('READY');
      await until('two', () => sup.told.length === 2);
      should((await sup.signIn()).status).equal(202);
      await until('three', () => sup.told.length === 3);
      should(await stateOf('16105')).equal('READY');
    });

    it('is refused without a phone, with a number that is none, and for somebody else', async () => {
      should(refused(await sup.state('LOGIN'))).deepEqual([400, 'Parameter Missing']);
      should(refused(await sup.state('LOGIN', { extension: '+496105' }))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.state('LOGIN', { extension: '6106' }, '16106'))).deepEqual([
        401,
        'Invalid Authorization User Specified',
      ]);
      should(refused(await sup.state('LOGIN', { extension: '6105' }, '7'))).deepEqual([404, 'User Not Found']);
      should(await stateOf('16105')).equal('LOGOUT');
    });

    for (const [what, extension, type] of [
      ['of nobody', '7777', 'Invalid Device'],
      ['of somebody who is signed in', '6001', 'Device Busy'],
    ] as const) {
      it(`is refused later with the phone ${what}`, async () => {
        should((await sup.state('LOGIN', { extension })).status).equal(202);
        const told = await sup.notification(({ data }) => data.getName() === 'apiErrors');
        should([told.node, told.source, told.event]).deepEqual([
          '/finesse/api/User/16105',
          '/finesse/api/User/16105',
          'put',
        ]);
        should([at(told.data, 'apiError', 'errorType'), at(told.data, 'apiError', 'errorData')]).deepEqual([
          type,
          '260',
        ]);
        should(await stateOf('16105')).equal('LOGOUT');
      });
    }
  });

  describe('changing a state', () => {
    beforeEach(() => sup.signIn());

    it('goes between READY and NOT_READY, with a reason', async () => {
      should((await sup.state('READY')).status).equal(202);
      should(await reason('16105')).deepEqual(['READY', '-1', undefined]);
      should((await sup.state('NOT_READY', { reasonCodeId: '23' })).status).equal(202);
      should(await reason('16105')).deepEqual(['NOT_READY', '23', '23']);
      should((await sup.state('READY')).status).equal(202);
      should(await reason('16105')).deepEqual(['READY', '-1', undefined]);
    });

    it('goes out from NOT_READY only', async () => {
      await sup.state('READY');
      should(refused(await sup.state('LOGOUT'))).deepEqual([400, 'Invalid State']);
      await sup.state('NOT_READY');
      should((await sup.state('LOGOUT')).status).equal(202);
      should(await stateOf('16105')).equal('LOGOUT');
      should(refused(await sup.state('READY'))).deepEqual([400, 'Invalid State']);
    });

    it('refuses what makes no sense', async () => {
      should(refused(await sup.state('TALKING'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.state('toString'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.state('READY', { reasonCodeId: '1' }))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.state('NOT_READY', { reasonCodeId: 'x' }))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.request('PUT', '/User/16105', body('User', {})))).deepEqual([400, 'Parameter Missing']);
      should(refused(await sup.request('PUT', '/User/16105', body('Dialog', { state: 'READY' })))).deepEqual([
        400,
        'Invalid Input',
      ]);
      should(refused(await sup.request('POST', '/User/16105', body('User', { state: 'READY' })))).deepEqual([
        404,
        'Not Found',
      ]);
      world.set('finesse-reason-required');
      should(refused(await sup.state('NOT_READY'))).deepEqual([400, 'Parameter Missing']);
      should((await sup.state('NOT_READY', { reasonCodeId: '4' })).status).equal(202);
    });

    it('of an agent on a call waits for its end', async () => {
      const agent = await world.client('agt.one').connect();
      world.centre.startCall({ agent: 'agt.one' });
      world.clock.advance(1000);
      should((await agent.state('NOT_READY', { reasonCodeId: '5' })).status).equal(202);
      const { data } = await agent.notification(({ data: one }) => at(one, 'pendingState') === 'NOT_READY');
      should(at(data, 'state')).equal('TALKING');
      // The wish is no change of the state.
      should(at(data, 'stateChangeTime')).equal('2026-01-05T09:00:00.000Z');
      world.centre.customerHangsUp('agt.one');
      await agent.notification(({ data: one }) => at(one, 'state') === 'NOT_READY');
      should((await reason('16001')).slice(0, 2)).deepEqual(['NOT_READY', '5']);
    });

    it('UCCX takes one such wish a call', async () => {
      world.set('finesse-deployment=UCCX');
      const agent = await world.client('agt.one').connect();
      world.centre.startCall({ agent: 'agt.one' });
      await agent.state('NOT_READY');
      await agent.state('NOT_READY');
      const { data } = await agent.notification(({ data: one }) => one.getName() === 'apiErrors');
      should(at(data, 'apiError', 'errorMessage')).equal('CF_INVALID_AGENT_WORKMODE');
    });

    it('of an agent can be done by his supervisor, without a reason', async () => {
      should(refused(await sup.state('NOT_READY', { reasonCodeId: '1' }, '16001'))).deepEqual([400, 'Invalid Input']);
      should((await sup.state('NOT_READY', {}, '16001')).status).equal(202);
      should(await reason('16001')).deepEqual(['NOT_READY', '-1', '999']);
      should(refused(await sup.state('NOT_READY', {}, '16001'))).deepEqual([400, 'Invalid State']);
      should((await sup.state('READY', {}, '16001')).status).equal(202);
      world.centre.startCall({ agent: 'agt.one' });
      should(refused(await sup.state('NOT_READY', {}, '16001'))).deepEqual([400, 'Invalid State']);
      should((await sup.state('LOGOUT', {}, '16001')).status).equal(202);
      should(await stateOf('16001')).equal('LOGOUT');
      should(world.centre.calls()).be.empty();
      should(refused(await sup.state('READY', {}, '16001'))).deepEqual([400, 'Invalid State']);
      should(refused(await sup.state('LOGOUT', {}, '16099'))).deepEqual([401, 'Invalid Supervisor']);
      const agent = world.client('agt.two');
      should(refused(await agent.state('LOGOUT', {}, '16003'))).deepEqual([
        401,
        'Invalid Authorization User Specified',
      ]);
    });
  });

  describe('reading', () => {
    it('a user: himself, an agent of his, by login name too on UCCE', async () => {
      const { xml } = await user(sup);
      should(
        xml
          ?.getChild('roles')
          ?.getChildren('role')
          .map((role) => role.getText()),
      ).deepEqual(['Agent', 'Supervisor']);
      should(
        xml
          ?.getChild('teams')
          ?.getChildren('Team')
          .map((team) => at(team, 'name')),
      ).deepEqual(['north', 'south', 'crowd']);
      should([at(xml, 'teamName'), at(xml, 'dialogs'), at(xml, 'uri')]).deepEqual([
        'leads',
        '/finesse/api/User/16105/Dialogs',
        '/finesse/api/User/16105',
      ]);
      should(at((await user(sup, '16001')).xml, 'loginName')).equal('agt.one');
      should(at((await user(sup, 'agt.one')).xml, 'loginId')).equal('16001');
      world.set('finesse-deployment=UCCX');
      should(refused(await user(sup, 'agt.one'))).deepEqual([404, 'User Not Found']);
      should(refused(await user(sup, '16099'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await user(sup, '16106'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await user(sup, 'nobody'))).deepEqual([404, 'User Not Found']);
      const agent = world.client('agt.one');
      should(refused(await user(agent, '16002'))).deepEqual([401, 'Authorization Failure']);
      const own = (await user(agent)).xml;
      should([own?.getChild('teams'), at(own, 'teamId')]).deepEqual([undefined, '5001']);
      should((await user(sup, '%E0%A4%A')).status).equal(404);
    });

    it('a team: who is signed in, or everybody, and only of his own teams', async () => {
      world.centre.setState('agt.two', 'signed-out');
      const members = async (query = ''): Promise<unknown[]> =>
        (await sup.get(`/Team/5001${query}`)).xml
          ?.getChild('users')
          ?.getChildren('User')
          .map((one) => [at(one, 'loginId'), at(one, 'extension'), at(one, 'state')]) ?? [];
      should(await members()).deepEqual([['16001', '6001', 'READY']]);
      should(await members('?includeLoggedOutAgents=true')).deepEqual([
        ['16001', '6001', 'READY'],
        ['16002', '', 'LOGOUT'],
      ]);
      world.set('finesse-deployment=UCCX');
      world.centre.startCall({ agent: 'agt.one' });
      should((await sup.get('/Team/5001')).text).containEql('<mediaState>BUSY</mediaState>');
      should(refused(await sup.get('/Team/5004'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await sup.get('/Team/1'))).deepEqual([404, 'Not Found']);
      should(refused(await world.client('agt.one').get('/Team/5001'))).deepEqual([401, 'Authorization Failure']);
    });

    it("an agent's dialogs, unless it is forbidden", async () => {
      world.centre.startCall({ agent: 'agt.one', data: { callVariable1: 'gold & <silver>' } });
      const [dialog] = await sup.dialogs('16001');
      const id = at(dialog, 'id')!;
      should(id).equal(world.finesse.dialogId('agt.one'));
      should(at(dialog, 'mediaProperties', 'callvariables', 'CallVariable', 'value')).equal('gold & <silver>');
      should(at(dialog, 'mediaProperties', 'wrapUpReason')).equal('');
      should((await sup.get(`/Dialog/${id}`)).status).equal(200);
      should(refused(await world.client('agt.two').get('/User/16001/Dialogs'))).deepEqual([
        401,
        'Invalid Authorization User Specified',
      ]);
      should(refused(await world.client('agt.two').get(`/Dialog/${id}`))).deepEqual([401, 'Authorization Failure']);
      world.set('finesse-agent-dialogs=forbidden');
      should((await sup.get('/User/16001/Dialogs')).status).equal(401);
      should((await sup.get(`/Dialog/${id}`)).status).equal(401);
      should((await world.client('agt.one').get(`/Dialog/${id}`)).status).equal(200);
    });
  });

  describe('on UCCX', () => {
    it('who listens stays NOT_READY, and talks once he has barged in', async () => {
      world.set('finesse-deployment=UCCX');
      await sup.signIn();
      world.centre.startCall({ agent: 'agt.one' });
      await sup.monitor('6001');
      await sup.notification(({ data }) => at(data, 'state') === 'ACTIVE');
      should([await stateOf('16105'), await stateOf('16001')]).deepEqual(['NOT_READY', 'TALKING']);
      await sup.barge('6001', at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!);
      await sup.notification(({ data }) => at(data, 'state') === 'TALKING');
      world.centre.hold('agt.one');
      should(await stateOf('16001')).equal('TALKING');
      should((await sup.dialogs())[0]?.toString()).not.containEql('PARTICIPANT_DROP');
    });

    it('a call that was dialled leaves everybody NOT_READY, and can be listened to', async () => {
      world.set('finesse-deployment=UCCX');
      await sup.signIn();
      world.centre.startCall({ agent: 'agt.one', direction: 'outbound' });
      should(await stateOf('16001')).equal('NOT_READY');
      should((await sup.monitor('6001')).status).equal(202);
      await sup.barge('6001', at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!);
      should(Object.keys(world.hears())).have.length(3);
      should([await stateOf('16105'), await stateOf('16001')]).deepEqual(['NOT_READY', 'NOT_READY']);
    });
  });
});
