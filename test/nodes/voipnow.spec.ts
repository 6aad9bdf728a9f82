/** The nodes on a telephone system: the supervisor is rung, and proof is what the system says when it is asked. */
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ask, caught, logged, redeploy, showing, shown, start, type Msg } from '../support/node-red';
import { appOf, onPbx, pbx } from '../support/pbx';
import { action, cancel, useStage } from '../support/stage';
import { until } from '../support/until';

const agent = '0007*6001';
const customer = '+491234';
const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

describe('nodes: VoipNow', () => {
  const stage = useStage(() => ({ voipnow: { port: 0 } }));
  const centre = () => stage.sim.centre;
  const hears = () => stage.call('agt.one')!.hears;
  const alone = { [customer]: ['agt.one'], 'agt.one': [customer] };
  const order = (_msgid = 'm1', more: object = {}): Msg => ({ _msgid, payload: { agent }, ...more });
  const verb = (name: string, more: object = {}) => action(name, { ...onPbx, ...more });

  async function connected(nodes: ReturnType<typeof action>[], connection: object = {}): Promise<void> {
    await start([pbx(stage.sim.voipnow!.url, connection), ...nodes], appOf());
    await showing(nodes[0]!.id, 'connected');
  }
  const call = (): unknown => centre().startCall({ agent: 'agt.one', customer });
  /** Changes that were asked of the platform. */
  const changes = (): string[] =>
    stage.sim.journal
      .list()
      .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth'))
      .map(({ method }) => method);

  for (const [name, mode, heard] of [
    ['listen', 'listen', { ...alone, 'sup.one': [customer, 'agt.one'] }],
    ['coach', 'coach', { [customer]: ['agt.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] }],
    [
      'barge-in',
      'barge',
      { [customer]: ['agt.one', 'sup.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] },
    ],
    [
      'insert',
      'barge',
      { [customer]: ['agt.one', 'sup.one'], 'agt.one': [customer, 'sup.one'], 'sup.one': [customer, 'agt.one'] },
    ],
  ] as const) {
    it(`${name}, and cancel: confirmed, and nobody else hears anything else than before`, async () => {
      await connected([verb(name), cancel()]);
      call();
      should(hears()).eql(alone);
      const { first, second, caught: faults } = await ask(name, order());
      should([first.length, second.length, faults.length]).eql([1, 0, 0]);
      const supervision = supervisionOf(first[0]);
      supervision.should.have.properties({
        platform: 'voipnow',
        connection: 'exchange',
        connectionId: 'pbx',
        mode,
        phase: 'active',
        agent,
        supervisor: '0007*6105',
        confirmation: 'confirmed',
      });
      supervision.evidence!.should.match(/view \d+ of call \w+ from 0007\*6105/);
      should(hears()).eql(heard);

      const left = await ask('cancel', { ...first[0], _msgid: 'm2' });
      supervisionOf(left.first[0]).should.have.properties({ phase: 'ended', endedBy: 'cancel' });
      should(hears()).eql(alone);
      should(changes()).eql(['PUT', 'DELETE']);
    });
  }

  it('closed together with its platform: contact is not lost to anybody any more, and no error is logged', async () => {
    await connected([verb('barge-in')]);
    call();
    await ask('barge-in', order());
    // As the simulator in the same flows, at a deploy of everything.
    await Promise.all([stage.sim.voipnow!.close(), redeploy([], 'full')]);
    const errors = logged().filter((entry) => (entry as { level?: number }).level === 20);
    errors.should.eql([]);
  });

  it('insert without a call waits, and is there when the call comes', async () => {
    await connected([verb('insert')]);
    const { first } = await ask('insert', order());
    supervisionOf(first[0]).phase.should.equal('armed');
    should(changes()).eql([]);
    call();
    await showing('insert', 'active');
    should(hears()['sup.one']).eql([customer, 'agt.one']);
  });

  it('rings the supervisor of the connection, of the node, of the message: the nearest counts', async () => {
    await connected([verb('coach'), verb('listen', { supervisor: '0007*6106' }), cancel()]);
    call();
    const rung = async (id: string, more: object = {}): Promise<string[]> => {
      const { first } = await ask(id, order(`${id} ${JSON.stringify(more)}`, more));
      const on = stage.on('agt.one').slice(2);
      await ask('cancel', { ...first[0], _msgid: 'away' });
      return [supervisionOf(first[0]).supervisor, ...on];
    };
    should(await rung('coach')).eql(['0007*6105', 'sup.one']);
    should(await rung('listen')).eql(['0007*6106', 'sup.two']);
    should(await rung('listen', { supervise: { supervisor: '0007*6107' } })).eql(['0007*6107', 'sup.three']);
  });

  it('without a supervisor anywhere: a fault that says where to name one', async () => {
    await connected([verb('coach')], { supervisorExtension: '' });
    call();
    const answer = await ask('coach', order());
    should([answer.first.length, answer.second.length, answer.caught.length]).eql([0, 0, 1]);
    answer.caught[0]!.code.should.equal('invalid-input');
    answer.caught[0]!.message.should.match(/supervisor/i);
    should(changes()).eql([]);
  });

  it('nobody picks up: output 2, and nobody is on the call', async () => {
    await connected([verb('coach', { options: '{"waitForPickup": 1}' })]);
    stage.sim.faults.set('auto-answer=off');
    call();
    const { first, second } = await ask('coach', order(), 8_000);
    should([first.length, second.length]).eql([0, 1]);
    const { phase, error } = supervisionOf(second[0]);
    should([phase, error?.code]).eql(['failed', 'supervisor-no-answer']);
    shown('coach').should.containEql('ringing');
    should(hears()).eql(alone);
  });

  for (const status of ['501', '400']) {
    it(`a server that cannot listen (HTTP ${status}): output 2, and the other modes work`, async () => {
      await connected([verb('listen'), verb('coach')]);
      stage.sim.faults.set(`voipnow-monitor=${status}`);
      call();
      const { second } = await ask('listen', order());
      should(supervisionOf(second[0]).error?.code).equal('mode-unsupported');
      should((await ask('coach', order('m2'))).first.length).equal(1);
    });
  }

  for (const [what, name, code] of [
    ['no call', agent, 'no-active-call'],
    ['an extension that does not exist', '0007*6999', 'agent-not-found'],
    ['a name', 'agt.one', 'agent-not-found'],
  ] as const) {
    it(`an agent of ${what}: output 2 with ${code}`, async () => {
      await connected([verb('barge-in')]);
      const { second } = await ask('barge-in', order('m1', { payload: { agent: name } }));
      should(supervisionOf(second[0]).error?.code).equal(code);
      should(changes()).eql([]);
    });
  }

  it('a secret that is refused: said once, and not tried again and again', async () => {
    await start([pbx(stage.sim.voipnow!.url), verb('coach')], appOf({ appSecret: 'wrong' }));
    await showing('coach', 'refused');
    caught()
      .map(({ code }) => code)
      .should.eql(['auth']);
    (await ask('coach', order())).caught[0]!.code.should.equal('auth');
  });

  describe('what is asked while nothing is asked for', () => {
    const agents = ['0007*6001', '0007*6002'] as const;
    /** How often the calls of each agent were asked for, and everything else together. */
    const counts = (): [number, number, number] => {
      const paths = stage.sim.journal.list().map(({ path }) => decodeURIComponent(path));
      const [one, two] = agents.map((each) => paths.filter((path) => path.includes(`/phoneCalls/@me/${each}`)).length);
      return [one!, two!, paths.length - one! - two!];
    };

    it('nothing; the calls of one agent while somebody is armed on it; then nothing again', async () => {
      const url = stage.sim.voipnow!.url;
      // The second connection is the clock: it is armed all the time, and looks ten times a second.
      await start(
        [
          pbx(url),
          verb('insert'),
          cancel(),
          pbx(url, { id: 'other' }),
          verb('listen', { voipnow: 'other', whenIdle: 'arm' }),
        ],
        { ...appOf(), other: appOf().pbx! },
      );
      await Promise.all([showing('insert', 'connected'), showing('listen', 'connected')]);
      await ask('listen', order('clock', { payload: { agent: agents[1] } }));
      const rounds = async (many: number): Promise<[number, number, number]> => {
        stage.sim.journal.clear();
        await until(`${many} looks`, () => counts()[1] >= many);
        return counts();
      };
      const [idle, , otherwise] = await rounds(6);
      should([idle, otherwise]).eql([0, 0]);
      const { first } = await ask('insert', order());
      const [armed] = await rounds(6);
      should(armed).be.within(4, 8);
      await ask('cancel', { ...first[0], _msgid: 'm2' });
      await rounds(1);
      const [again, , more] = await rounds(6);
      should([again, more]).eql([0, 0]);
    });
  });
});
