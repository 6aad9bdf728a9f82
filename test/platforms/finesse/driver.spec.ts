import should from 'should';
import { until } from '../../support/until';
import { table } from '../contract/rig';
import { finesseWorlds, type OnFinesse } from './on-finesse';

const agent = '16001';

describe('driver of Finesse', () => {
  const { connected } = finesseWorlds();

  /** Only agent and customer are on the call, and nobody else is told to be. */
  async function undisturbed({ rig, shift }: OnFinesse): Promise<void> {
    await rig.nothingHeld();
    await rig.hears(agent, table(agent));
    should(shift.desk.running()).be.empty();
  }

  /** The agent's calls are looked at only when the supervisor's phone rings; who ends one is known from then on. */
  async function callKnown({ driver }: OnFinesse['shift']): Promise<void> {
    const signal = AbortSignal.timeout(5_000);
    await until('his call is known', async () => (await driver.snapshot(signal))[0]?.call);
  }

  describe('barging in without listening first', () => {
    it('listens, and barges in when he listens; the flow sees one supervision', async () => {
      const { world, shift, verbs } = await connected();
      world.startCall(agent);
      const { id, evidence, call } = await shift.active('barge', agent);
      should(verbs()).deepEqual(['LOGIN', 'SILENT_MONITOR', 'BARGE_CALL']);
      should(evidence).match(
        /^(POST|PUT) on \/finesse\/api\/User\/16105\/Dialogs: dialog \d+ CONFERENCE ACTIVE \(.*6105 ACTIVE\)$/,
      );
      should(call).equal(world.simulator.finesse!.dialogId('agt.one'));
      // Which of answer and ringing comes first is the network's affair.
      const types = shift.types(id).filter((type) => type !== 'supervision.accepted');
      should(types).deepEqual(['supervision.ringing', 'supervision.active']);
      const [listen, barge] = world.simulator.journal.list().filter(({ method }) => method === 'POST');
      should(barge?.body).match({
        fromAddress: '6105',
        toAddress: '6001',
        associatedDialogUri: /^\/finesse\/api\/Dialog\/\d+$/,
      });
      should(barge?.requestId).be.a.String().and.not.equal(listen?.requestId);
    });

    for (const order of ['conference-first', 'monitor-first']) {
      for (const type of ['CONFERENCE', 'SUPERVISOR_BARGE_IN', 'unchanged']) {
        it(`whatever the order of things and the call type: ${order}, ${type}`, async () => {
          const on = await connected([
            `finesse-barge-order=${order}`,
            `finesse-barge-call-type=${type}`,
            'finesse-barge-associated',
          ]);
          const { world, rig, shift } = on;
          world.startCall(agent);
          const { id } = await shift.active('barge', agent);
          await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
          should(shift.types(id)).not.containEql('supervision.ended');
          should((await shift.cancel({ id })).error).be.undefined();
          await undisturbed(on);
        });
      }
    }

    it('with a telephony that takes its time, in which one thing waits for the other', async () => {
      const { world, shift, verbs } = await connected(['finesse-cti-delay=150']);
      world.startCall(agent);
      await shift.active('barge', agent);
      should(verbs()).deepEqual(['LOGIN', 'SILENT_MONITOR', 'BARGE_CALL']);
    });

    it('the listening ends again where the barge is refused', async () => {
      const on = await connected();
      const { world, shift, set, verbs } = on;
      world.startCall(agent);
      set('finesse-error=20700@BARGE_CALL');
      const { supervision, error } = await shift.order({ mode: 'barge', agent });
      should(error).match({ code: 'resource-limit', vendorCode: '20700', httpStatus: 400, kind: 'outcome' });
      should(supervision).match({ phase: 'failed', confirmation: 'accepted', error: { code: 'resource-limit' } });
      should(verbs()).deepEqual(['LOGIN', 'SILENT_MONITOR', 'BARGE_CALL', 'DROP']);
      await undisturbed(on);
      should(shift.types(supervision.id)).not.containEql('supervision.active');
    });

    it('or goes on, where that is wanted, and the flow is told both', async () => {
      const { world, rig, shift, set, verbs } = await connected([], { keepListening: true });
      world.startCall(agent);
      for (const errors of ['sync', 'async']) {
        set('finesse-error=20700@BARGE_CALL', `finesse-errors=${errors}`);
        const { supervision, error } = await shift.order({ mode: 'barge', agent });
        should(error).match({ code: 'resource-limit', vendorCode: '20700' });
        should(supervision).match({
          mode: 'listen',
          phase: 'active',
          confirmation: 'confirmed',
          error: { code: 'resource-limit' },
        });
        await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
        should(shift.desk.running()).match([{ id: supervision.id, mode: 'listen', phase: 'active' }]);
        if (errors === 'sync') should(verbs()).not.containEql('DROP');
        set('finesse-error=');
        // From there he barges in by an order of its own.
        await shift.active('barge', agent);
        should((await shift.cancel('all')).error).be.undefined();
        await rig.nothingHeld();
      }
    });

    it('where the answer of the first step was lost, a query shows it before the second is sent', async () => {
      const { world, shift, set } = await connected();
      world.startCall(agent);
      set('rest-cut=after@SILENT_MONITOR#1');
      await shift.active('barge', agent);
      const own = world.simulator.journal
        .list()
        .flatMap(({ operation, path }) => (path.endsWith('/User/16105/Dialogs') ? [operation] : []));
      const [first, second] = [own.indexOf('SILENT_MONITOR'), own.indexOf('BARGE_CALL')];
      should(own.slice(first + 1, second)).containEql('GET Dialogs');
      should(world.verbs()).containEql({ start: 1, switch: 0 });
    });

    it('what Finesse said to the second step is told, also where it might have come true all the same', async () => {
      for (const [fault, code, httpStatus] of [
        ['finesse-error=500@BARGE_CALL', 'platform-error', 500],
        ['rest-html@BARGE_CALL', 'platform-error', 502],
        ['rest-cut=before@BARGE_CALL', 'unreachable', undefined],
      ] as const) {
        const { world, rig, shift, verbs } = await connected([fault]);
        world.startCall(agent);
        const { supervision, error } = await shift.order({ mode: 'barge', agent, confirmSeconds: 1 });
        should(error).match({ code, httpStatus });
        should(supervision).match({ phase: 'failed', error: { code } });
        should(verbs()).deepEqual(['LOGIN', 'SILENT_MONITOR', 'BARGE_CALL', 'DROP']);
        await rig.nothingHeld();
      }
    });

    it('while nothing can be asked nothing is sent; with REST back in time it comes true', async () => {
      const { world, shift, set } = await connected();
      world.startCall(agent);
      set('rest-slow=200@SILENT_MONITOR');
      const order = shift.order({ mode: 'barge', agent, confirmSeconds: 8 });
      await until('the order arrived', () => world.verbs().start === 1);
      await world.rest.shut();
      const shut = Date.now();
      // Longer than a question is repeated.
      await until('given up', () => Date.now() - shut > 1_500);
      await world.rest.open();
      const { supervision, error } = await order;
      should(error).be.undefined();
      should(supervision).containEql({ mode: 'barge', phase: 'active' });
      should(world.verbs()).containEql({ start: 1, switch: 0 });
    });

    it('is not done any more when the flow was told that it did not come true', async () => {
      const { world, rig, shift, verbs } = await connected(['rest-slow=300@SILENT_MONITOR']);
      world.startCall(agent);
      const { driver } = shift;
      const found = await driver.find(agent, AbortSignal.timeout(3_000));
      const order = {
        id: 'o1',
        mode: 'barge',
        agent: found.agent,
        supervisor: '16105',
        arm: false,
        options: {},
      } as const;
      await driver.start({ ...order, confirmBy: Date.now() + 150 }, AbortSignal.timeout(3_000));
      await rig.hears(agent, table(agent, '16105', 'listen'));
      for (let n = 0; n < 5; n++) await driver.snapshot(AbortSignal.timeout(3_000));
      should(verbs()).deepEqual(['LOGIN', 'SILENT_MONITOR']);
      await driver.stop({ ...order }, AbortSignal.timeout(3_000));
      await rig.nothingHeld();
    });

    it('nothing is sent for an order that was taken back meanwhile', async () => {
      const on = await connected(['answer-after=150']);
      const { world, rig, shift, verbs } = on;
      world.startCall(agent);
      const order = shift.order({ mode: 'barge', agent });
      await until('listening is on its way', () => verbs().includes('SILENT_MONITOR'));
      await shift.cancel('all');
      should((await order).error?.code).equal('unconfirmed');
      await undisturbed(on);
      should(verbs()).not.containEql('BARGE_CALL');
      await rig.nothingHeld();
    });
  });

  describe('refusals, with the answer or by an event', () => {
    type Row = [mode: 'listen' | 'barge', vendor: string, code: string];
    const rows: Row[] = [
      ['listen', '88049', 'agent-wrong-state'],
      ['listen', '13145', 'agent-wrong-state'],
      ['listen', '13139', 'mode-unsupported'],
      ['listen', '13140', 'mode-unsupported'],
      ['listen', '13141', 'mode-unsupported'],
      ['listen', '13142', 'not-permitted'],
      ['listen', '34', 'platform-error'],
      ['listen', 'Call Operation Failure', 'platform-error'],
      ['listen', 'Generic Error', 'platform-error'],
      ['barge', '20700', 'resource-limit'],
      ['barge', '20999', 'call-shape'],
      ['barge', 'Invalid Destination', 'agent-wrong-state'],
      ['barge', '22', 'call-shape'],
    ];
    for (const errors of ['sync', 'async'] as const) {
      for (const [mode, vendor, code] of rows) {
        it(`${mode} refused with ${vendor} (${errors}) is ${code}, and leaves nothing behind`, async () => {
          const operation = mode === 'listen' ? 'SILENT_MONITOR' : 'BARGE_CALL';
          const on = await connected([`finesse-errors=${errors}`, `finesse-error=${vendor}@${operation}`]);
          const { world, shift } = on;
          world.startCall(agent);
          const { supervision, error } = await shift.order({ mode, agent });
          should(error).match({ code, vendorCode: vendor, platform: 'finesse' });
          should(error?.httpStatus).equal(errors === 'sync' ? 400 : undefined);
          should(supervision.phase).equal('failed');
          await undisturbed(on);
          // His calls are of no interest any more.
          const mine = (what: string): number =>
            world.simulator.journal.list(what).filter(({ path }) => path.includes(`/User/${agent}/`)).length;
          await until('let go of', () => mine('subscribe') === mine('unsubscribe'));
        });
      }
    }

    for (const place of ['data', 'type', 'peripheral']) {
      it(`the code is found where it stands: ${place}`, async () => {
        const { world, shift } = await connected([
          'finesse-errors=async',
          `finesse-error-place=${place}`,
          'finesse-error=20999@BARGE_CALL',
        ]);
        world.startCall(agent);
        should((await shift.order({ mode: 'barge', agent })).error).match({ code: 'call-shape', vendorCode: '20999' });
      });
    }

    for (const id of ['empty', 'absent', 'echoed']) {
      it(`belong to their order, with the id of the request ${id}`, async () => {
        const { world, rig, shift, set } = await connected([`finesse-request-id=${id}`, 'finesse-errors=async']);
        world.startCall(agent);
        await shift.active('listen', agent);
        set('finesse-error=20999@BARGE_CALL#1');
        const { supervision, error } = await shift.order({ mode: 'barge', agent });
        should(error).match({ code: 'call-shape', vendorCode: '20999' });
        should(supervision).match({ mode: 'listen', phase: 'active' });
        await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
        await shift.active('barge', agent);
      });
    }

    it('that come twice refuse one order only', async () => {
      for (const id of ['empty', 'echoed']) {
        const { world, shift, set } = await connected([
          `finesse-request-id=${id}`,
          'finesse-errors=async',
          'notify-twice',
        ]);
        world.startCall(agent);
        set('finesse-error=20999@BARGE_CALL#1');
        should((await shift.order({ mode: 'barge', agent })).error?.code).equal('call-shape');
        await shift.active('barge', agent);
      }
    });

    it('do not go to an older order that nothing was heard of', async () => {
      const { world, shift, set } = await connected(['finesse-request-id=empty', 'finesse-errors=async']);
      world.startCall(agent);
      set('silent@SILENT_MONITOR#1');
      should((await shift.order({ agent, confirmSeconds: 0.3 })).error?.code).equal('unconfirmed');
      set('finesse-error=13141@SILENT_MONITOR#1');
      should((await shift.order({ agent })).error).match({ code: 'mode-unsupported', vendorCode: '13141' });
    });

    it('that come before the answer', async () => {
      const on = await connected(['finesse-errors=async', 'rest-slow=200@verb', 'finesse-error=13141@SILENT_MONITOR']);
      on.world.startCall(agent);
      should((await on.shift.order({ mode: 'barge', agent })).error).match({
        code: 'mode-unsupported',
        vendorCode: '13141',
      });
      await undisturbed(on);
    });

    it('vague ones are explained by the calls of the agent', async () => {
      const { world, rig, shift, set } = await connected(['finesse-second-supervisor=sync']);
      world.startCall(agent);
      world.hold(agent);
      should((await shift.order({ agent })).error).match({
        code: 'agent-wrong-state',
        message: /on hold/,
        vendorCode: '13145',
      });
      world.resume(agent);
      const other = await rig.connected(world.supervisors[1]);
      await other.active('listen', agent);
      should((await shift.order({ agent })).error).match({ code: 'already-supervised', message: /monitored by 6106/ });
      set('finesse-second-supervisor=async');
      should((await shift.order({ agent })).error).match({ code: 'already-supervised', vendorCode: '22' });
      await other.cancel('all');
      world.endCall(agent, 'customer');
      should((await shift.order({ agent })).error?.code).equal('no-active-call');
    });

    it('barging in while the agent holds the call', async () => {
      const { world, shift } = await connected();
      world.startCall(agent);
      await shift.active('listen', agent);
      world.hold(agent);
      const { supervision, error } = await shift.order({ mode: 'barge', agent });
      should(error).match({ code: 'agent-wrong-state', vendorCode: 'Invalid Destination', message: /on hold/ });
      should(supervision).match({ mode: 'listen', phase: 'active' });
    });
  });

  describe('the end', () => {
    for (const [what, act, endedBy] of [
      ['the customer hangs up', 'customer', 'customer'],
      ['the agent hangs up', 'agent', 'agent'],
    ] as const) {
      it(`${what}, while he is listened to`, async () => {
        const { world, shift } = await connected();
        world.startCall(agent);
        const { id } = await shift.active('listen', agent);
        await callKnown(shift);
        world.endCall(agent, act);
        const over = await shift.ended(id);
        should([endedBy, 'unknown']).containEql(over.endedBy);
        should(over.evidence).match(/SUPERVISOR_MONITOR DROPPED/);
      });
    }

    it('the agent passes the call on', async () => {
      const { world, shift } = await connected();
      world.startCall(agent);
      const { id } = await shift.active('listen', agent);
      await callKnown(shift);
      world.transfer(agent, '16002');
      should(await shift.ended(id)).match({ phase: 'ended', endedBy: 'transfer' });
      should(shift.events.map(({ type }) => type)).containEql('call.transferred');
    });

    it('whom we take off has left by that, also where nothing else tells why', async () => {
      const { world, shift } = await connected(['finesse-agent-dialogs=forbidden']);
      world.startCall(agent);
      await shift.active('listen', agent);
      const left: unknown[] = [];
      const { driver, desk } = shift;
      const [running] = desk.running();
      driver.listen((event) => event.type === 'leg' && left.push(event));
      await driver.stop(
        { id: running!.id, mode: 'listen', agent: { id: agent, label: agent }, supervisor: '16105' },
        AbortSignal.timeout(3_000),
      );
      await until('told', () => left.length > 0);
      should(left).match([{ state: 'left', why: 'supervisor' }]);
    });

    it('who is alone with the customer is not taken off: that would end the call', async () => {
      const { world, rig, shift, verbs } = await connected();
      world.startCall(agent);
      const { id } = await shift.active('barge', agent);
      world.endCall(agent, 'agent');
      const call = world.simulator.centre.call('sup.one');
      should(call?.hears).have.property('sup.one');
      const { error } = await shift.cancel({ id });
      should(error).match({ code: 'transition-not-allowed', message: /only the customer/ });
      should(verbs()).not.containEql('DROP');
      should(shift.told(id)).match({ phase: 'active', mode: 'barge' });
      await rig.close();
      should(verbs()).not.containEql('DROP').and.not.containEql('LOGOUT');
    });
  });

  describe('the state of the supervisor', () => {
    it('he has to be not ready, and is told so', async () => {
      const { world, shift, verbs } = await connected();
      world.startCall(agent);
      world.simulator.centre.setState('sup.one', 'ready');
      await until('told', () => shift.events.some(({ agent: who, detail }) => who === '16105' && detail === 'READY'));
      const { error } = await shift.order({ agent });
      should(error).match({ code: 'supervisor-wrong-state', message: /must be NOT_READY/, arrived: 'no' });
      should(verbs()).deepEqual(['LOGIN']);
    });

    it('or is made not ready where that is wanted, with the reason that the site demands', async () => {
      for (const reasonCodeId of ['23', undefined]) {
        const { world, shift, set, verbs } = await connected(['finesse-reason-required'], {
          setNotReady: true,
          reasonCodeId,
        });
        world.startCall(agent);
        world.simulator.centre.setState('sup.one', 'ready');
        await until('told', () => shift.events.some(({ agent: who, detail }) => who === '16105' && detail === 'READY'));
        const { error } = await shift.order({ mode: 'barge', agent });
        if (reasonCodeId === undefined) should(error).match({ code: 'invalid-input', httpStatus: 400, arrived: 'no' });
        else should(error).be.undefined();
        should(verbs().slice(0, 3)).deepEqual(
          reasonCodeId ? ['LOGIN', 'NOT_READY', 'SILENT_MONITOR'] : ['LOGIN', 'NOT_READY'],
        );
        set('finesse-reason-required=off');
      }
    });

    it('signed out by somebody else, he is not used', async () => {
      const { world, shift, verbs } = await connected();
      world.startCall(agent);
      world.simulator.centre.setState('sup.one', 'signed-out');
      await until('told', () => shift.events.some(({ agent: who, detail }) => who === '16105' && detail === 'LOGOUT'));
      should((await shift.order({ agent })).error).match({ code: 'supervisor-wrong-state', message: /not signed in/ });
      should(verbs()).deepEqual(['LOGIN']);
    });

    it('after a leg it follows a moment later, and the next order waits for it', async () => {
      const { world, shift } = await connected(['notify-late=120@User']);
      world.startCall(agent);
      for (let n = 0; n < 3; n++) {
        await shift.active('listen', agent);
        should((await shift.cancel('all')).error).be.undefined();
      }
    });
  });

  it('a cancel that was accepted and then refused says why, and he is still there', async () => {
    const { world, rig, shift, set, verbs } = await connected(['finesse-errors=async']);
    world.startCall(agent);
    const { id } = await shift.active('listen', agent);
    set('finesse-error=20700@DROP');
    const { error, supervisions } = await shift.cancel({ id });
    should(error).containEql({ platform: 'finesse', vendorCode: '20700' });
    should(supervisions[0]).containEql({ id, phase: 'active' });
    // Once more, after a query that found him there.
    should(verbs().filter((verb) => verb === 'DROP')).have.length(2);
    await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
    set('finesse-error=');
    should((await shift.cancel({ id })).error).be.undefined();
    await rig.nothingHeld();
  });

  describe('signing in', () => {
    it('is done where he is signed out, and undone at the end', async () => {
      const { world, rig, verbs } = await connected();
      should(world.simulator.centre.person('sup.one').state).equal('not-ready');
      await rig.close();
      should(verbs()).deepEqual(['LOGIN', 'LOGOUT']);
      should(world.signedIn()).equal(0);
    });

    it('is left to the desktop where that is wanted', async () => {
      const { world, rig, shift, verbs } = await connected([], { signIn: false, extension: '' });
      world.startCall(agent);
      should((await shift.order({ agent })).error?.code).equal('supervisor-wrong-state');
      world.simulator.centre.setState('sup.one', 'not-ready');
      await until('told', () => shift.events.some(({ detail }) => detail === 'NOT_READY'));
      await shift.active('listen', agent);
      await rig.close();
      should(verbs()).deepEqual(['SILENT_MONITOR', 'DROP']);
      should(world.simulator.centre.person('sup.one').state).equal('not-ready');
    });

    it('who is signed in already is neither signed in nor out', async () => {
      const { world, rig } = await connected([], { signIn: false });
      world.simulator.centre.setState('sup.two', 'not-ready');
      const shift = await rig.connected('16106');
      world.startCall(agent);
      await shift.active('listen', agent);
      await shift.desk.close(900);
      should(world.simulator.journal.list().map(({ operation }) => operation))
        .not.containEql('LOGIN')
        .and.not.containEql('LOGOUT');
    });

    it('a phone that is not his is told, by an event after the answer', async () => {
      const { world, rig } = await connected();
      const wrong = rig.shift('16106', undefined, world.driver('16106', undefined, { extension: '6999' }));
      should(await wrong.connect()).match({ code: 'supervisor-bad-device', vendorCode: '260' });
      const taken = rig.shift('16106', undefined, world.driver('16106', undefined, { extension: '6105' }));
      should(await taken.connect()).match({ code: 'supervisor-bad-device' });
      const none = rig.shift('16106', undefined, world.driver('16106', undefined, { extension: '' }));
      should(await none.connect()).match({ code: 'invalid-input', message: /extension/ });
    });

    it('works by login name, where Finesse takes it', async () => {
      const { world, rig } = await connected();
      const shift = rig.shift('sup.two', undefined, world.driver('sup.two', undefined, { extension: '6106' }));
      should(await shift.connect()).be.undefined();
      world.startCall(agent);
      const { supervisor } = await shift.active('listen', agent);
      should(supervisor).equal('sup.two');
      await rig.hears(agent, table(agent, '16106', 'listen'));
      // His address at the notifications is made of the login id.
      const binds = world.simulator.journal.list('auth').map(({ path }) => path);
      should(binds.at(-1)).match(/16106/);
    });

    it('an agent is no supervisor', async () => {
      const { world, rig } = await connected();
      const shift = rig.shift('16099', undefined, world.driver('16099', undefined, { extension: '6099' }));
      should(await shift.connect()).match({ code: 'not-permitted', message: /no supervisor/ });
    });
  });

  describe('finding and watching agents', () => {
    it('whose calls a supervisor may not see, by the board of their team', async () => {
      const { world, rig, shift } = await connected(['finesse-agent-dialogs=forbidden']);
      should((await shift.order({ agent })).error?.code).equal('no-active-call');
      const { supervision } = await shift.order({ agent, arm: true, confirmSeconds: 0.4 });
      should(supervision.phase).equal('armed');
      world.startCall(agent);
      await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
      const { call } = await until('active', () => shift.desk.running().find(({ phase }) => phase === 'active'));
      // Which of his calls Finesse chose cannot be known.
      should(call).be.undefined();
      world.endCall(agent, 'agent');
      should((await shift.ended(supervision.id)).endedBy).equal('unknown');
      const forbidden = world.simulator.journal.list('GET Dialogs').filter(({ path }) => path.includes(agent));
      // Refusals count towards a lock-out: it is not asked again and again.
      should(forbidden).have.length(1);
    });

    it('tells their calls and states', async () => {
      const { world, shift } = await connected();
      await shift.order({ agent, arm: true, armSeconds: 60, confirmSeconds: 0.4 });
      world.startCall(agent);
      await until('active', () => shift.desk.running()[0]?.phase === 'active');
      world.hold(agent);
      world.resume(agent);
      world.endCall(agent, 'customer');
      await until('ended', () => shift.events.some(({ type }) => type === 'call.ended'));
      const subscribed = world.simulator.journal
        .list('subscribe')
        .filter(({ path }) => path.includes(`/User/${agent}/`));
      should(subscribed).have.length(1);
      const calls = shift.events.filter(({ type, agent: who }) => type.startsWith('call.') && who === agent);
      should(calls.map(({ type }) => type)).deepEqual([
        'call.started',
        'call.answered',
        'call.held',
        'call.resumed',
        'call.ended',
      ]);
      should(new Set(calls.map(({ call }) => call)).size).equal(1);
      const states = shift.events.filter(({ type, agent: who }) => type === 'agent.state' && who === agent);
      should(states.map(({ detail }) => detail)).containDeepOrdered(['TALKING', 'HOLD', 'TALKING']);
    });

    it('an agent of another team is not permitted, and a name that two have is asked back', async () => {
      const { shift } = await connected();
      should((await shift.order({ agent: '16099' })).error?.code).equal('agent-not-found');
      should((await shift.order({ agent: '16106' })).error?.code).equal('agent-not-found');
      should((await shift.order({ agent: '1600' })).error?.code).equal('agent-not-found');
    });

    it('a misspelt name asks little, also in a storm of alerts', async () => {
      const { world, shift } = await connected();
      const before = world.simulator.journal.count('GET Team');
      for (let n = 0; n < 20; n++)
        should((await shift.order({ agent: 'agt.none' })).error?.code).equal('agent-not-found');
      should(world.simulator.journal.count('GET Team') - before).be.belowOrEqual(9);
    });

    for (const shape of ['user', 'team']) {
      for (const letters of ['upper', 'lower']) {
        it(`events of every shape: team boards as ${shape}, letters ${letters}`, async () => {
          const faults = [
            `finesse-team-shape=${shape}`,
            `finesse-event-case=${letters}`,
            'finesse-agent-dialogs=forbidden',
          ];
          const more = ['finesse-root-case=upper', 'finesse-payload=elements', 'finesse-update-order=event-first'];
          const { world, rig, shift } = await connected([...faults, ...(letters === 'upper' ? more : [])]);
          await shift.order({ mode: 'barge', agent, arm: true, confirmSeconds: 0.4 });
          world.startCall(agent);
          await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
        });
      }
    }
  });

  describe('Unified CCX', () => {
    it('the supervisor stays not ready while he listens, and an agent on a call of his own can be joined', async () => {
      const { world, rig, shift } = await connected(['finesse-deployment=UCCX']);
      world.simulator.centre.startCall({ agent: 'agt.one', customer: '+4930555001', direction: 'outbound' });
      await shift.active('listen', agent);
      should((await shift.order({ agent: '16002' })).error?.code).equal('already-supervised');
      await shift.active('barge', agent);
      await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
      should((await shift.cancel('all')).error).be.undefined();
      await rig.nothingHeld();
      await shift.active('barge', agent);
    });

    it('with its own codes, and with a board that says busy', async () => {
      const { world, rig, shift } = await connected(['finesse-deployment=UCCX', 'finesse-agent-dialogs=forbidden']);
      should((await shift.order({ agent })).error?.code).equal('no-active-call');
      const { supervision } = await shift.order({ agent, arm: true, confirmSeconds: 0.4 });
      should(supervision.phase).equal('armed');
      world.simulator.centre.startCall({ agent: 'agt.one', customer: '+4930555001', direction: 'outbound' });
      await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
      should((await shift.cancel('all')).error).be.undefined();
      world.hold(agent);
      should((await shift.order({ agent })).error).match({ code: 'agent-wrong-state', vendorCode: '88049' });
    });
  });

  it('a storm of alerts asks much at once, and warns nobody', async () => {
    const warnings: string[] = [];
    const warned = (warning: Error): void => {
      warnings.push(warning.message);
    };
    process.on('warning', warned);
    try {
      const { world, shift } = await connected();
      world.startCall(agent);
      const answers = await Promise.all(Array.from({ length: 40 }, () => shift.order({ agent })));
      should(new Set(answers.map(({ supervision }) => supervision.id)).size).equal(1);
      await Promise.all(Array.from({ length: 40 }, () => shift.order({ agent: 'agt.none' })));
      should(world.verbs().start).equal(1);
      should(warnings).be.empty();
    } finally {
      process.off('warning', warned);
    }
  });

  it('a named call is left again where Finesse, which chooses by itself, joined another one', async () => {
    const { world, rig, shift, set, verbs } = await connected();
    world.startCall(agent);
    const call = world.simulator.finesse!.dialogId('agt.one')!;
    set('finesse-cti-delay=300');
    const order = shift.order({ mode: 'barge', agent, call });
    await until('on its way', () => world.verbs().start === 1);
    world.endCall(agent, 'customer');
    world.startCall(agent);
    const { supervision, error } = await order;
    should(error).match({ code: 'call-not-found', message: new RegExp(call) });
    should(supervision.activeAt).be.undefined();
    await rig.nothingHeld();
    await rig.hears(agent, table(agent));
    should(verbs()).containEql('DROP');
  });
});
