import should from 'should';
import type { Reply } from '../../support/scripted';
import { refusing } from '../../support/scripted-voipnow';
import { agent, scriptedDriver, supervisor, view, type ScriptedDriver } from './scripted-driver';

const running = { id: 's1', mode: 'barge', agent, supervisor } as const;
const customer = view('01', '5550142');
const page: Reply = { status: 404, body: '<h1>Not Found</h1>' };

describe('what VoipNow does not tell is asked, not guessed', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const setUp = async (): Promise<ScriptedDriver> => {
    const made = await scriptedDriver([customer]);
    closing.push(made.close);
    return made;
  };

  async function joined() {
    const made = await setUp();
    const { driver, order, signal, state, chance, quiet, types } = made;
    await driver.start(order(), signal);
    state.views = [customer, view('02', supervisor)];
    await chance.pass(2_000, quiet);
    should(types()).deepEqual(['up', 'joined']);
    return made;
  }

  describe('an agent who is asked for while somebody is on a call of his', () => {
    it('has another call: the leg of the first is told to be gone before the answer', async () => {
      const { driver, signal, state, types } = await joined();
      state.reply = ({ path }) =>
        path.endsWith(agent.id) ? { body: { entry: [{ id: 'c2', phoneCallView: [customer] }] } } : undefined;
      state.views = undefined;
      should(await driver.find(agent.id, signal)).match({ onCall: 'yes', call: 'c2' });
      should(types()).deepEqual(['up', 'joined', 'left']);
    });

    it('the supervisor has hung up', async () => {
      const { driver, signal, state, events } = await joined();
      state.views = [customer];
      await driver.find(agent.id, signal);
      should(events.at(-1)).match({ state: 'left', why: 'supervisor' });
    });

    it('another agent, for a supervisor whose call has just ended', async () => {
      const { driver, signal, state, types } = await joined();
      state.views = undefined;
      state.reply = ({ path }) =>
        path.endsWith('0007*999') ? { body: { entry: [{ id: 'c9', phoneCallView: [customer] }] } } : undefined;
      await driver.find('0007*999', signal, '0007*555');
      should(types()).deepEqual(['up', 'joined']);
      await driver.find('0007*999', signal, supervisor);
      should(types()).deepEqual(['up', 'joined', 'left']);
    });

    it('he is on it still: nothing is asked but the list, and a list without views is no end', async () => {
      const { driver, signal, state, types, pbx } = await joined();
      const before = pbx.seen.length;
      await driver.find(agent.id, signal);
      should(pbx.seen.length).equal(before + 1);
      state.reply = ({ path }) => (path.endsWith(agent.id) ? { body: { entry: [{ id: 'c1' }] } } : undefined);
      await driver.find(agent.id, signal);
      should(types()).deepEqual(['up', 'joined']);
    });
  });

  it('a call that a query does not find is over at once, and its supervisor free', async () => {
    const { driver, signal, state, types, order } = await joined();
    state.views = undefined;
    should(await driver.snapshot(signal)).be.empty();
    should(types()).deepEqual(['up', 'joined', 'left']);
    state.views = [customer];
    await driver.start(order(), signal);
  });

  describe('an order that failed on the way, and nobody comes', () => {
    async function ordered(reply: Reply, presence = '1') {
      const made = await setUp();
      const { driver, order, signal, state } = made;
      state.reply = ({ method, path }) =>
        method === 'PUT'
          ? reply
          : path.endsWith('presence')
            ? { body: { entry: [{ extension: supervisor, status: presence }] } }
            : undefined;
      await driver.start(order(), signal).catch(() => undefined);
      await made.perMinute();
      return made.events.find(({ type }) => type === 'refused');
    }

    it('is told as what it was, and not as a phone that was not answered', async () => {
      const error = { code: 'platform-error', httpStatus: 500, vendorCode: 'internal_server_error', retryable: true };
      should(await ordered(refusing(500, 'internal_server_error'))).match({ error });
      should(await ordered({ cut: true })).match({ error: { code: 'unreachable' } });
    });

    it('is told early where the phone is seen not to ring; who picks up all the same is told to be there', async () => {
      const { driver, order, signal, state, chance, quiet, types } = await setUp();
      state.reply = ({ method }) => (method === 'PUT' ? refusing(500, 'internal_server_error') : undefined);
      await driver.start(order(), signal).catch(() => undefined);
      await chance.pass(2_000, quiet);
      should(types()).deepEqual(['up']);
      await chance.pass(4_000, quiet);
      should(types()).deepEqual(['up', 'refused']);
      state.views = [customer, view('02', supervisor)];
      await chance.pass(4_000, quiet);
      should(types()).deepEqual(['up', 'refused', 'joined']);
    });

    it('is waited for where nobody knows whether the phone rings, or whether VoipNow failed at all', async () => {
      const failed = refusing(500, 'internal_server_error');
      for (const [put, presence] of [
        [failed, page],
        [{ cut: true }, undefined],
        [{ status: 504, body: '<h1>Gateway Time-out</h1>' }, undefined],
      ] as const) {
        const { driver, order, signal, state, chance, quiet, types } = await setUp();
        state.reply = ({ method, path }) => (method === 'PUT' ? put : path.endsWith('presence') ? presence : undefined);
        await driver.start(order(), signal).catch(() => undefined);
        await chance.pass(20_000, quiet);
        should(types()).deepEqual(['up']);
        await chance.pass(10_000, quiet);
        should(types()).deepEqual(['up', 'refused']);
      }
    });

    it('was not answered where the phone was seen to ring', async () => {
      const event = await ordered(refusing(500, 'internal_server_error'), '2');
      should(event).match({ error: { code: 'supervisor-no-answer' } });
    });
  });

  describe('a phone that is seen to ring and cannot be stopped', () => {
    it('is let ring when it is taken back; who picks up is told to be there, to be taken off', async () => {
      const { driver, order, signal, state, chance, quiet, types } = await setUp();
      state.reply = ({ method }) => (method === 'DELETE' ? { status: 204 } : undefined);
      await driver.start(order(), signal);
      state.views = [customer, view('02', supervisor, { status: '3' })];
      await chance.pass(2_000, quiet);
      await driver.stop(running, signal);
      should(await driver.snapshot(signal)).be.empty();
      await chance.pass(4_000, quiet);
      should(types()).deepEqual(['up', 'ringing', 'notice', 'left']);
      state.views = [customer, view('02', supervisor)];
      await chance.pass(4_000, quiet);
      should(types().slice(4)).deepEqual(['joined']);
    });
  });

  describe('a page that is not found', () => {
    it('instead of the call: its list tells whether the call is over, or all of the server gone', async () => {
      const over = await joined();
      over.state.views = undefined;
      over.state.reply = ({ path }) => (path.endsWith('/c1') ? page : undefined);
      await over.chance.pass(10_000, over.quiet);
      should(over.types()).deepEqual(['up', 'joined', 'left']);
      const gone = await joined();
      gone.state.reply = () => page;
      await gone.chance.pass(10_000, gone.quiet);
      should(gone.types()).not.containEql('left');
    });

    it('instead of presence: the calls tell whether this is a VoipNow', async () => {
      const { driver, signal, state } = await setUp();
      for (const reply of [page, refusing(401, 'access_denied'), refusing(405, 'no_such_method')]) {
        state.reply = ({ path }) => (path.endsWith('presence') ? reply : undefined);
        await driver.connect(signal);
      }
      const only = (last: string): typeof state.reply => {
        return ({ path }) => (path.endsWith(last) ? refusing(400, 'extension_invalid') : page);
      };
      state.reply = only('@self');
      await driver.connect(signal);
      state.reply = () => page;
      await should(driver.connect(signal)).be.rejectedWith({ code: 'platform-error', httpStatus: 404 });
    });
  });
});
