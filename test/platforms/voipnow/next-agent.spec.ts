import should from 'should';
import { Rig, table } from '../contract/rig';
import { VoipNowWorld } from './world';

describe('one VoipNow supervisor, from call to call', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = new Rig(await VoipNowWorld.open());
  });
  afterEach(() => rig.close());

  it('is free for the next agent as soon as the first call is over, though nobody has told so yet', async () => {
    const { world } = rig;
    const [{ name }, { name: other }] = world.agents;
    const shift = await rig.connected();
    world.startCall(name);
    const { id } = await shift.active('listen', name);
    world.endCall(name, 'customer');
    world.startCall(other);
    await shift.active('barge', other);
    should(shift.told(id)).containEql({ phase: 'ended' });
    await rig.hears(other, table(other, shift.supervisor, 'barge'));
  });
});
