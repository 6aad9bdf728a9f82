import should from 'should';
import type { Supervision } from '../../../src/supervision/vocabulary';
import { until } from '../../support/until';
import { late, table, type Rig, type Shift } from './rig';

export function contact(rig: () => Rig): void {
  describe('contact made, lost and found', () => {
    it('cannot be made while nobody listens, and nothing was sent', async () => {
      const { world } = rig();
      await world.trouble.gone();
      const shift = rig().shift();
      const error = await shift.connect();
      should(error).containEql({ code: 'unreachable', kind: 'fault', arrived: 'no', retryable: true });
      should((await shift.order({ agent: world.agents[0].name })).error?.code).equal('unreachable');
      await world.trouble.back();
      should(await shift.connect()).be.undefined();
      world.startCall(world.agents[0].name);
      await shift.active('listen', world.agents[0].name);
    });

    it('a wrong password is tried once', async () => {
      const { world } = rig();
      const canary = 'canary-9f3c';
      const shift = rig().shift(undefined, canary);
      const error = await shift.connect();
      should(error).containEql({ code: 'auth', kind: 'fault' });
      should((await shift.order({ agent: world.agents[0].name })).error?.code).equal('auth');
      should(world.signIns()).equal(1);
      should(world.signedIn()).equal(0);
      should(JSON.stringify([error?.report(), shift.events, shift.notices])).not.containEql(canary);
    });

    async function onCall(): Promise<{ shift: Shift; name: string; id: string }> {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      const { id } = await shift.active('listen', name);
      return { shift, name, id };
    }

    /** Contact was lost and found; or it stood all the time, where there is nothing that could break. */
    const passed = (shift: Shift, id: string): Promise<unknown> =>
      rig().world.stateless === true
        ? shift.driver.snapshot(AbortSignal.timeout(3_000)).then(() => {
            should(shift.types(id)).not.containEql('supervision.unknown');
          })
        : returned(shift, id).then(({ evidence }) => should(evidence).startWith('query'));

    /** As it was told first after contact was lost. */
    const returned = (shift: Shift, id: string): Promise<Supervision> =>
      until('active again', () => {
        const own = shift.events.filter(({ supervision }) => supervision?.id === id);
        const lost = own.findIndex(({ type }) => type === 'supervision.unknown');
        const later = lost < 0 ? [] : own.slice(lost);
        return later.map(({ supervision }) => supervision).find((told) => told?.phase === 'active');
      });

    /** Where the leg is gone with the sign-in, that is told, and all is well afterwards. */
    async function gone(shift: Shift, id: string, name: string): Promise<void> {
      const over = await shift.ended(id);
      should(over).containEql({ phase: 'ended', endedBy: 'unknown' });
      should(over.evidence).startWith('query');
      should(rig().world.verbs().start).equal(1);
      await rig().nothingHeld();
      await rig().hears(name, table(name));
      await shift.active('listen', name);
    }

    for (const what of ['cutConnections', 'restart', 'expireSessions'] as const) {
      const outlives = (): boolean => what === 'cutConnections' || rig().world.sessionHoldsLegs !== true;

      it(`${what} during a supervision: unknown, then active again by a query, or ended with the sign-in`, async () => {
        const { world } = rig();
        const { shift, name, id } = await onCall();
        world.trouble[what]();
        if (!outlives()) {
          await gone(shift, id, name);
          should(shift.types(id)).containEql('supervision.unknown');
          return;
        }
        await passed(shift, id);
        await rig().hears(name, table(name, shift.supervisor, 'listen'));
        should(world.verbs()).deepEqual({ start: 1, switch: 0, stop: 0 });
        // The stream stands again: an event ends it.
        world.endCall(name, 'customer');
        await shift.ended(id);
        should(shift.types(id).filter((type) => type === 'supervision.ended')).have.length(1);
      });

      it(`${what} during an order: true or honest, and never sent twice`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        world.startCall(name);
        world.trouble.slowAnswers(200);
        const order = shift.order({ mode: 'barge', agent: name });
        await until('the order arrived', () => world.verbs().start === 1);
        world.trouble[what]();
        const { supervision, error } = await order;
        if (!outlives()) {
          should(['unconfirmed', 'unreachable']).containEql(error?.code);
          should(supervision.phase).not.equal('active');
          await rig().nothingHeld();
          await rig().hears(name, table(name));
          should(world.verbs().start).equal(1);
          return;
        }
        should(error).be.undefined();
        should(supervision).containEql({ phase: 'active', confirmation: 'confirmed' });
        await rig().hears(name, table(name, shift.supervisor, 'barge'));
        should(world.verbs().start).equal(1);
      });

      it(`${what} while it waits for the next call`, async () => {
        const { world } = rig();
        const [{ name }] = world.agents;
        const shift = await rig().connected();
        const { supervision } = await shift.order({ agent: name, arm: true, confirmSeconds: late });
        should(supervision.phase).equal('armed');
        world.trouble[what]();
        // Where the desk does the waiting itself, losing contact loses nothing.
        if (shift.driver.capabilities.arming === 'native')
          await until('unknown', () => shift.types(supervision.id).includes('supervision.unknown'));
        if (!outlives()) {
          world.startCall(name);
          await gone(shift, supervision.id, name);
          return;
        }
        await until('armed again', () => shift.told(supervision.id)?.phase === 'armed');
        world.startCall(name);
        await rig().hears(name, table(name, shift.supervisor, 'listen'));
        await until('active', () => shift.told(supervision.id)?.phase === 'active');
      });
    }

    it('an order right after the sign-in expired comes true, or is refused with nothing sent', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.expireSessions();
      const { error } = await shift.order({ mode: 'listen', agent: name });
      if (error) should(error.code).equal('unreachable');
      else await rig().hears(name, table(name, shift.supervisor, 'listen'));
      should(world.verbs().start).equal(error ? 0 : 1);
    });

    it('what ended while contact was lost is told when it returns', async () => {
      const { world } = rig();
      const { shift, name, id } = await onCall();
      await world.trouble.gone();
      await until('unknown', () => shift.told(id)?.phase === 'unknown');
      world.endCall(name, 'customer');
      await world.trouble.back();
      should((await shift.ended(id)).endedBy).equal('unknown');
    });

    it('the server gone: orders and cancels fail at once, nothing is queued, and all is well when it is back', async () => {
      const { world } = rig();
      const { shift, name, id } = await onCall();
      await world.trouble.gone();
      await until('unknown', () => shift.told(id)?.phase === 'unknown');
      const other = world.agents[1].name;
      world.startCall(other);
      const before = Date.now();
      should((await shift.order({ mode: 'barge', agent: other })).error).containEql({
        code: 'unreachable',
        kind: 'fault',
      });
      should((await shift.cancel({ id })).error?.code).equal('unreachable');
      should(Date.now() - before).be.below(500);
      await world.trouble.back();
      await returned(shift, id);
      await rig().hears(name, table(name, shift.supervisor, 'listen'));
      await rig().hears(other, table(other));
      should(world.verbs()).deepEqual({ start: 1, switch: 0, stop: 0 });
      should((await shift.cancel({ id })).error).be.undefined();
      await rig().nothingHeld();
    });

    it('the server gone during an order: answered when its time is over, and undone when it is back', async () => {
      const { world } = rig();
      const [{ name }] = world.agents;
      const shift = await rig().connected();
      world.startCall(name);
      world.trouble.slowAnswers(5_000);
      world.trouble.lostEvents();
      const order = shift.order({ mode: 'barge', agent: name, confirmSeconds: 1 });
      await until('the order arrived', () => world.verbs().start === 1);
      await world.trouble.gone();
      const { supervision, error } = await order;
      should(['unconfirmed', 'unreachable']).containEql(error?.code);
      should(supervision.phase).not.equal('active');
      world.trouble.calm();
      await world.trouble.back();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
      should(world.verbs().start).equal(1);
    });

    it('finds what an earlier run left on the call, and can take it off', async () => {
      const { world } = rig();
      if (world.forgetful === true || world.sessionHoldsLegs === true) return;
      const { shift, name } = await onCall();
      shift.driver.listen(() => undefined);
      const later = rig().shift(world.supervisors[0]);
      should(await later.connect()).be.undefined();
      const found = await until('adopted', () => later.desk.running()[0]);
      should(found).containEql({ phase: 'active', mode: 'listen', confirmation: 'confirmed' });
      should((await later.cancel({ agent: name })).error).be.undefined();
      await rig().nothingHeld();
      await rig().hears(name, table(name));
    });
  });
}
