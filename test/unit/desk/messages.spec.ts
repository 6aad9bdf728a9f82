import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds)).toISOString();

const full = {
  id: 's1',
  platform: 'genesys',
  connection: 'Floor',
  connectionId: 'cfg1',
  mode: 'barge',
  agent: 'a1',
  supervisor: 'sup.one',
};

describe('desk: what a message carries', () => {
  it('has the whole story of a supervision, with the time of every step', async () => {
    const desk = await openDesk();
    const accept = desk.driver.hold('start');
    const order = await desk.order({ call: 'c1', reason: 'angry', endAfterSeconds: 60 });
    await desk.clock.pass(1_000);
    accept();
    await desk.clock.pass(1_000);
    desk.driver.ringing();
    await desk.clock.pass(1_000);
    desk.driver.joined('barge');
    const { supervision } = await order.now();
    const active = {
      ...full,
      call: 'c1',
      reason: 'angry',
      phase: 'active',
      requestedAt: at(0),
      acceptedAt: at(1),
      activeAt: at(3),
      confirmation: 'confirmed',
      evidence: 'joined barge',
    };
    should(supervision).deepEqual(active);
    await desk.clock.pass(1_000);
    desk.driver.left('customer');
    should(desk.events.at(-1)?.supervision).deepEqual({
      ...active,
      phase: 'ended',
      endedAt: at(4),
      endedBy: 'customer',
      evidence: 'left',
    });
  });

  it('has no field for what nobody knows', async () => {
    const desk = await openDesk((driver) => {
      driver.call = undefined;
    });
    const order = await desk.order();
    should(desk.events.at(-1)?.supervision).deepEqual({
      ...full,
      phase: 'accepted',
      requestedAt: at(0),
      acceptedAt: at(0),
      confirmation: 'accepted',
    });
    const [start] = desk.driver.starts;
    should(start).not.have.property('call');
    should(start).deepEqual({
      id: 's1',
      mode: 'barge',
      agent: { id: 'id-a1', label: 'a1' },
      supervisor: 'sup.one',
      arm: false,
      confirmBy: desk.clock.now() + 5_000,
      options: {},
    });
    desk.driver.joined('barge', 'a1', '');
    const { supervision } = await order.now();
    for (const field of ['call', 'reason', 'endedAt', 'endedBy', 'error']) should(supervision).not.have.property(field);
    await desk.cancel('all');
    should(desk.driver.stops[0]).not.have.property('call');
    should(desk.driver.stops[0]).have.property('leg', 'leg-');
  });

  it('keeps the times and the proof of the first moment when it is proved again', async () => {
    const desk = await openDesk();
    await desk.active({ mode: 'listen' });
    await desk.clock.pass(1_000);
    desk.driver.joined('barge');
    should(desk.desk.running()).match([
      { mode: 'barge', acceptedAt: at(0), activeAt: at(0), evidence: 'joined barge' },
    ]);
  });

  it('says why an order was refused before it was sent', async () => {
    const desk = await openDesk((driver) => {
      driver.onCall = 'no';
      driver.call = undefined;
    });
    const answer = await (await desk.order({ reason: 'angry' })).now();
    const error = {
      code: 'no-active-call',
      message: 'Agent a1 is not on a call.',
      platform: 'genesys',
      retryable: false,
    };
    should(answer.error?.report()).deepEqual(error);
    should(answer.supervision).deepEqual({
      ...full,
      reason: 'angry',
      phase: 'failed',
      requestedAt: at(0),
      endedAt: at(0),
      confirmation: 'none',
      error,
    });
    const named = await (await desk.order({ call: 'c7' })).now();
    should(answer.supervision).not.have.property('call');
    should(named.supervision).containEql({ call: 'c7' }).and.not.have.property('reason');
  });

  it('says why an order failed, and that nobody had confirmed it', async () => {
    const desk = await openDesk();
    const order = await desk.order();
    await desk.clock.pass(5_000);
    const { supervision, error } = await order.now();
    should(supervision).deepEqual({
      ...full,
      call: 'c1',
      phase: 'failed',
      requestedAt: at(0),
      acceptedAt: at(0),
      endedAt: at(5),
      confirmation: 'accepted',
      evidence: 'query: neither a leg nor an arming of this supervisor',
      error: error?.report(),
    });
    should(error?.message).equal('The platform took the order, but the supervisor did not get on the call.');
  });

  it('was accepted when the proof comes before the answer of the platform, and is not told so again', async () => {
    for (const proof of ['leg', 'arming'] as const) {
      const desk = await openDesk((driver) => {
        driver.onCall = proof === 'leg' ? 'yes' : 'no';
      });
      const accept = desk.driver.hold('start');
      const order = await desk.order({ arm: true });
      if (proof === 'leg') desk.driver.joined('barge');
      else desk.driver.arming(true);
      const { supervision } = await order.now();
      should(supervision).containEql({ confirmation: 'confirmed', acceptedAt: at(0) });
      await desk.clock.pass(2_000);
      accept();
      await desk.clock.pass(0);
      should(desk.desk.running()).deepEqual([supervision]);
      should(desk.types()).not.containEql('supervision.accepted');
      // And whoever asks for the same has his answer at once.
      should((await (await desk.order({ arm: true })).now()).supervision).deepEqual(supervision);
    }
  });

  it('gives a duplicate of an order that fails the same answer', async () => {
    const desk = await openDesk();
    const orders = [await desk.order(), await desk.order()];
    desk.driver.refuseLater(new SupervisionError('resource-limit', 'Full.'));
    for (const order of orders) {
      const { supervision, error } = await order.now();
      should(error?.code).equal('resource-limit');
      should(supervision).containEql({ id: 's1', phase: 'failed' }).and.not.have.property('evidence');
      should(supervision.error).containEql({ code: 'resource-limit', message: 'Full.' });
    }
  });

  it('takes the words of the flow: supervisor, options, times', async () => {
    const desk = await openDesk((driver) => {
      driver.capabilities = { ...driver.capabilities, supervisor: 'order' };
    });
    await desk.order({ supervisor: '200', options: { private: true }, confirmSeconds: 9 });
    await desk.order({ agent: 'a2' });
    should(desk.driver.starts).match([
      { call: 'c1', supervisor: '200', options: { private: true }, confirmBy: desk.clock.now() + 9_000 },
      { supervisor: 'sup.one', options: {}, confirmBy: desk.clock.now() + 5_000 },
    ]);
    const own = await openDesk();
    await own.order({ supervisor: '200' });
    should(own.driver.starts).match([{ supervisor: 'sup.one' }]);
  });
});
