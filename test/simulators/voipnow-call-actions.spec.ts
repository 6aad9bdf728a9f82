import should from 'should';
import { startSimulator } from '../../simulators';
import type { Json } from '../support/plain-genesys-client';
import { PlainVoipNowClient, viewsOf } from '../support/plain-voipnow-client';
import { SimulatedVoipNow } from '../support/simulated-voipnow';

const customer = '+491234';

describe('VoipNow face: the other actions on a call', () => {
  let world: SimulatedVoipNow;
  let call: Json;
  const views = async (): Promise<Json[]> => viewsOf(await world.client.call('0007*6001'));

  beforeEach(async () => {
    world = await SimulatedVoipNow.start();
    world.centre.startCall({ agent: 'agt.one', customer });
    call = await world.client.call('0007*6001');
  });
  afterEach(() => world.close());

  it('holds and records by the view, and shows it in the next GET', async () => {
    const path = `/phoneCalls/@me/0007*6001/${String(call.id)}`;
    const act = async (action: string, more: Json = {}): Promise<unknown> => {
      const { status, code } = await world.client.put(path, { action, phoneCallViewId: '01', ...more });
      return code ?? status;
    };
    const now = async (action: string, more: Json = {}): Promise<string[]> => {
      should(await act(action, more)).equal(202);
      const [view] = await views();
      return ['onHold', 'holder', 'recording'].filter((name) => name in (view ?? {}));
    };
    should(await now('OnHold')).deepEqual(['onHold', 'holder']);
    should(world.hears()[customer]).deepEqual([]);
    should(await now('OnHold')).deepEqual(['onHold', 'holder']);
    should(await now('OffHold')).deepEqual([]);
    should(world.hears()[customer]).deepEqual(['agt.one']);
    should(await now('StartRecording', { format: 'wav49' })).deepEqual(['recording']);
    should(await now('StopRecording')).deepEqual([]);
    should(await act('StartRecording', { format: 'mp3' })).equal('pc_format_invalid');
    for (const action of ['OnHold', 'StopRecording']) {
      for (const phoneCallViewId of [undefined, 1, '09']) {
        should(await act(action, { phoneCallViewId })).equal('pc_phonecallview_invalid');
      }
      const lost = await world.client.put('/phoneCalls/@me/0007*6001/nosuchcall', { action });
      should(lost.code).equal('pc_phonecall_invalid');
    }
  });

  it('rings on the real clock for as long as was asked, however long that is', async () => {
    const simulator = await startSimulator({ voipnow: { port: 0 }, faults: ['auto-answer=off'] });
    const client = await new PlainVoipNowClient(simulator.voipnow!.url).signIn();
    try {
      simulator.centre.startCall({ agent: 'agt.one', customer });
      await client.supervise('BargeIn', await client.call('0007*6001'), { waitForPickup: 99_999_999 });
      for (let looks = 0; looks < 5; looks++) {
        const { entry } = await client.get('/extensions/@me/0007*6105/presence');
        should(entry[0]?.status).equal('2');
      }
    } finally {
      client.close();
      await simulator.close();
    }
  });
});
