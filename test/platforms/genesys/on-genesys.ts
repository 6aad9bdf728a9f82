import should from 'should';
import type { GenesysDriverOptions } from '../../../src/platforms/genesys/driver';
import { Rig, type Shift } from '../contract/rig';
import { GenesysWorld, type GenesysWorldOptions } from './world';

/** A Genesys world with one supervisor's desk, for what only Genesys does. */
export interface OnGenesys {
  world: GenesysWorld;
  rig: Rig;
  shift: Shift;
}

/** Opens worlds, and closes each after its test. */
export function genesysWorlds(): {
  open: (options?: GenesysWorldOptions) => Promise<GenesysWorld>;
  /** For shifts with a driver of their own. */
  rigOn: (world: GenesysWorld) => Rig;
  connected: (
    faults?: readonly string[],
    driver?: Partial<GenesysDriverOptions> & { user?: string },
    options?: GenesysWorldOptions,
  ) => Promise<OnGenesys>;
} {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const rigOn = (world: GenesysWorld): Rig => {
    const rig = new Rig(world);
    closing.push(() => rig.close());
    return rig;
  };
  return {
    rigOn,
    async open(options) {
      const world = await GenesysWorld.open(options);
      closing.push(() => world.close());
      return world;
    },
    async connected(faults = [], { user = 'sup.one', ...options } = {}, more = {}) {
      const world = await GenesysWorld.open({ faults, ...more });
      const rig = rigOn(world);
      const shift = rig.shift(user, undefined, world.driver(user, undefined, options));
      should(await shift.connect()).be.undefined();
      return { world, rig, shift };
    },
  };
}
