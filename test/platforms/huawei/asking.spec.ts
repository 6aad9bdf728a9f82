/** What a person may ask of the gateway, beyond what the contract suite asks. */
import should from 'should';
import { decodeAgentInfos, decodeFlag } from '../../../src/platforms/huawei/wire';
import type { HuaweiDriver } from '../../../src/platforms/huawei/driver';
import { HuaweiWorld } from './world';

describe('huawei: asked by a person', () => {
  let world: HuaweiWorld;
  let driver: HuaweiDriver | undefined;
  const within = (): AbortSignal => AbortSignal.timeout(3_000);
  afterEach(async () => {
    await driver?.disconnect(within());
    driver = undefined;
    await world.close();
  });

  async function connected(workNo: string, ...faults: string[]): Promise<HuaweiDriver> {
    world = await HuaweiWorld.open(faults);
    driver = world.driver(workNo);
    await driver.connect(within());
    return driver;
  }

  it('an inspector may supervise', async () => {
    should(await (await connected('6105')).maySupervise(within())).match({ can: 'yes', why: /6105 as an inspector/ });
  });

  it('an agent may not', async () => {
    should(await (await connected('6001')).maySupervise(within())).match({ can: 'no', why: /not as an inspector/ });
  });

  it('a gateway that does not know the question leaves it open', async () => {
    const asked = await connected('6105', 'huawei-retcode=900-099@isCensor');
    should(await asked.maySupervise(within())).match({ can: 'unknown', why: /does not tell/ });
  });

  it('asks for the list once, whatever is typed, because queries are throttled', async () => {
    const asked = await connected('6105');
    for (const query of ['6', '60', '600', '6001']) await asked.searchAgents(query, within());
    world.count('queryMonitoredAgents').should.equal(1);
    const [found] = await asked.searchAgents('6001', within());
    should(found).match({ id: '6001', names: (names: string[]) => names[0] === '6001' });
  });

  it('reads what is a list of agents, and nothing else', () => {
    decodeAgentInfos([{ workno: 6001, name: 'Bo' }, 'x', null, [1], {}])
      .map(({ workNo, name }) => [workNo, name])
      .should.eql([
        ['6001', 'Bo'],
        [undefined, undefined],
      ]);
    for (const odd of [undefined, null, 'x', {}, 1]) decodeAgentInfos(odd).should.eql([]);
    [true, 'true', 'FALSE', 0, null, {}]
      .map(decodeFlag)
      .should.eql([true, true, false, undefined, undefined, undefined]);
  });
});
