import type { Chance } from '../../../net/exchange';

export interface HeartbeatOptions {
  pingMs: number;
  answerMs: number;
  chance: Chance;
  /** Asks for a sign of life. */
  ping: () => void;
  /** How many signs of life have come so far. */
  heard: () => number;
}

/**
 * Pings, because Finesse takes a silent client for gone and signs its user out; and because a server that hangs keeps its
 * connections, so that nothing else would tell.
 *
 * @returns once no sign of life came after a ping. Rejects where the signal ends first
 */
export async function heartbeat(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { pingMs, answerMs, chance, ping, heard } = options;
  for (;;) {
    await chance.sleep(Math.max(0, pingMs - answerMs), signal);
    const before = heard();
    ping();
    await chance.sleep(answerMs, signal);
    // Where our own process stood still, the answer lies in the socket and is read only after the timer: give it a turn.
    if (heard() === before) await chance.sleep(answerMs / 10, signal);
    if (heard() === before) return;
  }
}
