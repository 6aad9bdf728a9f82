/** What an action node does with a message: outputs, done, Catch, Complete, status. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ask, showing, shown, start, statuses, type Asked, type Msg } from '../support/node-red';
import { action, connection, signIn, useStage } from '../support/stage';
import { until } from '../support/until';

const verbs = [
  { verb: 'listen', mode: 'listen', operation: 'ListenIn' },
  { verb: 'coach', mode: 'coach', operation: 'Coach' },
  { verb: 'barge-in', mode: 'barge', operation: 'BargeIn' },
  { verb: 'insert', mode: 'barge', operation: 'BargeIn' },
] as const;

const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

/** Nothing left by an output that should not, and `done` was called once. */
function only(answer: Asked, way: 'first' | 'second' | 'caught'): void {
  const { first, second, caught, completed, dones } = answer;
  should({ first: first.length, second: second.length, caught: caught.length, completed, dones }).eql({
    first: way === 'first' ? 1 : 0,
    second: way === 'second' ? 1 : 0,
    caught: way === 'caught' ? 1 : 0,
    completed: way === 'caught' ? 0 : 1,
    dones: 1,
  });
}

describe('nodes: actions', () => {
  const stage = useStage();
  const centre = () => stage.sim.centre;

  for (const { verb, mode, operation } of verbs) {
    describe(verb, () => {
      it('puts the supervisor on the call and sends the message on by output 1', async () => {
        await stage.connected(action(verb, { reason: 'mood', reasonType: 'str' }));
        centre().startCall({ agent: 'agt.one' });
        const payload = { agent: '6001', score: -0.9 };
        const msg = { _msgid: 'm1', topic: 'alert', payload, other: [1] };
        const answer = await ask(verb, msg);

        only(answer, 'first');
        const [out] = answer.first;
        should(out).be.exactly(msg);
        should(Object.keys(msg).sort()).eql(['_msgid', 'other', 'payload', 'supervision', 'topic']);
        should(msg.payload).be.exactly(payload);
        should(payload).eql({ agent: '6001', score: -0.9 });
        const supervision = supervisionOf(out);
        supervision.should.have.properties({
          platform: 'genesys',
          connection: 'house',
          connectionId: 'gws',
          mode,
          phase: 'active',
          agent: '6001',
          supervisor: 'sup.one',
          reason: 'mood',
          confirmation: 'confirmed',
        });
        supervision.should.not.have.property('error');
        supervision.id.should.match(/^[0-9a-f-]{36}$/);
        supervision.evidence!.should.be.ok();
        const times = [supervision.requestedAt, supervision.acceptedAt, supervision.activeAt];
        for (const time of times) should(time).match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        times.should.eql([...times].sort());
        should(JSON.parse(JSON.stringify(supervision))).eql(supervision);

        should(stage.mode('agt.one')).equal(mode);
        stage.asked(operation).should.equal(1);
        stage.asked().should.equal(1);
      });

      it('tells by output 2 that the agent does not exist', async () => {
        await stage.connected(action(verb));
        const answer = await ask(verb, { _msgid: 'm1', payload: { agent: 'nobody' } });
        only(answer, 'second');
        const { phase, confirmation, error } = supervisionOf(answer.second[0]);
        should({ phase, confirmation, code: error?.code, platform: error?.platform, retryable: error?.retryable }).eql({
          phase: 'failed',
          confirmation: 'none',
          code: 'agent-not-found',
          platform: 'genesys',
          retryable: false,
        });
        error!.message.should.match(/nobody/);
        stage.asked().should.equal(0);
      });

      it('tells a Catch node of a fault, with code and cause', async () => {
        await stage.connected(action(verb));
        centre().startCall({ agent: 'agt.one' });
        stage.sim.faults.set('voice-down');
        const msg: Msg = { _msgid: 'm1', payload: { agent: '6001' } };
        const answer = await ask(verb, msg);
        only(answer, 'caught');
        const [error] = answer.caught;
        should(error).have.properties({ code: 'platform-error' });
        error!.source.should.have.properties({ id: verb, type: `supervision-${verb}` });
        error!.cause.should.containEql({
          code: 'platform-error',
          platform: 'genesys',
          vendorCode: '4',
          httpStatus: 503,
        });
        should(error!.cause.retryable).be.a.Boolean();
        error!.message.should.not.match(/undefined|\[object/);
        should(stage.supervises()).be.undefined();
      });
    });
  }

  describe('an agent without a call', () => {
    // An agent of whom the server says nothing is asked for all the same; here it tells the truth, and is known to.
    const known = async (): Promise<void> => {
      centre().startCall({ agent: 'agt.two' });
      await ask('listen', { _msgid: 'before', payload: { agent: '6002' } });
      centre().endCall('agt.two');
      await until('the supervisor is free again', () => stage.supervises() === undefined);
      await showing('listen', 'ended');
    };

    for (const verb of ['listen', 'coach', 'barge-in']) {
      it(`${verb} refuses`, async () => {
        await stage.connected(action('listen'), ...(verb === 'listen' ? [] : [action(verb)]));
        await known();
        const answer = await ask(verb, { _msgid: 'm1', payload: { agent: '6001' } });
        only(answer, 'second');
        should(supervisionOf(answer.second[0]).error?.code).equal('no-active-call');
        should(stage.supervises()).be.undefined();
        shown(verb).at(-1)!.should.equal('no-active-call');
      });
    }

    for (const [verb, whenIdle] of [
      ['listen', 'arm'],
      ['coach', 'arm'],
      ['insert', undefined],
    ] as const) {
      it(`${verb} with whenIdle ${whenIdle ?? 'left out'} waits for the next call, and says so by output 1`, async () => {
        // The node that tells whether an agent is on a call is not under test, but it may be the same one.
        await stage.connected(
          action('listen', { whenIdle }),
          ...(verb === 'listen' ? [] : [action(verb, { whenIdle })]),
        );
        await known();
        const answer = await ask(verb, { _msgid: 'm1', payload: { agent: '6001' } });
        only(answer, 'first');
        should(supervisionOf(answer.first[0]).phase).equal('armed');
        should(stage.supervises()?.agent).equal('agt.one');
        shown(verb).at(-1)!.should.equal('armed');

        centre().startCall({ agent: 'agt.one' });
        await showing(verb, 'active');
        centre().endCall('agt.one');
        await showing(verb, 'ended');
        should(stage.supervises()).be.undefined();
      });
    }

    it('barge-in never arms, whatever its properties say', async () => {
      await stage.connected(action('listen'), action('barge-in', { whenIdle: 'arm', armSeconds: 60 }));
      await known();
      const answer = await ask('barge-in', { _msgid: 'm1', payload: { agent: '6001' } });
      should(supervisionOf(answer.second[0]).error?.code).equal('no-active-call');
      should(stage.supervises()).be.undefined();
    });
  });

  it('shows what happens, in keys of the one catalogue', async () => {
    await stage.connected(action('coach'));
    centre().startCall({ agent: 'agt.one' });
    const { first } = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    centre().endCall('agt.one');
    await showing('coach', 'ended');
    shown('coach').should.eql(['connecting', 'connected', 'requested', 'ringing', 'active', 'ended']);
    for (const { text, event } of statuses('coach')) {
      text.should.equal(`@call-supervision/node-red/supervision-events:status.${event}`);
    }
    const { id, mode, agent } = supervisionOf(first[0]);
    statuses('coach').at(-1)!.supervision!.should.eql({ id, mode, agent, phase: 'ended' });
    statuses('coach')
      .map(({ fill, shape }) => `${fill} ${shape}`)
      .should.eql(['yellow ring', 'green ring', 'blue ring', 'blue dot', 'green dot', 'grey ring']);
  });

  it('shows the code of what was not achieved', async () => {
    await stage.connected(action('coach'));
    await ask('coach', { _msgid: 'm1', payload: { agent: 'nobody' } });
    const last = statuses('coach').at(-1)!;
    should({ fill: last.fill, shape: last.shape, event: last.event }).eql({
      fill: 'red',
      shape: 'ring',
      event: 'agent-not-found',
    });
  });

  it('shows the connection again when its supervision is over', async () => {
    await stage.connected(action('coach'));
    centre().startCall({ agent: 'agt.one' });
    await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    centre().endCall('agt.one');
    await showing('coach', 'ended');
    await stage.sim.genesys!.close();
    await showing('coach', 'disconnected');
  });

  it('says unconfirmed by output 2 when nothing proves it in time', async () => {
    await stage.connected(action('coach', { confirmSeconds: '0.2' }));
    centre().startCall({ agent: 'agt.one' });
    stage.sim.faults.set('silent');
    const answer = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } }, 8_000);
    only(answer, 'second');
    const { error, confirmation } = supervisionOf(answer.second[0]);
    should(error?.code).equal('unconfirmed');
    confirmation.should.equal('accepted');
    stage.asked('Coach').should.equal(1);
  });

  it('ends by itself after endAfterSeconds, which the editor writes as text', async () => {
    await stage.connected(action('coach', { endAfterSeconds: '0.2' }));
    centre().startCall({ agent: 'agt.one' });
    await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    await showing('coach', 'ended');
    stage.on('agt.one').sort().should.eql(['agt.one', 'customer']);
  });

  it('disarms after armSeconds', async () => {
    await stage.connected(action('insert', { armSeconds: '1' }));
    // The order is armed after a grace of two seconds, in which a leg might still come; so much is the least.
    await ask('insert', { _msgid: 'm1', payload: { agent: '6001' } });
    await until('nothing is armed', () => stage.supervises() === undefined);
    centre().startCall({ agent: 'agt.one' });
    stage.on('agt.one').sort().should.eql(['agt.one', 'customer']);
  });

  it('gives each message a copy of its own: what a flow does to it does not change the supervision', async () => {
    await stage.connected(action('coach'));
    centre().startCall({ agent: 'agt.one' });
    const first = await ask('coach', { _msgid: 'm1', payload: { agent: '6001' } });
    const supervision = supervisionOf(first.first[0]);
    const before = structuredClone(supervision);
    Object.assign(supervision, { id: 'changed', agent: 'changed', mode: 'listen' });
    const again = await ask('coach', { _msgid: 'm2', payload: { agent: '6001' } });
    supervisionOf(again.first[0]).should.eql(before);
  });

  it('takes many alerts at once without a warning of a leak', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', note);
    try {
      await stage.connected(action('listen'));
      stage.sim.centre.startCall({ agent: 'agt.one' });
      const storm = Array.from({ length: 20 }, (_, n) =>
        ask('listen', { _msgid: `storm ${String(n)}`, payload: { agent: 'agt.one' } }),
      );
      for (const { first } of await Promise.all(storm)) should(first).have.length(1);
    } finally {
      process.off('warning', note);
    }
    should(warnings).be.empty();
    should(stage.asked('ListenIn')).equal(1);
  });

  it('works without any of the properties that have a default', async () => {
    const bare = { id: 'coach', type: 'supervision-coach', z: 'tab', platform: 'genesys', genesys: 'gws' };
    await start([connection(stage.url), { ...bare, agent: 'topic', wires: [['first'], ['second']] }], signIn);
    await showing('coach', 'connected');
    centre().startCall({ agent: 'agt.one' });
    const answer = await ask('coach', { _msgid: 'm1', topic: '6001' });
    only(answer, 'first');
  });
});
