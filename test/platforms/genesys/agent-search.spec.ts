import should from 'should';
import { startSimulator, type Simulator } from '../../../simulators';
import { searchAgents } from '../../../src/platforms/genesys/agent-search';
import { GenesysClient } from '../../../src/platforms/genesys/client';
import { scripted } from '../../support/scripted';

describe('genesys: searching agents', () => {
  let simulator: Simulator;
  let client: GenesysClient;
  before(async () => {
    simulator = await startSimulator({ genesys: { port: 0 }, agents: 120 });
    const credentials = { username: 'sup.one', password: 'simulator' };
    client = new GenesysClient({ url: simulator.genesys!.url, credentials });
  });
  after(async () => {
    client.close();
    await simulator.close();
  });
  const search = async (query: string): Promise<string[]> =>
    (await searchAgents(client, query, AbortSignal.timeout(3_000))).map(({ label }) => label);

  for (const [query, found] of [
    ['mira', ['agt.two (Mira Costa)']],
    ['COST', ['agt.two (Mira Costa)']],
    ['600', ['agt.four (Ines Roth)', 'agt.one (Bo Lind)', 'agt.three (Jon Hale)', 'agt.two (Mira Costa)']],
    ['lind bo', ['agt.one (Bo Lind)']],
    ['bo, lind', ['agt.one (Bo Lind)']],
    ['agt.one', ['agt.one (Bo Lind)']],
    ['bo costa', []],
    ['nobody', []],
    ['<img src=x>', []],
  ] as const) {
    it(`"${query}"`, async () => {
      should(await search(query)).eql([...found]);
    });
  }

  it('knows user name, numbers, employee id and full name, in this order', async () => {
    const [bo] = await searchAgents(client, 'lind', AbortSignal.timeout(3_000));
    should(bo?.names).eql(['agt.one', '6001', 'E-17', 'Bo Lind']);
    should(bo?.id).match(/^[0-9a-f]{32}$/);
  });

  it('with an empty text, or one of wildcards only, begins with the first ones', async () => {
    for (const query of ['', '  ', '*', ',']) {
      const found = await search(query);
      found.length.should.equal(20);
      should(found[0]).match(/^agt\.0006/);
    }
  });

  it('takes no more than twenty of a server that knows no limit', async () => {
    const everybody = Array.from({ length: 50 }, (_, n) => ({ id: `${n}`, userName: `u${n}` }));
    const server = await scripted(({ path }) =>
      path.endsWith('/contacts') ? { body: { statusCode: 0, contacts: everybody } } : { body: { statusCode: 0 } },
    );
    const plain = new GenesysClient({ url: server.url, credentials: { username: 'a', password: 'b' } });
    try {
      (await searchAgents(plain, 'u', AbortSignal.timeout(3_000))).length.should.equal(20);
    } finally {
      plain.close();
      await server.close();
    }
  });
});
