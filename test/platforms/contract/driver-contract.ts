import { asking } from './asking';
import { closing } from './closing';
import { contact } from './contact';
import { ending } from './ending';
import { finding } from './finding';
import { Rig } from './rig';
import { starting } from './starting';
import { switching } from './switching';
import { telling } from './telling';
import { waiting } from './waiting';
import type { OpenWorld } from './world';

/** What every platform must do, seen from where a person stands: the order's answer, the call itself, and the wire. */
export function driverContract(name: string, open: OpenWorld): void {
  describe(`driver contract: ${name}`, () => {
    let rig: Rig;
    beforeEach(async () => {
      rig = new Rig(await open());
    });
    afterEach(() => rig.close());
    for (const part of [finding, asking, starting, waiting, switching, ending, telling, contact, closing])
      part(() => rig);
  });
}
