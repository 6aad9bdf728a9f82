import { agentsAtMost, type AgentRef } from './driver';

/**
 * Searches a list that a platform gave out, as `searchAgents` wants it: every word must be in one of the names, upper and lower
 * case are the same.
 */
export function searched(agents: readonly AgentRef[], query: string): AgentRef[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = agents.filter(({ id, label, names = [] }) => {
    const all = [id, label, ...names].map((name) => name.toLowerCase());
    return words.every((word) => all.some((name) => name.includes(word)));
  });
  return found.sort((one, other) => (one.label < other.label ? -1 : 1)).slice(0, agentsAtMost);
}
