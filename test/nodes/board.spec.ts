/** What the tab in the editor shows, and what its buttons do. */
import should from 'should';
import type { BoardView } from '../../src/node-red/board';
import { changedTopic } from '../../src/node-red/registry';
import { admin, post, type AdminAnswer } from '../support/admin';
import { ask, listenAsEditor, redeploy, send, showing, shown, start } from '../support/node-red';
import { appOf, onPbx, pbx } from '../support/pbx';
import { action, connection, signIn, useStage } from '../support/stage';
import { until } from '../support/until';

const board = async (): Promise<BoardView> => (await admin<BoardView>('board')).body;

interface Ended {
  ended: number;
  failed: { connection: string; code: string; message: string }[];
  code?: string;
  message?: string;
}
const end = (body: unknown): Promise<AdminAnswer<Ended>> => post<Ended>('end', body);

describe('nodes: the board', () => {
  const stage = useStage(() => ({ genesys: { port: 0 }, voipnow: { port: 0 } }));
  const order = { _msgid: 'm1', payload: { agent: '6001' } };

  async function coached(): Promise<string> {
    await stage.connected(action('coach'), action('listen'));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    await ask('coach', { ...order });
    const { supervisions } = await board();
    return supervisions[0]!.id;
  }

  it('is empty where nothing is deployed', async () => {
    await start([]);
    const { now, ...rest } = await board();
    rest.should.eql({ connections: [], supervisions: [], refusals: [] });
    should(Math.abs(Date.parse(now) - Date.now())).be.below(5_000);
  });

  it('has every connection: those that are up, and one that nobody uses', async () => {
    const nodes = [connection(stage.url), pbx(stage.sim.voipnow!.url), action('coach')];
    await start(nodes, { ...signIn, ...appOf() });
    await showing('coach', 'connected');
    const { connections } = await board();
    connections
      .map(({ id, name, platform, state }) => ({ id, name, platform, state }))
      .should.eql([
        { id: 'gws', name: 'house', platform: 'genesys', state: 'connected' },
        { id: 'pbx', name: 'exchange', platform: 'voipnow', state: 'unused' },
      ]);
    for (const { since } of connections) should(Date.now() - Date.parse(since)).be.within(0, 60_000);

    await redeploy([nodes[0]!, nodes[2]!], 'full', signIn);
    await showing('coach', 'connected');
    (await board()).connections.map(({ id }) => id).should.eql(['gws']);
  });

  it('says why a connection is not up', async () => {
    await start([connection(stage.url), action('coach')], { gws: { username: 'sup.one', password: 'not-it' } });
    await showing('coach', 'refused');
    const [only] = (await board()).connections;
    should(only).containEql({ state: 'refused' });
    should(only?.error).have.properties({ code: 'auth', platform: 'genesys' });
  });

  it('shows a supervision as the message has it, as long as it runs', async () => {
    await stage.connected(action('coach'));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const { first } = await ask('coach', { ...order });
    (await board()).supervisions.should.eql([first[0]!.supervision]);
    stage.sim.centre.customerHangsUp('agt.one');
    await showing('coach', 'ended');
    (await board()).supervisions.should.be.empty();
  });

  it('shows one whose phone only rings', async () => {
    stage.sim.faults.set('auto-answer=off');
    await stage.connected(action('coach', { confirmSeconds: 3 }));
    stage.sim.centre.startCall({ agent: 'agt.one' });
    send('coach', { ...order });
    await until('it rings', async () => (await board()).supervisions[0]?.phase === 'ringing');
  });

  it('has the last twenty orders that did not come true, newest first', async () => {
    await stage.connected(action('coach'));
    for (let n = 0; n < 22; n++) await ask('coach', { _msgid: `m${n}`, payload: { agent: `nobody${n}` } });
    const { refusals } = await board();
    refusals.map(({ agent }) => agent).should.eql(Array.from({ length: 20 }, (_, n) => `nobody${21 - n}`));
    const [{ at, message, ...newest } = { at: '', message: '' }] = refusals;
    should(newest).eql({
      platform: 'genesys',
      connection: 'house',
      connectionId: 'gws',
      agent: 'nobody21',
      mode: 'coach',
      code: 'agent-not-found',
    });
    message.should.match(/nobody21/);
    should(Date.now() - Date.parse(at)).be.within(0, 60_000);
  });

  it('has an order once that failed after it was accepted', async () => {
    await stage.connected(action('coach'));
    stage.sim.faults.set('refuse-async');
    stage.sim.centre.startCall({ agent: 'agt.one' });
    (await ask('coach', { ...order })).second.length.should.equal(1);
    (await board()).refusals.length.should.equal(1);
  });

  it('has what was asked of a connection that never came up', async () => {
    await start([connection(stage.url), action('listen')], {});
    await showing('listen', 'refused');
    await ask('listen', { ...order, _msgid: 'm2' });
    const [refused] = (await board()).refusals;
    should(refused).have.properties({ agent: '6001', mode: 'listen', code: 'invalid-input' });
  });

  it('tells the editors that something is new, not each time, and nothing else', async () => {
    await stage.connected(action('coach'));
    const editor = listenAsEditor();
    try {
      for (let n = 0; n < 40; n++) await ask('coach', { _msgid: `m${n}`, payload: { agent: 'nobody' } });
      const news = (): typeof editor.told => editor.told.filter(({ topic }) => topic === changedTopic);
      await until('the editors are told', () => news().length > 0);
      // How many times a second it may be is tested with a clock that stands still.
      news().length.should.be.below(20);
      for (const { data } of news()) should(data).eql({ changed: true });
    } finally {
      editor.stop();
    }
  });

  describe('ends', () => {
    it('one supervision: the supervisor leaves, and agent and customer go on talking', async () => {
      const id = await coached();
      const { status, body } = await end({ id });
      should({ status, body }).eql({ status: 200, body: { ended: 1, failed: [] } });
      stage.on('agt.one').sort().should.eql(['agt.one', 'customer']);
      should(stage.supervises()).be.undefined();
      (await board()).supervisions.should.be.empty();
      await showing('coach', 'ended');
    });

    it('one that is only armed', async () => {
      await stage.connected(action('insert'));
      await ask('insert', { ...order });
      const [armed] = (await board()).supervisions;
      should(armed?.phase).equal('armed');
      (await end({ id: armed!.id })).status.should.equal(200);
      should(stage.supervises()).be.undefined();
    });

    it('nothing that is not known, and says so', async () => {
      await coached();
      const { status, body } = await end({ id: 'somebody else' });
      should({ status, code: body.code }).eql({ status: 404, code: 'call-not-found' });
      stage.on('agt.one').length.should.equal(3);
    });

    it('not what cannot be reached, and says why', async () => {
      const id = await coached();
      await stage.sim.genesys!.close();
      await until('contact is lost', () => shown('coach').includes('unknown'), 15_000);
      const { status, body } = await end({ id });
      should({ status, code: body.code }).eql({ status: 409, code: 'unreachable' });
    }).timeout(25_000);

    it('all of them, of all connections', async () => {
      const nodes = [connection(stage.url), pbx(stage.sim.voipnow!.url, { supervisorExtension: '0007*6106' })];
      await start([...nodes, action('coach'), action('listen', onPbx)], { ...signIn, ...appOf() });
      await showing('coach', 'connected');
      await showing('listen', 'connected');
      stage.sim.centre.startCall({ agent: 'agt.one' });
      stage.sim.centre.startCall({ agent: 'agt.two' });
      await ask('coach', { ...order });
      await ask('listen', { _msgid: 'm2', payload: { agent: '0007*6002' } });
      (await board()).supervisions.length.should.equal(2);
      const { status, body } = await post<Ended>('end-all', {});
      should({ status, body }).eql({ status: 200, body: { ended: 2, failed: [] } });
      stage.on('agt.one').sort().should.eql(['agt.one', 'customer']);
      stage.on('agt.two').sort().should.eql(['agt.two', 'customer']);
    });
  });

  describe('takes', () => {
    for (const [what, init, status] of [
      [
        'a form',
        { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'id=x' },
        415,
      ],
      ['text', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"id":"x"}' }, 415],
      ['no body', { method: 'POST' }, 415],
      ['a GET', { method: 'GET' }, 404],
    ] as const) {
      it(`not ${what}`, async () => {
        const id = await coached();
        const answer = await admin('end', init);
        answer.status.should.equal(status);
        (await board()).supervisions[0]!.id.should.equal(id);
      });
    }

    for (const body of [{}, [], { id: 1 }, { id: '' }, { id: {} }]) {
      it(`not ${JSON.stringify(body)}`, async () => {
        await start([]);
        should((await post('end', body)).status).equal(400);
      });
    }

    it('not more than a form can hold', async () => {
      await start([]);
      const { status, body } = await post('end', { id: 'x'.repeat(40_000) });
      should({ status, code: body.code }).eql({ status: 413, code: 'invalid-input' });
    });

    it('no answer into a store', async () => {
      await start([]);
      should((await admin('board')).headers.get('cache-control')).equal('no-store');
    });
  });
});
