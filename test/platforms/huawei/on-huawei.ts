import should from 'should';
import { createHuaweiDriver } from '../../../src/platforms/huawei/connect';
import type { HuaweiDriverOptions } from '../../../src/platforms/huawei/driver';
import type { DriverEvent, FoundAgent, PlatformDriver } from '../../../src/supervision/driver';
import { scriptedHuawei, type HuaweiScript, type ScriptedHuawei } from '../../support/scripted-huawei';
import { Rig, type Shift } from '../contract/rig';
import { HuaweiWorld } from './world';

/** A Huawei world with one inspector's desk, for what only Huawei does. */
export interface OnHuawei {
  world: HuaweiWorld;
  rig: Rig;
  shift: Shift;
  /** Another inspector's desk, or the same one's on another connection. */
  another: (supervisor: string, options?: Partial<HuaweiDriverOptions>) => Shift;
}

/** Opens worlds, and closes each after its test. */
export function huaweiWorlds(): {
  connected: (faults?: readonly string[], options?: Partial<HuaweiDriverOptions>) => Promise<OnHuawei>;
} {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    async connected(faults = [], options = {}) {
      const world = await HuaweiWorld.open(faults);
      const rig = new Rig(world);
      closing.push(() => rig.close());
      const another: OnHuawei['another'] = (supervisor, more = {}) =>
        rig.shift(supervisor, undefined, world.driver(supervisor, undefined, more));
      const shift = another('6105', options);
      should(await shift.connect()).be.undefined();
      // What the desk asks at first empties the queue of events; whatever comes after this is heard.
      await shift.driver.snapshot(AbortSignal.timeout(3_000));
      return { world, rig, shift, another };
    },
  };
}

/** A driver on a gateway that says what a script says. */
export interface OnScript {
  gateway: ScriptedHuawei;
  driver: PlatformDriver;
  told: DriverEvent[];
  /** Looks up agent 6001. */
  find: () => Promise<FoundAgent>;
}

/** Opens gateways with a connected driver, and closes each after its test. */
export function scriptedDrivers(): { scripted: (script: HuaweiScript) => Promise<OnScript> } {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  return {
    async scripted(script) {
      const gateway = await scriptedHuawei(script);
      const driver = createHuaweiDriver({
        properties: { url: gateway.url, agentId: '6105', phoneNumber: '70011', lookSeconds: 0.1 },
        credentials: {},
        network: { tls: {} },
      });
      closing.push(() => gateway.close());
      closing.push(() => driver.disconnect(AbortSignal.timeout(900)));
      const told: DriverEvent[] = [];
      driver.listen((event) => told.push(event));
      await driver.connect(AbortSignal.timeout(3_000));
      return { gateway, driver, told, find: () => driver.find('6001', AbortSignal.timeout(3_000)) };
    },
  };
}
