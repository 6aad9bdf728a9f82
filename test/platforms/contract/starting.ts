import should from 'should';
import { modes } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import { short, table, type Rig } from './rig';

const isoMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function starting(rig: () => Rig): void {
  describe('putting a supervisor on a running call', () => {
    for (const mode of modes) {
      it(`${mode}: confirmed with who hears whom as asked, or honestly refused`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        world.startCall(name);
        if (!shift.driver.capabilities.modes.includes(mode)) {
          should((await shift.order({ mode, agent: name })).error?.code).equal('mode-unsupported');
          should(world.verbs().start).equal(0);
          return;
        }
        const told = await shift.active(mode, name, { reason: 'mood' });
        await rig().hears(name, table(name, shift.supervisor, mode));
        should(told).containEql({ agent: name, supervisor: shift.supervisor, reason: 'mood', connection: 'Floor' });
        should(told.evidence).be.a.String().and.not.empty();
        should(told.error).be.undefined();
        const times = [told.requestedAt, told.acceptedAt ?? '', told.activeAt ?? ''];
        for (const time of times) should(time).match(isoMs);
        // Which of answer and proof comes first is the network's affair.
        should(times[0]! <= times[1]! && times[0]! <= times[2]!).be.true();
        should(world.verbs()).containEql({ start: 1, switch: 0 });
        const types = shift.types(told.id);
        should(types.filter((type) => type === 'supervision.active')).have.length(1);
        should(types).not.containEql('supervision.failed');
      });
    }

    it('gives the running supervision for the mode that holds, and asks nothing', async () => {
      const { world } = rig();
      const [{ name, names }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const first = await shift.active('listen', name);
      const second = await shift.active('listen', names.at(-1) ?? name);
      should(second.id).equal(first.id);
      should(world.verbs()).containEql({ start: 1, switch: 0 });
    });

    it('gives two orders at once one supervision', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const [one, other] = await Promise.all([shift.active('listen', name), shift.active('listen', name)]);
      should(one.id).equal(other.id);
      should(world.verbs().start).equal(1);
    });

    it('lets only one of two different orders at once through', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const answers = await Promise.all([
        shift.order({ mode: 'listen', agent: name }),
        shift.order({ mode: 'barge', agent: name }),
      ]);
      const came = answers.filter(({ error }) => !error);
      const codes = answers.flatMap(({ error }) => error?.code ?? []);
      should(came).have.length(1);
      should(codes).deepEqual(['transition-not-allowed']);
      await rig().hears(name, table(name, shift.supervisor, came[0]!.supervision.mode));
      should(world.verbs().start).equal(1);
    });

    it('joins the call that was named, and never the one after it', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { call } = await shift.active('listen', name);
      await shift.cancel('all');
      should((await shift.active('listen', name, { call: call! })).call).equal(call);
      await shift.cancel('all');
      world.endCall(name, 'customer');
      world.startCall(name);
      const { supervision, error } = await shift.order({ mode: 'barge', agent: name, call: call! });
      should(error?.code).equal('call-not-found');
      should(supervision.activeAt).be.undefined();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });

    it('refuses a second agent while the supervisor is on one', async () => {
      const { world } = rig();
      const [{ name }, { name: other }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.startCall(other);
      const { id } = await shift.active('listen', name);
      should((await shift.order({ mode: 'barge', agent: other })).error?.code).equal('already-supervised');
      await rig().hears(other, table(other));
      await rig().hears(name, table(name, shift.supervisor, 'listen'));
      should(shift.desk.running().map((running) => running.id)).deepEqual([id]);
      should(world.verbs().start).equal(1);
    });

    it('says that another supervisor is on the agent, and leaves him there', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const first = await rig().connected(world.supervisors[0]);
      const second = await rig().connected(world.supervisors[1]);
      world.startCall(name);
      await first.active('listen', name);
      const { supervision, error } = await second.order({ mode: 'barge', agent: name });
      should(error?.code).equal('already-supervised');
      should(supervision.phase).equal('failed');
      await rig().hears(name, table(name, first.supervisor, 'listen'));
      should(second.desk.running()).be.empty();
      should(first.desk.running()).have.length(1);
    });

    it('refuses without a call, and leaves nothing armed: a call that comes later is left alone', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      for (const mode of ['barge', 'listen'] as const) {
        const { supervision, error } = await shift.order({ mode, agent: name, confirmSeconds: short });
        should(error?.code).equal('no-active-call');
        should(supervision).containEql({ phase: 'failed' });
        should(world.holds()).be.empty();
      }
      should(shift.types()).not.containEql('supervision.armed');
      world.startCall(name);
      await rig().hears(name, table(name));
    });

    it('takes an order back that was withdrawn', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.unanswered(60_000);
      const life = new AbortController();
      // Whoever takes an order back gets no answer to it.
      void shift.order({ mode: 'barge', agent: name }, life.signal);
      await rig().hears(name, { ...table(name), [shift.supervisor]: [] });
      life.abort();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
      await until('the end', () => shift.types().includes('supervision.ended'));
      should(shift.types()).not.containEql('supervision.active');
    });

    it('says that the supervisor did not answer: rung out, or not in time', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      for (const [ringMs, confirmSeconds] of [
        [150, 3],
        [60_000, short],
      ] as const) {
        world.trouble.unanswered(ringMs);
        const { supervision, error } = await shift.order({ mode: 'barge', agent: name, confirmSeconds });
        should(error?.code).equal('supervisor-no-answer');
        should(supervision.phase).not.equal('active');
        await rig().nothingHeld();
        await rig().hears(name, table(name));
        should(shift.types()).containEql('supervision.ringing').and.not.containEql('supervision.active');
      }
    });
  });
}
