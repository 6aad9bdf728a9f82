import type { Clock } from './centre/clock';
import { hears } from './centre/hears';
import type { Call, CentreEvent } from './centre/model';

/** An alert in the house format: what a sentiment engine would say about a call. */
export interface Alert {
  type: 'raised' | 'updated' | 'cleared';
  alertId: string;
  dedupeKey: string;
  kind: 'sentiment';
  severity: 'info' | 'warning' | 'critical';
  score: number;
  label: 'negative' | 'neutral' | 'positive';
  party: 'customer';
  callRef: { platform: string; id: string; alternates: string[] };
  agentRef: string;
  /** The agent's user name once more, under the name the action nodes read by default. */
  agent: string;
  /** His extension, for platforms that know agents by nothing else (VoipNow). */
  extension: string;
  queue: string;
  observedAt: string;
  receivedAt: string;
  confidence: number;
  excerpt: string;
  rule: string;
  source: 'simulator';
  raw: { call: string; customer: string };
}

/** Raised below the first, cleared above the second; the gap keeps a wavering mood from flapping. */
const raiseBelow = -0.5;
const clearAbove = -0.2;
const criticalBelow = -0.8;
const rule = 'customer-mood';

/** Watches the moods of the centre. The returned function takes its events. */
export function alerter(clock: Clock, tell: (alert: Alert) => void): (event: CentreEvent) => void {
  const open = new Map<string, { id: string; agent: string }>();
  let count = 0;

  const alert = (type: Alert['type'], alertId: string, call: Call, agent: string): Alert => {
    const now = new Date(clock.now()).toISOString();
    const [[platform, id] = ['simulator', call.id], ...others] = Object.entries(call.aliases);
    const alternates = [...others.map(([, other]) => other), ...(id === call.id ? [] : [call.id])];
    return {
      type,
      alertId,
      dedupeKey: `${call.id}/${rule}`,
      kind: 'sentiment',
      severity: type === 'cleared' ? 'info' : call.mood <= criticalBelow ? 'critical' : 'warning',
      score: call.mood,
      label: call.mood < clearAbove ? 'negative' : call.mood > -clearAbove ? 'positive' : 'neutral',
      party: 'customer',
      callRef: { platform, id, alternates },
      agentRef: agent,
      agent,
      extension: call.legs.find((leg) => leg.party === agent)?.number ?? '',
      queue: call.queue,
      observedAt: now,
      receivedAt: now,
      confidence: 0.9,
      excerpt: '',
      rule,
      source: 'simulator',
      raw: { call: call.id, customer: call.customer },
    };
  };

  const agentOf = (call: Call): string =>
    call.legs.find((leg) => leg.role === 'agent' && leg.state !== 'left')?.party ?? '';

  const clear = (call: Call): void => {
    const known = open.get(call.id);
    if (known === undefined) return;
    open.delete(call.id);
    tell(alert('cleared', known.id, call, agentOf(call) || known.agent));
  };

  return (event) => {
    if (event.type === 'call' && event.what === 'ended') clear(event.call);
    if (event.type !== 'mood') return;
    const { call, score } = event;
    const known = open.get(call.id);
    const agent = agentOf(call);
    if (known !== undefined) {
      if (score > clearAbove) clear(call);
      else tell(alert('updated', known.id, call, agent));
    } else if (score < raiseBelow) {
      count += 1;
      const id = `alert-${count}`;
      open.set(call.id, { id, agent });
      tell(alert('raised', id, call, agent));
    }
  };
}

/** What output 2 of the Node-RED node tells: one thing that happened, and the call as it is now. */
export interface Happening {
  type: string;
  call: string;
  party: string;
  mode: string;
  why: string;
  legs: { party: string; role: string; state: string; mode?: string }[];
  hears: Record<string, string[]>;
}

export function happening(event: CentreEvent): Happening | undefined {
  if (event.type !== 'call' && event.type !== 'leg') return undefined;
  const { call, what, why = '' } = event;
  const leg = event.type === 'leg' ? event.leg : undefined;
  return {
    type: `${event.type}.${what}`,
    call: call.id,
    party: leg?.party ?? '',
    mode: leg?.watch?.mode ?? '',
    why,
    legs: call.legs.map(({ party, role, state, watch }) => ({
      party,
      role,
      state,
      ...(watch !== undefined && { mode: watch.mode }),
    })),
    hears: hears(call),
  };
}
