import should from 'should';
import { changes } from '../../../src/platforms/voipnow/agent-calls';
import { sameNumber } from '../../../src/platforms/voipnow/numbers';
import { orderOptions } from '../../../src/platforms/voipnow/order-options';
import { pickupSeconds } from '../../../src/platforms/voipnow/starting';
import { callToJoin, keyOf, legIn, speaksIn, viewToJoin } from '../../../src/platforms/voipnow/views';
import { decodeCalls } from '../../../src/platforms/voipnow/wire';
import type { PhoneCall } from '../../../src/platforms/voipnow/wire';

const agent = '0007*101';
const supervisor = '0007*900';

function call(id: string, ...views: Record<string, unknown>[]): PhoneCall {
  const phoneCallView = views.map((view, index) => ({
    id: `0${index + 1}`,
    extension: agent,
    status: '5',
    source: ['5550142'],
    destination: [agent],
    ...view,
  }));
  return decodeCalls({ id, phoneCallView }).items[0]!;
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
  return 'none';
};

describe('calls and views of VoipNow', () => {
  it('a number is the same in its extended and its short form, and in no other way', () => {
    should(sameNumber(agent, '101')).be.true();
    should(sameNumber('101', agent)).be.true();
    for (const [one, other] of [
      [agent, '0008*101'],
      ['101', '0101'],
      [agent, '0007*0101'],
      ['', ''],
      ['7*', ''],
    ] as const) {
      should(sameNumber(one, other)).be.false(`${one} ${other}`);
    }
  });

  it('two calls: the one that is not on hold; with two that talk, a person has to choose', () => {
    const held = call('a', { onHold: '2026-01-05T09:00:00Z' });
    const talks = call('b', {});
    should(callToJoin([held, talks], agent).id).equal('b');
    should(callToJoin([held], agent).id).equal('a');
    should(callToJoin([call('r', { status: 3 }), talks], agent).id).equal('b');
    should(codeOf(() => callToJoin([talks, call('c', {})], agent))).equal('call-shape');
    should(() => callToJoin([talks, call('c', {})], agent)).throw(/b, c/);
    should(codeOf(() => callToJoin([call('r', { status: 3 })], agent))).equal('no-active-call');
    should(codeOf(() => callToJoin([], agent))).equal('no-active-call');
  });

  it('the view: the agent’s own in conversation, whatever its id, else the only one', () => {
    const two = call('a', { id: '00', extension: '0007*102', source: [agent] }, { id: '07' });
    should(viewToJoin(two, agent, [supervisor], undefined).id).equal('07');
    should(viewToJoin(call('a', { extension: '101' }), agent, [], undefined).id).equal('01');
    should(viewToJoin(call('a', { extension: '5550142' }), agent, [], undefined).id).equal('01');
    should(
      viewToJoin(call('a', { status: undefined, answered: '2026-01-05T09:00:00Z' }), agent, [], undefined).id,
    ).equal('01');
    should(codeOf(() => viewToJoin(call('a', { status: 3 }), agent, [], undefined))).equal('agent-wrong-state');
    should(codeOf(() => viewToJoin(call('a'), agent, [], undefined))).equal('agent-wrong-state');
  });

  it('the view: no supervisor’s leg; one that was named; and doubt is told', () => {
    const joined = call('a', {}, { source: ['900'] });
    should(viewToJoin(joined, agent, [supervisor], undefined).id).equal('01');
    should(codeOf(() => viewToJoin(call('a', {}, { source: ['0007*901'] }), agent, [supervisor], undefined))).equal(
      'already-supervised',
    );
    const unclear = call('a', {}, { source: ['5550143'] });
    should(codeOf(() => viewToJoin(unclear, agent, [supervisor], undefined))).equal('call-shape');
    should(viewToJoin(unclear, agent, [supervisor], '02').id).equal('02');
    should(codeOf(() => viewToJoin(unclear, agent, [supervisor], '2'))).equal('call-shape');
  });

  it('his leg: new, and from him; an id that is used again is another view', () => {
    const before = new Set(call('a', {}, { source: ['5550143'] }).views.map(keyOf));
    const after = call('a', {}, { source: ['900'], callerId: 'Someone else <1>' });
    should(legIn(after, supervisor, before)?.id).equal('02');
    should(legIn(after, '0007*901', before)).be.undefined();
    should(legIn(after, supervisor, new Set(after.views.map(keyOf)))).be.undefined();
  });

  it('whether the extension speaks: yes, no, or not told', () => {
    should(speaksIn(call('a', {}), agent)).equal('yes');
    should(speaksIn(call('a', { status: 4 }), agent)).equal('no');
    should(speaksIn(call('a', { status: 0 }), agent)).equal('unknown');
    should(speaksIn(call('a', { status: 'odd' }), agent)).equal('unknown');
    should(speaksIn(call('a', { extension: '0007*102', destination: ['0007*102'] }), agent)).equal('no');
    should(speaksIn(call('a'), agent)).equal('no');
  });

  it('what changed between two looks at an agent is told once', () => {
    const rings = changes(agent, new Map(), [call('a', { status: 3 })]);
    const talks = changes(agent, rings.known, [call('a', {})]);
    const same = changes(agent, talks.known, [call('a', {})]);
    const over = changes(agent, same.known, []);
    const types = [rings, talks, same, over].map(({ events }) => events.map(({ event }) => event));
    should(types).deepEqual([['call.started'], ['call.answered'], [], ['call.ended']]);
  });

  it('the phone rings as long as was asked, and never longer than the flow waits', () => {
    const cases: [asked: number | undefined, room: number, seconds: number][] = [
      [undefined, 30_000, 25],
      [60, 30_000, 28],
      [20, 30_000, 20],
      [undefined, 10_500, 8],
      [20, 500, 1],
      [20, -5_000, 1],
    ];
    for (const [asked, room, seconds] of cases)
      should(pickupSeconds(asked, 1_000_000 + room, 1_000_000)).equal(seconds);
  });

  it('options of an order', () => {
    should(orderOptions({ scope: 'Call' })).deepEqual({ deaf: false });
    should(
      orderOptions({ private: '1', waitForPickup: '20', callerId: 'Floor Lead <0007*900>', phoneCallViewId: '01' }),
    ).deepEqual({ deaf: true, waitForPickup: 20, callerId: 'Floor Lead <0007*900>', phoneCallViewId: '01' });
    for (const wrong of [
      { private: 'x' },
      { waitForPickup: 0 },
      { waitForPickup: 'x' },
      { callerId: 5 },
      { phoneCallViewId: 1 },
      { callerId: 'x' },
    ]) {
      should(codeOf(() => orderOptions(wrong))).equal('invalid-input');
    }
  });
});
