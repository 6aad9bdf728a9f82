import should from 'should';
import { modes } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import { short, table, type Rig } from './rig';

export function switching(rig: () => Rig): void {
  describe('switching the mode', () => {
    for (const from of modes) {
      for (const to of modes.filter((mode) => mode !== from)) {
        it(`${from} to ${to}: in place, anew, or honestly refused`, () => go(from, to, false));
        it(`${from} to ${to}, with events that overtake the answers`, () => go(from, to, true));
      }
    }

    async function go(from: (typeof modes)[number], to: (typeof modes)[number], eventsFirst: boolean): Promise<void> {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      const { capabilities } = shift.driver;
      world.startCall(name);
      if (!capabilities.modes.includes(from)) return;
      if (eventsFirst) world.trouble.eventsFirst();
      const { id } = await shift.active(from, name);
      const way = capabilities.modes.includes(to) ? (capabilities.switches[from]?.[to] ?? 'never') : 'never';
      if (way === 'never') {
        const { error } = await shift.order({ mode: to, agent: name });
        should(['transition-not-allowed', 'mode-unsupported']).containEql(error?.code);
        await rig().hears(name, table(name, shift.supervisor, from));
        should(world.verbs()).containEql({ start: 1, switch: 0 });
        return;
      }
      const after = await shift.active(to, name);
      // By the time of these answers, whatever belongs to the end of the first has been asked too.
      for (let n = 0; n < 3; n++) await shift.driver.snapshot(AbortSignal.timeout(3_000));
      await rig().hears(name, table(name, shift.supervisor, to));
      should(shift.desk.running()).match([{ id: after.id, mode: to, phase: 'active' }]);
      if (way === 'in-place') {
        should(after.id).equal(id);
        should(world.verbs()).containEql({ start: 1, switch: 1, stop: 0 });
        should(shift.types(id).at(-1)).equal('supervision.switched');
      } else {
        should(after.id).not.equal(id);
        should(shift.told(id)).containEql({ phase: 'ended', endedBy: 'cancel' });
        should(world.verbs()).containEql({ start: 2, switch: 0 });
      }
      should((await shift.cancel({ id: after.id })).error).be.undefined();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    }

    it('stays as it was when a switch is accepted and nothing comes of it, unless the answer is the proof', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      if (shift.driver.capabilities.switches.listen?.barge !== 'in-place') return;
      world.startCall(name);
      const { id } = await shift.active('listen', name);
      world.trouble.silent();
      const { supervision, error } = await shift.order({ mode: 'barge', agent: name, confirmSeconds: short });
      if (world.answerProvesSwitch === true) {
        // A platform that says yes and does nothing cannot be seen through; who reads the evidence sees what is claimed, and why.
        should(error).be.undefined();
        should(supervision).containEql({ id, mode: 'barge', phase: 'active' });
        should(supervision.evidence).startWith('answer');
        should(world.verbs()).containEql({ start: 1, switch: 1, stop: 0 });
        return;
      }
      should(error?.code).equal('unconfirmed');
      should(supervision).containEql({ id, mode: 'listen', phase: 'active' });
      should(world.verbs()).containEql({ start: 1, switch: 1, stop: 0 });
      world.trouble.calm();
      await rig().hears(name, table(name, shift.supervisor, 'listen'));
    });

    it('does not repeat a switch whose answer was cut', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      if (shift.driver.capabilities.switches.listen?.barge !== 'in-place') return;
      world.startCall(name);
      await shift.active('listen', name);
      world.trouble.cutAnswer();
      await shift.active('barge', name);
      await rig().hears(name, table(name, shift.supervisor, 'barge'));
      should(world.verbs()).containEql({ start: 1, switch: 1 });
      await until('one running', () => shift.desk.running().length === 1);
    });
  });
}
