import should from 'should';
import { createGenesysDriver } from '../../../src/platforms/genesys/connect';
import { SupervisionError } from '../../../src/supervision/errors';
import { modes } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import { short, table } from '../contract/rig';
import { genesysWorlds } from './on-genesys';
import type { GenesysWorld } from './world';

const operationOf = { listen: 'ListenIn', coach: 'Coach', barge: 'BargeIn' };
const one = 'agt.one';
const sup = 'sup.one';

const bodies = (world: GenesysWorld, operation: string): unknown[] =>
  world.simulator.journal.list(operation).map(({ body }) => body);

describe('driver of Genesys: orders on the wire', () => {
  const { open, rigOn, connected } = genesysWorlds();

  for (const mode of modes) {
    it(`${mode}: for one call only, on the agent's device as the server names it`, async () => {
      const { world, rig, shift } = await connected([], {}, { externalUrl: 'https://gws.example.com/api/v2' });
      world.startCall(one);
      await shift.active(mode, one);
      await rig.hears(one, table(one, sup, mode));
      should(bodies(world, operationOf[mode])).deepEqual([
        {
          operationName: operationOf[mode],
          targetDeviceUri: `https://gws.example.com/api/v2/devices/${world.face.deviceId(one)}`,
          supervisorMonitoringScope: 'Agent',
          supervisorMonitoringMode: 'NextCall',
        },
      ]);
    });
  }

  it('passes scope and phoneNumber on; with scope Call the supervisor stays through a transfer', async () => {
    const { world, rig, shift } = await connected();
    world.startCall(one);
    const { id } = await shift.active('listen', one, { options: { scope: 'Call', phoneNumber: '8000', voipnow: 1 } });
    should(bodies(world, 'ListenIn')[0]).containEql({ supervisorMonitoringScope: 'Call', phoneNumber: '8000' });
    world.transfer(one, 'agt.two');
    await rig.hears('agt.two', table('agt.two', sup, 'listen'));
    should(shift.desk.running()).match([{ id, phase: 'active' }]);
    world.endCall('agt.two', 'customer');
    await shift.ended(id);
    await rig.nothingHeld();
  });

  it('refuses options that make no sense before anything is sent', async () => {
    const { world, shift } = await connected();
    world.startCall(one);
    const wrong = [
      { scope: 'floor' },
      { scope: null },
      { answer: 'yes' },
      { phoneNumber: 8000 },
      { phoneNumber: '' },
      { phoneNumber: '80 00' },
      { phoneNumber: '8'.repeat(33) },
    ];
    for (const options of wrong) {
      should((await shift.order({ agent: one, options })).error).containEql({ code: 'invalid-input', kind: 'fault' });
    }
    should(world.verbs()).deepEqual({ start: 0, switch: 0, stop: 0 });
  });

  it('tells somebody without the supervisor role before anything is sent', async () => {
    const { world, shift } = await connected([], { user: 'agt.plain' });
    world.startCall(one);
    const { error } = await shift.order({ agent: one });
    should(error).containEql({ code: 'not-permitted', kind: 'outcome' });
    should(error?.message).match(/supervisor role/);
    should(world.verbs().start).equal(0);
  });

  it('does not let a supervisor supervise himself', async () => {
    const { world, shift } = await connected();
    should((await shift.order({ agent: sup, confirmSeconds: short })).error?.code).equal('invalid-input');
    should(world.verbs().start).equal(0);
  });

  describe('whether the agent is on a call', () => {
    it('live: refuses an idle agent at once, as soon as the server was seen to tell a busy one', async () => {
      const { world, shift } = await connected();
      world.startCall('agt.two');
      await shift.driver.find('agt.two', AbortSignal.timeout(3_000));
      should((await shift.order({ mode: 'barge', agent: one })).error?.code).equal('no-active-call');
      should(world.verbs().start).equal(0);
      world.startCall(one);
      await shift.active('barge', one);
    });

    for (const availability of ['static', 'absent']) {
      it(`${availability}: never refuses a call that runs; without one the platform is asked, and disarmed`, async () => {
        const { world, rig, shift } = await connected([`availability=${availability}`]);
        world.startCall(one);
        for (let round = 0; round < 2; round++) {
          await shift.active('barge', one);
          await rig.hears(one, table(one, sup, 'barge'));
          await shift.cancel('all');
        }
        world.endCall(one, 'customer');
        const { error } = await shift.order({ mode: 'barge', agent: one, confirmSeconds: short });
        should(error?.code).equal('no-active-call');
        should(world.verbs().start).equal(3);
        should(world.holds()).be.empty();
      });
    }

    it('intrusion off: a barge is refused and nothing stays armed; an insert waits for the next call', async () => {
      const { world, rig, shift } = await connected(['intrusion=off']);
      world.startCall(one);
      const barge = await shift.order({ mode: 'barge', agent: one, confirmSeconds: short });
      should(barge.error?.code).equal('no-active-call');
      should(barge.error?.message).match(/switched off/);
      should(world.holds()).be.empty();
      const insert = await shift.order({ mode: 'barge', agent: one, arm: true, confirmSeconds: short });
      should(insert.supervision).containEql({ phase: 'armed', confirmation: 'confirmed' });
      await rig.hears(one, table(one));
      world.endCall(one, 'customer');
      world.startCall(one);
      await rig.hears(one, table(one, sup, 'barge'));
      await until('active', () => shift.told(insert.supervision.id)?.phase === 'active');
    });
  });

  describe('refusals', () => {
    for (const [variant, code] of [
      ['async', '2'],
      ['2', '2'],
      ['19', '19'],
    ] as const) {
      it(`another supervisor is on the agent (${variant})`, async () => {
        const { world, rig, shift } = await connected([`second-supervisor=${variant}`]);
        world.startCall(one);
        await shift.active('listen', one);
        const other = await rig.connected('sup.two');
        const { supervision, error } = await other.order({ mode: 'barge', agent: one });
        should(error).containEql({ code: 'already-supervised', kind: 'outcome', vendorCode: code });
        should(supervision.phase).equal('failed');
        await rig.hears(one, table(one, sup, 'listen'));
        should(world.count('BargeIn')).equal(1);
      });
    }

    it('telephony down: may be asked again, but not by us', async () => {
      const { world, shift } = await connected();
      world.startCall(one);
      world.simulator.faults.set('voice-down');
      const { error } = await shift.order({ agent: one });
      should(error).containEql({ code: 'platform-error', retryable: true, vendorCode: '4', httpStatus: 503 });
      should(world.count('ListenIn')).equal(1);
      world.simulator.faults.clear('voice-down');
      await shift.active('listen', one);
    });

    it('an error that follows a switch leaves the mode as it was', async () => {
      const { world, rig, shift } = await connected();
      world.startCall(one);
      const { id } = await shift.active('listen', one);
      world.simulator.faults.set('refuse-async@SwitchToBargeIn#1');
      const { error } = await shift.order({ mode: 'barge', agent: one });
      should(error).containEql({ code: 'transition-not-allowed', kind: 'outcome' });
      should(error?.message).not.match(/another supervisor/);
      should(shift.desk.running()).match([{ id, mode: 'listen', phase: 'active' }]);
      await rig.hears(one, table(one, sup, 'listen'));
      await shift.active('barge', one);
    });
  });

  describe('servers of other versions and settings', () => {
    const variants = [
      ['old-shape'],
      ['old-shape', 'availability=absent', 'ringing=off'],
      ['call-id=conn'],
      ['coach-mute=on'],
      ['switch-updates-device'],
      ['directory=open'],
      ['ringing=off'],
      ['answer-after=100'],
      ['cancel-keeps-leg'],
      ['cancel-keeps-leg', 'old-shape', 'call-id=conn'],
      ['csrf', 'csrf-header=X-Other-Name'],
      ['csrf', 'csrf-notifications=off'],
    ];
    for (const faults of variants) {
      it(faults.join(' + '), async () => {
        const { world, rig, shift } = await connected(faults);
        world.startCall(one);
        const { id } = await shift.active('listen', one);
        should((await shift.active('barge', one)).id).equal(id);
        await rig.hears(one, table(one, sup, 'barge'));
        await shift.active('coach', one);
        await rig.hears(one, table(one, sup, 'coach'));
        await shift.active('listen', one);
        await rig.hears(one, table(one, sup, 'listen'));
        should((await shift.cancel('all')).error).be.undefined();
        should(world.holds()).be.empty();
        await rig.hears(one, table(one));
        world.endCall(one, 'customer');
        const armed = await shift.order({ mode: 'coach', agent: one, arm: true, confirmSeconds: short });
        should(armed.supervision.phase).equal('armed');
        world.startCall(one);
        await rig.hears(one, table(one, sup, 'coach'));
        await until('active', () => shift.told(armed.supervision.id)?.phase === 'active');
        world.endCall(one, 'agent');
        await shift.ended(armed.supervision.id);
        await rig.nothingHeld();
      });
    }

    it('a new session has a new CSRF token', async () => {
      const { world, shift } = await connected(['csrf', 'csrf-header=X-Other-Name']);
      world.startCall(one);
      await shift.active('listen', one);
      world.trouble.expireSessions();
      await until(
        'back',
        () => shift.types().includes('supervision.unknown') && shift.desk.running()[0]?.phase === 'active',
      );
      await shift.active('barge', one);
      should(world.count('SwitchToBargeIn')).equal(1);
    });
  });

  describe('the session on the telephone', () => {
    it('is started and ended by us', async () => {
      const { world, shift } = await connected();
      should(world.count('StartContactCenterSession')).equal(1);
      await shift.desk.close(900);
      should(world.count('EndContactCenterSession')).equal(1);
      should(world.simulator.centre.personView(sup).state).equal('signed-out');
    });

    it('is left alone where the desktop has it', async () => {
      const world = await open();
      world.simulator.centre.setState(sup, 'not-ready');
      const rig = rigOn(world);
      const shift = rig.shift(sup, undefined, world.driver(sup, undefined, { startSession: false }));
      should(await shift.connect()).be.undefined();
      world.startCall(one);
      await shift.active('listen', one);
      await shift.desk.close(900);
      should(world.count('StartContactCenterSession') + world.count('EndContactCenterSession')).equal(0);
      should(world.simulator.centre.personView(sup).state).equal('not-ready');
      should(world.holds()).be.empty();
    });

    it('is not ended for a person who had it before us', async () => {
      const world = await open();
      world.simulator.centre.setState(sup, 'ready');
      const rig = rigOn(world);
      const shift = rig.shift(sup);
      should(await shift.connect()).be.undefined();
      world.startCall(one);
      await shift.active('listen', one);
      await shift.desk.close(900);
      should(world.count('EndContactCenterSession')).equal(0);
      should(world.simulator.centre.personView(sup).state).equal('ready');
      should(world.holds()).be.empty();
    });

    it('is not touched by the test of a connection, where it stands', async () => {
      const { world, shift } = await connected();
      const credentials = { username: sup, password: 'simulator' };
      const properties = { url: world.wire.url, place: 'elsewhere' };
      const trial = createGenesysDriver({ properties, credentials, network: { tls: {} }, trial: true });
      await trial.connect(AbortSignal.timeout(3_000));
      await trial.disconnect(AbortSignal.timeout(900));
      should(world.count('StartContactCenterSession')).equal(1);
      should(world.count('EndContactCenterSession')).equal(0);
      world.startCall(one);
      await shift.active('listen', one);
    });

    it('is asked for where nobody has it and we must not start it', async () => {
      const { world, shift } = await connected([], { startSession: false });
      world.startCall(one);
      const { error } = await shift.order({ agent: one });
      should(error).containEql({ code: 'supervisor-wrong-state', kind: 'outcome' });
      should(error?.message).match(/not logged in/);
      should(world.verbs().start).equal(0);
    });

    for (const code of [2, 6, 19]) {
      it(`refused with ${String(code)}: it is the place that has to be looked at`, async () => {
        const world = await open({ faults: [`refuse=${String(code)}@StartContactCenterSession#1`] });
        const shift = rigOn(world).shift(sup);
        const error = await shift.connect();
        should(error).containEql({ code: 'supervisor-wrong-state', vendorCode: String(code) });
        should(error?.message).match(/Check the place/);
        should(await shift.connect()).be.undefined();
      });
    }

    for (const code of [2, 3, 18, 19]) {
      it(`refused with ${String(code)} to somebody who is logged in already: what stands is used`, async () => {
        const world = await open({ faults: [`refuse=${String(code)}@StartContactCenterSession`] });
        world.simulator.centre.setState(sup, 'not-ready');
        const shift = rigOn(world).shift(sup);
        should(await shift.connect()).be.undefined();
        should(shift.notices).match([/logged in on 6105 already/]);
        world.startCall(one);
        await shift.active('listen', one);
        await shift.desk.close(900);
        should(world.count('EndContactCenterSession')).equal(0);
      });
    }

    it('refused: the connection is not made, and tells why', async () => {
      const world = await open({ faults: ['voice-down'] });
      const rig = rigOn(world);
      const shift = rig.shift(sup);
      should(await shift.connect()).containEql({ code: 'platform-error', retryable: true });
      world.trouble.calm();
      should(await shift.connect()).be.undefined();
      await shift.desk.close(900);
    });
  });

  it('is made of what people type into a connection', async () => {
    const world = await open();
    const credentials = { username: sup, password: 'simulator' };
    const network = { tls: {} };
    const driver = createGenesysDriver({ properties: { url: ` ${world.wire.url}/api/v2/ ` }, credentials, network });
    await driver.connect(AbortSignal.timeout(3_000));
    await driver.disconnect(AbortSignal.timeout(900));
    should(world.signedIn()).equal(0);
    for (const properties of [{}, { url: '' }, { url: 'ftp://x' }, { url: world.wire.url, timeoutSeconds: 'x' }]) {
      should(() => createGenesysDriver({ properties, credentials, network })).throw(SupervisionError, {
        code: 'invalid-input',
      });
    }
    should(() => createGenesysDriver({ properties: { url: world.wire.url }, credentials: {}, network })).throw(
      /user name/,
    );
  });
});
