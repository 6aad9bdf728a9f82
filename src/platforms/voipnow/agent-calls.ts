import type { CallEvent } from '../../supervision/driver';
import type { PhoneCall } from './resources';
import { speaksIn } from './views';

export type KnownCalls = ReadonlyMap<string, 'answered' | 'started'>;

/** What has changed between two looks at an agent's calls. */
export function changes(
  agent: string,
  known: KnownCalls,
  calls: readonly PhoneCall[],
): { known: KnownCalls; events: CallEvent[] } {
  const now = new Map<string, 'answered' | 'started'>();
  const events: CallEvent[] = [];
  const tell = (event: CallEvent['event'], call: string, raw: unknown): void => {
    events.push({ type: 'call', event, agent, call, raw });
  };
  for (const call of calls) {
    const state = speaksIn(call, agent) === 'yes' ? 'answered' : 'started';
    const before = known.get(call.id);
    now.set(call.id, before === 'answered' ? before : state);
    if (before === undefined) tell('call.started', call.id, call.raw);
    if (state === 'answered' && before !== 'answered') tell('call.answered', call.id, call.raw);
  }
  for (const id of known.keys()) if (!now.has(id)) tell('call.ended', id, null);
  return { known: now, events };
}
