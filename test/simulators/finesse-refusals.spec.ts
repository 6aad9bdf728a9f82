import should from 'should';
import { at, type FinesseAnswer, type PlainFinesseClient, type Told } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';

describe('Finesse face: refusals', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = await world.supervisor();
  });
  afterEach(() => world.close());

  const start = (agent = 'agt.one'): unknown => world.centre.startCall({ agent });
  const refused = ({ status, error }: FinesseAnswer): unknown[] => [status, error];
  const joined = (user = 'sup.one'): boolean => world.centre.onCall(user) !== undefined;

  /** The error event of a request that was accepted; nothing else was told. */
  async function late(answer: Promise<FinesseAnswer>, client = sup): Promise<Told> {
    const { status, text } = await answer;
    should([status, text]).deepEqual([202, '']);
    const told = await client.notification(({ data }) => data.getName() === 'apiErrors');
    client.told.splice(0);
    return told;
  }
  const words = ({ data }: Told): unknown[] =>
    ['errorType', 'errorData', 'errorMessage'].map((name) => at(data, 'apiError', name));

  async function monitoring(): Promise<string> {
    start();
    await sup.monitor('6001');
    await sup.notification(({ data }) => at(data, 'state') === 'TALKING');
    const id = at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'id')!;
    sup.told.length = 0;
    return id;
  }

  describe('of a silent monitor', () => {
    it('for what is missing, wrong, or not his', async () => {
      start();
      const dialogs = '/User/16105/Dialogs';
      const ask = (fields: string, path = dialogs): Promise<FinesseAnswer> =>
        sup.request('POST', path, `<Dialog>${fields}</Dialog>`);
      const from = '<fromAddress>6105</fromAddress>';
      const to = '<toAddress>6001</toAddress>';
      const action = '<requestedAction>SILENT_MONITOR</requestedAction>';
      should(refused(await ask(from + to))).deepEqual([400, 'Parameter Missing']);
      should(refused(await ask(action + to))).deepEqual([400, 'Parameter Missing']);
      should(refused(await ask(action + from))).deepEqual([400, 'Parameter Missing']);
      should(refused(await ask(`${action}${from}<toAddress> </toAddress>`))).deepEqual([400, 'Parameter Missing']);
      should(refused(await sup.request('POST', dialogs))).deepEqual([400, 'Parameter Missing']);
      should(refused(await ask(from + to + action.replace('SILENT', 'LOUD')))).deepEqual([400, 'Invalid Input']);
      should(refused(await ask(from + to + action.replace('SILENT_MONITOR', 'toString')))).deepEqual([
        400,
        'Invalid Input',
      ]);
      should(refused(await sup.post('SILENT_MONITOR', { fromAddress: '6106', toAddress: '6001' }))).deepEqual([
        400,
        'Invalid Input',
      ]);
      should(refused(await sup.monitor('9999'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.monitor('6106'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.monitor('6105'))).deepEqual([400, 'Invalid Destination']);
      should(refused(await ask(action + from + to, '/User/16106/Dialogs'))).deepEqual([
        401,
        'Invalid Authorization User Specified',
      ]);
      should(refused(await ask(action + from + to, '/User/7/Dialogs'))).deepEqual([404, 'User Not Found']);
      for (const text of [
        'hello',
        '<Dialog>',
        '<User></User>',
        '<Dialog><a></b></a></Dialog>',
        `<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Dialog>${action}${from}<toAddress>&e;</toAddress></Dialog>`,
        `<Dialog>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</Dialog>`,
      ]) {
        should([text.slice(0, 20), ...refused(await sup.request('POST', dialogs, text))]).deepEqual([
          text.slice(0, 20),
          400,
          'Invalid Input',
        ]);
      }
      should(joined()).equal(false);
      should(sup.told).be.empty();
    });

    it('for people: no supervisor, no agent of his, nobody signed in', async () => {
      start();
      start('agt.plain');
      const agent = world.client('agt.two');
      should(refused(await agent.monitor('6001'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await sup.monitor('6099'))).deepEqual([401, 'Authorization Failure']);
      const three = await world.supervisor('sup.three');
      should(refused(await three.monitor('6001'))).deepEqual([401, 'Authorization Failure']);
      const two = world.client('sup.two');
      should(refused(await two.monitor('6001'))).deepEqual([400, 'Invalid State']);
      world.centre.setState('agt.two', 'signed-out');
      should(refused(await sup.monitor('6002'))).deepEqual([400, 'Invalid Input']);
    });

    it('for his own state', async () => {
      start();
      await sup.state('READY');
      should(refused(await sup.monitor('6001'))).deepEqual([400, 'Invalid State']);
      await sup.state('NOT_READY');
      await monitoringAnother();
      should(refused(await sup.monitor('6001'))).deepEqual([400, 'Invalid State']);
      // On UCCX his state does not show it; he has one phone all the same.
      world.set('finesse-deployment=UCCX');
      should(refused(await sup.monitor('6001'))).deepEqual([400, 'Invalid State']);
    });
    const monitoringAnother = async (): Promise<void> => {
      start('agt.two');
      should((await sup.monitor('6002')).status).equal(202);
    };

    it("for the agent's state, by an event, with the number of the deployment", async () => {
      const words13145 = ['Generic Error', '13145', 'GENERIC_ERROR'];
      should(words(await late(sup.monitor('6001')))).deepEqual(['Invalid State', '22', 'CF_INVALID_OBJECT_STATE']);
      world.centre.setState('agt.one', 'after-call-work');
      should(words(await late(sup.monitor('6001')))[0]).equal('Invalid State');
      world.centre.setState('agt.one', 'not-ready');
      should(words(await late(sup.monitor('6001')))).deepEqual(words13145);
      world.centre.setState('agt.one', 'ready');
      start();
      world.centre.hold('agt.one');
      should(words(await late(sup.monitor('6001')))).deepEqual(words13145);
      world.set('finesse-deployment=UCCX');
      should(words(await late(sup.monitor('6001')))[1]).equal('88049');
      world.centre.customerHangsUp('agt.one');
      should(words(await late(sup.monitor('6001')))[1]).equal('88049');
      should(joined()).equal(false);
    });

    it('for a supervisor who is there already, as the choice says', async () => {
      await monitoring();
      const two = await world.supervisor('sup.two');
      should(words(await late(two.monitor('6001'), two)).slice(0, 2)).deepEqual(['Call Operation Failure', '22']);
      world.set('finesse-second-supervisor=sync');
      should(refused(await two.monitor('6001'))).deepEqual([400, 'Call Operation Failure']);
      should(joined('sup.two')).equal(false);
      world.set('finesse-second-supervisor=joins');
      should((await two.monitor('6001')).status).equal(202);
      should(joined('sup.two')).equal(true);
    });
  });

  describe('of a barge', () => {
    it('without a silent monitor, or with another one', async () => {
      start();
      should(refused(await sup.barge('6001', '1'))).deepEqual([400, 'Invalid State']);
      should(refused(await sup.barge('6001', 'x'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.post('BARGE_CALL', { toAddress: '6001' }))).deepEqual([400, 'Parameter Missing']);
      const call = world.finesse.dialogId('agt.one')!;
      should(refused(await sup.barge('6001', call))).deepEqual([400, 'Invalid State']);
      world.centre.endCall('agt.one');
      const monitor = await monitoring();
      start('agt.two');
      should(refused(await sup.barge('6002', monitor))).deepEqual([400, 'Invalid Input']);
      const two = await world.supervisor('sup.two');
      should(refused(await two.barge('6001', monitor))).deepEqual([400, 'Invalid State']);
      should(world.hears()['sup.one']).have.length(2);
      should(world.hears()['agt.one']).have.length(1);
    });

    it('while the agent holds: Invalid Destination, and he may listen on', async () => {
      const monitor = await monitoring();
      world.centre.hold('agt.one');
      should(refused(await sup.barge('6001', monitor))).deepEqual([400, 'Invalid Destination']);
      world.set('finesse-errors=async');
      const told = await late(sup.barge('6001', monitor));
      should([told.source, told.event]).deepEqual(['/finesse/api/User/16105/Dialogs', 'PUT']);
      should(words(told)[0]).equal('Invalid Destination');
      should(await sup.dialogOf('SUPERVISOR_MONITOR')).be.ok();
      world.centre.resume('agt.one');
      should((await sup.barge('6001', monitor)).status).equal(202);
    });
  });

  describe('of actions on a dialog', () => {
    it('for others, other extensions, other dialogs', async () => {
      const monitor = await monitoring();
      const call = world.finesse.dialogId('agt.one')!;
      const agent = world.client('agt.one');
      should(refused(await agent.put(monitor, 'DROP'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await agent.put(monitor, 'DROP', '6105'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await sup.put(monitor, 'DROP', '6001'))).deepEqual([401, 'Authorization Failure']);
      should(refused(await sup.put(monitor, 'DROP', '6002'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.put(monitor, 'DROP', ''))).deepEqual([400, 'Parameter Missing']);
      should(refused(await sup.put(call, 'DROP'))).deepEqual([404, 'Not Found']);
      should(refused(await sup.put('12345678', 'DROP'))).deepEqual([404, 'Not Found']);
      should(refused(await sup.put(monitor, 'EXPLODE'))).deepEqual([400, 'Invalid Input']);
      should(refused(await sup.put(monitor, 'START_RECORDING'))).deepEqual([501, 'Not Implemented']);
      should(refused(await sup.put(monitor, 'HOLD'))).deepEqual([400, 'Invalid State']);
      should(refused(await sup.put(monitor, 'ANSWER'))).deepEqual([400, 'Invalid State']);
      should(refused(await sup.put(monitor, 'PARTICIPANT_DROP', '6001'))).deepEqual([400, 'Invalid Destination']);
      should(world.centre.call('agt.one')?.legs.filter(({ state }) => state === 'talking')).have.length(3);
    });

    it('UCCX has no PARTICIPANT_DROP, and has START_RECORDING', async () => {
      const monitor = await monitoring();
      world.set('finesse-deployment=UCCX');
      should((await sup.put(monitor, 'START_RECORDING', '6001')).status).equal(202);
      should(refused(await sup.put(monitor, 'START_RECORDING', '6105'))).deepEqual([400, 'Invalid Destination']);
      should(refused(await sup.put(monitor, 'PARTICIPANT_DROP', '6001'))).deepEqual([501, 'Not Implemented']);
    });
  });

  describe('that are steered', () => {
    it('by number or name, aimed and counted, where the guide lists them', async () => {
      const monitor = await monitoring();
      world.set('finesse-error=20700@BARGE_CALL#1');
      const answer = await sup.barge('6001', monitor);
      should(refused(answer)).deepEqual([400, '20700']);
      should(at(answer.xml, 'ApiError', 'ErrorData')).equal('20700');
      world.set('finesse-error=20999@BARGE_CALL#1', 'finesse-errors=async');
      should(words(await late(sup.barge('6001', monitor)))).deepEqual(['Generic Error', '20999', 'GENERIC_ERROR']);
      world.set('finesse-error=Invalid State@DROP#1', 'finesse-errors=documented');
      should(refused(await sup.put(monitor, 'DROP'))).deepEqual([400, 'Invalid State']);
      world.set('finesse-error=503@DROP#1');
      should(refused(await sup.put(monitor, 'DROP'))).deepEqual([503, 'Service Unavailable']);
      world.set('finesse-error=500@PUT#1');
      should(refused(await sup.put(monitor, 'DROP'))).deepEqual([500, 'Internal Server Error']);
      should((await sup.put(monitor, 'DROP')).status).equal(202);
    });

    it('with the number in another field, and the source the choice says', async () => {
      start();
      world.set('finesse-error=13145@SILENT_MONITOR', 'finesse-error-place=type');
      should(words(await late(sup.monitor('6001'))).slice(0, 2)).deepEqual(['13145', '']);
      world.set('finesse-error-place=peripheral', 'finesse-error-source=dialog');
      const told = await late(sup.monitor('6001'));
      should(words(told).slice(0, 2)).deepEqual(['Generic Error', '']);
      should(at(told.data, 'apiError', 'peripheralErrorCode')).equal('13145');
      should(told.source).match(/^\/finesse\/api\/Dialog\/\d{8}$/);
      world.set('finesse-errors=sync');
      should(refused(await sup.monitor('6001'))).deepEqual([400, 'Generic Error']);
      world.set('finesse-error=34@SILENT_MONITOR', 'finesse-errors=documented', 'finesse-error-place=data');
      should(words(await late(sup.monitor('6001')))).deepEqual([
        'Call Operation Failure',
        '34',
        'CF_RESOURCE_OUT_OF_SERVICE',
      ]);
    });

    it('echo the id of the request: as a header of a refusal, in an event', async () => {
      start();
      const { headers } = await sup.post('SILENT_MONITOR', {}, 'mine-1');
      should(headers.get('requestid')).equal('mine-1');
      world.set('finesse-error=13145@SILENT_MONITOR');
      await sup.monitor('6001', 'mine-2');
      const { requestId } = await sup.notification(({ data }) => data.getName() === 'apiErrors');
      should(requestId).equal('mine-2');
    });
  });

  it('what the telephony does later can fail later', async () => {
    start();
    world.set('finesse-cti-delay=1000');
    should((await sup.monitor('6001', 'slow')).status).equal(202);
    should((await sup.monitor('6001', 'behind')).status).equal(202);
    should(joined()).equal(false);
    world.clock.advance(1000);
    await sup.notification(({ requestId, data }) => requestId === 'slow' && at(data, 'state') === 'ACTIVE');
    should(joined()).equal(true);
    should(sup.story().join()).not.containEql('Invalid State');
    world.clock.advance(999);
    should(sup.story().join()).not.containEql('Invalid State');
    world.clock.advance(1);
    const { data } = await sup.notification(({ requestId }) => requestId === 'behind');
    should(at(data, 'apiError', 'errorType')).equal('Invalid State');
  });
});
