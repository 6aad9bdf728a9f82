import fc from 'fast-check';
import should from 'should';
import type { Holding, LegEvent } from '../../../src/supervision/driver';
import { SupervisionError } from '../../../src/supervision/errors';
import { emptyDesk, step } from '../../../src/supervision/desk/machine';
import type { DeskSetting, DeskState, Effect, Input, Order } from '../../../src/supervision/desk/model';
import { nextDeadline } from '../../../src/supervision/desk/timing';
import type { EndedBy, Mode, Phase } from '../../../src/supervision/vocabulary';

/**
 * A platform that is honest and unkind: it takes verbs whenever it likes, answers late or not, loses and repeats events. What it
 * holds is the truth that the desk must end up with.
 */
class Platform {
  readonly holdings = new Map<string, Holding>();
  /** Verbs and questions that are on their way. */
  pending: Effect[] = [];
  /** Events that are on their way. */
  events: Input[] = [];
  private legs = 0;

  constructor(private readonly adoptId: () => string) {}

  take(effect: Effect, fate: Fate, onCall: boolean): Input[] {
    switch (effect.type) {
      case 'find':
        if (fate === 'refuse') return [{ type: 'not-found', order: effect.order.id, error: refusal }];
        return [
          {
            type: 'found',
            order: effect.order.id,
            found: {
              agent: { id: effect.order.agent, label: effect.order.agent },
              onCall: onCall ? 'yes' : fate === 'cut' ? 'unknown' : fate === 'lost' ? 'unlikely' : 'no',
            },
          },
        ];
      case 'start':
        if (fate === 'refuse') return [{ type: 'start-failed', id: effect.start.id, error: refusal }];
        if (fate !== 'lost') this.begin(effect.start.supervisor, effect.start.agent.id, effect.start.mode, onCall);
        return fate === 'ok'
          ? [{ type: 'accepted', id: effect.start.id }]
          : [{ type: 'start-failed', id: effect.start.id, error: cut }];
      case 'switch': {
        const held = this.holdings.get(effect.running.supervisor);
        if (fate === 'refuse' || held?.state !== 'joined')
          return [{ type: 'switch-failed', id: effect.running.id, error: refusal }];
        if (fate !== 'lost') this.set({ ...held, mode: effect.mode });
        return fate === 'ok'
          ? [{ type: 'switched', id: effect.running.id }]
          : [{ type: 'switch-failed', id: effect.running.id, error: cut }];
      }
      case 'stop':
        if (fate === 'refuse' || !this.holdings.has(effect.running.supervisor)) {
          return [{ type: 'stop-failed', id: effect.running.id, error: refusal }];
        }
        if (fate !== 'lost') this.leave(effect.running.supervisor, 'supervisor');
        return fate === 'ok'
          ? [{ type: 'stopped', id: effect.running.id }]
          : [{ type: 'stop-failed', id: effect.running.id, error: cut }];
      case 'snapshot':
        if (fate !== 'ok') return [{ type: 'snapshot-failed', query: effect.query, error: cut }];
        return [
          { type: 'snapshot', query: effect.query, holdings: [...this.holdings.values()], adoptId: this.adoptId },
        ];
      case 'watch':
        if (fate === 'refuse') return [{ type: 'watch-failed', id: effect.id, error: refusal }];
        return [{ type: 'watched', id: effect.id }];
      default:
        return [];
    }
  }

  begin(supervisor: string, agent: string, mode: Mode, onCall: boolean): void {
    if (this.holdings.has(supervisor)) this.leave(supervisor, 'supervisor');
    const held: Holding = { supervisor, agent: { id: agent, label: agent }, state: 'armed', mode, evidence: 'query' };
    this.holdings.set(supervisor, held);
    this.events.push({
      type: 'arming',
      event: { type: 'arming', on: true, supervisor, agent, evidence: 'armed', raw: null },
      adoptId: this.adoptId,
    });
    if (onCall) this.progress(supervisor, true);
  }

  /** The armed leg rings, the ringing leg joins. */
  progress(supervisor: string, whole: boolean): void {
    const held = this.holdings.get(supervisor);
    if (!held || held.state === 'joined') return;
    const leg = held.leg ?? `leg${++this.legs}`;
    this.set({ ...held, state: whole ? 'joined' : held.state === 'armed' ? 'ringing' : 'joined', leg, call: leg });
  }

  leave(supervisor: string, why: EndedBy): void {
    const held = this.holdings.get(supervisor);
    if (!held) return;
    this.holdings.delete(supervisor);
    const agent = held.agent.id;
    if (held.leg !== undefined) {
      this.tellLeg({ type: 'leg', state: 'left', supervisor, agent, leg: held.leg, why, evidence: 'left', raw: null });
    }
    this.events.push({
      type: 'arming',
      event: { type: 'arming', on: false, supervisor, agent, evidence: 'off', raw: null },
      adoptId: this.adoptId,
    });
  }

  private set(held: Holding): void {
    this.holdings.set(held.supervisor, held);
    if (held.state === 'armed' || held.leg === undefined) return;
    const { supervisor, leg, call, mode, state } = held;
    this.tellLeg({
      type: 'leg',
      state,
      supervisor,
      agent: held.agent.id,
      leg,
      ...(call !== undefined && { call }),
      ...(state === 'joined' && mode && { mode }),
      evidence: state,
      raw: null,
    });
  }

  private tellLeg(event: LegEvent): void {
    this.events.push({ type: 'leg', event, adoptId: this.adoptId });
  }
}

/** `cut`: done, but the answer is lost. `lost`: not done, and the answer is lost. */
type Fate = 'ok' | 'refuse' | 'cut' | 'lost';
const refusal = new SupervisionError('platform-error', 'No.', { arrived: 'yes' });
const cut = new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
const gone = new SupervisionError('unreachable', 'Gone.', { arrived: 'no' });

const supervisor = fc.constantFrom('sup1', 'sup2');
const agent = fc.constantFrom('a1', 'a2');
const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('order' as const),
      supervisor,
      agent,
      mode: fc.constantFrom<Mode>('listen', 'coach', 'barge'),
      arm: fc.boolean(),
      endAfterMs: fc.constantFrom(0, 7_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('platform' as const),
      at: fc.nat(5),
      fate: fc.constantFrom<Fate>('ok', 'ok', 'ok', 'refuse', 'cut', 'lost'),
      onCall: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      fate: fc.constantFrom('once', 'once', 'once', 'twice', 'never'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('progress' as const), supervisor, whole: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), supervisor }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('call' as const), agent, comes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), nth: fc.nat(5), all: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), nth: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('contact' as const), up: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1, 500, 2_500, 10_000) }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

const legalPhases: Record<Phase, Phase[]> = {
  requested: ['accepted', 'armed', 'ringing', 'active', 'ended', 'failed', 'unknown'],
  accepted: ['armed', 'ringing', 'active', 'ended', 'failed', 'unknown'],
  armed: ['ringing', 'active', 'ended', 'failed', 'unknown'],
  ringing: ['active', 'armed', 'ended', 'failed', 'unknown'],
  active: ['ended', 'unknown'],
  unknown: ['accepted', 'armed', 'ringing', 'active', 'ended', 'failed'],
  ended: [],
  failed: [],
};

/** Runs a desk through anything and checks, at every step, what must never be. */
class Run {
  state: DeskState = emptyDesk;
  now = Date.UTC(2026, 0, 1);
  readonly answered = new Map<string, number>();
  readonly cancelled = new Map<string, number>();
  readonly orders: string[] = [];
  readonly cancels: string[] = [];
  private readonly phases = new Map<string, Phase>();
  private ids = 0;
  readonly platform = new Platform(() => `adopted${++this.ids}`);

  constructor(private readonly setting: DeskSetting) {}

  input(input: Input): void {
    const { state, effects } = step(this.setting, this.state, input, this.now);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'answer') this.answered.set(effect.order, (this.answered.get(effect.order) ?? 0) + 1);
      else if (effect.type === 'answer-cancel')
        this.cancelled.set(effect.cancel, (this.cancelled.get(effect.cancel) ?? 0) + 1);
      else if (effect.type !== 'emit' && effect.type !== 'unwatch') this.platform.pending.push(effect);
      if (effect.type === 'answer' && !effect.error) {
        should(['active', 'armed']).containEql(effect.supervision.phase);
        should(effect.supervision.confirmation).equal('confirmed');
        should(effect.supervision.evidence).be.a.String();
      }
    }
    this.check();
  }

  private check(): void {
    const holders = [...this.state.sessions.values()]
      .filter(({ step: at }) => at !== 'tidying')
      .map(({ order }) => order.supervisor);
    should(new Set(holders).size).equal(holders.length, 'one supervision per supervisor');
    for (const { supervision } of this.state.sessions.values()) {
      const before = this.phases.get(supervision.id) ?? 'requested';
      if (before !== supervision.phase)
        if (!legalPhases[before].includes(supervision.phase))
          throw new Error(`illegal: ${before} → ${supervision.phase}`);
      this.phases.set(supervision.id, supervision.phase);
      if (supervision.phase === 'active') should(supervision.activeAt).be.a.String();
    }
    for (const times of this.answered.values()) should(times).equal(1, 'an order answered twice');
    for (const times of this.cancelled.values()) should(times).equal(1, 'a cancel answered twice');
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (let turns = 0; ; turns++) {
      if (turns > 1_000) throw new Error('time stands still');
      const next = nextDeadline(this.state);
      if (next === undefined || next > end) break;
      this.now = Math.max(this.now, next);
      this.input({ type: 'time' });
    }
    this.now = end;
  }

  do(deed: Deed): void {
    switch (deed.do) {
      case 'order': {
        const id = `order${++this.ids}`;
        this.orders.push(id);
        const { mode, agent: named, arm, endAfterMs } = deed;
        const order: Order = {
          id,
          mode,
          agent: named,
          supervisor: deed.supervisor,
          arm,
          endAfterMs,
          confirmMs: 5_000,
          armMs: 20_000,
          options: {},
        };
        this.input({ type: 'order', order });
        return;
      }
      case 'platform': {
        const [effect] = this.platform.pending.splice(deed.at % Math.max(1, this.platform.pending.length), 1);
        if (effect) for (const input of this.platform.take(effect, deed.fate, deed.onCall)) this.input(input);
        return;
      }
      case 'deliver': {
        const event = this.platform.events.shift();
        if (!event || deed.fate === 'never' || this.state.contact === 'down') return;
        this.input(event);
        if (deed.fate === 'twice') this.input(event);
        return;
      }
      case 'progress':
        this.platform.progress(deed.supervisor, deed.whole);
        return;
      case 'call': {
        const event = deed.comes ? 'call.answered' : 'call.ended';
        this.platform.events.push({ type: 'call', event: { type: 'call', event, agent: deed.agent, raw: null } });
        return;
      }
      case 'leave':
        this.platform.leave(deed.supervisor, 'customer');
        return;
      case 'cancel': {
        const cancel = `cancel${++this.ids}`;
        this.cancels.push(cancel);
        const id = [...this.state.sessions.keys()][deed.nth] ?? 'none';
        this.input({ type: 'cancel', cancel, target: deed.all ? { by: 'all' } : { by: 'id', id } });
        return;
      }
      case 'withdraw':
        this.input({ type: 'withdraw', order: this.orders[deed.nth] ?? 'none' });
        return;
      case 'contact':
        this.input(deed.up ? { type: 'up' } : { type: 'down', error: gone });
        // Events of the time without contact are lost for good.
        this.platform.events = [];
        return;
      case 'time':
        this.pass(deed.ms);
    }
  }

  /** From now on everything works, and there is time. */
  settle(): void {
    this.input({ type: 'down', error: gone });
    this.input({ type: 'up' });
    for (let round = 0; round < 60; round++) {
      for (let turns = 0; this.platform.pending.length + this.platform.events.length > 0; turns++) {
        if (turns > 1_000) throw new Error('never comes to rest');
        this.do({ do: 'platform', at: 0, fate: 'ok', onCall: false });
        this.do({ do: 'deliver', fate: 'once' });
      }
      this.pass(2_000);
    }
  }
}

const setting = (arming: 'native' | 'watched', legs: 'call' | 'agent' = 'call'): DeskSetting => ({
  platform: 'genesys',
  connection: 'Floor',
  connectionId: 'cfg',
  capabilities: {
    modes: ['listen', 'coach', 'barge'],
    switches: {
      listen: { barge: 'in-place', coach: 'restart' },
      barge: { listen: 'in-place' },
      coach: { barge: 'in-place' },
    },
    arming,
    confirmSeconds: 5,
    supervisor: 'connection',
    legs,
    lists: { agents: true, calls: true },
    watches: { agents: true },
  },
});

describe('desk: whatever happens', function () {
  this.timeout(60_000);
  for (const [arming, legs] of [
    ['native', 'call'],
    ['watched', 'call'],
    ['native', 'agent'],
  ] as const) {
    it(`stays legal, answers every order once, and agrees with the platform in the end (${arming} arming, legs on the ${legs})`, () => {
      fc.assert(
        fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
          const run = new Run(setting(arming, legs));
          run.input({ type: 'up' });
          for (const next of deeds) run.do(next);
          run.settle();
          for (const order of run.orders) {
            const open = [...run.state.sessions.values()].filter(({ waiters }) => waiters.includes(order));
            should(open).be.empty();
          }
          should(run.state.orders.size).equal(0, 'an order still being looked up');
          should(run.state.cancels.size).equal(0, 'a cancel without an answer');
          for (const cancel of run.cancels) should(run.cancelled.get(cancel)).equal(1);
          // What the platform holds, and what the desk says, are the same.
          const told = [...run.state.sessions.values()].filter(({ step: at }) => at !== 'watching');
          should(told.map(({ order }) => order.supervisor).sort()).deepEqual([...run.platform.holdings.keys()].sort());
          for (const { supervision, order } of told) {
            const held = run.platform.holdings.get(order.supervisor);
            should(supervision.phase).equal(held?.state === 'joined' ? 'active' : held?.state);
            if (held?.state === 'joined') should(supervision.mode).equal(held.mode);
          }
        }),
        { numRuns: 3_000 },
      );
    });
  }

  it('answers every order that was not withdrawn', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
        const run = new Run(setting('native'));
        run.input({ type: 'up' });
        for (const next of deeds) if (next.do !== 'withdraw') run.do(next);
        run.settle();
        for (const order of run.orders) should(run.answered.get(order)).equal(1, `${order} was never answered`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stops everything at close', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const run = new Run(setting('native'));
        run.input({ type: 'up' });
        for (const next of deeds) if (next.do !== 'withdraw') run.do(next);
        run.input({ type: 'close' });
        should(run.state.sessions.size).equal(0);
        for (const order of run.orders) should(run.answered.get(order)).equal(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
