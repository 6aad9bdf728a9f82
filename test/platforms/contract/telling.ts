import should from 'should';
import { until } from '../../support/until';
import { late, short, table, type Rig } from './rig';

export function telling(rig: () => Rig): void {
  describe('what the platform tells, late, twice or never', () => {
    it('accepted and silent: unconfirmed, asked once, nothing left', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.silent();
      const { supervision, error } = await shift.order({ mode: 'barge', agent: name, confirmSeconds: short });
      should(error).containEql({ code: 'unconfirmed', kind: 'outcome' });
      should(supervision).containEql({ phase: 'failed', confirmation: 'accepted' });
      should(world.verbs().start).equal(1);
      world.trouble.calm();
      should(world.holds()).be.empty();
      await shift.active('barge', name);
    });

    it('events lost: a query is the proof', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.lostEvents();
      const { evidence } = await shift.active('barge', name, { confirmSeconds: late });
      should(evidence).startWith('query');
      should(world.verbs().start).equal(1);
      const { supervisions, error } = await shift.cancel('all');
      should(error).be.undefined();
      should(supervisions[0]?.phase).equal('ended');
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });

    it('events late, but in time', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.lateEvents(250);
      await shift.active('listen', name);
      should(world.verbs().start).equal(1);
      should((await shift.cancel('all')).error).be.undefined();
      await rig().nothingHeld();
    });

    it('events later than the answer that was given do no harm', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.lateEvents(1_300);
      const { id } = await shift.active('listen', name, { confirmSeconds: late });
      should((await shift.cancel({ id })).error).be.undefined();
      await rig().nothingHeld();
      // The late ones come now: the proof of what is over must bring nothing back.
      const seen = shift.events.length;
      world.trouble.lateEvents(0);
      world.startCall(world.agents[1].name);
      await shift.active('listen', world.agents[1].name);
      const later = shift.events.slice(seen).filter(({ supervision }) => supervision?.id === id);
      should(later).be.empty();
      should(shift.desk.running()).have.length(1);
    });

    it('events twice: told once', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.duplicateEvents();
      await shift.active('listen', name);
      const { id } = await shift.active('barge', name);
      world.endCall(name, 'customer');
      await shift.ended(id);
      const inPlace = shift.driver.capabilities.switches.listen?.barge === 'in-place';
      const counts = ['active', 'switched', 'ended'].map(
        (type) => shift.types().filter((each) => each === `supervision.${type}`).length,
      );
      should(counts).deepEqual(inPlace ? [1, 1, 1] : [2, 0, 2]);
    });

    it('events before the answer of the order', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.slowAnswers(300);
      const { id } = await shift.active('barge', name);
      should((await shift.cancel({ id })).error).be.undefined();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });

    it('the answer cut after the order took effect: not sent twice, and confirmed', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.cutAnswer();
      await shift.active('barge', name);
      await rig().hears(name, table(name, shift.supervisor, 'barge'));
      should(world.verbs()).containEql({ start: 1, stop: 0 });
    });

    it('the answer cut and the events lost: not sent twice, and confirmed by a query', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.lostEvents();
      world.trouble.cutAnswer();
      const { evidence } = await shift.active('barge', name, { confirmSeconds: late });
      should(evidence).startWith('query');
      should(world.verbs()).containEql({ start: 1, stop: 0 });
      await until('running', () => shift.desk.running()[0]?.phase === 'active');
    });
  });
}
