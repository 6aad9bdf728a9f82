import should from 'should';
import { Rig, type Shift } from '../contract/rig';
import { FinesseWorld, type FinesseWorldOptions } from './world';

/** A Finesse world with one supervisor's desk, for what only Finesse does. */
export interface OnFinesse {
  world: FinesseWorld;
  rig: Rig;
  shift: Shift;
  set: (...faults: string[]) => void;
  /** Operations that reached REST, in their order: `SILENT_MONITOR`, `BARGE_CALL`, `DROP`, `LOGIN` … */
  verbs: () => string[];
}

/** Opens worlds, and closes each after its test. */
export function finesseWorlds(): {
  open: (options?: FinesseWorldOptions) => Promise<FinesseWorld>;
  connected: (
    faults?: readonly string[],
    properties?: Record<string, unknown>,
    options?: FinesseWorldOptions,
  ) => Promise<OnFinesse>;
} {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    async open(options) {
      const world = await FinesseWorld.open(options);
      closing.push(() => world.close());
      return world;
    },
    async connected(faults = [], properties = {}, options = {}) {
      const world = await FinesseWorld.open({ ...options, faults });
      const rig = new Rig(world);
      closing.push(() => rig.close());
      const [user] = world.supervisors;
      const shift = rig.shift(user, undefined, world.driver(user, undefined, properties));
      should(await shift.connect()).be.undefined();
      const set = (...more: string[]): void => {
        for (const fault of more) world.simulator.faults.set(fault);
      };
      const verbs = (): string[] =>
        world.simulator.journal
          .list()
          .flatMap(({ method, operation }) => (['PUT', 'POST'].includes(method) ? [operation] : []));
      return { world, rig, shift, set, verbs };
    },
  };
}
