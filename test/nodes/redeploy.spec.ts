/** Deploys at the worst moment: nothing is sent twice, nothing stays armed, nobody is left on a call, nothing leaks. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import {
  ask,
  nodeOf,
  redeploy,
  send,
  settled,
  showing,
  shown,
  sink,
  start,
  unload,
  type FlowNode,
  type Msg,
} from '../support/node-red';
import { action, cancel, connection, events, signIn, useStage } from '../support/stage';
import { until } from '../support/until';

const talking = ['agt.one', 'customer'];
const deploys = ['full', 'flows', 'nodes'] as const;

describe('nodes: redeploy', () => {
  const stage = useStage();
  const order = (_msgid = 'm1') => ({ _msgid, payload: { agent: '6001' } });
  const moved = (node: FlowNode): FlowNode => ({ ...node, name: 'moved' });
  const sessions = (): number => stage.sim.genesys!.sessions();

  for (const type of deploys) {
    describe(type, () => {
      it("while the supervisor's phone rings: he is taken off, the customer notices nothing", async () => {
        const nodes = [connection(stage.url), action('coach'), action('listen')];
        await start(nodes, signIn);
        await showing('coach', 'connected');
        stage.sim.centre.startCall({ agent: 'agt.one' });
        stage.sim.faults.set('auto-answer=off');
        send('coach', order());
        await until("the supervisor's phone rings", () => stage.on('agt.one').includes('sup.one'));

        await redeploy([nodes[0]!, moved(nodes[1]!), nodes[2]!], type, signIn);
        await until('he is off', () => !stage.on('agt.one').includes('sup.one'));
        await until('nothing is armed', () => stage.supervises() === undefined);
        stage.asked().should.equal(1);
        stage.on('agt.one').sort().should.eql(talking);

        await showing('coach', 'connected');
        stage.asked().should.equal(1);
        sink('first').should.eql([]);
        await until('one session', () => sessions() === 1);

        stage.sim.faults.clear('auto-answer');
        const { first } = await ask('coach', order('m2'));
        first.length.should.equal(1);
      });

      it('while the order is on its way to the platform', async () => {
        const nodes = [connection(stage.url), action('insert'), action('listen')];
        await start(nodes, signIn);
        await showing('insert', 'connected');
        stage.sim.faults.set('rest-slow=200@BargeIn');
        send('insert', order());
        await until('the order has reached the platform', () => stage.asked('BargeIn') === 1);
        await redeploy([nodes[0]!, moved(nodes[1]!), nodes[2]!], type, signIn);
        await until('nothing is armed', () => stage.supervises() === undefined);
        await showing('insert', 'connected');
        stage.asked().should.equal(1);
        stage.sim.centre.startCall({ agent: 'agt.one' });
        stage.on('agt.one').sort().should.eql(talking);
      });
    });
  }

  for (const [what, change] of [
    ['an action node that did it', ([gws, coach, rest]: FlowNode[]) => [gws!, moved(coach!), rest!]],
    ['another node', ([gws, coach, rest]: FlowNode[]) => [gws!, coach!, moved(rest!)]],
    ['a new node', (nodes: FlowNode[]) => [...nodes, action('listen')]],
  ] as const) {
    it(`of nodes that touches only ${what} leaves a confirmed supervision alone`, async () => {
      const nodes = [connection(stage.url), action('coach'), events()];
      await start(nodes, signIn);
      await showing('coach', 'connected');
      stage.sim.centre.startCall({ agent: 'agt.one' });
      const { first } = await ask('coach', order());
      await redeploy(change(nodes), 'nodes', signIn);
      // As long as a connection waits for its users to come back, and more.
      const since = Date.now();
      await until('they came back', () => Date.now() - since > 2_200);
      should(stage.mode('agt.one')).equal('coach');
      sessions().should.equal(1);
      const again = await ask('coach', order('m2'));
      const id = (msg: Msg | undefined): string => (msg?.supervision as Supervision).id;
      id(again.first[0]).should.equal(id(first[0]));
      stage.asked().should.equal(1);
    });
  }

  it('of everything ends a confirmed supervision, and tells it by nothing but the call', async () => {
    const nodes = [connection(stage.url), action('coach')];
    await start(nodes, signIn);
    await showing('coach', 'connected');
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await ask('coach', order());
    await redeploy(nodes, 'full', signIn);
    stage.on('agt.one').sort().should.eql(talking);
    should(stage.supervises()).be.undefined();
    stage.asked().should.equal(1);
  });

  it('closing before the message has been read sends nothing', async () => {
    await stage.connected(action('coach'), action('listen'));
    for (const agent of ['agt.one', 'agt.two']) stage.sim.centre.startCall({ agent });
    const coach = nodeOf('coach') as unknown as { close(removed: boolean): Promise<void> };
    send('coach', order());
    await coach.close(false);
    await settled();
    // The connection still works, so what was sent would be there by now.
    await ask('listen', { _msgid: 'm2', payload: { agent: '6002' } });
    stage.sim.journal.count('Coach').should.equal(0);
  });

  it('a node that is stopped shows nothing: the supervisor is not on the call any more', async () => {
    await stage.connected(action('coach'), events(), cancel({ what: 'all' }));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await ask('coach', order());
    for (const id of ['coach', 'events', 'cancel']) {
      const node = nodeOf(id) as unknown as { close(removed: boolean): Promise<void>; status: { lastCall: unknown } };
      await node.close(false);
      should(node.status.lastCall).have.properties({ thisValue: node, args: [{}] });
    }
  });

  it('with a server that hangs, everything is closed within a second', async () => {
    await start([connection(stage.url), action('coach'), events()], signIn);
    await showing('coach', 'connected');
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await ask('coach', order());
    stage.sim.faults.set('hung');
    stage.sim.faults.set('poll-hung');
    const since = Date.now();
    await unload();
    (Date.now() - since).should.be.below(1_100);
  });

  it('while it is still connecting is over at once', async () => {
    stage.sim.faults.set('hung');
    const nodes = [connection(stage.url), action('coach')];
    await start(nodes, signIn);
    const since = Date.now();
    await redeploy(nodes, 'full', signIn);
    (Date.now() - since).should.be.below(1_100);
    stage.sim.faults.clear('hung');
    await redeploy(nodes, 'full', signIn);
    await showing('coach', 'connected');
  });

  for (const type of deploys) {
    it(`twenty times ${type}: one session, and in the end no handle more than after the first time`, async () => {
      const nodes = (round: number): FlowNode[] => [
        connection(stage.url),
        action('coach', { name: String(round) }),
        events({ name: String(round) }),
      ];
      const up = async (rounds: number): Promise<void> => {
        const ups = (): number => shown('coach').filter((event) => event === 'connected').length;
        await until(`connected after ${rounds}`, () => ups() >= rounds);
        await until('one session', () => sessions() === 1);
      };
      const over = async (): Promise<void> => {
        await unload();
        await until('the session is over', () => sessions() === 0);
        await until('the connections are closed', () => !process.getActiveResourcesInfo().includes('TCPSocketWrap'));
      };
      await start(nodes(0), signIn);
      await up(1);
      await over();
      const before = process.getActiveResourcesInfo();
      await start(nodes(0), signIn);
      await up(1);
      let most = 0;
      for (let round = 1; round <= 20; round++) {
        await redeploy(nodes(round), type, signIn);
        most = Math.max(most, sessions());
        await up(round + 1);
      }
      most.should.be.belowOrEqual(1);
      await over();
      await until('no handle more', () => more(before, process.getActiveResourcesInfo()).length === 0);
    });
  }
});

/** The kinds of handles of which there were fewer before. */
function more(before: readonly string[], now: readonly string[]): string[] {
  const left = [...before];
  return now.filter((kind) => {
    const index = left.indexOf(kind);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
