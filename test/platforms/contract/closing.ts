import should from 'should';
import { failing } from '../../support/failing';
import { until } from '../../support/until';
import { short, table, type Rig } from './rig';

const resources = (): string => process.getActiveResourcesInfo().sort().join(' ');

export function closing(rig: () => Rig): void {
  describe('closing', () => {
    it('takes the supervisor off, disarms, signs out, and tells it', async () => {
      const { world } = rig();
      const [{ name }, { name: other }] = world.agents;
      world.startCall(name);
      const first = await rig().connected(world.supervisors[0]);
      const second = await rig().connected(world.supervisors[1]);
      const { id } = await first.active('barge', name);
      await second.order({ agent: other, arm: true, confirmSeconds: short });
      // An arming that the desk watches over is nothing that the platform holds.
      should(world.holds()).have.length(second.driver.capabilities.arming === 'native' ? 2 : 1);
      const before = Date.now();
      await Promise.all([first.desk.close(900), second.desk.close(900)]);
      should(Date.now() - before).be.below(1_000);
      should(first.told(id)).containEql({ phase: 'ended', endedBy: 'shutdown' });
      should(world.holds()).be.empty();
      should(world.signedIn()).equal(0);
      await rig().hears(name, table(name));
    });

    it('answers the order that is under way, and undoes it', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.slowAnswers(150);
      world.trouble.lateEvents(300);
      const order = shift.order({ mode: 'barge', agent: name });
      await until('the order arrived', () => world.verbs().start === 1);
      await shift.desk.close(900);
      should((await order).error).be.ok();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });

    for (const dead of ['gone', 'hang'] as const) {
      it(`takes less than a second when the server is dead (${dead})`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        world.startCall(name);
        const { id } = await shift.active('listen', name);
        await world.trouble[dead]();
        const before = Date.now();
        await shift.desk.close(900);
        should(Date.now() - before).be.below(1_000);
        should(shift.told(id)).containEql({ phase: 'ended', endedBy: 'shutdown' });
      });
    }

    it('takes less than a second while the first contact hangs', async () => {
      const { world } = rig();
      world.trouble.hang();
      const shift = rig().shift();
      const connecting = shift.connect();
      const before = Date.now();
      await shift.desk.close(900);
      should(Date.now() - before).be.below(1_000);
      should(await connecting).be.ok();
    });

    it('can be asked of a driver that was never connected, and twice', async () => {
      const { world } = rig();
      const { driver } = rig().shift();
      await driver.disconnect(AbortSignal.timeout(900));
      await driver.disconnect(AbortSignal.timeout(900));
      should(world.signIns()).equal(0);
      const { driver: connected } = await rig().connected();
      await connected.disconnect(AbortSignal.timeout(900));
      await connected.disconnect(AbortSignal.timeout(900));
      should(world.signedIn()).equal(0);
    });

    it('a driver that is closed says so, and asks nothing', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const { driver } = await rig().connected();
      await driver.disconnect(AbortSignal.timeout(900));
      const signIns = world.signIns();
      const { code } = await failing(driver.connect(AbortSignal.timeout(900)));
      should(code).equal('unreachable');
      should((await failing(driver.snapshot(AbortSignal.abort()))).code).equal('unreachable');
      should((await failing(driver.find(name, AbortSignal.abort()))).code).equal('unreachable');
      should(world.signIns()).equal(signIns);
    });

    it('leaves no socket and no timer behind', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      world.startCall(name);
      const round = async (): Promise<void> => {
        const shift = await rig().connected();
        await shift.active('listen', name);
        await shift.desk.close(900);
      };
      await round();
      await until('quiet', () => world.signedIn() === 0);
      const before = resources();
      for (let n = 0; n < 5; n++) await round();
      await until('as before', () => resources().length <= before.length).catch(() => {
        should(resources()).equal(before);
      });
    });
  });
}
