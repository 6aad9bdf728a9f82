import { asSupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import type { Attempt } from './attempt';
import type { HuaweiClient } from './client';

/** Puts the inspector, who is idle, on an agent. */
export async function startWith(client: HuaweiClient, workNo: string, mode: Mode, signal: AbortSignal): Promise<void> {
  if (mode === 'listen') await client.addSupervise(workNo, signal);
  else if (mode === 'coach') await client.requestWhisper(workNo, signal);
  else await client.addInsert(workNo, signal);
}

/**
 * Takes the inspector's own leg off. There is one way out of whispering and one out of the others; what the wrong one does is not
 * documented, and a switch whose answer was cut leaves open which is right. So the other is tried once where one is refused:
 * neither can touch anything but the inspector's leg.
 */
export async function stopWith(client: HuaweiClient, { agent, mode }: Attempt, signal: AbortSignal): Promise<void> {
  const whisper = (): Promise<void> => client.requestStopWhisper(agent.id, signal);
  const others = (): Promise<void> => client.stopSuperviseOrInsert(agent.id, signal);
  const [first, second] = mode === 'coach' ? [whisper, others] : [others, whisper];
  try {
    await first();
  } catch (thrown) {
    const error = asSupervisionError(thrown, 'huawei');
    if (!error.vendorCode?.startsWith('900-')) throw error;
    await second().catch(() => {
      throw error;
    });
  }
}
