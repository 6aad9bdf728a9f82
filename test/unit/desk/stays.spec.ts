import should from 'should';
import { SupervisionError } from '../../../src/supervision/errors';
import { openDesk } from '../../support/desk';

const full = (): SupervisionError =>
  new SupervisionError('resource-limit', 'The conference is full.', { platform: 'finesse' });

describe('desk: an order of which a part came true', () => {
  it('is answered with why, and the supervision goes on as it is', async () => {
    const desk = await openDesk();
    const order = await desk.order({ mode: 'barge', endAfterSeconds: 30 });
    desk.driver.joined('listen');
    should(await order.open()).be.true();
    desk.driver.refuseLater(full(), 'listen');
    const { supervision, error } = await order.now();
    should(error?.code).equal('resource-limit');
    should(supervision).containEql({
      mode: 'listen',
      phase: 'active',
      confirmation: 'confirmed',
      evidence: 'stays: listen',
    });
    should(supervision.error).containEql({ code: 'resource-limit' });
    should(desk.desk.running()).match([{ id: supervision.id, mode: 'listen', phase: 'active' }]);
    should(desk.desk.running()[0]).not.have.property('error');
    should(desk.types().filter((type) => type === 'supervision.active')).have.length(1);
    should(desk.driver.asked).not.containEql('stop a1');
    // From here on it is a supervision like any other.
    await desk.clock.pass(31_000);
    should(desk.driver.asked).containEql('stop a1');
  });

  it('in doubt goes on; without a proof in time it is taken back, and the doubt is why', async () => {
    const failed = new SupervisionError('platform-error', 'Finesse failed.', { platform: 'finesse', httpStatus: 500 });
    for (const proved of [true, false]) {
      const desk = await openDesk();
      const order = await desk.order({ mode: 'barge', confirmSeconds: 5 });
      desk.driver.joined('listen');
      desk.driver.doubt(failed);
      should(await order.open()).be.true();
      should(desk.driver.asked).not.containEql('stop a1');
      if (proved) {
        desk.driver.joined('barge');
        const { supervision, error } = await order.now();
        should(error).be.undefined();
        should(supervision).containEql({ mode: 'barge', phase: 'active' }).and.not.have.property('error');
        continue;
      }
      desk.driver.holdings = [desk.driver.holding('joined', 'listen')];
      await desk.clock.pass(5_001);
      should(desk.driver.asked).containEql('stop a1');
      desk.driver.left('supervisor');
      const { supervision, error } = await order.now();
      should(error).containEql({ code: 'platform-error', httpStatus: 500 });
      should(supervision.phase).equal('failed');
      should(supervision.error).containEql({ code: 'platform-error', httpStatus: 500 });
    }
  });

  it('is taken back where nothing of it is to stay, and where nobody is on the call', async () => {
    for (const [joins, stays] of [
      [true, undefined],
      [false, 'listen'],
    ] as const) {
      const desk = await openDesk();
      const order = await desk.order({ mode: 'barge' });
      if (joins) desk.driver.joined('listen');
      desk.driver.refuseLater(full(), stays);
      if (joins) {
        should(desk.driver.asked.some((asked) => asked.startsWith('stop'))).be.true();
        desk.driver.left('supervisor');
      }
      const { supervision, error } = await order.now();
      should(error?.code).equal('resource-limit');
      should(supervision.phase).equal('failed');
      should(desk.desk.running()).be.empty();
    }
  });
});
