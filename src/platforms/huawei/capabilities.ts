import type { Capabilities } from '../../supervision/driver';
import type { Mode } from '../../supervision/vocabulary';

/** Huawei's words: listen, whisper (coach), insert (barge). */
export const huaweiWord = { listen: 'listen', coach: 'whisper', barge: 'insert' } as const satisfies Record<
  Mode,
  string
>;

/** `syncagentinfo.state` while one supervises. */
const modeByState: Readonly<Record<number, Mode>> = { 15: 'barge', 16: 'listen', 17: 'coach' };

/** @returns undefined for a state that is not supervising */
export const modeOfState = (state: number | undefined): Mode | undefined =>
  state === undefined ? undefined : modeByState[state];

export const huaweiCapabilities: Capabilities = {
  modes: ['listen', 'coach', 'barge'],
  switches: {
    listen: { coach: 'in-place', barge: 'in-place' },
    coach: { listen: 'in-place', barge: 'in-place' },
    barge: { listen: 'in-place', coach: 'in-place' },
  },
  arming: 'native',
  // The inspector's phone rings, and a person picks it up.
  confirmSeconds: 15,
  supervisor: 'connection',
  legs: 'agent',
  lists: { agents: true, calls: false },
  watches: { agents: true },
};
