import type { Running } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { GenesysClient } from './client';
import type { Mine } from './mine';
import { isGone, isRefusal } from './refusals';

/**
 * Two levels: the subscription on the device, so that no next call is joined, and my leg, which a cancel is not promised to end.
 * The leg is mine by its address below `/me`; a call that is no proved monitoring leg is never touched.
 */
export async function takeOff(client: GenesysClient, mine: Mine, running: Running, signal: AbortSignal): Promise<void> {
  const leg = running.leg ?? [...mine.legs.keys()][0];
  const failures: unknown[] = [];
  const { device } = mine;
  if (device) {
    // Also where nothing told of a subscription: that message may be lost, and what it stands for would join the next call.
    const told = device.monitoring !== undefined || leg === undefined;
    await client.cancelMonitoring(device.id, signal).catch((thrown: unknown) => {
      if (told || !isRefusal(thrown)) failures.push(thrown);
    });
  }
  if (leg !== undefined && mine.legs.has(leg)) {
    await client.hangup(leg, signal).then(
      () => {
        // With the leg on its way out, a cancel that came too late for its one call has nothing left to do.
        const [first] = failures;
        if (first instanceof SupervisionError && first.vendorCode === '2') failures.length = 0;
      },
      (thrown: unknown) => {
        if (!isGone(thrown)) failures.push(thrown);
      },
    );
  }
  if (failures.length > 0) throw asSupervisionError(failures[0], 'genesys');
}
