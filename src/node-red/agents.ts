import { agentsAtMost } from '../supervision/driver';
import { badRequest, Refused } from './http-answers';
import type { Registry } from './registry';

export interface FoundAgents {
  agents: { value: string; label: string; names: readonly string[] }[];
}

const longestQuery = 100;
const longest = 200;
const limitMs = 10_000;

/**
 * People of a platform for somebody who looks for an agent.
 *
 * @param query `connection`, and `q`: a part of a name or number; without `q` only whether one could search
 * @throws Refused `not-deployed`, `cannot-list`, `not-connected`
 */
export async function findAgents(
  registry: Registry,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<FoundAgents> {
  const connection = registry.connection(query.get('connection') ?? '');
  const text = query.get('q');
  if (text !== null && text.length > longestQuery) throw badRequest('"q" is too long.');
  if (!connection?.driver) {
    throw new Refused(404, 'not-deployed', 'No deployed node uses this connection yet. Deploy, then search.');
  }
  const { driver } = connection;
  if (!driver.agents) throw new Refused(409, 'cannot-list', 'This platform gives out no list of its agents.');
  const { state, error } = connection.standing();
  if (state !== 'connected') {
    throw new Refused(409, 'not-connected', error?.message ?? 'The connection is not up yet.');
  }
  if (text === null) return { agents: [] };
  const found = await driver.agents(text.trim(), AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
  return {
    agents: found.slice(0, agentsAtMost).map(({ id, label, names = [] }) => ({
      value: names[0] ?? id,
      label: label.slice(0, longest),
      names: names.map((name) => name.slice(0, longest)),
    })),
  };
}
