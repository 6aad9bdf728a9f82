import fc from 'fast-check';
import should from 'should';
import { accepted, callCame, heard, newAttempt, switched, type Attempt } from '../../../src/platforms/huawei/attempt';
import type { DriverEvent } from '../../../src/supervision/driver';
import type { Mode } from '../../../src/supervision/vocabulary';

const start = (more: Partial<Attempt> = {}): Attempt =>
  newAttempt({
    leg: '6001/1',
    supervisor: '6105',
    agent: { id: '6001', label: 'Bo Lind' },
    mode: 'listen',
    rings: true,
    waits: false,
    ...more,
  });

const starts = ['AgentState_Busy', 'AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook'];

/** Plays what happens to a leg, and gives what was told of it. */
class Story {
  readonly told: DriverEvent[] = [];
  constructor(private attempt: Attempt | undefined) {}

  get isOver(): boolean {
    return this.attempt === undefined;
  }

  play(...steps: (string | { type: string; content?: unknown; at?: number })[]): this {
    for (const step of steps) {
      if (this.attempt === undefined) return this;
      const { type, content = null, at } = typeof step === 'string' ? { type: step } : step;
      const { attempt, events } =
        type === 'accepted'
          ? accepted(this.attempt)
          : type === 'call'
            ? callCame(this.attempt, '1-2', 'looked', null)
            : type.startsWith('switch ')
              ? switched(this.attempt, type.slice(7) as Mode, 'requestswitchinsertwhisperagent')
              : heard(this.attempt, { type, content, at, raw: null });
      this.attempt = attempt;
      this.told.push(...events);
    }
    return this;
  }

  /** `ringing`, `joined listen`, `left supervisor`, `armed`, `disarmed`. */
  get lines(): string[] {
    return this.told.map((event) => {
      if (event.type === 'arming') return event.on ? 'armed' : 'disarmed';
      if (event.type !== 'leg') return event.type;
      if (event.state === 'left') return `left ${event.why}`;
      return event.state === 'joined' ? `joined ${event.mode ?? '?'}` : event.state;
    });
  }
}

describe("the inspector's leg", () => {
  it('rings, and is joined when the phone is off the hook and the order was accepted', () => {
    should(new Story(start()).play('accepted', 'AgentState_Busy', 'AgentOther_PhoneAlerting').lines).deepEqual([
      'ringing',
    ]);
    should(new Story(start()).play('accepted', ...starts).lines).deepEqual(['ringing', 'joined listen']);
    should(new Story(start()).play(...starts).lines).deepEqual(['ringing']);
    should(new Story(start()).play(...starts, 'accepted').lines).deepEqual(['ringing', 'joined listen']);
  });

  it('tells who and what it is about', () => {
    const { told } = new Story(start({ mode: 'barge', call: '1-2' })).play('accepted', ...starts);
    for (const event of told) {
      should(event).containEql({ supervisor: '6105', agent: '6001', leg: '6001/1', call: '1-2' });
    }
    should(told.at(-1)).match({ mode: 'barge', evidence: /^AgentOther_PhoneOffhook .* insert on 6001/ });
  });

  it('does not depend on the order of events, nor on how often each comes', () => {
    const steps = fc
      .tuple(
        fc.shuffledSubarray(['accepted', ...starts], { minLength: 4 }),
        fc.array(fc.tuple(fc.constantFrom(...starts, 'AgentOther_Note', 'AgentMediaEvent_Record'), fc.nat(4))),
      )
      .map(([order, more]) => {
        const all = [...order];
        for (const [type, at] of more) all.splice(at, 0, type);
        return all;
      });
    fc.assert(
      fc.property(steps, fc.constantFrom('listen', 'coach', 'barge' as const), (order, mode) => {
        const story = new Story(start({ mode }));
        for (const [n, step] of order.entries()) {
          story.play(step);
          const seen = order.slice(0, n + 1);
          const proved = seen.includes('accepted') && seen.includes('AgentOther_PhoneOffhook');
          should(story.lines.includes(`joined ${mode}`)).equal(proved);
        }
        should(story.lines.filter((line) => line === 'ringing').length).be.belowOrEqual(1);
        should(story.lines.filter((line) => line.startsWith('joined'))).have.length(1);
        should(story.lines.at(-1)).equal(`joined ${mode}`);
      }),
    );
  });

  it('whatever comes, rings before it is joined, never goes back, and ends once', () => {
    const step = fc.constantFrom(
      'accepted',
      'call',
      ...starts,
      'switch barge',
      'switch listen',
      'AgentOther_PhoneRelease',
      'AgentState_Ready',
      'AgentState_SetNotReady_Success',
      'AgentEvent_Talking',
      'Something_New',
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), fc.boolean(), (steps, rings, waits) => {
        const story = new Story(start({ rings, waits })).play(...steps);
        const { lines } = story;
        const first = (word: string): number => lines.findIndex((line) => line.startsWith(word));
        if (first('ringing') >= 0 && first('joined') >= 0) should(first('ringing')).be.below(first('joined'));
        if (first('joined') >= 0) should(lines.slice(first('joined'))).not.containEql('ringing');
        const ends = lines.filter((line) => line.startsWith('left')).length;
        should(ends).be.belowOrEqual(1);
        if (ends === 1) should(lines.at(-1)).startWith('left');
        should(lines.filter((line) => line === 'armed').length).be.belowOrEqual(1);
        if (!waits) should(lines).not.containEql('armed');
        if (story.isOver && lines.includes('armed')) should(lines).containEql('disarmed');
      }),
    );
  });

  it('off the hook all the time: being seized by an accepted order is the proof', () => {
    const long = start({ rings: false });
    should(new Story(long).play('AgentState_Busy').lines).deepEqual([]);
    should(new Story(long).play('AgentState_Busy', 'accepted').lines).deepEqual(['joined listen']);
    should(new Story(long).play('accepted', 'AgentState_Busy').lines).deepEqual(['joined listen']);
    should(new Story(long).play('accepted', 'AgentOther_PhoneOffhook', 'AgentState_Busy').lines).deepEqual([
      'joined listen',
    ]);
    // The first of the day: the connection does not stand yet.
    should(new Story(long).play('AgentOther_PhoneAlerting', 'accepted', 'AgentState_Busy').lines).deepEqual([
      'ringing',
    ]);
    should(new Story(long).play('AgentOther_PhoneAlerting', 'AgentOther_PhoneOffhook', 'accepted').lines).deepEqual([
      'ringing',
      'joined listen',
    ]);
  });

  it('says who ended it, where that is told', () => {
    const released = (content: unknown) => ({ type: 'AgentOther_PhoneRelease', content });
    for (const [step, line] of [
      [released({ phoneState: '2' }), 'left supervisor'],
      [released({ phoneState: 3 }), 'left unknown'],
      [released(null), 'left unknown'],
      ['AgentState_Ready', 'left unknown'],
      ['AgentState_Work', 'left unknown'],
      ['AgentState_SetNotReady_Success', 'left unknown'],
    ] as const) {
      const story = new Story(start()).play('accepted', ...starts, step);
      should(story.lines.at(-1)).equal(line);
      should(story.isOver).be.true();
    }
  });

  it('is not ended by what belongs to an earlier one', () => {
    const story = new Story(start()).play('accepted', 'AgentOther_PhoneRelease', 'AgentState_Ready');
    should(story.isOver).be.false();
    should(story.play(...starts).lines).deepEqual(['ringing', 'joined listen']);
  });

  it('is not ended by an earlier one that ends late, or is told again, where events have times', () => {
    const at = (type: string, ms: number) => ({ type, at: ms });
    const old = [at('AgentState_Busy', 50), at('AgentOther_PhoneRelease', 98), at('AgentState_Ready', 99)];
    const story = new Story(start()).play('accepted', ...starts.map((type) => at(type, 100)), ...old);
    should(story.isOver).be.false();
    should(story.lines).deepEqual(['ringing', 'joined listen']);
    should(story.play(at('AgentState_Ready', 100)).lines.at(-1)).equal('left unknown');
    // Without times there is nothing to tell them by.
    should(new Story(start()).play('accepted', ...starts, 'AgentState_Ready').isOver).be.true();
    should(new Story(start()).play('accepted', ...starts, at('AgentState_Ready', 5)).isOver).be.true();
  });

  it('rang and nobody picked up: it is gone', () => {
    const story = new Story(start()).play('accepted', 'AgentState_Busy', 'AgentOther_PhoneAlerting');
    should(story.play('AgentState_SetNotReady_Success').lines).deepEqual(['ringing', 'left unknown']);
  });

  it('without a call is armed, and joined when the call comes; or disarmed when it ends before', () => {
    const waiting = () => new Story(start({ waits: true })).play('accepted', ...starts);
    should(waiting().lines).deepEqual(['ringing', 'armed']);
    should(waiting().play('call').lines).deepEqual(['ringing', 'armed', 'joined listen', 'disarmed']);
    should(waiting().play('AgentOther_PhoneRelease').lines).deepEqual(['ringing', 'armed', 'disarmed']);
    should(new Story(start({ waits: true })).play('call', 'accepted', ...starts).lines).deepEqual([
      'ringing',
      'joined listen',
    ]);
  });

  it('changes its mode by the answer of a switch, which is the evidence', () => {
    const story = new Story(start()).play('accepted', ...starts, 'switch coach', 'switch barge');
    should(story.lines).deepEqual(['ringing', 'joined listen', 'joined coach', 'joined barge']);
    should(story.told.at(-1)).match({ evidence: /^answer: requestswitch.* insert on 6001, retcode 0/ });
    should(new Story(start()).play('switch coach', 'accepted', ...starts).lines).deepEqual(['ringing', 'joined coach']);
  });
});
