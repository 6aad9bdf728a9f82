import should from 'should';
import { Rounds } from '../../../src/platforms/voipnow/notifications';
import type { CallbackRequest, Callbacks } from '../../../src/platforms/settings';
import { DrivenChance } from '../../support/driven-chance';
import { failing } from '../../support/failing';
import { settle } from '../../support/manual-clock';
import { collection, refusing } from '../../support/scripted-voipnow';
import { agent, scriptedDriver, view, type ScriptedDriver } from './scripted-driver';

const minute = 60_000;

describe('polling of VoipNow', () => {
  describe('rounds', () => {
    it('ask each thing at its own pace, and nothing when there is nothing', async () => {
      const chance = new DrivenChance();
      const rounds = new Rounds(chance);
      const asked = { slow: 0, quick: 0 };
      rounds.add('slow', () => Promise.resolve((asked.slow++, 10_000)));
      rounds.add('quick', () => Promise.resolve((asked.quick++, 1_000)), 500);
      await chance.pass(minute);
      should(asked).deepEqual({ slow: 7, quick: 60 });
      rounds.remove('quick');
      rounds.remove('slow');
      await chance.pass(0);
      should(chance.asleep).equal(0);
    });

    it('ask at once on a hint, in a swarm of hints no more than five times a second', async () => {
      const chance = new DrivenChance();
      const rounds = new Rounds(chance);
      let asked = 0;
      rounds.add('it', () => Promise.resolve((asked++, Infinity)));
      await chance.pass(minute);
      should(asked).equal(1);
      for (let n = 0; n < 100; n++) {
        rounds.hint('it');
        await chance.pass(10);
      }
      await chance.pass(1_000);
      should(asked).be.within(5, 8);
      rounds.stop();
    });

    it('a hint that comes while it is asked is not lost', async () => {
      const chance = new DrivenChance();
      const rounds = new Rounds(chance);
      const open: ((ms: number) => void)[] = [];
      rounds.add('it', () => new Promise((resolve) => open.push(resolve)));
      await settle();
      rounds.hint('it');
      open[0]?.(Infinity);
      await chance.pass(1_000);
      should(open).have.length(2);
      rounds.stop();
    });

    it('pause while contact is lost, and catch up afterwards', async () => {
      const chance = new DrivenChance();
      const rounds = new Rounds(chance);
      let asked = 0;
      rounds.add('it', () => Promise.resolve((asked++, 1_000)));
      await settle();
      rounds.pause();
      await chance.pass(minute);
      should(asked).equal(1);
      rounds.resume();
      await settle();
      should(asked).equal(2);
      rounds.stop();
      await settle();
      should(chance.asleep).equal(0);
    });
  });

  describe('of a driver', () => {
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });
    const setUp = async (views: object[]): Promise<ScriptedDriver> => {
      const made = await scriptedDriver(views);
      closing.push(made.close);
      return made;
    };

    it('idle: no request, and nothing that waits for its time', async () => {
      const { perMinute, chance } = await setUp([view('01', '5550142')]);
      should(await perMinute()).equal(0);
      should(chance.asleep).equal(0);
    });

    it('an order nobody answers: bounded, told once, and then nothing more', async () => {
      const { driver, order, signal, perMinute, types, chance, events } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      should(await perMinute()).be.within(15, 35);
      should(types()).deepEqual(['up', 'refused']);
      should(events.at(-1)).match({ error: { code: 'supervisor-no-answer' } });
      should(await perMinute()).equal(0);
      should(chance.asleep).equal(0);
    });

    it('a leg that stands: fifteen a minute; when it is gone, none', async () => {
      const { driver, order, signal, perMinute, types, state, chance } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      state.views?.push(view('02', '900'));
      await perMinute();
      should(await perMinute()).equal(15);
      state.views = undefined;
      await perMinute();
      should(types()).deepEqual(['up', 'joined', 'left']);
      should(await perMinute()).equal(0);
      should(chance.asleep).equal(0);
    });

    it('somebody armed: thirty a minute; disarmed, none', async () => {
      const { driver, signal, perMinute, state, types } = await setUp([]);
      state.views = undefined;
      const stop = await driver.watch(agent, signal);
      should(await perMinute()).equal(30);
      state.views = [view('01', '5550142')];
      await perMinute();
      should(types()).deepEqual(['up', 'call', 'call']);
      stop();
      stop();
      should(await perMinute()).equal(0);
    });

    it('call events are relied on only once one has come', async () => {
      let take: (request: CallbackRequest) => number = () => 404;
      const secret = 'a-long-and-random-secret';
      const service: Callbacks = {
        open: (handler) => {
          take = handler;
          return { path: '/x', close: () => undefined };
        },
      };
      const callbacks = { service, secret, publicUrl: 'http://flows.test', extensions: [agent.id] };
      const made = await scriptedDriver([], {}, { callbacks });
      closing.push(made.close);
      const { driver, state, signal, perMinute, quiet } = made;
      state.views = undefined;
      state.reply = ({ method, path }) =>
        method === 'POST' && path.endsWith('/phoneCallEvents') ? { body: { id: 'e1' } } : undefined;
      await quiet();
      await driver.watch(agent, signal);
      should(await perMinute()).equal(30);
      take({ method: 'GET', path: `/${secret}/dial-in`, query: { ext: agent.id }, body: {}, address: '' });
      await perMinute();
      should(await perMinute()).equal(3);
    });

    it('an address that the server shows with other characters encoded is the same', async () => {
      const service: Callbacks = { open: () => ({ path: '/x', close: () => undefined }) };
      const secret = 'a-long-and-random-secret';
      const callbacks = { service, secret, publicUrl: 'http://flows.test', extensions: [agent.id] };
      const there = ['dial-in', '', 'hang-up', 'answer', 'answered-out'].flatMap((word, type) => {
        const url = `http://flows.test/x/${secret}/${word}?ext=0007%2A101`;
        return word === '' ? [] : [{ id: `e${type}`, type: String(type), url, status: '1' }];
      });
      const made = await scriptedDriver([], {}, { callbacks }, ({ path, method }) =>
        path.endsWith('/phoneCallEvents') && method === 'GET' ? collection(...there) : undefined,
      );
      closing.push(made.close);
      await made.quiet();
      should(made.pbx.seen.filter(({ path }) => path.includes('Events')).map(({ method }) => method)).deepEqual([
        'GET',
      ]);
    });

    it('a PBX that is gone is asked ever more rarely, and what was polled goes on when it is back', async () => {
      const { driver, order, signal, perMinute, types, state, pbx } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      state.views?.push(view('02', '900'));
      await perMinute();
      state.reply = () => ({ cut: true });
      await perMinute();
      // Each probe is a read with its own three tries.
      should(await perMinute()).be.within(3, 12);
      should(types()).deepEqual(['up', 'joined', 'down']);
      state.reply = () => undefined;
      await perMinute();
      should(types()).deepEqual(['up', 'joined', 'down', 'up']);
      should(pbx.seen.filter(({ method }) => method === 'PUT')).have.length(1);
      should(await driver.snapshot(signal)).match([{ state: 'joined', mode: 'barge', leg: 'c1/02', call: 'c1' }]);
    });

    it('his number in another view too: not taken off, nothing sent', async () => {
      const { driver, order, signal, state, pbx, types, chance, quiet } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      state.views?.push(view('02', '0007*900'), view('03', '5550143', { destination: ['900'] }));
      await chance.pass(2_000, quiet);
      should(types()).containEql('joined');
      const running = { id: 's1', mode: 'barge', agent, supervisor: '0007*900', leg: 'c1/02', call: 'c1' } as const;
      const error = await failing(driver.stop(running, signal));
      should(error).match({ code: 'transition-not-allowed', arrived: 'no' });
      should(pbx.seen.filter(({ method }) => method === 'DELETE')).be.empty();
    });

    it('found under neither number: said, after one try with each', async () => {
      const { driver, order, signal, state, pbx, chance, quiet } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      state.views?.push(view('02', '0007*900'));
      await chance.pass(2_000, quiet);
      state.reply = ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined);
      const error = await failing(driver.stop({ id: 's1', mode: 'barge', agent, supervisor: '0007*900' }, signal));
      should(error.code).equal('transition-not-allowed');
      const numbers = pbx.seen.filter(({ method }) => method === 'DELETE').map(({ query }) => query.phoneNumber);
      should(numbers).deepEqual(['0007*900', '900']);
    });

    it('somebody else’s view goes with his: an error and a warning', async () => {
      const { driver, order, signal, state, chance, quiet, events } = await setUp([view('01', '5550142')]);
      await driver.start(order(), signal);
      state.views?.push(view('02', '0007*900'), view('03', '5550143'));
      await chance.pass(2_000, quiet);
      state.reply = ({ method }) => {
        if (method === 'DELETE') state.views = [view('01', '5550142')];
        return undefined;
      };
      const error = await failing(driver.stop({ id: 's1', mode: 'barge', agent, supervisor: '0007*900' }, signal));
      should(error.message).match(/view 03 \(5550143 to 0007\*101\) went/);
      should(events).matchAny({ type: 'notice', message: error.message });
    });

    for (const [code, ours] of [
      ['pc_phonecall_invalid', 'call-not-found'],
      ['pc_phonecallview_invalid', 'call-shape'],
      ['pc_sendcallto_invalid', 'supervisor-bad-device'],
      ['pc_callerid_invalid', 'invalid-input'],
      ['pc_timeout_invalid', 'invalid-input'],
    ] as const) {
      it(`an order refused with ${code} is not looked after`, async () => {
        const { driver, order, signal, state, perMinute } = await setUp([view('01', '5550142')]);
        state.reply = ({ method }) => (method === 'PUT' ? refusing(400, code) : undefined);
        should(await failing(driver.start(order(), signal))).match({ code: ours, vendorCode: code });
        should(await perMinute()).equal(0);
      });
    }

    it('two calls on one extension: the order must say which', async () => {
      const { driver, order, signal, state, pbx } = await setUp([]);
      state.reply = ({ path, method }) => {
        if (method !== 'GET' || !path.includes('phoneCalls')) return undefined;
        const both = ['c1', 'c2'].map((id) => ({ id, phoneCallView: [view('01', '5550142')] }));
        return collection(...both.filter(({ id }) => path.endsWith('101') || path.endsWith(id)));
      };
      should(await driver.find(agent.id, signal)).deepEqual({ agent, onCall: 'yes' });
      should((await failing(driver.start(order(), signal))).code).equal('call-shape');
      await driver.start(order({ call: 'c2' }), signal);
      should(pbx.seen.filter(({ method }) => method === 'PUT').map(({ path }) => path.slice(-2))).deepEqual(['c2']);
    });
  });
});
