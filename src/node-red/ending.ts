import { badRequest, Refused } from './http-answers';
import type { Registry } from './registry';

export interface Ended {
  /** How many supervisions are over. */
  ended: number;
  /** Where that could not be done, and why. */
  failed: { connection: string; code: string; message: string }[];
}

/**
 * Ends one supervision: the supervisor's own part of the call, or his arming, and nothing else.
 *
 * @throws Refused where it could not be ended
 */
export async function endOne(registry: Registry, body: unknown): Promise<Ended> {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  if (typeof id !== 'string' || id === '') throw badRequest('"id" must be the id of a supervision.');
  const connection = registry.connections.find((each) => each.running().some((supervision) => supervision.id === id));
  if (!connection) throw new Refused(404, 'call-not-found', 'This supervision is over, or is not known here.');
  const { error } = await connection.cancel({ id });
  if (error) throw new Refused(409, error.code, error.message);
  return { ended: 1, failed: [] };
}

/** Ends all supervisions of all connections; those of one that fails do not keep the others. */
export async function endAll(registry: Registry): Promise<Ended> {
  const all: Ended = { ended: 0, failed: [] };
  const running = registry.connections.filter(({ driver }) => driver !== undefined);
  await Promise.all(
    running.map(async (connection) => {
      const { supervisions, error } = await connection.cancel('all');
      if (error) all.failed.push({ connection: connection.name, code: error.code, message: error.message });
      else all.ended += supervisions.length;
    }),
  );
  return all;
}
