/** Looking for an agent from the dialog of an action. */
import should from 'should';
import { findAgents, type CanFind, type FoundAgents } from '../../src/node-red/agents';
import type { Registry } from '../../src/node-red/registry';
import type { AgentRef } from '../../src/supervision/driver';
import { admin, type AdminAnswer } from '../support/admin';
import { FakeDriver } from '../support/fake-driver';
import { showing, start } from '../support/node-red';
import { appOf, onPbx, pbx } from '../support/pbx';
import { action, connection, signIn, useStage } from '../support/stage';

interface Answer extends FoundAgents {
  can?: boolean;
  code?: string;
  message?: string;
}
const ask = (query: Record<string, string>): Promise<AdminAnswer<Answer>> =>
  admin<Answer>(`agents?${new URLSearchParams(query).toString()}`);

describe('nodes: finding agents', () => {
  const stage = useStage(() => ({ genesys: { port: 0 }, voipnow: { port: 0 } }));

  it('by a part of a name or number, on the connection that runs', async () => {
    await stage.connected(action('coach'));
    should((await ask({ connection: 'gws' })).body).eql({ can: true });
    const { status, body } = await ask({ connection: 'gws', q: ' Cost ' });
    should({ status, body }).eql({
      status: 200,
      body: {
        agents: [{ value: 'agt.two', label: 'agt.two (Mira Costa)', names: ['agt.two', '6002', 'E-18', 'Mira Costa'] }],
      },
    });
    should((await ask({ connection: 'gws', q: '600' })).body.agents.length).equal(4);
    should((await ask({ connection: 'gws', q: '' })).body.agents.length).equal(8);
    should(stage.sim.genesys!.sessions()).equal(1);
  });

  it('not where the platform cannot list', async () => {
    await start([pbx(stage.sim.voipnow!.url), action('coach', onPbx)], appOf());
    await showing('coach', 'connected');
    const { status, body } = await ask({ connection: 'pbx' });
    should({ status, can: body.can, code: body.code }).eql({ status: 200, can: false, code: 'cannot-list' });
    const searched = await ask({ connection: 'pbx', q: 'x' });
    should({ status: searched.status, code: searched.body.code }).eql({ status: 409, code: 'cannot-list' });
  });

  it('not where the connection is not deployed, or used by nobody', async () => {
    await start([connection(stage.url)], signIn);
    for (const id of ['gws', 'gone', '']) {
      const { status, body } = await ask({ connection: id });
      should({ status, code: body.code }).eql({ status: 200, code: 'not-deployed' });
      should((await ask({ connection: id, q: 'x' })).status).equal(404);
    }
  });

  it('not where the connection is not up, and says why', async () => {
    await start([connection(stage.url), action('coach')], { gws: { username: 'sup.one', password: 'not-it' } });
    await showing('coach', 'refused');
    const { body } = await ask({ connection: 'gws' });
    should(body).have.properties({ can: false, code: 'not-connected' });
    should(body.message).match(/user name and password/);
  });

  it('says what the platform says when it fails', async () => {
    await stage.connected(action('coach'));
    stage.sim.faults.set('rest-html');
    const { status, body } = await ask({ connection: 'gws', q: 'bo' });
    should({ status, code: body.code }).eql({ status: 502, code: 'platform-error' });
  });

  it('of too long a text is refused', async () => {
    await stage.connected(action('coach'));
    should((await ask({ connection: 'gws', q: 'x'.repeat(101) })).status).equal(400);
  });
});

describe('finding agents, whatever a driver answers', () => {
  class ListingDriver extends FakeDriver {
    found: AgentRef[] = [];
    searchAgents(query: string): Promise<AgentRef[]> {
      this.asked.push(query);
      return Promise.resolve(this.found);
    }
  }
  const driver = new ListingDriver();
  const registry = {
    connection: () => ({ driver, standing: () => ({ state: 'connected', since: '' }) }),
  } as unknown as Registry;
  const find = (q: string): Promise<FoundAgents | CanFind> =>
    findAgents(registry, new URLSearchParams({ connection: 'x', q }), AbortSignal.timeout(1_000));

  it('takes twenty at most, with what can be ordered by, and clips what is shown', async () => {
    driver.found = Array.from({ length: 30 }, (_, n) => ({
      id: `id${n}`,
      label: 'x'.repeat(1_000),
      names: ['y'.repeat(1_000)],
    }));
    const { agents } = (await find('')) as FoundAgents;
    agents.length.should.equal(20);
    should(agents[0]).eql({ value: 'y'.repeat(1_000), label: 'x'.repeat(200), names: ['y'.repeat(200)] });
  });

  it('takes the id where there is no name', async () => {
    driver.found = [
      { id: 'id1', label: '<b>', names: [] },
      { id: 'id2', label: 'two' },
    ];
    const { agents } = (await find('')) as FoundAgents;
    agents.should.eql([
      { value: 'id1', label: '<b>', names: [] },
      { value: 'id2', label: 'two', names: [] },
    ]);
  });

  it('hands the text on without the space around it', async () => {
    await find('  bo lind ');
    should(driver.asked.at(-1)).equal('bo lind');
  });
});
