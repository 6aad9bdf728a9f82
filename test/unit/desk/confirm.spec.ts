import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

describe('desk: from order to proof', () => {
  it('answers when the leg is on the call in the asked mode, not when the platform accepts', async () => {
    const desk = await openDesk();
    const order = await desk.order({ reason: 'angry' });
    should(await order.open()).be.true();
    desk.driver.ringing();
    should(await order.open()).be.true();
    desk.driver.joined('barge');
    const { supervision, error } = await order.now();
    should(error).be.undefined();
    should(supervision).containEql({
      phase: 'active',
      confirmation: 'confirmed',
      mode: 'barge',
      agent: 'a1',
      supervisor: 'sup.one',
    });
    should(supervision).containEql({
      call: 'c1',
      reason: 'angry',
      evidence: 'joined barge',
      connection: 'Floor',
      connectionId: 'cfg1',
    });
    should(desk.types()).deepEqual([
      'connection.up',
      'supervision.accepted',
      'supervision.ringing',
      'supervision.active',
    ]);
  });

  it('takes the event that overtakes the answer of the platform', async () => {
    const desk = await openDesk();
    let release: () => void = () => undefined;
    desk.driver.held.set('start', new Promise((resolve) => (release = resolve)));
    const order = await desk.order();
    desk.driver.joined('barge');
    const { supervision } = await order.now();
    should(supervision.phase).equal('active');
    should(supervision.acceptedAt).be.a.String();
    release();
    await desk.clock.pass(20_000);
    should(desk.desk.running()).match([{ id: supervision.id, acceptedAt: supervision.acceptedAt }]);
  });

  it('does not take a leg with another agent, or in another mode, for the proof', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.joined('barge', 'a2');
    desk.driver.joined('listen');
    should(await order.open()).be.true();
  });

  it('refuses at once what the platform cannot do', async () => {
    const desk = await openDesk((driver) => {
      driver.capabilities = { ...driver.capabilities, modes: ['listen'] };
    });
    const { error, supervision } = await (await desk.order()).now();
    should(error?.code).equal('mode-unsupported');
    should(supervision.phase).equal('failed');
    should(supervision.error?.code).equal('mode-unsupported');
    should(desk.driver.asked).be.empty();
  });

  it('refuses when the agent has no call, and sends nothing', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'no';
    });
    const { error } = await (await desk.order()).now();
    should(error?.code).equal('no-active-call');
    should(desk.driver.asked).deepEqual(['find a1']);
  });

  it('refuses when the agent is on another call than the one named', async () => {
    const desk = await openDesk();
    const { error } = await (await desk.order({ call: 'c9' })).now();
    should(error?.code).equal('call-not-found');
    should(desk.driver.asked).deepEqual(['find a1']);
  });

  it('takes the supervisor off when the leg comes up on another call than the one named', async () => {
    const desk = await openDesk((driver) => {
      driver.call = undefined;
    });
    const order = await desk.order({ call: 'c1' });
    desk.driver.joined('barge', 'a1', 'c2');
    desk.driver.left('supervisor', 'a1', 'c2');
    const { error } = await order.now();
    should(error?.code).equal('call-not-found');
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1', 'stop a1']);
  });

  it('hands on what the platform refuses', async () => {
    const desk = await openDesk((driver) => {
      driver.fails.start = new SupervisionError('already-supervised', 'Taken.', { vendorCode: '19' });
    });
    const { error, supervision } = await (await desk.order()).now();
    should(error?.code).equal('already-supervised');
    should(supervision).containEql({ phase: 'failed', confirmation: 'none' });
    should(supervision.error).containEql({ vendorCode: '19' });
    should(desk.desk.running()).be.empty();
  });

  it('hands on what the platform refuses after it had accepted', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.refuseLater(new SupervisionError('already-supervised', 'Taken.'));
    should((await order.now()).error?.code).equal('already-supervised');
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1']);

    const armed = await desk.order();
    desk.driver.arming(true);
    desk.driver.refuseLater(new SupervisionError('already-supervised', 'Taken.'));
    desk.driver.arming(false);
    should((await armed.now()).error?.code).equal('already-supervised');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('asks when no proof comes in time, and believes the query', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.holdings = [desk.driver.holding('joined', 'barge')];
    await desk.clock.pass(5_000);
    const { supervision, error } = await order.now();
    should(error).be.undefined();
    should(supervision).containEql({ phase: 'active', confirmation: 'confirmed', evidence: 'query: joined' });
  });

  it('says unconfirmed when neither event nor query show a leg', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    await desk.clock.pass(5_000);
    should((await order.now()).error?.code).equal('unconfirmed');
    should(desk.desk.running()).be.empty();
  });

  it('disarms what nobody asked to arm, then says that there was no call', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'unknown';
    });
    const order = await desk.order();
    desk.driver.arming(true);
    desk.driver.holdings = [desk.driver.holding('armed', 'barge')];
    await desk.clock.pass(5_000);
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1', 'snapshot', 'stop a1']);
    should(await order.open()).be.true();
    desk.driver.arming(false);
    should((await order.now()).error?.code).equal('no-active-call');
  });

  it('is soon done with an agent who is said to have no call, where that is not to be relied on', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'unlikely';
    });
    const order = await desk.order();
    desk.driver.arming(true);
    desk.driver.holdings = [desk.driver.holding('armed', 'barge')];
    await desk.clock.pass(2_000);
    should(desk.driver.asked.at(-1)).equal('stop a1');
    desk.driver.arming(false);
    should((await order.now()).error?.code).equal('no-active-call');

    const joins = await desk.order();
    desk.driver.arming(true);
    desk.driver.ringing();
    await desk.clock.pass(2_500);
    should(await joins.open()).be.true();
    desk.driver.joined('barge');
    should((await joins.now()).supervision.phase).equal('active');
  });

  it('says that the supervisor did not answer when his phone still rings at the end, and takes the leg back', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    desk.driver.ringing();
    desk.driver.holdings = [desk.driver.holding('ringing')];
    await desk.clock.pass(5_000);
    desk.driver.left('platform');
    should((await order.now()).error?.code).equal('supervisor-no-answer');
    should(desk.driver.asked.at(-1)).equal('stop a1');
  });

  it('takes a supervisor off who answers after the flow was told that he did not', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    await desk.clock.pass(5_000);
    should((await order.now()).error?.code).equal('unconfirmed');
    desk.driver.asked.length = 0;
    await desk.clock.pass(3_000);
    desk.driver.joined('barge');
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['stop a1']);
    desk.driver.left('supervisor');
    should(desk.desk.running()).be.empty();
  });

  it('disarms what a cut-off order arms after the flow was told that it failed', async () => {
    const desk = await openDesk((driver) => {
      driver.fails.start = new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
    });
    const order = await desk.order();
    await desk.clock.pass(5_000);
    should((await order.now()).error?.code).equal('unreachable');
    desk.driver.asked.length = 0;
    desk.driver.arming(true);
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['stop a1']);
  });

  it('never sends a verb again that may have arrived: it asks', async () => {
    const desk = await openDesk((driver) => {
      driver.fails.start = new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
      driver.holdings = [driver.holding('joined', 'barge')];
    });
    // The leg found at start belongs to the order: forget what was adopted at the first contact.
    await (await desk.cancel('all')).open();
    desk.driver.left();
    const order = await desk.order();
    should((await order.now()).supervision).containEql({ phase: 'active', evidence: 'query: joined' });
    should(desk.driver.asked.filter((asked) => asked.startsWith('start'))).have.length(1);
  });

  it('keeps waiting for a cut-off order until its time is over, then tells why it was cut off', async () => {
    const desk = await openDesk((driver) => {
      driver.fails.start = new SupervisionError('unreachable', 'Cut off.', { arrived: 'maybe' });
    });
    const order = await desk.order();
    should(await order.open()).be.true();
    await desk.clock.pass(5_000);
    const { error } = await order.now();
    should(error?.message).equal('Cut off.');
    should(desk.driver.asked.filter((asked) => asked.startsWith('start'))).have.length(1);
  });

  it('answers in time when the platform never answers, and takes back whatever comes of it', async () => {
    const desk = await openDesk();
    let release: () => void = () => undefined;
    desk.driver.held.set('start', new Promise((resolve) => (release = resolve)));
    const order = await desk.order();
    await desk.clock.pass(5_000);
    should((await order.now()).error?.code).equal('unconfirmed');
    release();
    await desk.clock.pass(0);
    should(desk.driver.asked.at(-2)).equal('stop a1');
    should(desk.desk.running()).be.empty();
  });

  it('takes an order back that its node no longer waits for', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    await desk.order({}, node.signal);
    node.abort();
    await desk.clock.pass(0);
    should(desk.driver.asked).deepEqual(['find a1', 'start barge a1', 'stop a1', 'snapshot']);
    should(desk.desk.running()).be.empty();
  });

  it('leaves a supervision alone whose node is closed after it was confirmed', async () => {
    const desk = await openDesk();
    const node = new AbortController();
    const order = await desk.order({}, node.signal);
    desk.driver.joined('barge');
    await order.now();
    node.abort();
    await desk.clock.pass(0);
    should(desk.desk.running()).have.length(1);
  });
});
