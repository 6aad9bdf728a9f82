import type { Capabilities } from '../../supervision/driver';

/** VoipNow's own waiting time for a phone to be picked up, in seconds. */
export const defaultPickup = 25;

/**
 * What VoipNow can do. There is no action that changes the mode of a running supervision: the supervisor's leg ends, and his
 * phone rings anew.
 */
export const voipNowCapabilities: Capabilities = {
  modes: ['listen', 'coach', 'barge'],
  switches: {
    listen: { coach: 'restart', barge: 'restart' },
    coach: { listen: 'restart', barge: 'restart' },
    barge: { listen: 'restart', coach: 'restart' },
  },
  arming: 'watched',
  confirmSeconds: defaultPickup + 5,
  supervisor: 'order',
  legs: 'call',
  lists: { agents: false, calls: true },
  watches: { agents: true },
};
