import { alerter, type Alert } from './alerts';
import type { Centre } from './centre/centre';
import { seededRandom } from './centre/random';

export type { Alert } from './alerts';

export interface AutoplayOptions {
  /** How often something happens, ms. Default 2000. */
  everyMs?: number;
  /** How many calls run at most. Default 3. */
  calls?: number;
}

/** How far a mood moves at one step, and how it leans: calls turn bad more often than good, or there is nothing to do. */
const swing = 0.5;
const lean = 0.28;
const endChance = 0.08;
const startChance = 0.6;

/**
 * Calls come and go, moods swing; and whatever sets a mood, by hand or by play, alerts are told. The same seed gives the same
 * play. The returned function stops it.
 */
export function startAutoplay(
  centre: Centre,
  seed: string,
  play: boolean | AutoplayOptions,
  onAlert: (alert: Alert) => void = () => undefined,
): () => void {
  const stopListening = centre.listen(alerter(centre.clock, onAlert));
  if (play === false) return stopListening;
  const { everyMs = 2000, calls: most = 3 } = play === true ? {} : play;
  const random = seededRandom(`${seed}/autoplay`);
  const agents = centre.people.list('agent');
  let cancel: () => void = () => undefined;

  const step = (): void => {
    const calls = centre.calls();
    if (calls.length < most && random() < startChance) {
      const agent = agents[Math.floor(random() * agents.length)];
      if (agent?.state === 'ready' && centre.onCall(agent.user) === undefined) centre.startCall({ agent: agent.user });
    }
    for (const call of calls) {
      const listened = call.legs.some((leg) => leg.role === 'supervisor' && leg.state === 'talking');
      // Somebody who cares is on the call: it gets better.
      const drift = (random() - (listened ? lean : 1 - lean)) * swing;
      if (random() < endChance) centre.customerHangsUp(call.id);
      else centre.mood(call.id, Math.max(-1, Math.min(1, Math.round((call.mood + drift) * 100) / 100)));
    }
    cancel = centre.clock.after(everyMs, step);
  };
  cancel = centre.clock.after(everyMs, step);
  return () => {
    cancel();
    stopListening();
  };
}
