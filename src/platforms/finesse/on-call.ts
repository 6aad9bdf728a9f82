import type { FoundAgent } from '../../supervision/driver';
import type { BoardEntry } from './board';
import { callOf, isCallOf, isOn, legOf } from './dialogs';
import type { Dialog } from './resources';

/** By his state alone: on UCCX somebody on a call that was not routed is not ready, and only the board says that he is busy. */
export function isBusy({ state, mediaState }: BoardEntry, isUccx: boolean): boolean {
  return state === 'TALKING' || state === 'HOLD' || (isUccx && mediaState === 'BUSY');
}

/**
 * Whether an agent is on a call that can be joined.
 *
 * @param dialogs his; undefined where they cannot be read
 */
export function onCall(
  entry: BoardEntry,
  dialogs: readonly Dialog[] | undefined,
  isUccx: boolean,
): Pick<FoundAgent, 'onCall' | 'call'> {
  const { extension, state } = entry;
  if (state === 'LOGOUT' || extension === undefined) return { onCall: 'no' };
  const busy = isBusy(entry, isUccx);
  if (!dialogs) return { onCall: busy ? 'yes' : state === undefined ? 'unknown' : 'no' };
  const on = dialogs.some((dialog) => isCallOf(dialog, extension) && isOn(legOf(dialog, extension)?.state));
  // Whoever may not see them might be given an empty list.
  if (!on) return { onCall: busy && dialogs.length === 0 ? 'unlikely' : 'no' };
  const call = callOf(dialogs, extension);
  return { onCall: 'yes', ...(call !== undefined && { call }) };
}
