import { event, offhook, seized, type HuaweiEvent } from './events';

const alerting = event('AgentOther_PhoneAlerting');

/** What an inspector is told when his phone begins to ring, and when he picks it up. */
interface Steps {
  ringing: readonly HuaweiEvent[];
  pickedUp: readonly HuaweiEvent[];
}

const busyFirst: Steps = { ringing: [seized, alerting], pickedUp: [offhook] };

/** The vendor's documents have the three events of a start in different orders. */
const orders: Readonly<Record<string, Steps>> = {
  'busy-first': busyFirst,
  'alerting-first': { ringing: [alerting, seized], pickedUp: [offhook] },
  'phone-first': { ringing: [alerting], pickedUp: [offhook, seized] },
};

export const startEvents = (order: string): Steps => orders[order] ?? busyFirst;

/** Of a phone that does not ring first; on a long connection nothing may be said of it. */
export function standing(order: string, ofPhone: boolean): HuaweiEvent[] {
  const { ringing, pickedUp } = startEvents(order);
  return [...ringing, ...pickedUp].filter((told) => told === seized || (told === offhook && ofPhone));
}
