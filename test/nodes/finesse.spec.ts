/** The nodes on Finesse: requests by HTTP, truth by XMPP, and to barge in is to listen first. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { fin, onFin, supervisorOf } from '../support/finesse-supervisor';
import { ask, caught, settled, showing, sink, start, unload, type Credentials, type Msg } from '../support/node-red';
import { action, cancel, events, useStage } from '../support/stage';
import { until } from '../support/until';

const agent = '6001';
const customer = '+491234';
const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

describe('nodes: Finesse', () => {
  const stage = useStage(() => ({ finesse: { port: 0, xmppPort: 0 } }));
  const hears = () => stage.call('agt.one')!.hears;
  const alone = { [customer]: ['agt.one'], 'agt.one': [customer] };
  const heardBy = {
    listen: { ...alone, 'sup.one': [customer, 'agt.one'] },
    barge: { [customer]: ['agt.one', 'sup.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] },
  };
  const order = (_msgid = 'm1', more: object = {}): Msg => ({ _msgid, payload: { agent }, ...more });
  const verb = (name: string, more: object = {}) => action(name, { ...onFin, ...more });
  const leave = (more: object = {}) => cancel({ ...onFin, ...more });
  const call = (who = 'agt.one'): unknown => stage.sim.centre.startCall({ agent: who, customer });
  /** What was asked to change, in order. */
  const changes = (): (string | undefined)[] =>
    stage.sim.journal
      .list()
      .filter(({ platform, method }) => platform === 'finesse' && (method === 'POST' || method === 'PUT'))
      .map(({ operation }) => operation);

  const connection = (more: object = {}) => {
    const { url, ws } = stage.sim.finesse!;
    return fin(url, ws, more);
  };
  async function connected(nodes: ReturnType<typeof action>[], more: object = {}): Promise<void> {
    await start([connection(more), ...nodes], supervisorOf());
    await showing(nodes[0]!.id, 'connected');
    stage.sim.journal.clear();
  }

  for (const [name, mode, asked] of [
    ['listen', 'listen', ['SILENT_MONITOR']],
    ['barge-in', 'barge', ['SILENT_MONITOR', 'BARGE_CALL']],
    ['insert', 'barge', ['SILENT_MONITOR', 'BARGE_CALL']],
  ] as const) {
    it(`${name}, and cancel: confirmed, and afterwards nobody hears anything else than before`, async () => {
      await connected([verb(name), leave()]);
      call();
      const { first, second, caught: faults } = await ask(name, order());
      should([first.length, second.length, faults.length]).eql([1, 0, 0]);
      supervisionOf(first[0]).should.have.properties({
        platform: 'finesse',
        connection: 'desk',
        connectionId: 'fin',
        mode,
        phase: 'active',
        agent,
        supervisor: '16105',
        confirmation: 'confirmed',
      });
      supervisionOf(first[0]).evidence!.should.match(/\/User\/16105\/Dialogs/);
      should(hears()).eql(heardBy[mode]);
      should(changes()).eql(asked);
      const left = await ask('cancel', { ...first[0], _msgid: 'm2' });
      supervisionOf(left.first[0]).should.have.properties({ phase: 'ended', endedBy: 'cancel' });
      should(hears()).eql(alone);
      should(changes()).eql([...asked, 'DROP']);
    });
  }

  it('coach: output 2 with mode-unsupported, and nothing is asked', async () => {
    await connected([verb('coach')]);
    call();
    const { second } = await ask('coach', order());
    should(supervisionOf(second[0]).error?.code).equal('mode-unsupported');
    should(changes()).eql([]);
  });

  it('listen, then barge in: switched in place', async () => {
    await connected([verb('listen'), verb('barge-in'), events(onFin)]);
    call();
    const { id } = supervisionOf((await ask('listen', order())).first[0]);
    const { first } = await ask('barge-in', order('m2'));
    supervisionOf(first[0]).should.have.properties({ id, mode: 'barge', phase: 'active', confirmation: 'confirmed' });
    should(hears()).eql(heardBy.barge);
    sink('happened')
      .map(({ topic }) => topic)
      .should.containEql('supervision.switched');
  });

  it('what Finesse said comes as plain data, which a flow may change', async () => {
    await connected([events(onFin)]);
    call();
    stage.sim.centre.setState('agt.two', 'not-ready');
    await until('a state', () => sink('happened').some(({ topic }) => topic === 'agent.state'));
    for (const { payload } of sink('happened')) {
      const event = payload as { type: string; raw: unknown };
      should(JSON.parse(JSON.stringify(event))).eql(event);
      if (event.type === 'agent.state') should(event.raw).have.property('data');
      event.raw = 'mine';
      should(event.raw).equal('mine');
    }
  });

  it('insert without a call waits, and is there when the call comes', async () => {
    await connected([verb('insert')]);
    const { first } = await ask('insert', order());
    supervisionOf(first[0]).phase.should.equal('armed');
    should(changes()).eql([]);
    call();
    await until('the conversation', () => JSON.stringify(hears()) === JSON.stringify(heardBy.barge));
    should(changes()).eql(['SILENT_MONITOR', 'BARGE_CALL']);
  });

  it('a call on hold: who listens goes on listening when barge in is refused', async () => {
    await connected([verb('listen'), verb('barge-in')]);
    call();
    await ask('listen', order());
    stage.sim.centre.hold('agt.one');
    const { second } = await ask('barge-in', order('m2'));
    const { error, mode, phase } = supervisionOf(second[0]);
    should({ code: error?.code, mode, phase }).eql({ code: 'agent-wrong-state', mode: 'listen', phase: 'active' });
    stage.sim.centre.resume('agt.one');
    should(hears()).eql(heardBy.listen);
  });

  for (const [keepListening, then] of [
    [false, alone],
    [true, heardBy.listen],
  ] as const) {
    it(`the conference is full, keepListening ${keepListening}: output 2, and ${keepListening ? 'he listens' : 'he leaves'}`, async () => {
      await connected([verb('barge-in')], { keepListening });
      stage.sim.faults.set('finesse-error=20700@BARGE_CALL#1');
      call();
      const { second } = await ask('barge-in', order());
      should(supervisionOf(second[0]).error?.code).equal('resource-limit');
      await until('the leg', () => JSON.stringify(hears()) === JSON.stringify(then));
    });
  }

  it('a supervisor who is ready is refused, unless the connection may set not ready', async () => {
    await connected([verb('listen')]);
    call();
    stage.sim.centre.setState('sup.one', 'ready');
    should(supervisionOf((await ask('listen', order())).second[0]).error?.code).equal('supervisor-wrong-state');
    await unload();
    await start([connection({ setNotReady: true }), verb('listen')], supervisorOf());
    await showing('listen', 'connected');
    stage.sim.centre.setState('sup.one', 'ready');
    should((await ask('listen', order('m2'))).first.length).equal(1);
  });

  for (const [what, who, code] of [
    ['without a call', agent, 'no-active-call'],
    ['who does not exist', '6999', 'agent-not-found'],
  ] as const) {
    it(`an agent ${what}: output 2 with ${code}`, async () => {
      await connected([verb('barge-in')]);
      const { second } = await ask('barge-in', order('m1', { payload: { agent: who } }));
      should(supervisionOf(second[0]).error?.code).equal(code);
      should(changes()).eql([]);
    });
  }

  for (const name of ['16001', 'agt.one', 'Bo Lind']) {
    it(`an agent may be called ${name}`, async () => {
      await connected([verb('listen')]);
      call();
      const { first } = await ask('listen', order('m1', { payload: { agent: name } }));
      supervisionOf(first[0]).phase.should.equal('active');
    });
  }

  it('signs in, and out again with the last node, and not if it did not sign in', async () => {
    const state = (): unknown => stage.sim.centre.personView('sup.one').state;
    for (const [signIn, before, during] of [
      [true, 'signed-out', 'not-ready'],
      [true, 'not-ready', 'not-ready'],
      [false, 'signed-out', 'signed-out'],
    ] as const) {
      stage.sim.centre.setState('sup.one', before);
      await connected([verb('listen')], { signIn });
      should(state()).equal(during);
      await unload();
      should(state()).equal(before);
    }
  });

  for (const [what, more, credentials, code, words] of [
    ['a wrong password', {}, supervisorOf({ password: 'wrong' }), 'auth', /password/],
    ['no user name', {}, supervisorOf({ username: '' }), 'invalid-input', /user name/],
    ['no password', {}, supervisorOf({ password: '' }), 'invalid-input', /password/],
    ['no address', { url: '' }, supervisorOf(), 'invalid-input', /address/],
    ['plain HTTP to another machine', { url: 'http://192.0.2.1' }, supervisorOf(), 'invalid-input', /https:/],
    ['an extension that is none', { extension: 'me' }, supervisorOf(), 'invalid-input', /extension/],
    ['a way of events that is none', { notifications: 'sms' }, supervisorOf(), 'invalid-input', /websocket/],
    ['an address that does not fit it', { notifications: 'bosh' }, supervisorOf(), 'invalid-input', /https:/],
    ['a reason that is none', { reasonCodeId: 'break' }, supervisorOf(), 'invalid-input', /reason code/],
    ['a TLS configuration that is gone', { tls: 'gone' }, supervisorOf(), 'invalid-input', /TLS configuration/],
  ] as [string, object, Credentials, string, RegExp][]) {
    it(`with ${what}: says so once, to Catch and to each order`, async () => {
      await start([connection(more), verb('listen')], credentials);
      await showing('listen', 'refused');
      await settled();
      should(caught().map((error) => error.code)).eql([code]);
      caught()[0]!.message.should.match(words);
      (await ask('listen', order())).caught.map((error) => error.code).should.eql([code]);
    });
  }

  it('a wrong password is sent once: the fifth would lock the user', async () => {
    await start([connection(), verb('listen'), events(onFin)], supervisorOf({ password: 'wrong' }));
    await showing('listen', 'refused');
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) await ask('listen', order(id));
    const refused = stage.sim.journal.list().filter(({ path }) => path.includes('/User/'));
    refused.length.should.be.belowOrEqual(2);
  });
});
