import type { DriverEvent } from '../../supervision/driver';
import type { Agents } from './agents';
import type { Board } from './board';
import type { Mine } from './mine';
import type { Pending } from './pending';
import type { SystemInfo, Update } from './resources';
import type { Self } from './self';

export interface HearingOptions {
  self: Self;
  mine: Mine;
  agents: Agents;
  board: Board;
  pending: Pending;
  system: (info: SystemInfo) => void;
  /** What was told cannot be judged, or was lost: read it. */
  ask: { mine: () => void; agent: (agent: string) => void; self: () => void };
  tell: (event: DriverEvent) => void;
}

const nodes = /^\/finesse\/api\/(?:(SystemInfo)|Team\/([^/]+)\/Users|User\/([^/]+)(\/Dialogs)?)$/i;

/** Turns the notifications of Finesse into what the desk understands, by the node that they come from. */
export class Hearing {
  constructor(private readonly options: HearingOptions) {}

  update(node: string, update: Update): void {
    const [, system, team, user, dialogs] = nodes.exec(node) ?? [];
    const { payload, raw } = update;
    const { board, system: toldSystem } = this.options;
    if (system !== undefined && payload.type === 'system') toldSystem(payload.info);
    else if (team !== undefined && payload.type === 'user') board.told([payload.user], team, raw);
    else if (team !== undefined && payload.type === 'team') board.told(payload.users, team, raw);
    else if (user !== undefined && !this.isMe(user)) this.options.agents.toldDialogs(user, update);
    else if (user !== undefined && dialogs === undefined) this.me(update);
    else if (user !== undefined) this.mine(node, update);
  }

  /** An event of this node could not be read. */
  garbled(node: string): void {
    const [, , , user, dialogs] = nodes.exec(node) ?? [];
    const { ask } = this.options;
    if (user === undefined) return;
    if (!this.isMe(user)) ask.agent(user);
    else if (dialogs === undefined) ask.self();
    else ask.mine();
  }

  private isMe(user: string): boolean {
    // The name of a node may be spelt otherwise than in the answers to requests.
    return user.toLowerCase() === this.options.self.loginId.toLowerCase();
  }

  private me({ payload, requestId, raw }: Update): void {
    const { self, pending, tell } = this.options;
    if (payload.type === 'errors') pending.refused('state', requestId, payload.errors);
    if (payload.type !== 'user' || !self.take(payload.user)) return;
    const detail = payload.user.state ?? '';
    tell({ type: 'call', event: 'agent.state', agent: self.username, detail, raw });
  }

  private mine(node: string, { event, payload, requestId, raw }: Update): void {
    const { pending, mine, ask } = this.options;
    if (payload.type === 'errors') pending.refused('call', requestId, payload.errors);
    if (payload.type !== 'dialogs') return;
    const doubtful = mine.takeEvent(event, payload.dialogs, { said: `${event} on ${node}`, raw });
    if (doubtful) ask.mine();
  }
}
