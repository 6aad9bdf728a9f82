import { asSupervisionError } from '../../supervision/errors';
import type { HuaweiClient } from './client';
import { isDenied, isSessionLost, isUnanswerable } from './retcodes';

/** `denied`: perhaps gone; it was not the gateway itself that said so. `unanswered`: the gateway is well, and does not tell. */
export type SessionState = 'stands' | 'gone' | 'denied' | 'unanswered';

/**
 * Asks the session about itself: what another request was answered may have come from the wrong node of a cluster.
 *
 * @throws SupervisionError where nobody answered, or who answered is not well
 */
export async function checkSession(client: HuaweiClient, signal: AbortSignal): Promise<SessionState> {
  try {
    await client.agentStatus(signal, true);
    return 'stands';
  } catch (thrown) {
    const error = asSupervisionError(thrown, 'huawei');
    if (isSessionLost(error)) return isDenied(error) ? 'denied' : 'gone';
    if (isUnanswerable(error)) return 'unanswered';
    throw error;
  }
}
