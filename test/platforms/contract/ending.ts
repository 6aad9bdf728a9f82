import should from 'should';
import { modes } from '../../../src/supervision/vocabulary';
import { table, type Rig } from './rig';

export function ending(rig: () => Rig): void {
  describe('the end', () => {
    for (const mode of modes) {
      it(`cancel takes only the supervisor off (${mode})`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        if (!shift.driver.capabilities.modes.includes(mode)) return;
        world.startCall(name);
        const { id } = await shift.active(mode, name);
        const { supervisions, error } = await shift.cancel({ id });
        should(error).be.undefined();
        should(supervisions[0]).containEql({ id, phase: 'ended', endedBy: 'cancel' });
        should(supervisions[0]?.endedAt).be.a.String();
        should(world.holds()).be.empty();
        await rig().hears(name, table(name));
        const again = await shift.cancel({ id });
        should(again.supervisions[0]).containEql({ id, phase: 'ended' });
      });
    }

    it('cancels everything, and the same agent can be joined anew at once', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      for (let round = 0; round < 3; round++) {
        await shift.active('listen', name);
        should((await shift.cancel('all')).supervisions).have.length(1);
        await rig().hears(name, table(name));
      }
      should(world.verbs().start).equal(3);
    });

    it('tells a cancel of nothing that there is nothing', async () => {
      const { world } = rig();
      const shift = await rig().connected();
      should((await shift.cancel({ agent: world.agents[0].name })).error?.code).equal('call-not-found');
      should((await shift.cancel({ agent: 'nobody.here' })).error?.code).equal('agent-not-found');
      should(world.verbs().stop).equal(0);
    });

    for (const [by, honest] of [
      ['agent', ['agent', 'unknown']],
      ['customer', ['customer', 'unknown']],
    ] as const) {
      it(`ends with the call when the ${by} hangs up, and no other call is joined`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        world.startCall(name);
        const { id } = await shift.active('listen', name);
        world.endCall(name, by);
        const over = await shift.ended(id);
        should(over.phase).equal('ended');
        should(honest).containEql(over.endedBy);
        await rig().nothingHeld();
        world.startCall(name);
        await rig().hears(name, table(name));
        should(shift.desk.running()).be.empty();
      });
    }

    it('does not follow the customer to another agent by itself', async () => {
      const { world } = rig();
      const [{ name }, { name: other }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { id } = await shift.active('listen', name);
      world.transfer(name, other);
      const over = await shift.ended(id);
      should(['transfer', 'agent', 'unknown']).containEql(over.endedBy);
      await rig().nothingHeld();
      await rig().hears(other, table(other));
    });

    it('stays on a call that is held and resumed', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { id } = await shift.active('listen', name);
      world.hold(name);
      world.resume(name);
      await rig().hears(name, table(name, shift.supervisor, 'listen'));
      await shift.active('barge', name);
      should(shift.desk.running()).have.length(1);
      if (shift.driver.capabilities.switches.listen?.barge === 'in-place')
        should(shift.types(id)).not.containEql('supervision.ended');
    });

    it('ends by itself after the time that was set', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { id } = await shift.active('barge', name, { endAfterSeconds: 0.3 });
      should(await shift.ended(id)).containEql({ phase: 'ended', endedBy: 'timeout' });
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });

    it('ends although the answer of the stop was cut', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { id } = await shift.active('listen', name);
      world.trouble.cutAnswer();
      const { supervisions, error } = await shift.cancel({ id });
      should(error).be.undefined();
      should(supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });
  });
}
