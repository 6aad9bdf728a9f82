import fc from 'fast-check';
import should from 'should';
import { Agents } from '../../../src/platforms/finesse/agents';
import { Board } from '../../../src/platforms/finesse/board';
import { Changes } from '../../../src/platforms/finesse/changes';
import { Mine } from '../../../src/platforms/finesse/mine';
import { Self } from '../../../src/platforms/finesse/self';
import type { Dialog, Update, User } from '../../../src/platforms/finesse/wire';
import type { DriverEvent, LegEvent } from '../../../src/supervision/driver';
import { DrivenChance } from '../../support/driven-chance';
import { conference, dialog, leg, monitorDialog } from './dialog-samples';

const agent = { id: '7101', label: 'Ann (7101)' };
const attempt = { leg: '7012/7101/order-1', agent, extension: '4127' };
const person = (loginId: string, extension: string): User => ({
  loginId,
  extension,
  state: 'NOT_READY',
  roles: [],
  teams: [],
  raw: null,
});

function setUp() {
  const chance = new DrivenChance();
  const changes = new Changes();
  const self = new Self('7012', changes);
  self.take(person('7012', '4100'));
  const board = new Board(chance.now, () => undefined);
  board.setTeams([{ id: '5120' }]);
  board.told([person('7101', '4127'), person('7102', '4128')], '5120', null);
  const told: DriverEvent[] = [];
  const tell = (event: DriverEvent): void => {
    told.push(event);
  };
  const learned = { call: undefined as string | undefined, end: undefined as ReturnType<Agents['endOf']> };
  const agents = new Agents({
    board,
    link: () => undefined,
    isUccx: () => false,
    own: () => '4100',
    tell,
    learned: () => undefined,
  });
  agents.callOf = () => learned.call;
  agents.endOf = () => learned.end;
  const answer: { dialogs: Dialog[]; asked: number } = { dialogs: [], asked: 0 };
  const life = new AbortController();
  const mine: Mine = new Mine({
    ...{ supervisor: '7012', self, board, agents, chance, changes, life: life.signal, tell },
    ask: () => {
      answer.asked++;
      mine.takeQuery(answer.dialogs, mine.version, false, { said: 'query', raw: null });
      return Promise.resolve();
    },
  });
  const hear = (event: Update['event'], ...dialogs: Dialog[]): boolean =>
    mine.takeEvent(event, dialogs, { said: event, raw: { event } });
  const legs = (): LegEvent[] => told.filter((event) => event.type === 'leg');
  const said = (): string[] =>
    legs().map((event) => (event.state === 'left' ? `left ${event.why}` : `${event.state} ${event.mode ?? ''}`.trim()));
  return { mine, hear, legs, said, told, chance, answer, learned };
}

/** Listening, by an order of ours. */
function listening() {
  const all = setUp();
  all.mine.begin(attempt);
  all.hear('POST', monitorDialog('INITIATED'));
  all.hear('PUT', monitorDialog('ACTIVE'));
  return all;
}

describe("the supervisor's leg in Finesse", () => {
  it('rings and is joined, told once each, by what the dialog says', () => {
    const { said, hear, legs } = listening();
    hear('PUT', monitorDialog('ACTIVE'));
    should(said()).deepEqual(['ringing', 'joined listen']);
    should(legs()[1]).match({
      supervisor: '7012',
      agent: '7101',
      leg: attempt.leg,
      evidence: 'PUT: dialog 501 SUPERVISOR_MONITOR ACTIVE (4100 ACTIVE, 4127 ACTIVE)',
      raw: { event: 'PUT' },
    });
    should(legs()[1]).not.have.property('call');
  });

  it('listens also where nothing calls it so: it came up after the order, and nobody else is on it', () => {
    const { hear, said, mine } = setUp();
    const two = (id: string, ...legs: ReturnType<typeof leg>[]): Dialog => ({
      ...dialog({ id, callType: 'OUT', legs }),
      fromAddress: '4100',
      toAddress: '4127',
    });
    hear('POST', two('400', leg('4100'), leg('4127')));
    mine.begin(attempt);
    hear('PUT', two('400', leg('4100'), leg('4127')));
    should(said()).be.empty();
    hear('POST', two('501', leg('4100', 'INITIATED'), leg('4127')));
    hear('PUT', two('501', leg('4100'), leg('4127')));
    should(said()).deepEqual(['ringing', 'joined listen']);
    should(mine.monitoring('7101')?.id).equal('501');
    // A talk of the two is not taken off with it, and neither is one that begins now.
    hear('POST', two('502', leg('4100'), leg('4127')));
    mine.giveUp(attempt);
    should(mine.dialogsWith('7101').map(({ id }) => id)).deepEqual(['501']);
    // The same dialog with the customer on it is the conference.
    mine.barging(true);
    hear('PUT', two('501', leg('4100'), leg('4127'), leg('+4917')));
    should(said().at(-1)).equal('joined barge');
  });

  it('goes on where an event does not say who is on the call, and is asked for', () => {
    const { hear, said, mine } = listening();
    should(hear('PUT', { ...monitorDialog('ACTIVE'), participants: [] })).be.true();
    should(mine.monitoring('7101')).be.ok();
    should(hear('PUT', { ...monitorDialog('DROPPED'), participants: [] })).be.false();
    should(mine.monitoring('7101')).be.undefined();
    should(said()).deepEqual(['ringing', 'joined listen']);
  });

  it('is in the conference that he barged into, also where that does not name the customer', () => {
    const { hear, said, mine } = listening();
    const withAgentAlone = dialog({ id: '400', callType: 'CONFERENCE', legs: [leg('4127'), leg('4100')] });
    hear('POST', withAgentAlone);
    should(said()).deepEqual(['ringing', 'joined listen']);
    hear('DELETE', withAgentAlone);
    mine.barging(true);
    hear('POST', { ...withAgentAlone, id: '401' });
    should(said().at(-1)).equal('joined barge');
    should(mine.dialogsWith('7101').map(({ id }) => id)).deepEqual(['501', '401']);
  });

  it('is not joined before the dialog is active, whatever its legs say', () => {
    const { mine, hear, said } = setUp();
    mine.begin(attempt);
    hear('POST', { ...monitorDialog('ACTIVE'), state: 'INITIATED' });
    should(said()).deepEqual(['ringing']);
    should(mine.monitoring('7101')).be.undefined();
  });

  it('tells the call as soon as it is known, and keeps it', () => {
    const { mine, hear, legs, learned } = listening();
    learned.call = '400';
    mine.learnedCall('7101');
    learned.call = '401';
    mine.learnedCall('7101');
    hear('POST', conference('ACTIVE', '402'));
    should(legs().map(({ call }) => call)).deepEqual([undefined, undefined, '400', '400']);
  });

  describe('after contact was lost', () => {
    const other = conference('ACTIVE', '402');

    it('proves nothing by what it saw before: neither the call that becomes known nor another dialog tells it again', () => {
      const { mine, hear, legs, learned } = listening();
      mine.lost();
      learned.call = '400';
      mine.learnedCall('7101');
      hear('PUT', { ...other, participants: other.participants.filter(({ address }) => address !== '4127') });
      hear('PUT', { ...monitorDialog('ACTIVE'), participants: [] });
      should(legs()).have.length(2);
      mine.takeQuery([monitorDialog('ACTIVE')], mine.version, false, { said: 'query', raw: null });
      should(legs()).have.length(3);
      should(legs()[2]).containEql({ state: 'joined', call: '400' });
      should(legs()[2]!.evidence).startWith('query');
    });

    it('is told by an event of its own dialog', () => {
      const { mine, hear, legs, learned } = listening();
      mine.lost();
      learned.call = '400';
      hear('PUT', monitorDialog('ACTIVE'));
      should(legs()[2]).containEql({ state: 'joined', call: '400' });
    });

    it('is over by an event of its own dialog', async () => {
      const { mine, hear, said, chance } = listening();
      mine.lost();
      hear('DELETE', monitorDialog('ACTIVE'));
      await chance.pass(300);
      should(said().at(-1)).startWith('left');
    });
  });

  for (const [what, first] of [
    ['the conference before the end of the monitoring', true],
    ['the end of the monitoring before the conference', false],
  ] as const) {
    it(`is one leg from listening to barging in: ${what}`, async () => {
      const { mine, hear, said, legs, chance } = listening();
      mine.barging(true);
      const join = (): boolean => hear('POST', conference());
      const end = (): void => {
        hear('PUT', monitorDialog('DROPPED'));
        hear('DELETE', monitorDialog('DROPPED'));
      };
      if (first) join();
      end();
      await chance.pass(1_500);
      if (!first) join();
      await chance.pass(5_000);
      should(said()).deepEqual(['ringing', 'joined listen', 'joined barge']);
      should(new Set(legs().map((event) => event.leg)).size).equal(1);
    });
  }

  it('has ended where the monitoring ends and no conference comes; a query had the last word', async () => {
    const { mine, hear, said, chance, answer } = listening();
    mine.barging(true);
    hear('DELETE', monitorDialog('DROPPED'));
    await chance.pass(1_900);
    should(said()).have.length(2);
    await chance.pass(200);
    should(said().at(-1)).equal('left unknown');
    should(answer.asked).equal(1);
  });

  it('goes on in a conference whose event was lost', async () => {
    const { mine, hear, said, chance, answer } = listening();
    mine.barging(true);
    answer.dialogs = [conference()];
    hear('DELETE', monitorDialog('DROPPED'));
    await chance.pass(10_000);
    should(said()).deepEqual(['ringing', 'joined listen', 'joined barge']);
  });

  it('has ended at once where the barge was refused meanwhile', () => {
    const { mine, hear, said } = listening();
    mine.barging(true);
    hear('DELETE', monitorDialog('DROPPED'));
    mine.barging(false);
    should(said().at(-1)).equal('left unknown');
  });

  it('is followed into a conference that the supervisor began at his own desktop', async () => {
    const { hear, said, chance } = listening();
    hear('DELETE', monitorDialog('DROPPED'));
    await chance.pass(100);
    hear('POST', conference());
    await chance.pass(5_000);
    should(said()).deepEqual(['ringing', 'joined listen', 'joined barge']);
  });

  it('ends when its cause is known, or a moment later without', async () => {
    const known = listening();
    known.learned.end = 'customer';
    known.hear('DELETE', monitorDialog('DROPPED'));
    should(known.said().at(-1)).equal('left customer');
    const later = listening();
    later.hear('DELETE', monitorDialog('DROPPED'));
    later.learned.end = 'transfer';
    later.mine.learnedEnd('7101');
    should(later.said().at(-1)).equal('left transfer');
    const himself = listening();
    himself.learned.end = 'supervisor';
    himself.hear('DELETE', monitorDialog('DROPPED'));
    should(himself.said()).have.length(2);
    await himself.chance.pass(400);
    should(himself.said().at(-1)).equal('left supervisor');
    const never = listening();
    never.hear('DELETE', monitorDialog('DROPPED'));
    await never.chance.pass(400);
    should(never.said().at(-1)).equal('left unknown');
  });

  it('ends at once where we take him off', () => {
    const { mine, hear, said } = listening();
    mine.dropping(true);
    hear('PUT', monitorDialog('DROPPED'));
    should(said().at(-1)).equal('left supervisor');
    hear('DELETE', monitorDialog('DROPPED'));
    should(said()).have.length(3);
  });

  it('ends with the conference: who left first tells why', async () => {
    const { mine, hear, said, chance } = listening();
    mine.barging(true);
    hear('POST', conference());
    hear('DELETE', monitorDialog('DROPPED'));
    const legs = [leg('+34', 'DROPPED'), leg('4127'), leg('4100')];
    hear('PUT', dialog({ callType: 'CONFERENCE', legs }));
    should(said().at(-1)).equal('joined barge');
    hear('DELETE', dialog({ state: 'DROPPED', legs: legs.map((each) => ({ ...each, state: 'DROPPED' })) }));
    await chance.pass(400);
    should(said().at(-1)).equal('left customer');
  });

  it('an old event of a call that is over brings nothing back; only a query does', async () => {
    const { mine, hear, said, chance } = listening();
    hear('DELETE', monitorDialog('DROPPED'));
    await chance.pass(400);
    const before = said().length;
    should(hear('PUT', monitorDialog('ACTIVE'))).be.true();
    should(said()).have.length(before);
    mine.begin({ ...attempt, leg: 'second' });
    mine.takeQuery([monitorDialog('ACTIVE')], mine.version, false, { said: 'query', raw: null });
    should(said().at(-1)).equal('joined listen');
  });

  it('what was told after a query was asked is newer than its answer', () => {
    const { mine, hear, said } = setUp();
    mine.begin(attempt);
    const since = mine.version;
    hear('POST', monitorDialog('ACTIVE'));
    mine.takeQuery([], since, false, { said: 'query', raw: null });
    should(said()).deepEqual(['joined listen']);
    should(mine.holdings('query')).match([
      { supervisor: '7012', agent: { id: '7101' }, state: 'joined', mode: 'listen', leg: attempt.leg },
    ]);
  });

  it('a call between supervisor and agent is none, nor is a conference that nobody here began', () => {
    const { mine, hear, said } = setUp();
    hear('POST', dialog({ id: '7', legs: [leg('4127'), leg('4100')] }));
    hear('POST', conference());
    should(said()).be.empty();
    const before = listening();
    before.hear('POST', dialog({ id: '7', legs: [leg('4127'), leg('4100')] }));
    should(before.said().at(-1)).equal('joined listen');
    mine.takeQuery([conference()], mine.version, true, { said: 'query', raw: null });
    // At the beginning whatever is found is taken for what an earlier run left behind.
    should(said()).deepEqual(['joined barge']);
  });

  it('a monitoring call that fails is told with its cause', () => {
    const { mine, hear, told } = setUp();
    mine.begin(attempt);
    const failed = { ...monitorDialog('INITIATED'), state: 'FAILED' };
    failed.participants = [
      { ...leg('4100', 'FAILED'), stateCause: 'DEVICE_RESOURCE_NOT_AVAILABLE' },
      leg('4127', 'DROPPED'),
    ];
    hear('PUT', failed);
    hear('DELETE', failed);
    should(told).have.length(1);
    should(told[0]).match({
      type: 'refused',
      error: { code: 'resource-limit', vendorCode: 'DEVICE_RESOURCE_NOT_AVAILABLE' },
    });
  });

  it('whatever the order, and however often: one leg at a time, each left at most once, and nothing told twice', async () => {
    const events: [Update['event'], Dialog][] = [
      ['POST', monitorDialog('INITIATING')],
      ['PUT', monitorDialog('ACTIVE')],
      ['PUT', monitorDialog('DROPPED')],
      ['DELETE', monitorDialog('DROPPED')],
      ['POST', conference()],
      ['PUT', conference('HELD')],
      ['PUT', conference('DROPPED')],
      ['DELETE', conference('DROPPED')],
    ];
    const order = fc.array(fc.nat(events.length - 1), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(order, fc.boolean(), async (indexes, barging) => {
        const { mine, hear, legs, said, chance } = setUp();
        mine.begin(attempt);
        if (barging) mine.barging(true);
        for (const index of indexes) hear(...events[index]!);
        await chance.pass(10_000);
        const told = said();
        const left = legs().flatMap((event) => (event.state === 'left' ? [event.leg] : []));
        should(new Set(left).size).equal(left.length);
        should(told.every((each, at) => each !== told[at - 1])).be.true(`told twice: ${told.join(', ')}`);
        const first = legs().findIndex(({ state }) => state === 'left');
        const own = legs().slice(0, first < 0 ? undefined : first + 1);
        should(new Set(own.map((event) => event.leg)).size).be.belowOrEqual(1);
        const joined = own.findIndex(({ state }) => state === 'joined');
        should(joined >= 0 && own.slice(joined).some(({ state }) => state === 'ringing')).be.false();
      }),
    );
  });
});
