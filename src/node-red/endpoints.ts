import { findAgents } from './agents';
import { endAll, endOne } from './ending';
import { answering, Refused, type Asked, type Route } from './http-answers';
import type { Red } from './red';
import { registryOf } from './registry';

/** What is used of the express application for the admin API. */
interface Application {
  get(path: string, ...handlers: Route[]): unknown;
  post(path: string, ...handlers: Route[]): unknown;
}

/** Each test signs in somewhere. */
const testsAtOnce = 4;

/**
 * What the editor asks, below `/call-supervision` of the admin API. Reading needs the permission `call-supervision.read`; testing a
 * connection and ending supervisions need `call-supervision.write`. Errors are `{ code, message }`. Called by each node that is
 * loaded with it; only the first call lays the routes.
 */
export function openEndpoints(red: Red): void {
  const registry = registryOf(red);
  if (registry.served) return;
  registry.served = true;
  const application = red.httpAdmin as unknown as Application;
  const permission = (name: string): Route => red.auth.needsPermission(`call-supervision.${name}`) as Route;
  const underWay = new Set<string>();

  async function test({ body, signal }: Asked): Promise<object> {
    const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';
    if (underWay.has(id) || underWay.size >= testsAtOnce) {
      throw new Refused(429, 'busy', 'A test is under way. Wait for its end.');
    }
    underWay.add(id);
    try {
      const { testConnection } = await import('./testing.js');
      return await testConnection(red, registry, body, signal);
    } finally {
      underWay.delete(id);
    }
  }

  const get = (path: string, work: (asked: Asked) => Promise<object>): void => {
    application.get(`/call-supervision/${path}`, permission('read'), answering(work));
  };
  const post = (path: string, work: (asked: Asked) => Promise<object>): void => {
    application.post(`/call-supervision/${path}`, permission('write'), answering(work));
  };
  get('board', () => Promise.resolve(registry.board.view(registry.connections)));
  get('agents', ({ query, signal }) => findAgents(registry, query, signal));
  post('test', test);
  post('end', ({ body }) => endOne(registry, body));
  post('end-all', () => endAll(registry));
}
