import should from 'should';
import { failing } from '../../support/failing';
import { refusing } from '../../support/scripted-voipnow';
import { agent as fullAgent, Floor } from './floor';
import { scriptedDriver, supervisor, view, type ScriptedDriver } from './scripted-driver';

describe('extensions of VoipNow and their users', () => {
  describe('short and in full', () => {
    let floor: Floor;
    beforeEach(async () => {
      floor = await Floor.open();
    });
    afterEach(() => floor.close());

    it('who was put on an agent by one number is taken off by the other', async () => {
      const shift = await floor.connected();
      floor.call();
      const { id } = await shift.active({ agent: fullAgent });
      const again = await shift.order({ agent: '6001' });
      should(again.supervision.id).equal(id);
      const { supervisions, error } = await shift.desk.cancel({ agent: '6001' });
      should(error).be.undefined();
      should(supervisions).match([{ id, phase: 'ended' }]);
      floor.undisturbed();
    });

    it('an agent who is waited for without a call is one agent too', async () => {
      const shift = await floor.connected();
      const { supervision } = await shift.order({ agent: '6001', arm: true, armSeconds: 60 });
      should(supervision).match({ phase: 'armed', agent: '6001' });
      const { supervisions } = await shift.desk.cancel({ agent: fullAgent });
      should(supervisions).match([{ phase: 'ended' }]);
    });
  });

  describe('of several users', () => {
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });
    const open = async (...how: Parameters<typeof scriptedDriver>): Promise<ScriptedDriver> => {
      const made = await scriptedDriver(...how);
      closing.push(made.close);
      return made;
    };
    const customer = view('01', '5550142');

    it('a phone of another user of the organization is asked about by its owner, and rung', async () => {
      const made = await open([customer], { userId: '12' });
      const { driver, state, order, signal, pbx } = made;
      state.reply = ({ path }) =>
        path === `/uapi/extensions/12/${supervisor}/presence` ? refusing(400, 'extension_invalid') : undefined;
      await driver.connect(signal);
      await driver.start(order(), signal);
      should(pbx.seen.filter(({ method }) => method === 'PUT')).have.length(1);
      state.reply = ({ path }) => (path.endsWith('presence') ? refusing(400, 'extension_invalid') : undefined);
      should((await failing(driver.start(order({ supervisor: '0007*901' }), signal))).code).equal(
        'supervisor-bad-device',
      );
    });

    it('as the owner, and with no phone of its own, the connection asks for the calls of the App’s user', async () => {
      const { pbx } = await open([customer], { userId: '@owner' }, { supervisor: '' });
      should(pbx.seen.map(({ path }) => path)).deepEqual(['/uapi/phoneCalls/@me/@self']);
    });

    it('a server without presence can be connected to', async () => {
      const { driver, state, order, signal, types } = await open([customer]);
      state.reply = ({ path }) => (path.endsWith('presence') ? refusing(501, 'request_not_implemented') : undefined);
      await driver.connect(signal);
      await driver.start(order(), signal);
      should(types()).not.containEql('down');
      should((await driver.find('102', signal)).agent.id).equal('102');
    });

    it('an order whose call could not be read was never sent, and is answered at once', async () => {
      const { driver, state, order, signal, pbx } = await open([customer]);
      state.reply = ({ path }) => (path.endsWith('101') ? { body: { status: 'ok' } } : undefined);
      should(await failing(driver.start(order(), signal))).match({ code: 'platform-error', arrived: 'no' });
      should(pbx.seen.filter(({ method }) => method === 'PUT')).be.empty();
    });
  });
});
