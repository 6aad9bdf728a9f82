/** Who may look and who may act, in a Node-RED with users. */
import should from 'should';
import { startSimulator, type Simulator } from '../../simulators';
import type { BoardView } from '../../src/node-red/board';
import { openLinked, type Linked } from '../support/linked';
import { action, connection } from '../support/stage';
import { until } from '../support/until';

/** Nobody needs a password here. Whoever is not signed in may see flows, as the tests must. */
const users = `
const scopes = { boss: '*', viewer: 'read', painter: ['flows.read', 'flows.write'], floor: ['call-supervision.write'] };
const user = (username) => Promise.resolve({ username, permissions: scopes[username] });
module.exports.adminAuth = {
  type: 'credentials',
  users: user,
  authenticate: user,
  default: () => Promise.resolve({ anonymous: true, permissions: ['flows.read', 'inject.write'] }),
};
`;

describe('permissions in Node-RED', function () {
  this.timeout(120_000);
  let sim: Simulator;
  let linked: Linked;
  const tokens = new Map<string, string>();

  before(async () => {
    sim = await startSimulator({ genesys: { port: 0 } });
    const payload = { p: 'payload', v: '{"agent":"6001"}', vt: 'json' };
    const flows = [
      { id: 'tab', type: 'tab', label: 'floor' },
      { ...connection(sim.genesys!.url), credentials: { username: 'sup.one', password: 'simulator' } },
      { ...action('coach'), wires: [[], []] },
      { id: 'button', type: 'inject', z: 'tab', props: [payload], wires: [['coach']] },
    ];
    linked = await openLinked(flows, users);
    for (const username of ['boss', 'viewer', 'painter', 'floor']) {
      const answer = await fetch(`${linked.nodeRed.url}/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_id: 'node-red-editor',
          grant_type: 'password',
          scope: '',
          username,
          password: 'any',
        }),
      });
      tokens.set(username, ((await answer.json()) as { access_token: string }).access_token);
    }
  });
  after(async () => {
    await linked.close();
    await sim.close();
  });

  async function as(who: string, path: string, body?: object): Promise<Response> {
    const token = tokens.get(who);
    return fetch(`${linked.nodeRed.url}/call-supervision/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  const test = { type: 'genesys-connection', id: 'gws', properties: {}, credentials: {} };
  for (const [who, reads, writes] of [
    ['nobody', 401, 401],
    ['painter', 401, 401],
    ['viewer', 200, 401],
    ['floor', 401, 400],
    ['boss', 200, 400],
  ] as const) {
    it(`${who}: sees ${reads === 200 ? 'everything' : 'nothing'}, and may ${writes === 401 ? 'not ' : ''}act`, async () => {
      should((await as(who, 'board')).status).equal(reads);
      should((await as(who, 'agents?connection=gws')).status).equal(reads);
      for (const path of ['end', 'test']) should((await as(who, path, {})).status).equal(writes);
      if (writes === 401) {
        should((await as(who, 'end-all', {})).status).equal(401);
        should(await (await as(who, 'test', test)).text()).equal('');
      }
    });
  }

  it('only who may act ends a supervision', async () => {
    sim.centre.startCall({ agent: 'agt.one' });
    await until('the connection is up', async () => {
      const { connections } = (await (await as('boss', 'board')).json()) as BoardView;
      return connections[0]?.state === 'connected';
    });
    await fetch(`${linked.nodeRed.url}/inject/button`, { method: 'POST' });
    const running = await until('the supervision runs', async () => {
      const { supervisions } = (await (await as('viewer', 'board')).json()) as BoardView;
      return supervisions.find(({ phase }) => phase === 'active');
    });
    const on = (): string[] =>
      sim.centre.call('agt.one')!.legs.flatMap(({ party, state }) => (state === 'left' ? [] : [party]));
    for (const who of ['nobody', 'painter', 'viewer']) {
      should((await as(who, 'end', { id: running.id })).status).equal(401);
      should((await as(who, 'end-all', {})).status).equal(401);
    }
    on().should.containEql('sup.one');
    should((await as('floor', 'end', { id: running.id })).status).equal(200);
    on().should.not.containEql('sup.one');
  });
});
