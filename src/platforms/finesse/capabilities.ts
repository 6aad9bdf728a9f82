import type { Capabilities } from '../../supervision/driver';

/**
 * What Finesse can do. It has no coaching; from listening one barges in, and the only way back is to leave the conference and to listen
 * anew.
 */
export const finesseCapabilities: Capabilities = {
  modes: ['listen', 'barge'],
  switches: { listen: { barge: 'in-place' }, barge: { listen: 'restart' } },
  arming: 'watched',
  confirmSeconds: 10,
  supervisor: 'connection',
  legs: 'call',
  lists: { agents: true, calls: false },
  watches: { agents: true },
};
