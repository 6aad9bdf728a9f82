import should from 'should';
import { until } from '../../support/until';
import { late, short, table, type Rig } from './rig';

export function waiting(rig: () => Rig): void {
  describe("waiting for the agent's next call", () => {
    it('is armed, and on the call when it comes', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      const { supervision, error } = await shift.order({
        mode: 'barge',
        agent: name,
        arm: true,
        confirmSeconds: late,
      });
      should(error).be.undefined();
      should(supervision).containEql({ phase: world.hangsOnAgent ? 'active' : 'armed', confirmation: 'confirmed' });
      world.startCall(name);
      await rig().hears(name, table(name, shift.supervisor, 'barge'));
      await until('active', () => shift.told(supervision.id)?.phase === 'active');
      should(world.verbs().start).equal(1);
      // Where the leg was there before the call, one that ends before anybody has looked was never seen.
      if (world.hangsOnAgent) await until('the call is known', () => shift.desk.running()[0]?.call);
      world.endCall(name, 'customer');
      await shift.ended(supervision.id);
      await rig().nothingHeld();
      world.startCall(name);
      await rig().hears(name, table(name));
    });

    it('joins at once when the agent is on a call already', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      await shift.active('barge', name, { arm: true });
      await rig().hears(name, table(name, shift.supervisor, 'barge'));
    });

    it('is armed no longer than was asked', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      const order = { mode: 'listen', agent: name, arm: true, armSeconds: 0.3, confirmSeconds: short } as const;
      const { supervision } = await shift.order(order);
      should(supervision.phase).equal('armed');
      should(await shift.ended(supervision.id)).containEql({ phase: 'ended', endedBy: 'timeout' });
      await rig().nothingHeld();
      world.startCall(name);
      await rig().hears(name, table(name));
    });

    it('can be cancelled', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      const { supervision } = await shift.order({ agent: name, arm: true, confirmSeconds: short });
      const { supervisions, error } = await shift.cancel({ id: supervision.id });
      should(error).be.undefined();
      should(supervisions[0]).containEql({ phase: 'ended', endedBy: 'cancel' });
      await rig().nothingHeld();
    });

    it('ends an insert that is on the agent at once when no call comes in time', async () => {
      const { world } = rig();
      if (!world.hangsOnAgent) return;
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      const { supervision } = await shift.order({ mode: 'barge', agent: name, arm: true, armSeconds: 0.3 });
      should(supervision.phase).equal('active');
      should((await shift.order({ mode: 'barge', agent: name })).error?.code).equal('no-active-call');
      should(await shift.ended(supervision.id)).containEql({ phase: 'ended', endedBy: 'timeout' });
      await rig().nothingHeld();
    });

    it('is over when the supervisor does not answer the call he waited for', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      if (world.hangsOnAgent) {
        world.trouble.unanswered(200);
        const { supervision: rang, error } = await shift.order({ agent: name, arm: true });
        should(error?.code).equal('supervisor-no-answer');
        should(rang.phase).equal('failed');
        await rig().nothingHeld();
        return;
      }
      const { supervision } = await shift.order({ agent: name, arm: true, confirmSeconds: short });
      world.trouble.unanswered(60_000);
      world.startCall(name);
      should(await shift.ended(supervision.id)).containEql({ phase: 'failed' });
      should(shift.told(supervision.id)?.error?.code).equal('supervisor-no-answer');
      await rig().nothingHeld();
    });
  });
}
