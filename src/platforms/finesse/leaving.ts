import { SupervisionError } from '../../supervision/errors';
import { isComing, isMonitoring, isOn } from './dialogs';
import type { Dialog } from './resources';

/**
 * Whoever is alone with a customer would end the customer's call by leaving it.
 *
 * @param me the supervisor's extension
 * @throws SupervisionError `transition-not-allowed`, with nothing sent
 */
export function checkLeaving(
  dialogs: readonly Dialog[],
  me: string | undefined,
  isAgent: (extension: string) => boolean,
): void {
  const alone = dialogs.find((dialog) => !isMonitoring(dialog) && isAlone(dialog, me, isAgent));
  if (!alone) return;
  const text = `The agent has left call ${alone.id}: only the customer is still there with the supervisor, and would be cut off. The supervisor has to hang up himself.`;
  throw new SupervisionError('transition-not-allowed', text, { platform: 'finesse', arrived: 'no' });
}

function isAlone({ participants }: Dialog, me: string | undefined, isAgent: (extension: string) => boolean): boolean {
  const others = participants.filter(({ address, state }) => address !== me && (isOn(state) || isComing(state)));
  const [only, ...more] = others;
  return only !== undefined && more.length === 0 && only.type !== 'AGENT_DEVICE' && !isAgent(only.address);
}
