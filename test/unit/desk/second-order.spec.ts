import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { noCall, openDesk, type DeskOnTest } from '../../support/desk';

/** Armed on an agent without a call, by the platform or by the desk. */
async function armed(by: 'native' | 'watched', mode: 'listen' | 'barge' = 'barge'): Promise<DeskOnTest> {
  const desk = await openDesk((driver) => {
    noCall(driver);
    driver.capabilities = { ...driver.capabilities, arming: by };
  });
  const order = await desk.order({ mode, arm: true });
  if (by === 'native') desk.driver.arming(true);
  should((await order.now()).supervision).containEql({ phase: 'armed' });
  desk.forget();
  return desk;
}

const onCall = ({ driver }: DeskOnTest): void => {
  driver.onCall = 'yes';
  driver.call = 'c2';
};

describe('desk: a second order for the same supervisor', () => {
  it('is refused while he is just leaving', async () => {
    const desk = await openDesk();
    await desk.active();
    await desk.cancel('all');
    const { supervision, error } = await (await desk.order()).now();
    should(error?.code).equal('already-supervised');
    should(error?.message).match(/just leaving agent a1/);
    should(supervision).containEql({ phase: 'failed', confirmation: 'none' });
    should(desk.driver.starts).have.length(1);
  });

  it('is refused for another agent, and says on whom he is', async () => {
    const desk = await openDesk();
    await desk.active();
    const { error } = await (await desk.order({ agent: 'a2' })).now();
    should(error?.message).match(/already on agent a1/);
    should(desk.desk.running()).match([{ agent: 'a1', phase: 'active' }]);
  });

  it('is refused for another call of the agent', async () => {
    const desk = await openDesk();
    await desk.active();
    desk.driver.call = undefined;
    const { error } = await (await desk.order({ call: 'c2' })).now();
    should(error?.code).equal('already-supervised');
    should(error?.message).match(/another call of agent a1/);
    should((await (await desk.order({ call: 'c1' })).now()).error).be.undefined();
    should(desk.driver.starts).have.length(1);
  });

  it('is not refused for a call that the running supervision does not know', async () => {
    const desk = await openDesk((driver) => {
      driver.call = undefined;
    });
    const first = await desk.order();
    desk.driver.joined('barge', 'a1', '');
    const { id } = (await first.now()).supervision;
    should((await (await desk.order({ call: 'c2' })).now()).supervision).containEql({ id });
  });

  it('says that the first one is not done', async () => {
    const desk = await openDesk();
    await desk.order({ mode: 'listen' });
    const { error } = await (await desk.order()).now();
    should(error?.message).match(/still joining agent a1 in mode "listen"/);
  });
});

for (const by of ['native', 'watched'] as const) {
  const undone = by === 'native' ? 'stop a1' : 'unwatch a1';

  describe(`desk: a second order while one is armed (${by})`, () => {
    it('is the armed one when it asks for the same', async () => {
      const desk = await armed(by);
      const { supervision, error } = await (await desk.order({ arm: true })).now();
      should(error).be.undefined();
      should(supervision).containEql({ id: 's1', phase: 'armed' });
      should(desk.driver.asked).deepEqual(['find a1']);
    });

    it('is refused when it is about a call and there is none, in any mode', async () => {
      const desk = await armed(by);
      for (const mode of ['barge', 'listen'] as const) {
        const { error } = await (await desk.order({ mode })).now();
        should(error?.code).equal('no-active-call');
      }
      should(desk.driver.asked).deepEqual(['find a1', 'find a1']);
      should(desk.desk.running()).match([{ id: 's1', phase: 'armed' }]);
    });

    it('replaces it when it asks for another mode', async () => {
      const desk = await armed(by);
      const order = await desk.order({ mode: 'listen', arm: true });
      should(desk.driver.asked[1]).equal(undone);
      if (by === 'native') desk.driver.arming(false);
      await desk.clock.pass(0);
      should(desk.driver.asked.at(-1)).equal(by === 'native' ? 'start listen a1 arm' : 'watch a1');
      if (by === 'native') desk.driver.arming(true);
      should((await order.now()).supervision).containEql({ mode: 'listen', phase: 'armed' });
      should(desk.desk.running()).have.length(1);
      should(desk.events.find(({ type }) => type === 'supervision.ended')?.supervision).containEql({
        id: 's1',
        endedBy: 'cancel',
      });
    });

    it('replaces it when it is about the call that has come, in any mode', async () => {
      for (const mode of ['barge', 'listen'] as const) {
        const desk = await armed(by);
        onCall(desk);
        const order = await desk.order({ mode });
        should(desk.driver.asked[1]).equal(undone);
        if (by === 'native') desk.driver.arming(false);
        await desk.clock.pass(0);
        should(desk.driver.asked.at(-1)).equal(`start ${mode} a1`);
        desk.driver.joined(mode, 'a1', 'c2');
        should((await order.now()).supervision).containEql({ mode, phase: 'active', call: 'c2' });
      }
    });
  });
}

describe('desk: a watch', () => {
  const watched = (): Promise<DeskOnTest> =>
    openDesk((driver) => {
      noCall(driver);
      driver.capabilities = { ...driver.capabilities, arming: 'watched' };
    });

  it('is not needed where the agent is on a call', async () => {
    const desk = await watched();
    onCall(desk);
    const order = await desk.order({ arm: true });
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1']);
    desk.driver.joined('barge', 'a1', 'c2');
    should((await order.now()).supervision).containEql({ phase: 'active' });
  });

  it('answers nobody before it stands', async () => {
    const desk = await watched();
    const stands = desk.driver.hold('watch');
    const orders = [await desk.order({ arm: true }), await desk.order({ arm: true })];
    for (const order of orders) should(await order.open()).be.true();
    stands();
    for (const order of orders) should((await order.now()).supervision).containEql({ phase: 'armed' });
  });

  it('starts with the call that is answered, and with no other word about the agent', async () => {
    const desk = await armed('watched');
    for (const event of ['call.started', 'call.ended', 'call.held', 'agent.state'] as const) {
      desk.driver.says({ type: 'call', event, agent: 'id-a1', call: 'c2', raw: null });
    }
    desk.driver.answered('a2');
    should(desk.driver.asked).be.empty();
    desk.driver.answered('a1', 'c2');
    desk.driver.answered('a1', 'c2');
    await desk.clock.pass(0);
    desk.driver.answered('a1', 'c3');
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['unwatch a1', 'start barge a1']);
    should(desk.driver.starts).match([{ arm: false, call: 'c2' }]);
  });

  it('gives the order its time from the call on', async () => {
    const desk = await armed('watched');
    await desk.clock.pass(30_000);
    desk.driver.answered('a1', 'c2');
    should(desk.driver.starts[0]?.confirmBy).equal(desk.clock.now() + 5_000);
    await desk.clock.pass(4_999);
    should(desk.driver.asked).not.containEql('snapshot');
    await desk.clock.pass(1);
    should(desk.driver.asked).containEql('snapshot');
  });

  it('is over when the call comes before it is said to stand', async () => {
    for (const fails of [false, true]) {
      const desk = await watched();
      const stands = desk.driver.hold('watch');
      const accept = desk.driver.hold('start');
      const order = await desk.order({ arm: true });
      desk.driver.answered('a1', 'c2');
      if (fails) desk.driver.fails.watch = new SupervisionError('not-permitted', 'Not your team.');
      stands();
      should(await order.open()).be.true();
      should(desk.types()).not.containEql('supervision.armed');
      accept();
      desk.driver.joined('barge', 'a1', 'c2');
      should((await order.now()).supervision).containEql({ phase: 'active' });
    }
  });

  it('goes on while contact is lost', async () => {
    const desk = await armed('watched');
    desk.driver.down();
    desk.driver.up();
    await desk.clock.pass(0);
    should(desk.types()).not.containEql('supervision.unknown');
    should(desk.driver.asked).be.empty();
    should(desk.desk.running()).match([{ phase: 'armed' }]);
    desk.driver.answered('a1', 'c2');
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['unwatch a1', 'start barge a1']);
  });
});
