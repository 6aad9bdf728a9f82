import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import type { Attempt } from './attempt';
import { huaweiWord } from './capabilities';
import type { HuaweiClient } from './client';
import { isNotOffered } from './retcodes';

/** Puts the inspector, who is idle, on an agent. */
export async function startWith(client: HuaweiClient, workNo: string, mode: Mode, signal: AbortSignal): Promise<void> {
  if (mode === 'listen') await client.addSupervise(workNo, signal);
  else if (mode === 'coach') await client.requestWhisper(workNo, signal);
  else await client.addInsert(workNo, signal);
}

/**
 * Switches by naming the mode. Where the gateway does not know that request, there is the toggle between listening and inserting,
 * which is right only from a mode that is known.
 *
 * @param toggling called before a toggle is sent
 * @returns the request that was taken
 */
export async function switchWith(
  client: HuaweiClient,
  attempt: Attempt,
  mode: Mode,
  toggling: () => void,
  signal: AbortSignal,
): Promise<string> {
  const { id } = attempt.agent;
  try {
    await client.switchTo(id, huaweiWord[mode], signal);
    return 'requestswitchinsertwhisperagent';
  } catch (thrown) {
    const error = asSupervisionError(thrown, 'huawei');
    if (!isNotOffered(error)) throw error;
    if (attempt.toggling || attempt.mode === mode || [attempt.mode, mode].includes('coach')) throw noWay(error);
    toggling();
    await client.toggle(id, signal);
    return 'switch';
  }
}

function noWay({ vendorCode, httpStatus }: SupervisionError): SupervisionError {
  const text = 'This gateway does not know the request that would switch the mode. Cancel, then ask anew.';
  return new SupervisionError('transition-not-allowed', text, {
    platform: 'huawei',
    ...(vendorCode !== undefined && { vendorCode }),
    ...(httpStatus !== undefined && { httpStatus }),
  });
}

/**
 * Takes the inspector's own leg off. There is one way out of whispering and one out of the others; what the wrong one does is not
 * documented, and a switch whose answer was cut leaves open which is right. So the other is tried once where one is refused:
 * neither can touch anything but the inspector's leg.
 *
 * @returns the request that was taken
 */
export async function stopWith(client: HuaweiClient, { agent, mode }: Attempt, signal: AbortSignal): Promise<string> {
  const whisper = async (): Promise<string> => {
    await client.requestStopWhisper(agent.id, signal);
    return 'requeststopwhisperagent';
  };
  const others = async (): Promise<string> => {
    await client.stopSuperviseOrInsert(agent.id, signal);
    return 'DELETE';
  };
  const [first, second] = mode === 'coach' ? [whisper, others] : [others, whisper];
  try {
    return await first();
  } catch (thrown) {
    const error = asSupervisionError(thrown, 'huawei');
    if (!error.vendorCode?.startsWith('900-')) throw error;
    return await second().catch(() => {
      throw error;
    });
  }
}
