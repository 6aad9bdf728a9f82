import { agentsAtMost, type PlatformDriver } from '../supervision/driver';
import type { Connection } from './connection';
import { badRequest, Refused } from './http-answers';
import type { Registry } from './registry';

export interface FoundAgents {
  agents: { value: string; label: string; names: readonly string[] }[];
}

/** Whether one can search with a connection, or why not. */
export type CanFind = { can: true } | { can: false; code: string; message: string };

const longestQuery = 100;
const longest = 200;
const limitMs = 10_000;

/**
 * People of a platform for somebody who looks for an agent.
 *
 * @param query `connection`, and `q`: a part of a name or number; without `q` only whether one could search
 * @throws Refused `not-deployed`, `cannot-list`, `not-connected`, where one searches all the same
 */
export async function findAgents(
  registry: Registry,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<FoundAgents | CanFind> {
  const text = query.get('q');
  const search = searchOf(registry.connection(query.get('connection') ?? ''));
  if (text === null) {
    return search instanceof Refused ? { can: false, code: search.code, message: search.message } : { can: true };
  }
  if (search instanceof Refused) throw search;
  if (text.length > longestQuery) throw badRequest('"q" is too long.');
  const found = await search(text.trim(), AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
  return {
    agents: found.slice(0, agentsAtMost).map(({ id, label, names = [] }) => ({
      value: names[0] ?? id,
      label: label.slice(0, longest),
      names: names.map((name) => name.slice(0, longest)),
    })),
  };
}

function searchOf(connection: Connection | undefined): Refused | NonNullable<PlatformDriver['searchAgents']> {
  const driver = connection?.driver;
  if (!driver)
    return new Refused(404, 'not-deployed', 'No deployed node uses this connection yet. Deploy, then search.');
  if (!driver.searchAgents) return new Refused(409, 'cannot-list', 'This platform gives out no list of its agents.');
  const { state, error } = connection.standing();
  if (state !== 'connected')
    return new Refused(409, 'not-connected', error?.message ?? 'The connection is not up yet.');
  return driver.searchAgents.bind(driver);
}
