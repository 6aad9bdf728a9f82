import should from 'should';
import { Centre, ManualClock, type CentreEvent } from '../../simulators';

describe('simulated centre', () => {
  let clock: ManualClock;
  let centre: Centre;
  let events: string[];

  const words = (event: CentreEvent): string => {
    switch (event.type) {
      case 'call':
        return `call ${event.what}`;
      case 'leg':
        return `${event.leg.party} ${event.what}`;
      case 'agent':
        return `${event.person.user} ${event.person.state}`;
      case 'subscription':
        return `${event.subscription.supervisor} ${event.on ? 'on' : 'off'} ${event.subscription.agent}`;
      case 'mood':
        return `mood ${event.score}`;
    }
  };

  beforeEach(() => {
    clock = new ManualClock();
    centre = new Centre({ clock });
    events = [];
    centre.listen((event) => events.push(words(event)));
    centre.setState('sup.one', 'not-ready');
    centre.setState('sup.two', 'not-ready');
    events.length = 0;
  });

  it('finds people by user name, extension and employee id', () => {
    for (const name of ['agt.one', '6001', 'E-17']) should(centre.person(name).user).equal('agt.one');
    should(() => centre.startCall({ agent: 'sup.one' })).throw({ code: 'unknown-agent' });
    should(JSON.stringify(centre.personView('sup.one'))).not.containEql('simulator');
  });

  it('invents the same customers for the same seed', () => {
    const customers = (seed: string): string[] => {
      const own = new Centre({ clock, seed });
      return ['agt.one', 'agt.two'].map((agent) => own.startCall({ agent }).customer);
    };
    should(customers('a')).deepEqual(customers('a'));
    should(customers('a')).not.deepEqual(customers('b'));
  });

  it('gives an agent one call at a time', () => {
    centre.startCall({ agent: 'agt.one', customer: '+491' });
    should(() => centre.startCall({ agent: 'agt.one' })).throw({ code: 'busy' });
    should(() => centre.startCall({ agent: 'agt.two', customer: '+491' })).throw({ code: 'busy' });
    centre.startCall({ agent: 'agt.two' });
    should(() => centre.transfer('agt.one', 'agt.two')).throw({ code: 'busy' });
    centre.setState('agt.three', 'signed-out');
    should(() => centre.transfer('agt.one', 'agt.three')).throw({ code: 'signed-out' });
  });

  it('on hold nobody hears the agent, nor he them; a barged-in supervisor and the customer go on', () => {
    const call = centre.startCall({ agent: 'agt.one', customer: '+491' });
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'barge' });
    should(centre.hold('agt.one').hears).deepEqual({ '+491': ['sup.one'], 'agt.one': [], 'sup.one': ['+491'] });
    should(() => centre.hold('agt.one')).throw({ code: 'wrong-state' });
    should(centre.resume(call.id).hears['agt.one']).deepEqual(['+491', 'sup.one']);
  });

  it('a ringing agent is not supervised before he answers', () => {
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'listen' });
    const call = centre.startCall({ agent: 'agt.one', ringing: true });
    should(call.legs).have.length(2);
    should(centre.answer('agt.one').legs.at(-1)).have.properties({
      party: 'sup.one',
      state: 'talking',
      mode: 'listen',
    });
  });

  it('refuses a second supervisor, and follows a transfer to an agent somebody else watches', () => {
    const listen = { mode: 'listen' } as const;
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', ...listen });
    should(() => centre.supervision.subscribe({ supervisor: 'sup.two', agent: 'agt.one', ...listen })).throw({
      code: 'already-supervised',
    });
    centre.supervision.subscribe({ supervisor: 'sup.two', agent: 'agt.two', ...listen });
    centre.startCall({ agent: 'agt.one', customer: '+491' });
    const { hears } = centre.transfer('agt.one', 'agt.two');
    should(Object.keys(hears).sort()).deepEqual(['+491', 'agt.two', 'sup.one', 'sup.two']);
    should(hears['sup.two']).deepEqual(['+491', 'agt.two']);
  });

  it('stays with the running leg when the same order comes with another mode', () => {
    centre.startCall({ agent: 'agt.one', customer: '+491' });
    const order = { supervisor: 'sup.one', agent: 'agt.one' };
    centre.supervision.subscribe({ ...order, mode: 'coach' });
    centre.supervision.subscribe({ ...order, mode: 'barge' });
    should(events.slice(-2)).deepEqual(['sup.one on agt.one', 'sup.one mode']);
    should(centre.calls()[0]?.hears['+491']).deepEqual(['agt.one', 'sup.one']);
  });

  it('an unanswered phone rings out; one that takes its time is answered in time', () => {
    centre.setAutoAnswer('sup.one', false);
    centre.startCall({ agent: 'agt.one' });
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'listen', duration: 'next-call' });
    clock.advance(29_999);
    should(centre.onCall('sup.one')?.leg.state).equal('ringing');
    clock.advance(1);
    should(events.slice(-2)).deepEqual(['sup.one left', 'sup.one off agt.one']);
    centre.phones.answerAfterMs = 800;
    centre.supervision.subscribe({ supervisor: 'sup.two', agent: 'agt.one', mode: 'listen' });
    clock.advance(800);
    should(centre.onCall('sup.two')?.leg.state).equal('talking');
  });

  it('ends a call in which nobody can answer the customer', () => {
    const call = centre.startCall({ agent: 'agt.one' });
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'coach' });
    centre.agentHangsUp('6001');
    should(centre.call(call.id)).have.properties({ state: 'ended', endedBy: 'agent', hears: {} });
    should(() => centre.endCall(call.id)).throw({ code: 'unknown-call' });
    should(() => centre.endCall('agt.one')).throw({ code: 'no-call' });
  });

  it('signing out ends what somebody is part of', () => {
    centre.startCall({ agent: 'agt.one' });
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'listen' });
    centre.setState('sup.one', 'signed-out');
    should(events.slice(-3)).deepEqual(['sup.one off agt.one', 'sup.one left', 'sup.one signed-out']);
    should(centre.calls()).have.length(1);
    centre.setState('agt.one', 'signed-out');
    should(centre.calls()).have.length(0);
  });

  it('takes moods from -1 to 1 only', () => {
    centre.startCall({ agent: 'agt.one' });
    should(centre.mood('agt.one', -0.4).mood).equal(-0.4);
    for (const score of [1.1, Number.NaN]) should(() => centre.mood('agt.one', score)).throw({ code: 'invalid' });
  });

  it('resets to no calls and everybody ready', () => {
    centre.startCall({ agent: 'agt.one' });
    centre.supervision.subscribe({ supervisor: 'sup.one', agent: 'agt.one', mode: 'listen' });
    centre.setState('agt.two', 'signed-out');
    centre.reset();
    should(centre.calls()).deepEqual([]);
    should(centre.supervision.list()).deepEqual([]);
    should(centre.person('agt.two').state).equal('ready');
    should(centre.person('sup.one').state).equal('not-ready');
  });

  it('remembers the last two hundred calls, and no more', () => {
    for (let n = 0; n < 250; n += 1) centre.endCall(centre.startCall({ agent: 'agt.one' }).id);
    should(centre.calls(true)).have.length(200);
    should(centre.call('call-1')).equal(undefined);
    should(centre.call('call-250')).have.property('state', 'ended');
  });
});

describe('manual clock', () => {
  it('runs what falls due in order, at its own time, and nothing that was taken back', () => {
    const clock = new ManualClock(0);
    const seen: [string, number][] = [];
    const note = (what: string) => (): void => {
      seen.push([what, clock.now()]);
    };
    clock.after(20, note('late'));
    clock.after(10, () => {
      note('early')();
      clock.after(5, note('nested'));
    });
    clock.after(12, note('never'))();
    clock.advance(30);
    should(seen).deepEqual([
      ['early', 10],
      ['nested', 15],
      ['late', 20],
    ]);
    should(clock.now()).equal(30);
  });
});
