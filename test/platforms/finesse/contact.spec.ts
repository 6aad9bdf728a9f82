import should from 'should';
import { startSimulator } from '../../../simulators';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { createFinesseDriver } from '../../../src/platforms/finesse/connect';
import { checkEndpoint, endpointsOf } from '../../../src/platforms/finesse/endpoints';
import type { SystemInfo } from '../../../src/platforms/finesse/wire';
import { makeCertificates, type Certificates, type Pair } from '../../support/certificates';
import { failing } from '../../support/failing';
import { refusing, scriptedFinesse } from '../../support/scripted-finesse';
import { until } from '../../support/until';
import { needs, startProsody, titled, type XmppServer } from '../../support/xmpp-servers';
import { Rig, table, type Shift } from '../contract/rig';
import { finesseWorlds } from './on-finesse';
import { FinesseWorld, password } from './world';

const agent = '16001';

describe('contact with Finesse', () => {
  const { connected } = finesseWorlds();

  const returned = (shift: Shift, id: string): Promise<unknown> =>
    until('active again', () => shift.types(id).includes('supervision.unknown') && shift.told(id)?.phase === 'active');

  describe('over two nodes', () => {
    it('moves to the other node in the middle of a supervision, and finds it again', async () => {
      const { world, rig, shift, set } = await connected([], {}, { secondary: true });
      const face = world.simulator.finesse!;
      world.startCall(agent);
      const { id } = await shift.active('barge', agent);
      set('finesse-web-down=a', 'finesse-xmpp-down=a');
      await returned(shift, id);
      should(shift.told(id)).match({
        mode: 'barge',
        evidence: /^query of \/User\/16105\/Dialogs: dialog \d+ CONFERENCE/,
      });
      await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
      should([face.sessions(), face.secondary!.sessions()]).deepEqual([0, 1]);
      // Whoever changes nodes signs in there anew, with the same extension, and keeps his state.
      const logins = world.simulator.journal.list('LOGIN');
      should(logins.map(({ body }) => body)).deepEqual([
        { state: 'LOGIN', extension: '6105' },
        { state: 'LOGIN', extension: '6105' },
      ]);
      should(world.verbs()).deepEqual({ start: 1, switch: 0, stop: 0 });
      should((await shift.cancel({ id })).error).be.undefined();
      await rig.nothingHeld();
      await shift.active('listen', agent);
      world.endCall(agent, 'customer');
      await rig.nothingHeld();
    });

    it('leaves a node that has lost its telephony, and waits where both have', async () => {
      const { world, shift, set } = await connected([], {}, { secondary: true });
      const face = world.simulator.finesse!;
      set('finesse-out-of-service=a');
      await until('on the other node', () => face.secondary!.sessions() === 1 && shift.contacts.at(-1) === undefined);
      should(face.sessions()).equal(0);
      should(shift.contacts.find((error) => error)).match({ code: 'unreachable', vendorCode: 'OUT_OF_SERVICE' });
      world.startCall(agent);
      await shift.active('listen', agent);
      set('finesse-out-of-service=on');
      await until('lost', () => shift.contacts.at(-1)?.code === 'unreachable');
      const before = Date.now();
      should((await shift.order({ mode: 'barge', agent })).error).match({
        code: 'unreachable',
        message: /out of service/,
      });
      should(Date.now() - before).be.below(500);
      set('finesse-out-of-service=off');
      await until('up', () => shift.contacts.at(-1) === undefined);
      await until('active again', () => shift.desk.running()[0]?.phase === 'active');
    });

    it('is made on the second where the first is not there', async () => {
      const world = await FinesseWorld.open({ secondary: true, faults: ['finesse-web-down=a'] });
      const rig = new Rig(world);
      try {
        const shift = await rig.connected();
        should(world.simulator.finesse!.secondary!.sessions()).equal(1);
        world.startCall(agent);
        await shift.active('barge', agent);
      } finally {
        await rig.close();
      }
    });
  });

  it('is lost while Finesse is gone from its XMPP server, and found when it is back', async () => {
    const { world, rig, shift, set } = await connected();
    world.startCall(agent);
    const { id } = await shift.active('listen', agent);
    set('finesse-web-down=on');
    await until('lost', () => shift.contacts.at(-1));
    should(shift.contacts.find((error) => error)).match({ code: 'unreachable', message: /application is not there/ });
    set('finesse-web-down=off');
    await returned(shift, id);
    await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
    // The session stood all the time; nobody else may think that he left.
    should(world.simulator.journal.list('bind')).have.length(1);
  });

  it('is active again by what is told or read since, and not by what was seen before', async () => {
    const { world, rig, shift, set } = await connected(['finesse-agent-dialogs=forbidden']);
    world.startCall(agent);
    const { id, call } = await shift.active('listen', agent);
    should(call).be.undefined();
    set('finesse-agent-dialogs=allowed', 'rest-slow=400@GET Dialogs');
    world.trouble.restart();
    await until('up', () => shift.contacts.some((error) => error) && shift.contacts.at(-1) === undefined);
    // His call becomes known by an event while the question for the leg is still out.
    world.hold(agent);
    world.resume(agent);
    await until('told', () => shift.events.find(({ type }) => type === 'call.resumed'));
    should(shift.told(id)!.phase).equal('unknown');
    await returned(shift, id);
    should(shift.told(id)!.evidence).startWith('query of /User/16105/Dialogs');
    await rig.hears(agent, table(agent, shift.supervisor, 'listen'));
  });

  it('ends where somebody else takes the session: two would throw each other out for ever', async () => {
    const { world, shift, set } = await connected();
    set('finesse-xmpp-conflict');
    const error = await until('told', () => shift.contacts.at(-1));
    should(error).match({ code: 'auth', vendorCode: 'conflict' });
    const asked = world.simulator.journal.list().length;
    should((await shift.order({ agent })).error?.code).equal('auth');
    should(world.simulator.journal.list()).have.length(asked);
  });

  it('a sign-in that the notifications refuse is tried once', async () => {
    const world = await FinesseWorld.open({ secondary: true, faults: ['finesse-xmpp-refuse=on'] });
    const rig = new Rig(world);
    try {
      const shift = rig.shift();
      should(await shift.connect()).match({ code: 'auth', vendorCode: 'not-authorized' });
      should((await shift.order({ agent })).error?.code).equal('auth');
      should(world.simulator.journal.list('auth')).have.length(1);
    } finally {
      await rig.close();
    }
  });

  it('single sign-on is named where a password does not do', async () => {
    const server = await scriptedFinesse(({ path }) =>
      path === '/SystemInfo'
        ? {
            body: '<SystemInfo><status>IN_SERVICE</status><systemAuthMode>SSO</systemAuthMode><xmppDomain>a</xmppDomain></SystemInfo>',
          }
        : refusing(401, 'Authorization Failure'),
    );
    const credentials = { username: '16105', password };
    const driver = createFinesseDriver({ properties: { url: server.url }, credentials, network: { tls: {} } });
    should(await failing(driver.connect(AbortSignal.timeout(3_000)))).match({
      code: 'auth',
      message: /single sign-on/,
    });
    await driver.disconnect(AbortSignal.timeout(900));
    await server.close();
  });

  it('signs in again who was signed out because his notifications were gone', async () => {
    const { world, rig, shift } = await connected();
    await world.trouble.gone();
    await until('lost', () => shift.contacts.at(-1));
    world.simulator.centre.setState('sup.one', 'signed-out');
    await world.trouble.back();
    await until('up', () => shift.contacts.at(-1) === undefined);
    should(world.simulator.journal.count('LOGIN')).equal(2);
    world.startCall(agent);
    await shift.active('barge', agent);
    await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
  });

  it('goes with a resource of its own, and gives back what it subscribed to', async () => {
    const { world, rig } = await connected();
    const [bind] = world.simulator.journal.list('bind');
    should(bind?.path)
      .match(/call-supervision-[0-9a-z]+$/)
      .and.not.match(/desktop/);
    await rig.close();
    const nodes = (operation: string): string[] =>
      world.simulator.journal
        .list(operation)
        .map(({ path }) => path.replace(/^\S+ /, ''))
        .sort();
    should(nodes('subscribe')).have.length(3);
    should(nodes('unsubscribe')).deepEqual(nodes('subscribe'));
  });

  describe('by TLS', () => {
    let certificates: Certificates;
    before(async () => {
      certificates = await makeCertificates();
    });

    async function trying(pair: Pair, ca: string): Promise<unknown> {
      const simulator = await startSimulator({ finesse: { port: 0, tls: pair } });
      const { port } = simulator.finesse!;
      const driver = createFinesseDriver({
        properties: { url: `https://localhost:${String(port)}`, extension: '6105' },
        credentials: { username: '16105', password },
        network: { tls: { ca } },
      });
      try {
        await driver.connect(AbortSignal.timeout(5_000));
        await driver.find(agent, AbortSignal.timeout(5_000));
        return simulator.finesse!.sessions();
      } catch (thrown) {
        return thrown;
      } finally {
        await driver.disconnect(AbortSignal.timeout(900));
        await simulator.close();
      }
    }

    it('both REST and notifications trust the CA of the connection; where 7443 is not open, the port of REST leads there too', async () => {
      should(await trying(certificates.good, certificates.ca)).equal(1);
    });

    for (const [what, of, says] of [
      ['an expired certificate', (all: Certificates) => [all.expired, all.ca], /expired/],
      ['a wrong CA', (all: Certificates) => [all.good, all.otherCa], /CA|signed/],
      ['another name', (all: Certificates) => [all.wrongHost, all.ca], /another host name/],
    ] as const) {
      it(`${what} is told`, async () => {
        const [pair, ca] = of(certificates) as [Pair, string];
        should(await trying(pair, ca)).match({ code: 'unreachable', message: says });
      });
    }
  });

  describe('where the notifications are', () => {
    const info: SystemInfo = {
      xmppDomain: 'fina.lab',
      primary: { host: 'fina.lab' },
      secondary: { host: 'finb.lab' },
      isModern: false,
    };
    const newer: SystemInfo = {
      ...info,
      isModern: true,
      primary: { host: 'fina.lab', httpsPort: '9445', xmppSecurePort: '6223' },
    };
    const at = nodeAddress('10.0.0.7');

    it('is known from the release, and from what SystemInfo says', () => {
      should(endpointsOf(at, info, 'websocket', undefined)).deepEqual([
        'wss://10.0.0.7:7443/ws/',
        'wss://10.0.0.7:8445/ws/',
      ]);
      should(endpointsOf(at, newer, 'websocket', undefined)).deepEqual([
        'wss://10.0.0.7:9445/ws/',
        'wss://10.0.0.7:7443/ws/',
      ]);
      should(endpointsOf(at, info, 'bosh', undefined)[0]).equal('https://10.0.0.7:7443/http-bind/');
      should(endpointsOf(at, info, 'tcp', undefined)).deepEqual(['xmpps://10.0.0.7:5223']);
      should(endpointsOf(at, newer, 'tcp', undefined)).deepEqual(['xmpps://10.0.0.7:6223']);
      should(endpointsOf(at, info, 'bosh', 'https://p/http-bind/')).deepEqual(['https://p/http-bind/']);
    });

    it('is never an address that would send the password in the clear', () => {
      should(checkEndpoint('ws://127.0.0.1:1/ws/', 'websocket')).be.a.String();
      for (const [url, transport] of [
        ['ws://fina.lab/ws/', 'websocket'],
        ['http://fina.lab/http-bind/', 'bosh'],
        ['xmpp://fina.lab', 'tcp'],
        ['https://fina.lab/', 'websocket'],
        ['nonsense', 'tcp'],
      ] as const) {
        should(() => checkEndpoint(url, transport)).throw({ code: 'invalid-input' });
      }
    });
  });

  it('settings that cannot work are told before anything is sent', () => {
    const make = (
      properties: object,
      credentials: Record<string, string> = { username: 'a', password: 'b' },
    ): (() => unknown) => {
      return () =>
        createFinesseDriver({ properties: { url: 'fina.lab', ...properties }, credentials, network: { tls: {} } });
    };
    const wrong: [() => unknown, RegExp][] = [
      [make({ url: '' }), /no address/],
      [make({ url: 'http://fina.lab' }), /https/],
      [make({ secondaryUrl: 'ftp://x' }), /host/],
      [make({}, { username: 'a' }), /password/],
      [make({}, { password: 'b' }), /user name/],
      [make({ notifications: 'smoke' }), /websocket/],
      [make({ notificationUrl: 'http://x' }), /wss/],
      [make({ extension: 'x' }), /extension/],
      [make({ reasonCodeId: 'x' }), /reason code/],
      [make({ timeoutSeconds: 'x' }), /seconds/],
      [make({ timeoutSeconds: 0 }), /seconds/],
    ];
    for (const [run, says] of wrong) should(run).throw({ code: 'invalid-input', arrived: 'no', message: says });
    should(make({ notifications: 'bosh', extension: 4100, signIn: 'false' })()).match({ supervisor: 'a' });
  });

  describe(titled('by every transport, on Prosody', 'Prosody'), () => {
    let server: XmppServer | undefined;
    before(async function () {
      needs(this, 'Prosody');
      this.timeout(120_000);
      server = await startProsody();
      await server.addUser('16105', password);
    });
    after(async () => {
      await server?.stop();
    });

    for (const transport of ['websocket', 'bosh', 'tcp'] as const) {
      it(`${transport}: an order, a cut, and its end`, async () => {
        const world = await FinesseWorld.open({ server, transport });
        const rig = new Rig(world);
        try {
          const shift = await rig.connected();
          world.startCall(agent);
          const { id } = await shift.active('barge', agent);
          world.trouble.cutConnections();
          // BOSH takes up again where it was, so there is nothing to be found again.
          if (transport !== 'bosh') await returned(shift, id);
          await rig.hears(agent, table(agent, shift.supervisor, 'barge'));
          world.endCall(agent, 'customer');
          await shift.ended(id);
          await rig.nothingHeld();
        } finally {
          await rig.close();
        }
      });
    }
  });

  it('a driver that is closed while it connects stays closed', async () => {
    const world = await FinesseWorld.open();
    try {
      const driver = world.driver('16105');
      const connecting = failing(driver.connect(AbortSignal.timeout(5_000)));
      await until('on its way', () => world.simulator.journal.list('GET SystemInfo').length > 0);
      await driver.disconnect(AbortSignal.timeout(900));
      should((await connecting).code).equal('unreachable');
      await until('nobody there', () => world.simulator.finesse!.sessions() === 0);
    } finally {
      await world.close();
    }
  });
});
