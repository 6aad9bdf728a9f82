/** A Finesse that does not show who is on the supervisor's teams. */
import should from 'should';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { Agents } from '../../../src/platforms/finesse/agents';
import { Board, type BoardEntry } from '../../../src/platforms/finesse/board';
import { FinesseClient } from '../../../src/platforms/finesse/client';
import type { Link } from '../../../src/platforms/finesse/contact';
import { Directory } from '../../../src/platforms/finesse/directory';
import { Login } from '../../../src/platforms/finesse/login';
import { failing } from '../../support/failing';
import { refusing, scriptedFinesse, type FinesseReply, type FinesseScript } from '../../support/scripted-finesse';

const { signal } = new AbortController();
const notHere: FinesseReply = { status: 404, body: '<html><body>Not found</body></html>' };

describe('Finesse without its teams', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: FinesseScript, teams: readonly string[] = []) {
    const server = await scriptedFinesse(script);
    const client = new FinesseClient({ address: nodeAddress(server.url), login: new Login('7012', 'x') });
    closing.push(
      () => server.close(),
      () => {
        client.close();
      },
    );
    const board = new Board(Date.now, () => undefined);
    board.setTeams(teams.map((id) => ({ id })));
    const directory = new Directory(board);
    const subscribed: string[] = [];
    const stream = {
      subscribe: (node: string): Promise<void> => {
        subscribed.push(node);
        return Promise.resolve();
      },
    };
    const link = { client, stream } as unknown as Link;
    const agents = new Agents({
      ...{ board, link: () => link, isUccx: () => false, own: () => '4100' },
      ...{ tell: () => undefined, learned: () => undefined },
    });
    return {
      server,
      board,
      agents,
      link,
      subscribed,
      find: (text: string) => directory.find(text, client, signal),
      again: (id: string) => directory.again(id, client, signal),
    };
  }

  const ann = (extension: string): FinesseReply => ({
    body: `<User><loginId>7101</loginId><loginName>ann</loginName><extension>${extension}</extension><state>TALKING</state></User>`,
  });
  const only =
    (reply: () => FinesseReply, other: FinesseReply): FinesseScript =>
    ({ path }) =>
      path === '/User/7101' || path === '/User/ann' ? reply() : other;

  for (const [told, teams] of [
    ['no team is named', []],
    ['its team cannot be had', ['1']],
  ] as const) {
    for (const other of [notHere, refusing(404, 'Not Found'), refusing(501, 'Not Implemented')]) {
      it(`${told} (${String(other.status)}): Finesse is asked for the agent alone, each time anew`, async () => {
        let extension = '4127';
        const { find, again } = await setUp(
          only(() => ann(extension), other),
          teams,
        );
        const found = { loginId: '7101', extension: '4127', state: 'TALKING' };
        should(await find('7101')).match(found);
        should(await find('ann')).match(found);
        extension = '4130';
        should(await again('7101')).match({ ...found, extension: '4130' });
      });

      it(`${told} (${String(other.status)}): a number that is nobody's id is an extension, a name is nobody`, async () => {
        const { find, again } = await setUp(() => other, teams);
        should(await find('4127')).match({ loginId: '4127', extension: '4127' });
        should(await again('4127')).match({ extension: '4127' });
        should(await failing(find('Ann Reyes'))).match({ code: 'agent-not-found' });
      });
    }
  }

  it('who is known by his id is the same by his extension, while it is his', async () => {
    let extension = '4127';
    const { find } = await setUp(only(() => ann(extension), refusing(404, 'Not Found')));
    await find('7101');
    should((await find('4127')).loginId).equal('7101');
    extension = '4130';
    should(await find('4127')).match({ loginId: '4127', extension: '4127' });
  });

  it('who may not be looked up may still be rung', async () => {
    const { find } = await setUp(() => refusing(401, 'Invalid Authorization User Specified'));
    should((await find('+4127')).extension).equal('+4127');
  });

  it('a failure is no lack of teams: nobody is taken for somebody else by mistake', async () => {
    for (const reply of [refusing(500, 'Internal Server Error'), refusing(401, 'Invalid Supervisor')]) {
      const { find } = await setUp(({ path }) => (path.startsWith('/Team/') ? reply : ann('4127')), ['1']);
      should(await failing(find('7101'))).not.match({ code: 'agent-not-found' });
    }
  });

  it('of a bare extension no calls are asked for: they go by the id', async () => {
    const { find, agents, link, server, subscribed } = await setUp(() => refusing(404, 'Not Found'));
    const { loginId: id } = await find('4127');
    const asked = server.seen.length;
    should(await agents.dialogs(link, id, signal)).be.undefined();
    await agents.watch(link, { id, label: id }, signal);
    should(server.seen).have.length(asked);
    should(subscribed).be.empty();
  });

  it('the calls of an agent on a team that are "not found" are calls that cannot be read', async () => {
    const { agents, link, board } = await setUp(() => refusing(404, 'Not Found'));
    const entry: BoardEntry = { loginId: '7101', extension: '4127', roles: [], teams: [], raw: null, team: '' };
    board.remember(entry);
    should(await agents.dialogs(link, '7101', signal)).be.undefined();
    should(await failing(agents.dialogs(link, '7102', signal))).match({ code: 'agent-not-found' });
  });
});
