import type { Capabilities } from '../../supervision/driver';
import type { Mode } from '../../supervision/vocabulary';

/** The operation on my device that starts a mode, which is also the word in `supervisorMonitoringState.state`. */
export const operationOf = { listen: 'ListenIn', coach: 'Coach', barge: 'BargeIn' } as const satisfies Record<
  Mode,
  string
>;

/** @returns undefined for a word that is none of ours */
export function modeOfState(state: string | undefined): Mode | undefined {
  return (Object.keys(operationOf) as Mode[]).find((mode) => operationOf[mode] === state);
}

/**
 * What Genesys Web Services 8.5.2 can do. There is no switch to coach on a running call: it takes a cancel and a new order.
 */
export const genesysCapabilities: Capabilities = {
  modes: ['listen', 'coach', 'barge'],
  switches: {
    listen: { barge: 'in-place', coach: 'restart' },
    barge: { listen: 'in-place', coach: 'restart' },
    coach: { listen: 'in-place', barge: 'in-place' },
  },
  arming: 'native',
  confirmSeconds: 10,
  supervisor: 'connection',
  legs: 'call',
  lists: { agents: true, calls: false },
  // A supervisor's session gets no event about other people's calls.
  watches: { agents: false },
};
