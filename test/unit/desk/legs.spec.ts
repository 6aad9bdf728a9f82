import should from 'should';
import { manySupervisors, openDesk } from '../../support/desk';

describe("desk: what the supervisor's leg proves", () => {
  it('is told as ringing once, and never again when it has joined', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.ringing();
    desk.driver.joined('barge');
    desk.driver.ringing();
    should((await order.now()).supervision.phase).equal('active');
    should(desk.desk.running()).match([{ phase: 'active', evidence: 'joined barge' }]);
    should(desk.types().filter((type) => type === 'supervision.ringing')).have.length(1);
  });

  it('is no mode where the platform names none', async () => {
    const desk = await openDesk();
    const order = await desk.order({ mode: 'listen' });
    desk.driver.joined(undefined);
    should(await order.open()).be.true();
    desk.driver.joined('listen');
    await order.now();
    desk.driver.joined(undefined);
    should(desk.desk.running()).match([{ mode: 'listen', phase: 'active' }]);
  });

  it('is nothing that another supervisor does', async () => {
    const desk = await openDesk(manySupervisors);
    const order = await desk.order({ supervisor: '1' });
    desk.driver.speaksOf = '2';
    desk.driver.joined('barge');
    should(await order.open()).be.true();
    desk.driver.speaksOf = '1';
    desk.driver.joined('barge');
    should((await order.now()).supervision).containEql({ supervisor: '1', phase: 'active' });
    desk.driver.speaksOf = '2';
    desk.driver.left('supervisor');
    should(desk.desk.running()).match([{ supervisor: '1', phase: 'active' }]);
  });

  it('is what an event says that names no agent', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.says({
      type: 'leg',
      state: 'joined',
      supervisor: 'sup.one',
      mode: 'barge',
      leg: 'leg-c1',
      evidence: 'no agent named',
      raw: null,
    });
    should((await order.now()).supervision).containEql({ phase: 'active', call: 'c1', evidence: 'no agent named' });
    desk.driver.says({
      type: 'leg',
      state: 'left',
      supervisor: 'sup.one',
      leg: 'leg-c1',
      why: 'transfer',
      evidence: 'left',
      raw: null,
    });
    should(desk.events.at(-1)?.supervision).containEql({ phase: 'ended', endedBy: 'transfer' });
  });

  it('ends with its own leg only', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.left('supervisor');
    should(await order.open()).be.true();
    desk.driver.joined('barge');
    desk.driver.left('agent', 'a1', 'c9');
    should(desk.desk.running()).match([{ phase: 'active' }]);
  });

  it('fails when the phone that rang is no longer ringing', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.left('supervisor');
    const { supervision, error } = await order.now();
    should(error?.code).equal('supervisor-no-answer');
    should(supervision).containEql({ phase: 'failed', evidence: 'left' }).and.not.have.property('endedBy');
  });

  it('fails when he was on the call and left before anybody could say in which mode', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.joined('listen');
    desk.driver.left('supervisor');
    const { error } = await order.now();
    should(error).containEql({ code: 'unconfirmed' });
    should(error?.message).match(/left before the platform said in which mode/);
  });
});

describe('desk: an order that names its call', () => {
  it('is proved by a leg on that call, or on one that is not named', async () => {
    for (const call of ['c1', '']) {
      const desk = await openDesk();
      const order = await desk.order({ call: 'c1' });
      desk.driver.joined('barge', 'a1', call);
      should((await order.now()).supervision).containEql({ phase: 'active', call: 'c1' });
      should(desk.stops()).be.empty();
    }
  });

  it('is taken back when the phone rings for another call', async () => {
    const desk = await openDesk();
    const order = await desk.order({ call: 'c1' });
    desk.driver.ringing('a1', 'c2');
    should(desk.stops()).deepEqual(['stop a1']);
    should(desk.driver.stops[0]).containEql({ leg: 'leg-c2' });
    should(desk.types()).not.containEql('supervision.ringing');
    // Once, whatever else is told of that leg.
    desk.driver.joined('barge', 'a1', 'c2');
    await desk.clock.pass(0);
    should(desk.stops()).have.length(1);
    desk.driver.left('supervisor', 'a1', 'c2');
    const { error } = await order.now();
    should(error?.code).equal('call-not-found');
    should(error?.message).match(/Call c1 is over.*c2/);
  });
});
