/** What the cancel node does, and what a supervision node gives it. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { answered, ask, send, shown, showing, start, type Asked, type Msg } from '../support/node-red';
import { action, cancel, connection, signIn, useStage } from '../support/stage';
import { until } from '../support/until';

const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

const counts = ({ first, second, caught, completed, dones }: Asked) => ({
  first: first.length,
  second: second.length,
  caught: caught.length,
  completed,
  dones,
});
const ended = { first: 1, second: 0, caught: 0, completed: 1, dones: 1 };
const notEnded = { first: 0, second: 1, caught: 0, completed: 1, dones: 1 };
const faulty = { first: 0, second: 0, caught: 1, completed: 0, dones: 1 };

describe('nodes: cancel', () => {
  const stage = useStage();
  const talking = ['agt.one', 'customer'];

  /** Coaches agent 6001; gives the message that left. */
  async function coached(): Promise<Msg> {
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const { first } = await ask('coach', { _msgid: 'coached', payload: { agent: '6001' } });
    stage
      .on('agt.one')
      .sort()
      .should.eql([...talking, 'sup.one']);
    return { ...first[0], _msgid: 'cancelled' };
  }

  describe('the supervision of the message', () => {
    it('ends, and the customer goes on talking with the agent', async () => {
      await stage.connected(action('coach'), cancel());
      const msg = await coached();
      const { id } = supervisionOf(msg);
      const { payload } = msg;
      const answer = await ask('cancel', msg);
      counts(answer).should.eql(ended);
      should(answer.first[0]).be.exactly(msg);
      should(msg.payload).be.exactly(payload);
      supervisionOf(msg).should.have.properties({ id, phase: 'ended', endedBy: 'cancel' });
      stage.on('agt.one').sort().should.eql(talking);
      should(stage.supervises()).be.undefined();
      shown('cancel').at(-1)!.should.equal('ended');
      await showing('coach', 'ended');
    });

    it('needs no connection chosen', async () => {
      await stage.connected(action('coach'), cancel({ platform: '', genesys: '' }));
      counts(await ask('cancel', await coached())).should.eql(ended);
    });

    it('disarms what is only armed', async () => {
      await stage.connected(action('insert'), cancel());
      const { first } = await ask('insert', { _msgid: 'm1', payload: { agent: '6001' } });
      counts(await ask('cancel', { ...first[0], _msgid: 'm2' })).should.eql(ended);
      should(stage.supervises()).be.undefined();
      stage.sim.centre.startCall({ agent: 'agt.one' });
      stage.on('agt.one').sort().should.eql(talking);
    });

    it('counts as ended when it ended before, and as it ended', async () => {
      await stage.connected(action('coach'), cancel());
      const msg = await coached();
      stage.sim.centre.customerHangsUp('agt.one');
      await showing('coach', 'ended');
      const before = stage.sim.journal.count('CancelSupervisorMonitoring');
      const answer = await ask('cancel', msg);
      counts(answer).should.eql(ended);
      should(supervisionOf(msg).phase).equal('ended');
      should(supervisionOf(msg).endedBy).not.equal('cancel');
      stage.sim.journal.count('CancelSupervisorMonitoring').should.equal(before);
    });

    it('is taken off once by two messages at once, and both hear of it', async () => {
      await stage.connected(action('coach'), cancel());
      const msg = await coached();
      const hangups = stage.sim.journal.count('Hangup');
      const answers = await Promise.all([
        ask('cancel', { ...msg, _msgid: 'a' }),
        ask('cancel', { ...msg, _msgid: 'b' }),
      ]);
      answers.map(counts).should.eql([ended, ended]);
      (stage.sim.journal.count('Hangup') - hangups).should.be.belowOrEqual(1);
      stage.on('agt.one').sort().should.eql(talking);
    });

    it('is found by its agent when an earlier run left it behind', async () => {
      const { centre } = stage.sim;
      centre.startCall({ agent: 'agt.one' });
      centre.setState('sup.one', 'not-ready');
      centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'coach', intrude: true });
      stage
        .on('agt.one')
        .sort()
        .should.eql([...talking, 'sup.one']);
      await stage.connected(action('coach'), cancel());
      const supervision = { id: 'of an earlier run', connectionId: 'gws', agent: '6001' };
      counts(await ask('cancel', { _msgid: 'm1', supervision })).should.eql(ended);
      stage.on('agt.one').sort().should.eql(talking);
    });

    it('is not mistaken for a newer one of the same agent', async () => {
      await stage.connected(action('coach'), cancel());
      const msg = await coached();
      Object.assign(msg, { supervision: { ...supervisionOf(msg), id: 'of an earlier run' } });
      counts(await ask('cancel', msg)).should.eql(notEnded);
      should(supervisionOf(msg).error!.code).equal('call-not-found');
      stage.on('agt.one').should.containEql('sup.one');
    });

    for (const [what, supervision, words] of [
      ['none', undefined, /"msg\.supervision" is missing/],
      ['text', 'x', /"msg\.supervision" must be an object/],
      ['a list', [], /"msg\.supervision" must be an object, not a list/],
      ['one without id', { connectionId: 'gws' }, /"msg\.supervision" is missing/],
      ['one of a connection that does not exist', { id: '1', connectionId: 'gone' }, /does not exist/],
      ['one whose connection is another node', { id: '1', connectionId: 'coach' }, /does not exist/],
      ['one with an odd connection', { id: '1', connectionId: '__proto__' }, /does not exist/],
    ] as const) {
      it(`${what}: a fault that says so`, async () => {
        await stage.connected(action('coach'), cancel());
        await coached();
        const answer = await ask('cancel', { _msgid: 'm1', supervision });
        counts(answer).should.eql(faulty);
        answer.caught[0]!.should.have.properties({ code: 'invalid-input' });
        answer.caught[0]!.message.should.match(words);
        shown('cancel').at(-1)!.should.equal('invalid-input');
        stage.on('agt.one').should.containEql('sup.one');
      });
    }

    it('is refused at once while contact is lost', async () => {
      await stage.connected(action('coach'), cancel());
      const msg = await coached();
      await stage.sim.genesys!.close();
      await showing('coach', 'unknown');
      const answer = await ask('cancel', msg);
      counts(answer).should.eql(faulty);
      answer.caught[0]!.code.should.equal('unreachable');
    });
  });

  describe('an agent', () => {
    const byAgent = cancel({ what: 'agent' });
    for (const name of ['6001', 6001, 'agt.one', 'E-17']) {
      it(`called ${JSON.stringify(name)}`, async () => {
        await stage.connected(action('coach'), byAgent);
        await coached();
        const msg: Msg = { _msgid: 'm1', payload: { agent: name } };
        counts(await ask('cancel', msg)).should.eql(ended);
        supervisionOf(msg).should.have.properties({ agent: '6001', phase: 'ended', endedBy: 'cancel' });
        stage.on('agt.one').sort().should.eql(talking);
      });
    }

    it('named by msg.supervise', async () => {
      await stage.connected(action('coach'), byAgent);
      await coached();
      const msg = { _msgid: 'm1', payload: { agent: 'nobody' }, supervise: { agent: '6001' } };
      counts(await ask('cancel', msg)).should.eql(ended);
    });

    it('whom nobody supervises: output 2, and what else the message carried stays', async () => {
      await stage.connected(action('coach'), byAgent);
      const msg: Msg = { _msgid: 'm1', payload: { agent: '6002' }, supervision: { id: 'other' } };
      counts(await ask('cancel', msg)).should.eql(notEnded);
      supervisionOf(msg).id.should.equal('other');
      supervisionOf(msg).error!.code.should.equal('call-not-found');
      supervisionOf(msg).error!.message.should.match(/6002/);
    });

    it('who does not exist: output 2', async () => {
      await stage.connected(action('coach'), byAgent);
      const msg: Msg = { _msgid: 'm1', payload: { agent: 'nobody' } };
      counts(await ask('cancel', msg)).should.eql(notEnded);
      supervisionOf(msg).error!.code.should.equal('agent-not-found');
    });

    for (const [what, properties, payload, words] of [
      ['missing', {}, {}, /"agent" is missing/],
      ['a list', {}, { agent: ['6001'] }, /"agent" must be text/],
      ['an expression that cannot be read', { agent: '((', agentType: 'jsonata' }, {}, /"agent" cannot be read/],
    ] as const) {
      it(`${what}: a fault that names the field`, async () => {
        await stage.connected(action('coach'), cancel({ what: 'agent', ...properties }));
        const answer = await ask('cancel', { _msgid: 'm1', payload });
        counts(answer).should.eql(faulty);
        answer.caught[0]!.code.should.equal('invalid-input');
        answer.caught[0]!.message.should.match(words);
      });
    }
  });

  describe('all', () => {
    it('sends one message for each that ended, and is done once', async () => {
      const second = connection(stage.url, { id: 'gws2', name: 'other' });
      const nodes = [action('coach'), action('listen', { genesys: 'gws2' }), cancel({ what: 'all' })];
      const credentials = { ...signIn, gws2: { username: 'sup.two', password: 'simulator' } };
      await start([connection(stage.url), second, ...nodes], credentials);
      await showing('coach', 'connected');
      await showing('listen', 'connected');
      await coached();
      stage.sim.centre.startCall({ agent: 'agt.two' });
      await ask('listen', { _msgid: 'm1', payload: { agent: '6002' } });

      const msg: Msg = { _msgid: 'm2', payload: 'all off' };
      const answer = await ask('cancel', msg);
      counts(answer).should.eql(ended);
      supervisionOf(msg).should.have.properties({ agent: '6001', endedBy: 'cancel' });
      stage.on('agt.one').sort().should.eql(talking);
      // The other connection is another supervisor's.
      stage.on('agt.two').should.containEql('sup.two');
    });

    it('with none: the message goes on as it is', async () => {
      await stage.connected(action('coach'), cancel({ what: 'all' }));
      const msg: Msg = { _msgid: 'm1', payload: 'all off' };
      const answer = await ask('cancel', msg);
      counts(answer).should.eql(ended);
      should(answer.first[0]).be.exactly(msg);
      msg.should.not.have.property('supervision');
    });

    it('answers an order that is under way, and leaves nobody on the call', async () => {
      await stage.connected(action('coach'), cancel({ what: 'all' }));
      stage.sim.centre.startCall({ agent: 'agt.one' });
      stage.sim.faults.set('auto-answer=off');
      const order = { _msgid: 'm1', payload: { agent: '6001' } };
      send('coach', order);
      await until("the supervisor's phone rings", () => stage.on('agt.one').includes('sup.one'));
      await ask('cancel', { _msgid: 'm2' });
      const answer = await answered('coach', order);
      counts(answer).should.eql(notEnded);
      supervisionOf(answer.second[0]).error!.code.should.equal('unconfirmed');
      should(stage.supervises()).be.undefined();
      stage.on('agt.one').sort().should.eql(talking);
    });
  });

  for (const [what, properties, words] of [
    ['no connection chosen', { what: 'all', genesys: '' }, /Choose a connection/],
    ['a connection that is gone', { what: 'agent', genesys: 'gone' }, /does not exist/],
    ['a platform that nobody knows', { what: 'all', platform: 'semaphore' }, /Choose a platform/],
  ] as const) {
    it(`${what}: a fault that says so`, async () => {
      await stage.connected(action('coach'), cancel(properties));
      const answer = await ask('cancel', { _msgid: 'm1', payload: { agent: '6001' } });
      counts(answer).should.eql(faulty);
      answer.caught[0]!.message.should.match(words);
      shown('cancel').should.containEql('invalid-input');
    });
  }
});
