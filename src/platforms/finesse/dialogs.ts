import type { EndedBy } from '../../supervision/vocabulary';
import type { Dialog, Participant } from './resources';

/** What a dialog says; nothing here remembers anything. */

export const isOn = (state: string | undefined): boolean => state === 'ACTIVE' || state === 'HELD';

/** On its way to a conversation. */
export const isComing = (state: string | undefined): boolean =>
  state === 'INITIATING' || state === 'INITIATED' || state === 'ALERTING';

/** The participant with this address; of several the one that speaks. */
export function legOf({ participants }: Dialog, address: string): Participant | undefined {
  const own = participants.filter((each) => each.address === address);
  return own.find(({ state }) => isOn(state)) ?? own[0];
}

/**
 * A silent monitoring: it lists supervisor and agent like a call between the two, and stands beside the call that is heard. Its
 * `callType` is in no official list, so that only its leg may be used to barge in says the same.
 */
export function isMonitoring(dialog: Dialog): boolean {
  return (
    /MONITOR/i.test(dialog.callType ?? '') || dialog.participants.some(({ actions }) => actions.includes('BARGE_CALL'))
  );
}

/** It goes on, and does not say who is on it: nobody has left it by this. */
export const isSilent = ({ participants, state }: Dialog): boolean =>
  participants.length === 0 && state !== 'DROPPED' && state !== 'FAILED';

export const isVoice = ({ mediaType }: Dialog): boolean => mediaType === undefined || /voice/i.test(mediaType);

/** Whom a silent monitoring by `me` is about. */
export function monitoredBy(dialog: Dialog, me: string): string | undefined {
  const { fromAddress, toAddress, participants } = dialog;
  if (!isMonitoring(dialog) || !legOf(dialog, me)) return undefined;
  if (fromAddress === me && toAddress !== undefined && toAddress !== me) return toAddress;
  return participants.find(({ address }) => address !== me)?.address;
}

/** Who monitors this agent, where somebody does. */
export function monitorOf(dialogs: readonly Dialog[], agent: string): string | undefined {
  for (const dialog of dialogs) {
    if (!isMonitoring(dialog)) continue;
    const other = dialog.participants.find(
      ({ address, state }) => address !== agent && (isOn(state) || isComing(state)),
    );
    if (other && legOf(dialog, agent)) return other.address;
  }
  return undefined;
}

/** A call of this extension, and no monitoring of one. */
export const isCallOf = (dialog: Dialog, extension: string): boolean =>
  isVoice(dialog) && !isMonitoring(dialog) && legOf(dialog, extension) !== undefined;

/** The one call in which this extension speaks, where there is but one. */
export function callOf(dialogs: Iterable<Dialog>, extension: string): string | undefined {
  const active = [...dialogs].filter(
    (dialog) => isCallOf(dialog, extension) && legOf(dialog, extension)?.state === 'ACTIVE',
  );
  return active.length === 1 ? active[0]?.id : undefined;
}

/** Somebody is there besides these two. */
export const hasThird = ({ participants }: Dialog, ...known: readonly string[]): boolean =>
  participants.some(({ address, state }) => !known.includes(address) && state !== 'DROPPED');

/**
 * Who ended a call, by the first event in which anybody is gone: a customer who hangs up is told before the agent's leg ends; where
 * he is still there without the agent, the call was passed on. Who is gone is told as dropped, or not told any more.
 *
 * @param own supervisors: their coming and going ends nothing
 * @param before the same dialog as it was
 */
export function causeOf(dialog: Dialog, agent: string, own: readonly string[], before?: Dialog): EndedBy | undefined {
  const isThere = (address: string): boolean => isOn(legOf(dialog, address)?.state);
  const others = [...dialog.participants, ...(before?.participants ?? [])]
    .map(({ address }) => address)
    .filter((address) => address !== agent && !own.includes(address));
  const customerGone = others.length > 0 && !others.some(isThere);
  const agentGone = !isThere(agent) && !isComing(legOf(dialog, agent)?.state);
  if (!agentGone) return customerGone && wasOn(dialog, before, others) ? 'customer' : undefined;
  if (customerGone) return 'unknown';
  // To him who passed it on the call is over; who else talks to the customer now tells the difference.
  const toColleague = others.some((address) => isThere(address) && legOf(dialog, address)?.type === 'AGENT_DEVICE');
  if (toColleague || dialog.state !== 'DROPPED') return others.length > 0 ? 'transfer' : undefined;
  return 'agent';
}

/** They have spoken: a call that is still ringing has lost nobody. */
const wasOn = (dialog: Dialog, before: Dialog | undefined, addresses: readonly string[]): boolean =>
  addresses.some(
    (address) => isOn(before && legOf(before, address)?.state) || legOf(dialog, address)?.state === 'DROPPED',
  );

/** One line for people. */
export function described(dialog: Dialog): string {
  const legs = dialog.participants.map(({ address, state }) => `${address} ${state ?? '?'}`).join(', ');
  return `dialog ${dialog.id} ${dialog.callType ?? ''} ${dialog.state ?? ''} (${legs})`.replace(/ +/g, ' ');
}
