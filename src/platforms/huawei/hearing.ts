import type { CallEvent } from '../../supervision/driver';
import { isOf, notifiedOf, type AgentEvent } from './wire';

/** What an event tells about people's states, for whoever listens to events. */
export function hear(event: AgentEvent, supervisor: string): CallEvent[] {
  const { type, raw } = event;
  const state = (agent: string, detail: string): CallEvent[] => [
    { type: 'call', event: 'agent.state', agent, detail, raw },
  ];
  if (type.startsWith('AgentState_')) {
    const whose = isOf(event, supervisor) ? supervisor : (event.workNo ?? supervisor);
    return state(whose, type.slice('AgentState_'.length));
  }
  if (type !== 'QC_AgentState_Notify') return [];
  const { subtype, monitoredagent: agent } = notifiedOf(event);
  if (agent === undefined) return [];
  if (subtype === 'QC_AgentState_Login') return state(agent, 'signed in');
  return subtype === 'QC_AgentState_Logout' ? state(agent, 'signed out') : [];
}
