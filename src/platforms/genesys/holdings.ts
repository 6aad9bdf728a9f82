import type { AgentRef, Holding } from '../../supervision/driver';
import { modeOfState } from './capabilities';
import { evidenceOf } from './legs';
import type { Mine } from './mine';

/** What the supervisor holds, after a query: his legs, or else the arming of his device. */
export function holdingsOf(mine: Mine, supervisor: string, refOf: (deviceId: string) => AgentRef): Holding[] {
  const { device, legs } = mine;
  const held = [...legs.values()].map((call): Holding => {
    const mode = mine.modeOf(call);
    const rings = call.state === 'Ringing';
    return {
      supervisor,
      agent: refOf(mine.agentOf(call) ?? mine.target?.deviceId ?? 'unknown'),
      state: rings ? 'ringing' : 'joined',
      ...(mode !== undefined && !rings && { mode }),
      leg: call.id,
      call: mine.callOf(call),
      evidence: `query of /me: ${evidenceOf(call, rings ? undefined : mode).replace(/^[^:]*: /, '')}`,
    };
  });
  const monitored = device?.monitoring;
  if (held.length > 0 || monitored === undefined) return held;
  const mode = modeOfState(monitored.state);
  const agent = refOf(mine.named(monitored.targetDeviceId ?? mine.target?.deviceId ?? 'unknown'));
  const evidence = `query of /me: device has ${monitored.state} ${monitored.mode ?? ''} on ${agent.label}, and no call`;
  return [{ supervisor, agent, state: 'armed', ...(mode !== undefined && { mode }), evidence }];
}
