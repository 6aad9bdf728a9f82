/** The nodes on a gateway whose inspector is put on an agent: the phone rings first, and then the mode is switched in place. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ccg, inspector, onCcg } from '../support/inspector';
import {
  ask,
  caught,
  redeploy,
  settled,
  showing,
  shown,
  sink,
  start,
  type Credentials,
  type Msg,
} from '../support/node-red';
import { action, cancel, events, useStage } from '../support/stage';

const agent = '6001';
const customer = '+491234';
const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

describe('nodes: Huawei', () => {
  const stage = useStage(() => ({ huawei: { port: 0 } }));
  const url = (): string => stage.sim.huawei!.url;
  const hears = () => stage.call('agt.one')!.hears;
  const alone = { [customer]: ['agt.one'], 'agt.one': [customer] };
  const heardBy = {
    listen: { ...alone, 'sup.one': [customer, 'agt.one'] },
    coach: { [customer]: ['agt.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] },
    barge: { [customer]: ['agt.one', 'sup.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] },
  };
  const order = (_msgid = 'm1', more: object = {}): Msg => ({ _msgid, payload: { agent }, ...more });
  const verb = (name: string, more: object = {}) => action(name, { ...onCcg, ...more });
  const leave = (more: object = {}) => cancel({ ...onCcg, ...more });
  const call = (who = 'agt.one'): unknown => stage.sim.centre.startCall({ agent: who, customer });

  async function connected(
    nodes: ReturnType<typeof action>[],
    connection: object = {},
    credentials: Credentials = inspector(),
  ): Promise<void> {
    await start([ccg(url(), connection), ...nodes], credentials);
    await showing(nodes[0]!.id, 'connected');
  }

  for (const [name, mode] of [
    ['listen', 'listen'],
    ['coach', 'coach'],
    ['barge-in', 'barge'],
    ['insert', 'barge'],
  ] as const) {
    it(`${name}, and cancel: confirmed, and afterwards nobody hears anything else than before`, async () => {
      await connected([verb(name), leave()]);
      call();
      const { first, second, caught: faults } = await ask(name, order());
      should([first.length, second.length, faults.length]).eql([1, 0, 0]);
      supervisionOf(first[0]).should.have.properties({
        platform: 'huawei',
        connection: 'gateway',
        connectionId: 'ccg',
        mode,
        phase: 'active',
        agent,
        supervisor: '6105',
        confirmation: 'confirmed',
      });
      supervisionOf(first[0]).evidence!.should.match(/PhoneOffhook/);
      should(hears()).eql(heardBy[mode]);
      const left = await ask('cancel', { ...first[0], _msgid: 'm2' });
      supervisionOf(left.first[0]).should.have.properties({ phase: 'ended', endedBy: 'cancel' });
      should(hears()).eql(alone);
    });
  }

  it('coach, insert, listen: the mode is switched, and the phone rings once', async () => {
    await connected([verb('coach'), verb('insert'), verb('listen'), events(onCcg)]);
    call();
    const { id } = supervisionOf((await ask('coach', order())).first[0]);
    for (const [name, mode] of [
      ['insert', 'barge'],
      ['listen', 'listen'],
    ] as const) {
      const { first } = await ask(name, order(name));
      supervisionOf(first[0]).should.have.properties({ id, mode, phase: 'active', confirmation: 'confirmed' });
      should(hears()).eql(heardBy[mode]);
    }
    const types = sink('happened').map(({ topic }) => topic);
    types.filter((type) => type === 'supervision.ringing').should.have.length(1);
    types.filter((type) => type === 'supervision.switched').should.have.length(2);
  });

  it('insert without a call: the inspector is with the agent at once, and in the call when it comes', async () => {
    await connected([verb('insert'), leave({ what: 'all' })]);
    const { first } = await ask('insert', order());
    supervisionOf(first[0]).should.have.properties({ mode: 'barge', phase: 'active', confirmation: 'confirmed' });
    should(stage.sim.huawei!.qc().map((each) => each.hears)).eql([{ 'sup.one': ['agt.one'], 'agt.one': ['sup.one'] }]);
    call();
    should(hears()).eql(heardBy.barge);
    await ask('cancel', { _msgid: 'm2' });
    should(hears()).eql(alone);
  });

  it('the call ends: so does the supervision, and the inspector is taken off the agent', async () => {
    await connected([verb('listen')]);
    call();
    await ask('listen', order());
    stage.sim.centre.endCall('agt.one');
    await showing('listen', 'ended');
    await settled();
    stage.sim.huawei!.qc().should.eql([]);
  });

  it('nobody picks up: output 2, nobody hears anything, and the phone is not left ringing', async () => {
    await connected([verb('coach', { confirmSeconds: 1 })]);
    stage.sim.faults.set('auto-answer=off');
    call();
    const { first, second } = await ask('coach', order(), 8_000);
    should([first.length, second.length]).eql([0, 1]);
    should(supervisionOf(second[0]).error?.code).equal('supervisor-no-answer');
    shown('coach').should.containEql('ringing');
    should(hears()).eql(alone);
    stage.sim.huawei!.qc().should.eql([]);
  });

  it('an inspector who is busy is set idle, and busy again afterwards', async () => {
    const state = (): unknown => stage.sim.centre.personView('sup.one').state;
    await connected([verb('listen'), leave()]);
    call();
    stage.sim.centre.setState('sup.one', 'not-ready');
    const { first } = await ask('listen', order());
    supervisionOf(first[0]).phase.should.equal('active');
    await ask('cancel', { ...first[0], _msgid: 'm2' });
    await showing('cancel', 'ended');
    should(state()).equal('not-ready');
  });

  it('with that switched off, a busy inspector is refused, and stays as he is', async () => {
    await connected([verb('listen')], { setIdle: false });
    call();
    stage.sim.centre.setState('sup.one', 'not-ready');
    const { error } = supervisionOf((await ask('listen', order())).second[0]);
    should(error?.code).equal('supervisor-wrong-state');
    should(stage.sim.centre.personView('sup.one').state).equal('not-ready');
  });

  for (const [what, who, code] of [
    ['without a call', agent, 'no-active-call'],
    ['who does not exist', '6999', 'agent-not-found'],
    ['named by a user name', 'agt.one', 'agent-not-found'],
  ] as const) {
    it(`an agent ${what}: output 2 with ${code}`, async () => {
      await connected([verb('barge-in')]);
      const { second } = await ask('barge-in', order('m1', { payload: { agent: who } }));
      should(supervisionOf(second[0]).error?.code).equal(code);
      stage.sim.huawei!.qc().should.eql([]);
    });
  }

  it('a missing right: output 2, and both places where it can be missing', async () => {
    await connected([verb('listen')]);
    stage.sim.faults.set('huawei-rights=14');
    call();
    const { error } = supervisionOf((await ask('listen', order())).second[0]);
    error!.should.have.properties({ code: 'not-permitted', vendorCode: '900-002' });
    error!.message.should.match(/right 13/).and.match(/Monitor Relationship/);
  });

  for (const [what, connection, credentials, code, words] of [
    ['a wrong password', {}, inspector({ password: 'wrong' }), 'auth', /password/],
    ['no address', { url: '' }, inspector(), 'invalid-input', /URL/],
    ['an address that is none', { url: 'ccg:8043 x' }, inspector(), 'invalid-input', /URL|address/i],
    ['no work number', { agentId: '' }, inspector(), 'invalid-input', /work number/i],
    ['a work number that is none', { agentId: 'sup.one' }, inspector(), 'invalid-input', /work number/i],
    ['no phone', { phoneNumber: '' }, inspector(), 'invalid-input', /phone number/],
    ['a sign-in that is none', { signIn: 'always' }, inspector(), 'invalid-input', /normal or force/],
    ['a time to look that is none', { lookSeconds: 'often' }, inspector(), 'invalid-input', /looks/],
    ['a TLS configuration that is gone', { tls: 'gone' }, inspector(), 'invalid-input', /TLS configuration/],
  ] as [string, object, Credentials, string, RegExp][]) {
    it(`with ${what}: says so once, to Catch and to each order`, async () => {
      await start([ccg(url(), connection), verb('coach')], credentials);
      await showing('coach', 'refused');
      await settled();
      should(caught().map((error) => error.code)).eql([code]);
      caught()[0]!.message.should.match(words);
      (await ask('coach', order())).caught.map((error) => error.code).should.eql([code]);
    });
  }

  it('a work number that is taken: normal says so; force takes it, and who had it does not fight back', async () => {
    const other = (signIn: string) => [
      ccg(url()),
      verb('coach'),
      ccg(url(), { id: 'other', signIn }),
      verb('listen', { huawei: 'other' }),
    ];
    const both = { ...inspector(), other: inspector().ccg! };
    await connected([verb('coach')]);
    await redeploy(other('normal'), 'nodes', both);
    await showing('listen', 'refused');
    should(caught().map(({ code, message }) => [code, message.includes('already signed in')])).eql([['auth', true]]);
    shown('coach').should.eql(['connecting', 'connected']);

    await redeploy(other('force'), 'nodes', both);
    await showing('listen', 'connected');
    await showing('coach', 'refused');
    should(shown('listen').at(-1)).equal('connected');
  });
});
