import should from 'should';
import { Agents } from '../../../src/platforms/finesse/agents';
import { Board } from '../../../src/platforms/finesse/board';
import { Changes } from '../../../src/platforms/finesse/changes';
import { Hearing } from '../../../src/platforms/finesse/hearing';
import { Mine } from '../../../src/platforms/finesse/mine';
import { Pending } from '../../../src/platforms/finesse/pending';
import { Self } from '../../../src/platforms/finesse/self';
import type { Update, User } from '../../../src/platforms/finesse/wire';
import type { DriverEvent } from '../../../src/supervision/driver';
import { DrivenChance } from '../../support/driven-chance';
import { monitorDialog } from './dialog-samples';

const person = (loginId: string, extension: string, state = 'READY'): User => ({
  loginId,
  extension,
  state,
  roles: [],
  teams: [],
  raw: null,
});
const root = '/finesse/api';

function setUp() {
  const chance = new DrivenChance();
  const changes = new Changes();
  const told: DriverEvent[] = [];
  const asked: string[] = [];
  const tell = (event: DriverEvent): void => {
    told.push(event);
  };
  const self = new Self('7012', changes);
  self.take(person('7012', '4100', 'NOT_READY'));
  const board = new Board(chance.now, () => undefined);
  board.setTeams([{ id: '5120' }]);
  const agents = new Agents({
    board,
    link: () => undefined,
    isUccx: () => false,
    own: () => '4100',
    tell,
    learned: () => undefined,
  });
  const ask = (): Promise<void> => Promise.resolve();
  const life = new AbortController().signal;
  const mine = new Mine({ supervisor: '7012', self, board, agents, ask, chance, changes, life, tell });
  const pending = new Pending();
  const hearing = new Hearing({
    ...{ self, mine, agents, board, pending, tell },
    system: ({ status }) => asked.push(`system ${status ?? ''}`),
    ask: {
      mine: () => asked.push('mine'),
      agent: (agent) => asked.push(`agent ${agent}`),
      self: () => asked.push('self'),
    },
  });
  const hear = (node: string, payload: Update['payload'], more: Partial<Update> = {}): void => {
    hearing.update(root + node, { event: 'PUT', payload, raw: null, ...more });
  };
  return { hearing, hear, told, asked, board, self, mine, pending };
}

describe('what a node of Finesse says', () => {
  it('of what cannot be read, the same is asked', () => {
    const { hearing, asked } = setUp();
    for (const node of [
      '/User/7012/Dialogs',
      '/User/7012',
      '/User/7101/Dialogs',
      '/Team/5120/Users',
      '/SystemInfo',
      '/Other',
    ]) {
      hearing.garbled(root + node);
    }
    should(asked).deepEqual(['mine', 'self', 'agent 7101']);
  });

  it('is heard however the name of the user is spelt', () => {
    const { hear, told, self } = setUp();
    self.take(person('JSmith', '4100', 'NOT_READY'));
    hear('/User/jsmith/Dialogs', { type: 'dialogs', dialogs: [monitorDialog('ACTIVE')] }, { event: 'POST' });
    should(told).match([{ type: 'leg', state: 'joined' }]);
  });

  it('an error belongs to the request that it names, on whichever node it comes', () => {
    const { hear, pending } = setUp();
    const refused: unknown[] = [];
    const errors = [{ type: 'Invalid State' }];
    pending.begin({ requestId: 'r1', about: 'monitor', refused: (error) => refused.push(error) });
    hear('/User/7012', { type: 'errors', errors });
    should(refused).be.empty();
    hear('/User/7012', { type: 'errors', errors }, { requestId: 'r1' });
    should(refused).deepEqual(errors);
  });

  it('is told by whose node it is', () => {
    const { hear, told, asked, board, self, mine } = setUp();
    hear('/User/7012', { type: 'user', user: person('7012', '4100', 'TALKING') });
    should(self.state).equal('TALKING');
    should(told).match([{ type: 'call', event: 'agent.state', agent: '7012', detail: 'TALKING' }]);
    hear('/Team/5120/Users', { type: 'user', user: person('7101', '4127') });
    hear('/Team/5120/Users', { type: 'team', team: '5120', users: [person('7102', '4128')] });
    should(board.all().map(({ loginId }) => loginId)).deepEqual(['7101', '7102']);
    hear('/User/7012/Dialogs', { type: 'dialogs', dialogs: [monitorDialog('ACTIVE')] }, { event: 'POST' });
    should(told.at(-1)).match({ type: 'leg', state: 'joined', agent: '7101' });
    hear('/SystemInfo', { type: 'system', info: { status: 'OUT_OF_SERVICE', isModern: false } });
    should(asked).deepEqual(['system OUT_OF_SERVICE']);
    // Somebody else's dialogs are not his.
    const before = told.length;
    hear('/User/7999/Dialogs', { type: 'dialogs', dialogs: [monitorDialog('ACTIVE', '777')] }, { event: 'POST' });
    should(told).have.length(before);
    should(mine.holdings('q')).have.length(1);
  });

  it('an old event of a call that is over is asked about', () => {
    const { hear, asked } = setUp();
    const say = (event: Update['event'], state: string): void => {
      hear('/User/7012/Dialogs', { type: 'dialogs', dialogs: [monitorDialog(state)] }, { event });
    };
    say('POST', 'ACTIVE');
    say('DELETE', 'DROPPED');
    should(asked).be.empty();
    say('PUT', 'ACTIVE');
    should(asked).deepEqual(['mine']);
  });

  it('errors go to their own kind of request, each once, and to nobody else', () => {
    const { hear, pending } = setUp();
    const refused: string[] = [];
    for (const [requestId, about] of [
      ['r1', 'sign-in'],
      ['r2', 'monitor'],
      ['r3', 'barge'],
    ] as const) {
      pending.begin({ requestId, about, refused: (error) => refused.push(`${requestId} ${error?.data ?? ''}`) });
    }
    const errors = (data: string): Update['payload'] => ({ type: 'errors', errors: [{ data }] });
    hear('/User/7012/Dialogs', errors('1'), { requestId: 'r3' });
    hear('/User/7012/Dialogs', errors('2'), { requestId: 'r3' });
    hear('/User/7012/Dialogs', errors('3'), { requestId: 'of the desktop' });
    hear('/User/7012/Dialogs', errors('4'));
    hear('/User/7012/Dialogs', errors('5'));
    hear('/User/7012', errors('6'));
    should(refused).deepEqual(['r3 1', 'r2 4', 'r1 6']);
  });
});
