import type { Dialog, Participant } from '../../../src/platforms/finesse/wire';

/** The supervisor has 4100, the agent 4127, the customer +34. */

export const leg = (address: string, state = 'ACTIVE', actions: string[] = []): Participant => ({
  address,
  type: address.startsWith('+') ? undefined : 'AGENT_DEVICE',
  state,
  stateCause: undefined,
  actions,
});

export const dialog = ({
  id = '400',
  state = 'ACTIVE',
  callType = 'ACD_IN',
  legs,
}: {
  id?: string;
  state?: string;
  callType?: string;
  legs: Participant[];
}): Dialog => ({
  id,
  state,
  callType,
  mediaType: 'Voice',
  fromAddress: undefined,
  toAddress: undefined,
  associated: undefined,
  participants: legs,
  raw: null,
});

/** The supervisor listens to the agent. */
export function monitorDialog(state: string, id = '501'): Dialog {
  const on = state === 'ACTIVE';
  const legs = [leg('4100', state, on ? ['DROP', 'BARGE_CALL'] : ['DROP']), leg('4127', on ? 'ACTIVE' : 'ALERTING')];
  const all = state === 'DROPPED' ? [leg('4100', 'DROPPED'), leg('4127', 'DROPPED')] : legs;
  const made = dialog({ id, state, callType: 'SUPERVISOR_MONITOR', legs: all });
  return { ...made, fromAddress: '4100', toAddress: '4127' };
}

/** The call with the supervisor in it. */
export const conference = (own = 'ACTIVE', id = '400'): Dialog =>
  dialog({ id, callType: 'CONFERENCE', legs: [leg('+34'), leg('4127'), leg('4100', own)] });
