import should from 'should';
import type { Reply } from '../../support/scripted';
import { refusing } from '../../support/scripted-voipnow';
import { scriptedDriver, supervisor, view, type ScriptedDriver } from './scripted-driver';

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
      state.reply = () => page;
      await should(driver.connect(signal)).be.rejectedWith({ code: 'platform-error', httpStatus: 404 });
    });
  });
});
