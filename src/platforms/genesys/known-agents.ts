import type { AgentRef } from '../../supervision/driver';
import type { AgentEntry } from './directory';

/** How many agents are known at most. The least recently looked up goes first. */
const atMost = 1_000;

/** The agents who were looked up, by the id of their device. */
export class KnownAgents {
  private readonly entries = new Map<string, AgentEntry>();

  get(deviceId: string): AgentEntry | undefined {
    return this.entries.get(deviceId);
  }

  remember(entry: AgentEntry): void {
    this.entries.delete(entry.deviceId);
    this.entries.set(entry.deviceId, entry);
    for (const [oldest] of this.entries) {
      if (this.entries.size <= atMost) break;
      this.entries.delete(oldest);
    }
  }

  refOf(deviceId: string): AgentRef {
    const entry = this.entries.get(deviceId);
    return { id: deviceId, label: entry?.label ?? deviceId, ...(entry && { names: entry.names }) };
  }
}
