import should from 'should';
import { at, body, type PlainFinesseClient } from '../support/plain-finesse-client';
import { SimulatedFinesse } from '../support/simulated-finesse';
import type { Element } from 'ltx';

const customer = '+491234';

describe('Finesse face: supervision', () => {
  let world: SimulatedFinesse;
  let sup: PlainFinesseClient;
  let agent: PlainFinesseClient;
  let call = '';

  beforeEach(async () => {
    world = await SimulatedFinesse.start();
    sup = await world.supervisor();
    agent = await world.client('agt.one').connect();
    world.centre.startCall({ agent: 'agt.one', customer });
    call = world.finesse.dialogId('agt.one')!;
    await agent.notification(({ data }) => at(data, 'state') === 'TALKING');
    agent.told.length = 0;
  });
  afterEach(() => world.close());

  const told = (client: PlainFinesseClient, line: string): Promise<unknown> =>
    client.notification((one) => client.story()[client.told.indexOf(one)] === line);

  /** Listening, with the id of the silent monitor. */
  async function listen(client = sup): Promise<string> {
    should((await client.monitor('6001', 'order-1')).status).equal(202);
    await told(client, 'PUT Dialogs SUPERVISOR_MONITOR ACTIVE');
    return at(await client.dialogOf('SUPERVISOR_MONITOR'), 'id')!;
  }

  async function barge(): Promise<string> {
    const monitor = await listen();
    should((await sup.barge('6001', monitor, 'order-2')).status).equal(202);
    await told(sup, 'POST Dialogs CONFERENCE ACTIVE');
    return monitor;
  }

  const participants = (dialog: Element | undefined): string[] =>
    (dialog?.getChild('participants')?.getChildren('Participant') ?? []).map((one) => {
      const actions = (one.getChild('actions')?.getChildren('action') ?? []).map((action) => action.getText());
      return [at(one, 'mediaAddress'), at(one, 'state'), at(one, 'mediaAddressType'), actions.join(',')].join(' ');
    });

  describe('silent monitor', () => {
    it('is a dialog of its own in both collections, and the call is untouched', async () => {
      const { status, text, headers } = await sup.monitor('6001', 'order-1');
      should([status, text, headers.get('requestid')]).deepEqual([202, '', null]);
      await told(sup, 'PUT Dialogs SUPERVISOR_MONITOR ACTIVE');
      should(sup.story()).deepEqual([
        'POST Dialogs SUPERVISOR_MONITOR INITIATING',
        'PUT Dialogs SUPERVISOR_MONITOR INITIATED',
        'PUT Dialogs SUPERVISOR_MONITOR ALERTING',
        'PUT User TALKING',
        'PUT Dialogs SUPERVISOR_MONITOR ACTIVE',
      ]);
      await told(agent, 'PUT Dialogs SUPERVISOR_MONITOR ACTIVE');
      should(agent.story()).deepEqual([
        'POST Dialogs SUPERVISOR_MONITOR INITIATING',
        'PUT Dialogs SUPERVISOR_MONITOR INITIATED',
        'PUT Dialogs SUPERVISOR_MONITOR ALERTING',
        'PUT Dialogs SUPERVISOR_MONITOR ACTIVE',
      ]);
      const monitor = await sup.dialogOf('SUPERVISOR_MONITOR');
      should([at(monitor, 'fromAddress'), at(monitor, 'toAddress')]).deepEqual(['6105', '6001']);
      should(at(monitor, 'id'))
        .match(/^\d{8}$/)
        .and.not.equal(call);
      should(at(monitor, 'uri')).equal(`/finesse/api/Dialog/${at(monitor, 'id')!}`);
      should(participants(monitor)).deepEqual([
        '6105 ACTIVE AGENT_DEVICE DROP,BARGE_CALL',
        '6001 ACTIVE AGENT_DEVICE ',
      ]);
      should((await agent.dialogs()).map((dialog) => at(dialog, 'id'))).deepEqual([call, at(monitor, 'id')]);
      should(participants((await agent.dialogs())[0])).deepEqual([
        `${customer} ACTIVE  `,
        '6001 ACTIVE AGENT_DEVICE UPDATE_CALL_DATA,HOLD,CONSULT_CALL,DROP',
      ]);
      should(world.hears()).deepEqual({
        [customer]: ['agt.one'],
        'agt.one': [customer],
        'sup.one': [customer, 'agt.one'],
      });
    });

    it('tells where each notification belongs, and which request caused it', async () => {
      await listen();
      const [first, second, , user] = sup.told;
      should(first).have.properties({
        node: '/finesse/api/User/16105/Dialogs',
        source: '/finesse/api/User/16105/Dialogs',
        to: '16105@finesse.sim',
        requestId: 'order-1',
      });
      should(first?.raw.attrs.from).equal('pubsub.finesse.sim');
      should(first?.raw.attrs.id).startWith('/finesse/api/User/16105/Dialogs__16105@finesse.sim__');
      should(second?.source).equal(at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'uri'));
      should(second?.data.getName()).equal('dialog');
      should(user).have.properties({ node: '/finesse/api/User/16105', source: '/finesse/api/User/16105' });
      should(new Set(sup.told.map(({ id }) => id)).size).equal(sup.told.length);
    });

    it('stops by DROP of the own extension; the call goes on', async () => {
      const monitor = await listen();
      should((await sup.put(monitor, 'DROP')).status).equal(202);
      await told(sup, 'PUT User NOT_READY');
      should(sup.story().slice(-3)).deepEqual([
        'PUT Dialogs SUPERVISOR_MONITOR DROPPED',
        'DELETE Dialogs SUPERVISOR_MONITOR DROPPED',
        'PUT User NOT_READY',
      ]);
      await told(agent, 'DELETE Dialogs SUPERVISOR_MONITOR DROPPED');
      should(await sup.dialogs()).be.empty();
      should((await sup.get(`/Dialog/${monitor}`)).status).equal(404);
      should((await sup.put(monitor, 'DROP')).status).equal(404);
      should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer] });
      await listen();
    });

    for (const [what, end] of [
      ['the agent hangs up', () => world.centre.agentHangsUp('agt.one')],
      ['the customer hangs up', () => world.centre.customerHangsUp('agt.one')],
      ['the agent transfers the call', () => world.centre.transfer('agt.one', 'agt.two')],
      [
        'the agent signs out',
        () => {
          world.centre.setState('agt.one', 'signed-out');
        },
      ],
    ] as const) {
      it(`ends when ${what}`, async () => {
        await listen();
        end();
        await told(sup, 'PUT User NOT_READY');
        should(sup.story().at(-2)).equal('DELETE Dialogs SUPERVISOR_MONITOR DROPPED');
        await told(agent, 'DELETE Dialogs SUPERVISOR_MONITOR DROPPED');
        await told(agent, 'DELETE Dialogs ACD_IN DROPPED');
        should(await sup.dialogs()).be.empty();
        should(world.centre.onCall('sup.one')).be.undefined();
      });
    }

    it('hears through a hold of the agent', async () => {
      await listen();
      world.centre.hold('agt.one');
      await told(agent, 'PUT User HOLD');
      should(participants(await agent.dialogOf('ACD_IN'))[1]).startWith(
        '6001 HELD AGENT_DEVICE UPDATE_CALL_DATA,RETRIEVE',
      );
      should(at(await sup.dialogOf('SUPERVISOR_MONITOR'), 'state')).equal('ACTIVE');
    });

    it('follows his phone: it rings, is answered, or is not', async () => {
      world.set('auto-answer=off', 'ring-time=5000');
      await sup.monitor('6001');
      await told(sup, 'PUT Dialogs SUPERVISOR_MONITOR ALERTING');
      const ringing = await sup.dialogOf('SUPERVISOR_MONITOR');
      should(participants(ringing)).deepEqual(['6105 INITIATED AGENT_DEVICE DROP', '6001 ALERTING AGENT_DEVICE ']);
      should((await sup.barge('6001', at(ringing, 'id')!)).error).equal('Invalid State');
      world.centre.answer('sup.one');
      await told(sup, 'PUT Dialogs SUPERVISOR_MONITOR ACTIVE');
      await sup.put(at(ringing, 'id')!, 'DROP');
      await told(sup, 'PUT User NOT_READY');
      sup.told.length = 0;
      await sup.monitor('6001');
      await told(sup, 'PUT Dialogs SUPERVISOR_MONITOR ALERTING');
      world.clock.advance(5000);
      await told(sup, 'PUT User NOT_READY');
      should(sup.story().slice(-3, -1)).deepEqual([
        'PUT Dialogs SUPERVISOR_MONITOR DROPPED',
        'DELETE Dialogs SUPERVISOR_MONITOR DROPPED',
      ]);
    });

    it('is at once active where the ringing is not seen', async () => {
      world.set('ringing=off');
      await sup.monitor('6001');
      await told(sup, 'PUT User TALKING');
      should(sup.story()).deepEqual(['POST Dialogs SUPERVISOR_MONITOR ACTIVE', 'PUT User TALKING']);
    });
  });

  describe('barge', () => {
    it('makes the call a conference with the supervisor in it, and ends the silent monitor', async () => {
      const monitor = await barge();
      await told(sup, 'DELETE Dialogs SUPERVISOR_MONITOR DROPPED');
      should(sup.story().slice(-3)).deepEqual([
        'POST Dialogs CONFERENCE ACTIVE',
        'PUT Dialogs SUPERVISOR_MONITOR DROPPED',
        'DELETE Dialogs SUPERVISOR_MONITOR DROPPED',
      ]);
      await told(agent, 'DELETE Dialogs SUPERVISOR_MONITOR DROPPED');
      should(agent.story().slice(-3)).deepEqual([
        'PUT Dialogs CONFERENCE ACTIVE',
        'PUT Dialogs SUPERVISOR_MONITOR DROPPED',
        'DELETE Dialogs SUPERVISOR_MONITOR DROPPED',
      ]);
      const [conference, ...more] = await sup.dialogs();
      should(more).be.empty();
      should([at(conference, 'id'), at(conference, 'associatedDialogUri')]).deepEqual([call, '']);
      should(participants(conference)).deepEqual([
        `${customer} ACTIVE  `,
        '6001 ACTIVE AGENT_DEVICE UPDATE_CALL_DATA,HOLD,CONSULT_CALL,DROP',
        '6105 ACTIVE AGENT_DEVICE UPDATE_CALL_DATA,HOLD,CONSULT_CALL,DROP,PARTICIPANT_DROP',
      ]);
      should(
        sup.told.find(({ event, data }) => event === 'POST' && data.toString().includes('CONFERENCE'))?.requestId,
      ).equal('order-2');
      should((await sup.get(`/Dialog/${monitor}`)).status).equal(404);
      should(world.hears()).deepEqual({
        [customer]: ['agt.one', 'sup.one'],
        'agt.one': [customer, 'sup.one'],
        'sup.one': [customer, 'agt.one'],
      });
    });

    it('ends for the supervisor by DROP; agent and customer go on', async () => {
      await barge();
      should((await sup.put(call, 'DROP')).status).equal(202);
      await told(sup, 'PUT User NOT_READY');
      should(sup.story().slice(-3)).deepEqual([
        'PUT Dialogs CONFERENCE DROPPED',
        'DELETE Dialogs CONFERENCE DROPPED',
        'PUT User NOT_READY',
      ]);
      await agent.notification(({ data }) => data.toString().includes('<state>DROPPED</state>'));
      should(participants((await agent.dialogs())[0])).have.length(2);
      should(world.hears()).deepEqual({ [customer]: ['agt.one'], 'agt.one': [customer] });
      await listen();
    });

    it('holds and retrieves his own leg', async () => {
      await barge();
      should((await sup.put(call, 'HOLD')).status).equal(202);
      await told(sup, 'PUT User HOLD');
      should(world.hears()['sup.one']).be.empty();
      should((await sup.put(call, 'HOLD')).error).equal('Invalid State');
      should((await sup.put(call, 'RETRIEVE')).status).equal(202);
      await sup.notification((one) => sup.told.indexOf(one) > 8 && at(one.data, 'state') === 'TALKING');
      should(world.hears()['sup.one']).have.length(2);
    });

    it('drops the agent, and keeps the customer', async () => {
      await barge();
      should((await sup.put(call, 'PARTICIPANT_DROP', customer)).error).equal('Invalid Destination');
      should((await sup.put(call, 'PARTICIPANT_DROP', '6002')).error).equal('Invalid Destination');
      should((await agent.put(call, 'PARTICIPANT_DROP', '6001')).error).equal('Authorization Failure');
      should((await sup.put(call, 'PARTICIPANT_DROP', '6001')).status).equal(202);
      await told(agent, 'DELETE Dialogs CONFERENCE DROPPED');
      should(world.centre.call(call)?.hears).deepEqual({ [customer]: ['sup.one'], 'sup.one': [customer] });
      should((await sup.put(call, 'DROP')).status).equal(202);
      should(world.centre.calls()).be.empty();
    });

    it('outlives the agent, or ends with him', async () => {
      await barge();
      world.centre.agentHangsUp('agt.one');
      should(world.centre.call(call)?.hears).deepEqual({ [customer]: ['sup.one'], 'sup.one': [customer] });
      await sup.put(call, 'DROP');
      world.set('finesse-controller-leaves=ends');
      world.centre.startCall({ agent: 'agt.one', customer });
      await told(sup, 'PUT User NOT_READY');
      sup.told.length = 0;
      await barge();
      world.centre.agentHangsUp('agt.one');
      should(world.centre.calls()).be.empty();
      await told(sup, 'DELETE Dialogs CONFERENCE DROPPED');
    });

    it('ends with the customer', async () => {
      await barge();
      world.centre.customerHangsUp('agt.one');
      await told(sup, 'PUT User NOT_READY');
      await told(agent, 'PUT User READY');
      for (const client of [sup, agent]) should(client.story()).containEql('DELETE Dialogs CONFERENCE DROPPED');
    });
  });

  describe('an agent on his own', () => {
    it('hears of his calls in the documented order', async () => {
      world.centre.customerHangsUp('agt.one');
      await told(agent, 'PUT User READY');
      should(agent.story()).deepEqual([
        'PUT Dialogs ACD_IN ACTIVE',
        'PUT Dialogs ACD_IN DROPPED',
        'DELETE Dialogs ACD_IN DROPPED',
        'PUT User READY',
      ]);
      should(participants(agent.told[1]?.data).map((line) => line.trim())).deepEqual([
        `${customer} DROPPED`,
        '6001 DROPPED AGENT_DEVICE',
      ]);
      agent.told.length = 0;
      world.centre.startCall({ agent: 'agt.one', customer, ringing: true });
      await told(agent, 'PUT User RESERVED');
      const ringing = world.finesse.dialogId('agt.one')!;
      should((await agent.put(ringing, 'ANSWER')).status).equal(202);
      await told(agent, 'PUT User TALKING');
      should(agent.story()).deepEqual([
        'POST Dialogs ACD_IN ALERTING',
        'PUT User RESERVED',
        'PUT Dialogs ACD_IN ACTIVE',
        'PUT User TALKING',
      ]);
      should((await agent.put(ringing, 'HOLD')).status).equal(202);
      should((await agent.put(ringing, 'RETRIEVE')).status).equal(202);
      should((await agent.put(ringing, 'DROP')).status).equal(202);
      await told(agent, 'PUT User READY');
    });

    it('makes a call', async () => {
      const second = await world.client('agt.two').connect();
      should((await second.post('MAKE_CALL', { toAddress: '+49555' })).status).equal(202);
      await told(second, 'PUT User TALKING');
      should(second.story()).deepEqual([
        'POST Dialogs OUT INITIATING',
        'PUT Dialogs OUT INITIATED',
        'PUT Dialogs OUT ALERTING',
        'PUT Dialogs OUT ACTIVE',
        'PUT User TALKING',
      ]);
      const [dialog] = await second.dialogs();
      should([at(dialog, 'fromAddress'), at(dialog, 'toAddress')]).deepEqual(['6002', '+49555']);
      should((await second.post('MAKE_CALL', { toAddress: '+49556' })).error).equal('Invalid State');
    });

    it('gives a transferred call away', async () => {
      const second = await world.client('agt.two').connect();
      world.centre.transfer('agt.one', 'agt.two');
      await told(second, 'POST Dialogs ACD_IN ACTIVE');
      await told(agent, 'DELETE Dialogs ACD_IN DROPPED');
      should((await second.dialogs()).map((dialog) => at(dialog, 'id'))).deepEqual([call]);
      should(await agent.dialogs()).be.empty();
    });
  });

  it('takes the order of the elements as it comes, and a declaration before them', async () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n<!-- from a sample -->\n' +
      '<Dialog>\n <toAddress>6001</toAddress><fromAddress> 6105 </fromAddress>' +
      '<requestedAction>SILENT_MONITOR</requestedAction></Dialog>';
    should((await sup.request('POST', '/User/16105/Dialogs', text)).status).equal(202);
    should(world.simulator.journal.count('SILENT_MONITOR')).equal(1);
    should(world.simulator.journal.list('SILENT_MONITOR')[0]).containEql({
      platform: 'finesse',
      user: 'sup.one',
      method: 'POST',
    });
    should(body('Dialog', {})).equal('<Dialog></Dialog>');
  });
});
