import type { Chance } from '../../net/exchange';
import type { AgentEvent } from './wire';

/** The inspector's own state. `seized`: on a call, a supervision, or about to be. */
export type OwnState = 'unknown' | 'idle' | 'not-ready' | 'wrap-up' | 'rest' | 'seized';

const byEvent: Readonly<Record<string, OwnState>> = {
  AgentState_Ready: 'idle',
  AgentState_CancelNotReady_Success: 'idle',
  AgentState_CancelWork_Success: 'idle',
  AgentState_CancelRest_Success: 'idle',
  AgentState_Force_Ready: 'idle',
  // Not "not ready": seized by a call or a supervision.
  AgentState_Busy: 'seized',
  AgentState_SetNotReady_Success: 'not-ready',
  AgentState_Force_SetNotReady: 'not-ready',
  AgentState_Work: 'wrap-up',
  AgentState_SetWork_Success: 'wrap-up',
  AgentState_SetRest_Success: 'rest',
};

/** `agentStatus` counts these states in one way, `syncagentinfo` in another. */
const byStatus: Readonly<Record<number, OwnState>> = {
  3: 'not-ready',
  4: 'idle',
  5: 'wrap-up',
  6: 'idle',
  7: 'seized',
  8: 'rest',
  9: 'seized',
};
const bySync: Readonly<Record<number, OwnState>> = { 1: 'idle', 2: 'wrap-up', 3: 'rest', 4: 'not-ready' };

export const ownOfStatus = (status: number | undefined): OwnState => byStatus[status ?? 0] ?? 'unknown';

export function ownOfSync(state: number | undefined): OwnState {
  if (state === undefined || state < 1 || state > 17) return 'unknown';
  return bySync[state] ?? 'seized';
}

/** What is known of the inspector himself. */
export class Own {
  private now: OwnState = 'unknown';
  private ownCall = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly chance: Chance) {}

  get state(): OwnState {
    return this.now;
  }

  /** He is on a call of his own, which is nobody's business but his. */
  get hasCall(): boolean {
    return this.ownCall;
  }

  heard({ type }: AgentEvent): void {
    if (type === 'AgentEvent_Ringing' || type === 'AgentEvent_Talking') this.ownCall = true;
    if (type === 'AgentEvent_Call_Release' || type === 'AgentEvent_Customer_Release') this.ownCall = false;
    const state = Object.hasOwn(byEvent, type) ? byEvent[type] : undefined;
    if (state !== undefined) this.take(state);
  }

  take(state: OwnState): void {
    this.now = state;
    for (const look of [...this.waiting]) look();
  }

  /** Until he is told to be in such a state, but no longer than this. Never rejects. */
  async until(fits: (state: OwnState) => boolean, ms: number, signal: AbortSignal): Promise<void> {
    if (fits(this.now)) return;
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    const look = (): void => {
      if (fits(this.now)) end();
    };
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    this.waiting.add(look);
    await this.chance.sleep(ms, ending.signal).catch(() => undefined);
    this.waiting.delete(look);
    signal.removeEventListener('abort', end);
  }
}
