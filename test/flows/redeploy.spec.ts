import { existsSync, readdirSync } from 'node:fs';
import 'should';
import { readExample } from '../../scripts/demo/example';
import { openFeed } from '../../scripts/demo/feed';
import { addTeller } from '../../scripts/demo/teller';
import { openRuntime, type Runtime } from '../support/runtime';
import { until } from '../support/until';

describe('Node-RED with the package', function () {
  this.timeout(120_000);
  let runtime: Runtime;
  let closeFeed = (): Promise<void> => Promise.resolve();
  before(async function () {
    this.timeout(180_000);
    runtime = await openRuntime();
  });
  after(() => Promise.all([runtime.close(), closeFeed()]));

  const handles = (): number => readdirSync(`/proc/${runtime.pid}/fd`).length;

  it('holds no more handles after 60 full deploys', async function () {
    if (!existsSync('/proc/self/fd')) this.skip();
    const { flows } = await readExample(true);
    const telling = await openFeed();
    closeFeed = () => telling.close();
    addTeller(flows, telling.port);
    let signIns = 0;
    telling.feed.each(({ event }) => {
      if (event?.type === 'connection.up') signIns++;
    });
    // Every other deploy comes while the connection is still signing in.
    const deploys = async (times: number): Promise<void> => {
      for (let time = 1; time <= times; time++) {
        const before = signIns;
        await runtime.deploy(flows);
        if (time % 2 === 0) await until('the sign-in', () => signIns > before, 20_000);
      }
    };
    await deploys(4);
    // Connections that are kept open for a few seconds come and go; what a deploy leaves behind would be there 60 times.
    const most = handles() + 6;
    await deploys(60);
    await until(`no more than ${most} handles`, () => handles() <= most, 15_000);
    runtime.running().should.be.true();
  });

  it('ends within seconds by SIGTERM', async () => {
    const began = Date.now();
    (await runtime.stop())!.should.equal(0);
    (Date.now() - began).should.be.below(3000);
  });
});
