import type { AgentRef } from '../../supervision/driver';
import { searched } from '../../supervision/searching';
import type { HuaweiClient } from './client';
import type { AgentInfo } from './wire';

/** Queries are throttled, and a search asks with every pause in typing. */
const freshMs = 10_000;

/** The agents that the inspector may watch, for somebody who looks for one. */
export class AgentSearch {
  private listed: { at: number; agents: AgentRef[] } | undefined;

  constructor(private readonly client: HuaweiClient) {}

  async search(query: string, signal: AbortSignal): Promise<AgentRef[]> {
    const { client } = this;
    const now = client.chance.now();
    if (!this.listed || now - this.listed.at >= freshMs) {
      this.listed = { at: now, agents: (await client.watchedAgents(signal)).flatMap(refOf) };
    }
    return searched(this.listed.agents, query);
  }
}

function refOf({ workNo, name }: AgentInfo): AgentRef[] {
  if (workNo === undefined) return [];
  if (name === undefined) return [{ id: workNo, label: workNo }];
  return [{ id: workNo, label: `${name} (${workNo})`, names: [workNo, name] }];
}
