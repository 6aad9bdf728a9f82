import { hears } from '../centre/hears';
import { callIdOf } from './call-ids';
import { workNoOf } from './members';
import type { World } from './world';

/** An inspection as people and tests read it. */
export interface QcView {
  inspector: string;
  agent: string;
  supervisor: string;
  /** The agent's user name. */
  of: string;
  mode: 'listen' | 'insert' | 'whisper';
  phone: 'ringing' | 'up';
  /** Huawei's id of the call he is on with the agent; absent between calls. */
  call?: string;
  hears: Record<string, string[]>;
}

/** Every inspection, also at agents who have no call: the centre knows nothing of those. */
export function qcViews({ centre, inspections }: World): QcView[] {
  return inspections.list().map(({ inspector, agent, kind, phone }) => {
    const call = centre.onCall(inspector.user)?.call;
    const pair = { [inspector.user]: [agent.user], [agent.user]: [inspector.user] };
    // Without a call an insertion is a conversation of two; the other modes have nothing to hear.
    const alone = kind.name === 'insert' && phone === 'up' ? pair : { [inspector.user]: [], [agent.user]: [] };
    return {
      inspector: workNoOf(inspector),
      agent: workNoOf(agent),
      supervisor: inspector.user,
      of: agent.user,
      mode: kind.name,
      phone,
      ...(call !== undefined && { call: callIdOf(call) }),
      hears: call === undefined ? alone : hears(call),
    };
  });
}
