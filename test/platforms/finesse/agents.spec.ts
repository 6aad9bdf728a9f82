import should from 'should';
import { AgentCalls } from '../../../src/platforms/finesse/agent-calls';
import { nodeAddress } from '../../../src/platforms/finesse/address';
import { Agents } from '../../../src/platforms/finesse/agents';
import { Board, type BoardEntry } from '../../../src/platforms/finesse/board';
import { FinesseClient } from '../../../src/platforms/finesse/client';
import type { Link } from '../../../src/platforms/finesse/contact';
import { Directory } from '../../../src/platforms/finesse/directory';
import { Login } from '../../../src/platforms/finesse/login';
import { onCall } from '../../../src/platforms/finesse/on-call';
import type { Dialog, User } from '../../../src/platforms/finesse/wire';
import type { CallEvent } from '../../../src/supervision/driver';
import { SupervisionError } from '../../../src/supervision/errors';
import { failing } from '../../support/failing';
import { refusing, scriptedFinesse, type FinesseScript } from '../../support/scripted-finesse';
import { until } from '../../support/until';
import { conference, dialog, leg, monitorDialog } from './dialog-samples';

/** Never ends: a time limit would run from the loading of this file on. */
const { signal } = new AbortController();
const person = (loginId: string, extension: string | undefined, more: Partial<User> = {}): User => {
  return { loginId, extension, state: 'READY', roles: [], teams: [], raw: null, ...more };
};
const call = (...legs: Dialog['participants']): Dialog => dialog({ legs });

describe("an agent's calls in Finesse", () => {
  function setUp() {
    const told: CallEvent[] = [];
    const calls = new AgentCalls(
      '7101',
      () => '4127',
      () => ['4100'],
      (event) => told.push(event),
    );
    const said = (): string[] => told.map(({ event, call: id }) => `${event} ${id ?? ''}`);
    return { calls, said };
  }

  it('are told as they begin, are answered, held, resumed and over', () => {
    const { calls, said } = setUp();
    for (const state of ['ALERTING', 'ACTIVE', 'ACTIVE', 'HELD', 'ACTIVE'])
      calls.look(call(leg('+34'), leg('4127', state)));
    should(calls.current()).equal('400');
    should(calls.endOf('400')).be.undefined();
    calls.look(call(leg('+34', 'DROPPED'), leg('4127')));
    calls.gone({ ...call(leg('+34', 'DROPPED'), leg('4127', 'DROPPED')), state: 'DROPPED' });
    should(said()).deepEqual(['started', 'answered', 'held', 'resumed', 'ended'].map((event) => `call.${event} 400`));
    should(calls.endOf('400')).equal('customer');
    should(calls.endOf('399')).equal('unknown');
  });

  it('go on where an event does not say who is on one', () => {
    const { calls, said } = setUp();
    calls.look(call(leg('+34'), leg('4127')));
    calls.look(call());
    should(said()).deepEqual(['call.started 400', 'call.answered 400']);
  });

  it('one that he does not answer, and that goes to somebody else, was not passed on', () => {
    const { calls, said } = setUp();
    calls.look({ ...call(leg('+34'), leg('4127', 'ALERTING')), state: 'ALERTING' });
    calls.gone(call(leg('+34'), leg('4127', 'DROPPED')));
    should(said()).deepEqual(['call.started 400', 'call.ended 400']);
  });

  it('a monitoring of him is none, nor is a chat', () => {
    const { calls, said } = setUp();
    calls.look(monitorDialog('ACTIVE'));
    calls.look({ ...call(leg('4127')), mediaType: 'Chat' });
    calls.gone(monitorDialog('DROPPED'));
    should(said()).be.empty();
  });

  it('with two at a time it is not known in which he speaks, unless one is on hold', () => {
    const { calls } = setUp();
    calls.look(call(leg('+34'), leg('4127')));
    calls.look(dialog({ id: '401', legs: [leg('4127'), leg('4128')] }));
    should(calls.current()).be.undefined();
    calls.look(call(leg('+34'), leg('4127', 'HELD')));
    should(calls.current()).equal('401');
  });

  it('passed on after a consultation, the customer is not hung up on', () => {
    const { calls, said } = setUp();
    calls.look(call(leg('+34'), leg('4127', 'HELD')));
    calls.look(dialog({ id: '401', legs: [leg('4127'), leg('4128')] }));
    calls.gone({ ...call(leg('+34'), leg('4127', 'DROPPED')), state: 'DROPPED' });
    calls.gone(dialog({ id: '401', state: 'DROPPED', legs: [leg('4127', 'DROPPED'), leg('4128', 'DROPPED')] }));
    should(said().slice(-2)).deepEqual(['call.transferred 400', 'call.ended 401']);
    should(calls.endOf('401')).equal('unknown');
  });

  it('a consultation that he gives up is no transfer', () => {
    const { calls, said } = setUp();
    calls.look(call(leg('+34'), leg('4127', 'HELD')));
    calls.look(dialog({ id: '401', legs: [leg('4127'), leg('4128')] }));
    calls.gone(dialog({ id: '401', state: 'DROPPED', legs: [leg('4127', 'DROPPED'), leg('4128')] }));
    should(said().at(-1)).match(/401$/);
    should(calls.current()).be.undefined();
  });

  it('after a gap: what is gone is told, and what is new', () => {
    const { calls, said } = setUp();
    calls.look(call(leg('+34'), leg('4127')));
    calls.all([dialog({ id: '402', legs: [leg('+35'), leg('4127')] })]);
    should(said().slice(2)).deepEqual(['call.ended 400', 'call.started 402', 'call.answered 402']);
    should(calls.endOf('400')).equal('unknown');
  });

  it('what was there before is no news; what becomes of it is', () => {
    const { calls, said } = setUp();
    calls.quiet = true;
    calls.all([call(leg('+34'), leg('4127'))]);
    calls.look(call(leg('+34'), leg('4127', 'HELD')));
    should(said()).deepEqual(['call.held 400']);
  });
});

describe('whether an agent of Finesse is on a call', () => {
  const entry = (more: Partial<BoardEntry>): BoardEntry => ({ ...person('7101', '4127'), team: '1', ...more });
  const rows: [string, Partial<BoardEntry>, Dialog[] | undefined, boolean, object][] = [
    ['his call', { state: 'TALKING' }, [call(leg('+34'), leg('4127'))], false, { onCall: 'yes', call: '400' }],
    ['on hold', { state: 'HOLD' }, [call(leg('+34'), leg('4127', 'HELD'))], false, { onCall: 'yes' }],
    ['two at a time', {}, [call(leg('+34'), leg('4127')), conference('ACTIVE', '9')], false, { onCall: 'yes' }],
    ['it rings', { state: 'RESERVED' }, [call(leg('+34'), leg('4127', 'ALERTING'))], false, { onCall: 'no' }],
    ['he is only listened to', { state: 'READY' }, [monitorDialog('ACTIVE')], false, { onCall: 'no' }],
    ['nothing', { state: 'READY' }, [], false, { onCall: 'no' }],
    ['nothing, and yet he talks', { state: 'TALKING' }, [], false, { onCall: 'unlikely' }],
    ['nothing on UCCX, and yet busy', { state: 'NOT_READY', mediaState: 'BUSY' }, [], true, { onCall: 'unlikely' }],
    ['by his state', { state: 'TALKING' }, undefined, false, { onCall: 'yes' }],
    ['by his state, on hold', { state: 'HOLD' }, undefined, false, { onCall: 'yes' }],
    ['by his state, ready', { state: 'READY' }, undefined, false, { onCall: 'no' }],
    ['by nothing', { state: undefined }, undefined, false, { onCall: 'unknown' }],
    ['by the board of UCCX', { state: 'NOT_READY', mediaState: 'BUSY' }, undefined, true, { onCall: 'yes' }],
    ['busy means nothing on UCCE', { state: 'NOT_READY', mediaState: 'BUSY' }, undefined, false, { onCall: 'no' }],
    ['signed out', { state: 'LOGOUT' }, [call(leg('4127'))], false, { onCall: 'no' }],
    ['without a phone', { extension: undefined }, undefined, false, { onCall: 'no' }],
  ];
  for (const [what, more, dialogs, isUccx, expected] of rows) {
    it(what, () => {
      should(onCall(entry(more), dialogs, isUccx)).deepEqual(expected);
    });
  }
});

describe('agents of Finesse, watched and found', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script: FinesseScript, teams = ['1']) {
    const server = await scriptedFinesse(script);
    const client = new FinesseClient({ address: nodeAddress(server.url), login: new Login('7012', 'x') });
    closing.push(
      () => server.close(),
      () => {
        client.close();
      },
    );
    const time = { now: 1_000_000 };
    const board = new Board(
      () => time.now,
      () => undefined,
    );
    board.setTeams(teams.map((id) => ({ id })));
    const told: CallEvent[] = [];
    const subscribed: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const stream = {
      refuses: false,
      holds: false,
      async subscribe(node: string): Promise<void> {
        subscribed.push(node);
        if (stream.holds) await held;
        if (stream.refuses) throw new SupervisionError('not-permitted', 'forbidden', { platform: 'finesse' });
      },
      unsubscribe: (node: string): Promise<void> => {
        subscribed.push(`not ${node}`);
        return Promise.resolve();
      },
    };
    const link = { client, stream } as unknown as Link;
    const agents = new Agents({
      ...{ board, link: () => link, isUccx: () => false, own: () => '4100', learned: () => undefined },
      tell: (event) => told.push(event),
    });
    return { server, client, board, time, agents, link, stream, told, subscribed, release };
  }

  const team = (users: string): FinesseScript => {
    return ({ path }) =>
      path.startsWith('/Team/') ? { body: `<Team><id>${path.slice(6)}</id><users>${users}</users></Team>` } : undefined;
  };
  const user = (id: string, extension: string, names: string): string => {
    const [first = '', last = ''] = names.split(' ');
    return `<User><loginId>${id}</loginId><extension>${extension}</extension><firstName>${first}</firstName><lastName>${last}</lastName></User>`;
  };

  it('while it is not known by what he is seen, his state tells nothing', async () => {
    const { agents, link, stream, told, board, release } = await setUp(() => ({ body: '<Dialogs/>' }));
    board.told([person('7101', '4127')], '1', null);
    stream.holds = true;
    const watching = agents.watch(link, { id: '7101', label: 'A' }, signal);
    const busy = { ...person('7101', '4127', { state: 'TALKING' }), team: '1' };
    agents.toldState(busy);
    release();
    await watching;
    agents.toldState(busy);
    should(told).be.empty();
  });

  it('his state alone tells where neither events nor queries are allowed', async () => {
    const { server, agents, link, stream, told, board } = await setUp(() =>
      refusing(401, 'Invalid Authorization User Specified'),
    );
    board.told([person('7101', '4127')], '1', null);
    stream.refuses = true;
    await agents.watch(link, { id: '7101', label: 'A' }, signal);
    for (const state of ['READY', 'TALKING', 'HOLD', 'TALKING', 'WORK']) {
      agents.toldState({ ...person('7101', '4127', { state }), team: '1' });
    }
    should(told.map(({ event }) => event)).deepEqual(['call.started', 'call.answered', 'call.ended']);
    await agents.read(link, '7101', signal);
    should(server.seen).have.length(1);
  });

  it('in whatever words Finesse does not let his calls be read, his state must do', async () => {
    for (const reply of [
      refusing(400, 'Generic Error'),
      refusing(501, 'Not Implemented'),
      { status: 403, body: '<html><body>Forbidden</body></html>' },
      { status: 404, body: '<html><body>Not found</body></html>' },
      { status: 405, body: '' },
    ]) {
      const { server, agents, link } = await setUp(() => reply);
      should(await agents.dialogs(link, '7101', signal)).be.undefined();
      should(await agents.dialogs(link, '7101', signal)).be.undefined();
      should(server.seen).have.length(1);
    }
    const { agents, link } = await setUp(() => refusing(404, 'User Not Found'));
    should((await failing(agents.dialogs(link, '7101', signal))).code).equal('agent-not-found');
  });

  it('let go of and taken hold of again in one breath, nothing is subscribed anew', async () => {
    const { agents, link, subscribed, board } = await setUp(() => ({ body: '<Dialogs/>' }));
    board.told([person('7101', '4127')], '1', null);
    const agent = { id: '7101', label: 'A' };
    const stop = await agents.watch(link, agent, signal);
    stop();
    stop();
    const { look, release } = agents.hold(agent, signal);
    look();
    await Promise.resolve();
    should(subscribed).deepEqual(['/finesse/api/User/7101/Dialogs']);
    release();
    await until('given back', () => subscribed.length === 2);
    should(subscribed[1]).equal('not /finesse/api/User/7101/Dialogs');
  });

  it('two of one name are asked back, also where an id is somebody else’s extension', async () => {
    const { board, client } = await setUp(
      team(user('7101', '7102', 'Ann Reyes') + user('7102', '4128', 'Bob Cole') + user('7103', '4129', 'ann reyes')),
    );
    const directory = new Directory(board);
    const find = (text: string): Promise<BoardEntry> => directory.find(text, client, signal);
    should(await failing(find('7102'))).match({
      code: 'invalid-input',
      message: /Ann Reyes \(7101\); Bob Cole \(7102\)/,
    });
    should((await find('Ann Reyes')).loginId).equal('7101');
    should((await find('ann reyes')).loginId).equal('7103');
    should(await failing(find('ANN REYES'))).match({ code: 'invalid-input' });
    should((await find('4129')).loginId).equal('7103');
  });

  it('people change seats: the extension is read again', async () => {
    let extension = '4127';
    const { board, client, time } = await setUp((seen) => team(user('7101', extension, 'Ann Reyes'))(seen));
    const directory = new Directory(board);
    should((await directory.find('7101', client, signal)).extension).equal('4127');
    extension = '4130';
    time.now += 5_000;
    should((await directory.again('7101', client, signal)).extension).equal('4130');
    time.now += 5_000;
    should(await failing(directory.find('4127', client, signal))).match({ code: 'agent-not-found' });
  });

  it('by login name, exactly, and only on a team of the supervisor', async () => {
    const answers: Record<string, string> = {
      'ann.reyes': '<User><loginId>7101</loginId><loginName>Ann.Reyes</loginName></User>',
      stranger: '<User><loginId>7999</loginId><loginName>stranger</loginName></User>',
      // A server that finds somebody by half a name.
      ann: '<User><loginId>7101</loginId><loginName>ann.reyes</loginName></User>',
    };
    const { server, board, client } = await setUp((seen) => {
      const name = seen.path.replace('/User/', '');
      if (name === 'theirs') return refusing(401, 'Invalid Supervisor');
      if (name === 'secret') return refusing(401, 'Invalid Authorization User Specified');
      return name in answers ? { body: answers[name]! } : team(user('7101', '4127', 'Ann Reyes'))(seen);
    });
    const directory = new Directory(board);
    const find = (text: string): Promise<BoardEntry> => directory.find(text, client, signal);
    should((await find('ann.reyes')).loginId).equal('7101');
    const asked = (): number => server.seen.filter(({ path }) => path.startsWith('/User/')).length;
    const before = asked();
    should((await find('ANN.REYES')).loginId).equal('7101');
    should(asked()).equal(before);
    should(await failing(find('stranger'))).match({ code: 'not-permitted', message: /none of the teams/ });
    should(await failing(find('theirs'))).match({ code: 'not-permitted', vendorCode: 'Invalid Supervisor' });
    should(await failing(find('secret'))).match({ code: 'agent-not-found' });
    should(await failing(find('ann'))).match({ code: 'agent-not-found' });
    should(await failing(find('nobody'))).match({ code: 'agent-not-found' });
  });

  it('a team that cannot be read does not hide the others', async () => {
    const { board, client } = await setUp(
      (seen) =>
        seen.path === '/Team/1' ? refusing(401, 'Invalid Supervisor') : team(user('7101', '4127', 'Ann Reyes'))(seen),
      ['1', '2'],
    );
    should((await new Directory(board).find('7101', client, signal)).team).equal('2');
    const none = await setUp(() => refusing(401, 'Invalid Supervisor'), ['1', '2']);
    should(await failing(new Directory(none.board).find('7101', none.client, signal))).match({ code: 'not-permitted' });
  });
});
