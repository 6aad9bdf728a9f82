import should from 'should';
import { failing } from '../../support/failing';
import type { Reply } from '../../support/scripted';
import { collection, refusing } from '../../support/scripted-voipnow';
import { agent, scriptedDriver, supervisor, view, type ScriptedDriver } from './scripted-driver';

const running = { id: 's1', mode: 'barge', agent, supervisor } as const;
const customer = view('01', '5550142');

describe('taking a supervisor off a call of VoipNow', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** He is on the call; `answers` says what a DELETE of a number gets, and does. */
  async function joined(answers: (number: string, made: ScriptedDriver) => Reply | undefined, views = [customer]) {
    const made = await scriptedDriver(views);
    closing.push(made.close);
    const { driver, order, signal, state, chance, quiet, types } = made;
    await driver.start(order({ options: { phoneCallViewId: '01' } }), signal);
    state.views = [...views, view('02', supervisor)];
    await chance.pass(2_000, quiet);
    should(types()).containEql('joined');
    state.reply = ({ method, query }) => (method === 'DELETE' ? answers(query.phoneNumber ?? '', made) : undefined);
    const numbers = (): string[] =>
      made.pbx.seen.filter(({ method }) => method === 'DELETE').map(({ query }) => query.phoneNumber ?? '');
    return { ...made, numbers };
  }
  for (const [how, nobody] of [
    ['an empty list', collection()],
    ['an empty array', { body: [] }],
    ['an empty list without its entry', { body: { totalResults: 0, startIndex: 0 } }],
    ['a refusal of the number', refusing(400, 'pc_phonenumber_invalid')],
    ['a page that is not found', { status: 404, body: '<h1>Not Found</h1>' }],
    ['a refusal in the body alone', { body: { error: { code: 'pc_phonenumber_invalid' } } }],
  ] as const) {
    it(`nobody found under the extended number, told by ${how}: the short one is tried`, async () => {
      const { driver, signal, numbers, types } = await joined((number, { state }) => {
        if (number !== '900') return nobody;
        state.views = [customer];
        return { body: [{ id: 'c1' }] };
      });
      await driver.stop(running, signal);
      should(numbers()).deepEqual([supervisor, '900']);
      should(types().at(-1)).equal('left');
    });
  }

  for (const reply of [refusing(501, 'request_not_implemented'), { status: 405 }, { status: 404 }]) {
    it(`a server that has no way to hang up (${String(reply.status)}): the supervisor is told to do it`, async () => {
      const { driver, signal, types } = await joined(() => reply);
      const error = await failing(driver.stop(running, signal));
      should(error).match({
        code: 'transition-not-allowed',
        httpStatus: reply.status,
        message: /has to hang up himself/,
      });
      should(types().at(-1)).equal('joined');
    });
  }

  it('the short number belongs to somebody else on the call too: it is never sent', async () => {
    const other = view('03', '0008*900');
    const { driver, signal, numbers } = await joined(() => ({ status: 204 }), [customer, other]);
    const error = await failing(driver.stop(running, signal));
    should(error.code).equal('transition-not-allowed');
    should(numbers()).deepEqual([supervisor]);
  });

  it('views that are numbered anew afterwards are the same views', async () => {
    const { driver, signal, types } = await joined(
      (_number, { state }) => {
        state.views = [view('00', '5550142'), view('01', '5550143')];
        return { body: [{ id: 'c1' }] };
      },
      [view('01', '5550142'), view('03', '5550143')],
    );
    await driver.stop(running, signal);
    should(types().at(-1)).equal('left');
  });

  it('a server that hangs up a little after it said so is waited for', async () => {
    const { driver, signal, chance, quiet, state, types } = await joined(() => ({ status: 202 }));
    const stopping = driver.stop(running, signal);
    await chance.pass(1_000, quiet);
    state.views = [customer];
    await chance.pass(1_000, quiet);
    await stopping;
    should(types().at(-1)).equal('left');
  });

  it('a limit of requests keeps nobody on the call', async () => {
    let limited = 2;
    const { driver, signal, chance, quiet, numbers, types } = await joined((number, { state }) => {
      if (limited-- > 0) return { status: 429, body: '' };
      state.views = [customer];
      return { body: [{ id: 'c1' }] };
    });
    const stopping = driver.stop(running, signal);
    await chance.pass(2_000, quiet);
    await stopping;
    should(numbers()).have.length(3);
    should(types().at(-1)).equal('left');
    limited = 100;
    const other = await joined(() => ({ status: 409, body: '' }));
    const failed = failing(other.driver.stop(running, signal));
    await other.chance.pass(10_000, other.quiet);
    should((await failed).code).equal('rate-limited');
    should(other.numbers()).have.length(4);
  });

  it('the call ended meanwhile, and the hang-up finds nothing: that is its end, and no failure', async () => {
    for (const answer of [refusing(400, 'pc_phonecall_invalid'), { status: 204 }]) {
      const { driver, signal, types } = await joined((_number, { state }) => {
        state.views = undefined;
        return answer;
      });
      await driver.stop(running, signal);
      should(types().at(-1)).equal('left');
    }
  });

  it('an error in the body of a query is no end of the call: nothing is told, and it is asked on', async () => {
    const { driver, signal, state, chance, quiet, types } = await joined(() => undefined);
    state.reply = ({ path }) =>
      path.startsWith('/oauth') ? undefined : { body: { error: { code: 'internal_server_error', message: 'Busy.' } } };
    await chance.pass(20_000, quiet);
    should(types()).not.containEql('left');
    state.reply = () => undefined;
    await chance.pass(20_000, quiet);
    should(await driver.snapshot(signal)).match([{ state: 'joined' }]);
  });

  it('a call that is over may be refused, or not found, instead of listed as nothing', async () => {
    for (const over of [refusing(400, 'pc_phonecall_invalid'), refusing(404, 'not_found')]) {
      const { state, chance, quiet, types } = await joined(() => undefined);
      state.reply = ({ path }) => (path.endsWith('/c1') ? over : undefined);
      await chance.pass(10_000, quiet);
      should(types().at(-1)).equal('left');
    }
  });
});
