import should from 'should';
import { agentsAtMost, type AgentRef } from '../../../src/supervision/driver';
import type { Rig } from './rig';

/** What a person may ask when he sets a connection up. A platform that cannot tell leaves it out. */
export function asking(rig: () => Rig): void {
  describe('asked by a person', () => {
    const within = (): AbortSignal => AbortSignal.timeout(3_000);

    it('says whether the supervisor may supervise, and why, and changes nothing', async () => {
      const { driver } = await rig().connected();
      if (!driver.maySupervise) return;
      const { can, why } = await driver.maySupervise(within());
      should(['yes', 'unknown']).containEql(can);
      should(why).match(/^[A-Z].*\.$/);
      should(rig().world.verbs()).deepEqual({ start: 0, switch: 0, stop: 0 });
    });

    it('tells whether the sign-in was taken', async () => {
      const { driver } = rig().shift();
      if (!('isSignedIn' in driver)) return;
      should(driver.isSignedIn).be.false();
      await driver.connect(within());
      should(driver.isSignedIn).be.true();
    });

    it('finds people by a part of a name, each under something that an order can use', async () => {
      const { world } = rig();
      const { driver } = await rig().connected();
      if (!driver.searchAgents) {
        should(driver.capabilities.lists.agents).be.false();
        return;
      }
      const nameOf = ({ id, names }: AgentRef): string => names?.[0] ?? id;
      for (const { names } of world.agents) {
        const wanted = (await driver.find(names[0] ?? '', within())).agent.id;
        for (const part of [names[0] ?? '', (names[0] ?? '').slice(0, -1)]) {
          const found = await driver.searchAgents(part, within());
          should(found.length).be.within(1, agentsAtMost);
          const ids = await Promise.all(
            found.map(async (each) => (await driver.find(nameOf(each), within())).agent.id),
          );
          should(ids).containEql(wanted);
        }
      }
      (await driver.searchAgents('nobody.here', within())).should.be.empty();
      (await driver.searchAgents('', within())).length.should.be.within(1, agentsAtMost);
    });
  });
}
