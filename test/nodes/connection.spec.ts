/** What a connection node is to the nodes that use it. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { startSimulator, type Simulator } from '../../simulators';
import {
  answered,
  ask,
  caught,
  redeploy,
  send,
  settled,
  showing,
  shown,
  sink,
  start,
  type FlowNode,
} from '../support/node-red';
import { run } from '../support/servers';
import { action, cancel, connection, events, signIn, useStage } from '../support/stage';
import { until } from '../support/until';
import http from 'node:http';

const order = { _msgid: 'm1', payload: { agent: '6001' } };

describe('nodes: connection', () => {
  const stage = useStage();
  const sessions = (): number => stage.sim.genesys!.sessions();
  const signIns = (): number => stage.sim.journal.list().filter(({ operation }) => operation === 'GET /me').length;

  it('connects with its first user, once for all of them, and leaves with the last', async () => {
    const nodes = [connection(stage.url), action('coach'), action('listen'), events()];
    await start([connection(stage.url)], signIn);
    await settled();
    stage.sim.journal.list().length.should.equal(0);

    await redeploy(nodes, 'nodes', signIn);
    for (const { id } of nodes.slice(1)) await showing(id, 'connected');
    sessions().should.equal(1);

    await redeploy([nodes[0]!, nodes[1]!], 'nodes', signIn);
    await settled();
    sessions().should.equal(1);

    await redeploy([nodes[0]!], 'nodes', signIn);
    await until('the session is over', () => sessions() === 0);
    stage.sim.journal.count('EndContactCenterSession').should.equal(1);
    should(stage.sim.centre.personView('sup.one').state).equal('signed-out');
  });

  it('tells every node that uses it how it stands, also one that comes later', async () => {
    const nodes = [connection(stage.url), action('coach'), events()];
    await start(nodes, signIn);
    await showing('coach', 'connected');
    await redeploy([...nodes, action('listen')], 'nodes', signIn);
    await showing('listen', 'connected');
    shown('coach').should.eql(['connecting', 'connected']);
    sessions().should.equal(1);
  });

  it('with a wrong password signs in exactly once, says refused, and does not try again', async () => {
    const wrong = { gws: { username: 'sup.one', password: 'not-it' } };
    await start([connection(stage.url), action('coach'), events()], wrong);
    await showing('coach', 'refused');
    await showing('events', 'refused');
    const tries = stage.sim.journal.list().length;
    signIns().should.equal(1);
    caught()
      .map(({ code }) => code)
      .should.matchEach('auth');
    caught()[0]!.cause.should.have.properties({ code: 'auth', platform: 'genesys', retryable: false });
    should(caught()[0]!.source).have.properties({ id: 'gws', type: 'genesys-connection' });

    for (const _msgid of ['m1', 'm2', 'm3']) {
      const answer = await ask('coach', { ...order, _msgid });
      should({ first: answer.first.length, second: answer.second.length, dones: answer.dones }).eql({
        first: 0,
        second: 0,
        dones: 1,
      });
      answer.caught.map(({ code }) => code).should.eql(['auth']);
    }
    // Longer than the first pause of a connection that does try again.
    const since = Date.now();
    await until('a second and a half has passed', () => Date.now() - since > 1_500);
    stage.sim.journal.list().length.should.equal(tries);

    await redeploy([connection(stage.url, { name: 'corrected' }), action('coach'), events()], 'nodes', signIn);
    await showing('coach', 'connected');
  });

  for (const [what, properties, credentials, words] of [
    ['no credentials', {}, {}, /no user name or no password/],
    ['no password', {}, { gws: { username: 'sup.one', password: '' } }, /no user name or no password/],
    [
      'a password from the environment that is not there',
      {},
      { gws: { username: 'sup.one', password: '${CS_NOT_THERE}' } },
      /"password" is to come from the environment variable CS_NOT_THERE, which is not set/,
    ],
    ['an address from the environment that is not there', { url: '$(CS_NOT_THERE)' }, signIn, /"url".* CS_NOT_THERE/],
    ['no URL', { url: '' }, signIn, /no URL/],
    ['a URL that is none', { url: 'gws:8090 ' }, signIn, /must begin with http/],
    ['a URL with a password', { url: 'http://me:canary@127.0.0.1' }, signIn, /must not carry a user name/],
    ['a time limit that is none', { timeoutSeconds: 'long' }, signIn, /time limit/],
    ['a TLS configuration that is gone', { tls: 'gone' }, signIn, /TLS configuration .* does not exist/],
    ['a proxy that is gone', { proxy: 'gone' }, signIn, /proxy .* does not exist/],
    ['a node that is no TLS configuration', { tls: 'coach' }, signIn, /TLS configuration .* does not exist/],
  ] as const) {
    it(`with ${what}: says so to Catch and in the status, and to each order`, async () => {
      await start([connection(stage.url, properties), action('coach')], credentials);
      await showing('coach', 'refused');
      await settled();
      should(caught().map(({ code }) => code)).eql(['invalid-input']);
      caught()[0]!.message.should.match(words);
      const answer = await ask('coach', { ...order });
      answer.caught.map(({ code }) => code).should.eql(['invalid-input']);
      answer.caught[0]!.message.should.match(words);
      stage.sim.journal.list().length.should.equal(0);
    });
  }

  it('is heard by a Status node of the tab, too', async () => {
    await stage.connected(action('coach'));
    await until('the Status node hears of it', () => sink('statuses').length > 0);
    const [{ status } = {}] = sink('statuses');
    should(status).have.properties({ event: 'connected', fill: 'green' });
    (status as { source: unknown }).source!.should.have.properties({ id: 'coach' });
  });

  for (const [what, properties, words] of [
    ['none chosen', { genesys: '' }, /Choose a connection/],
    ['one that is gone', { genesys: 'gone' }, /does not exist/],
    ['a node that is no connection', { genesys: 'listen' }, /does not exist/],
    ['one of another platform', { platform: 'voipnow', voipnow: 'gws' }, /does not exist/],
    ['one of another platform still', { platform: 'finesse', finesse: 'gws' }, /does not exist/],
  ] as [string, Partial<FlowNode>, RegExp][]) {
    it(`${what}: an order is a clear fault`, async () => {
      await stage.connected(action('listen'), action('coach', properties));
      const answer = await ask('coach', { ...order });
      answer.caught.map(({ code }) => code).should.eql(['invalid-input']);
      answer.caught[0]!.message.should.match(words);
      answer.dones.should.equal(1);
    });
  }

  it('that is disabled is as good as none', async () => {
    await start([connection(stage.url, { d: true }), action('coach')], signIn);
    const answer = await ask('coach', { ...order });
    answer.caught[0]!.message.should.match(/does not exist .* or is disabled/);
    stage.sim.journal.list().length.should.equal(0);
  });

  it('to a server that hangs: an order fails at once instead of waiting', async () => {
    stage.sim.faults.set('hung');
    await start([connection(stage.url), action('coach')], signIn);
    const since = Date.now();
    const answer = await ask('coach', { ...order });
    answer.caught.map(({ code }) => code).should.eql(['unreachable']);
    (Date.now() - since).should.be.below(500);
  });

  describe('and a server that comes and goes', () => {
    let late: Simulator | undefined;
    afterEach(async () => {
      await late?.close();
      late = undefined;
    });

    it('is red while nobody listens, and green when somebody does, without a deploy', async () => {
      const free = await run(http.createServer());
      await free.close();
      await start([connection(free.url), action('coach')], signIn);
      await showing('coach', 'disconnected');
      caught()
        .map(({ code }) => code)
        .should.eql(['unreachable']);
      const refused = await ask('coach', { ...order });
      refused.caught.map(({ code }) => code).should.eql(['unreachable']);

      late = await startSimulator({ genesys: { port: free.port } });
      await showing('coach', 'connected', 8_000);
      late.centre.startCall({ agent: 'agt.one' });
      const answer = await ask('coach', { ...order, _msgid: 'm2' });
      answer.first.length.should.equal(1);
    });

    it('gone in the middle of an order: it is answered, and sent once', async () => {
      await stage.connected(action('coach', { confirmSeconds: 1 }), cancel());
      stage.sim.centre.startCall({ agent: 'agt.one' });
      stage.sim.faults.set('auto-answer=off');
      const msg = { ...order };
      send('coach', msg);
      await until("the supervisor's phone rings", () => stage.on('agt.one').includes('sup.one'));
      await stage.sim.genesys!.close();
      const answer = await answered('coach', msg, 9_000);
      answer.dones.should.equal(1);
      const code = answer.caught[0]?.code ?? (answer.second[0]?.supervision as Supervision).error?.code;
      should(['unconfirmed', 'unreachable']).containEql(code);
      stage.asked('Coach').should.equal(1);
      sink('first').should.eql([]);
    });

    it('cut right after the order: it is asked what became of it, not ordered again', async () => {
      await stage.connected(action('coach'));
      stage.sim.centre.startCall({ agent: 'agt.one' });
      stage.sim.faults.set('rest-cut=after@Coach#1');
      const answer = await ask('coach', { ...order });
      answer.first.length.should.equal(1);
      stage.asked('Coach').should.equal(1);
      should(stage.mode('agt.one')).equal('coach');
    });
  });
});
