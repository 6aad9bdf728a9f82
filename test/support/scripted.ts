import type { IncomingMessage } from 'node:http';
import { serveHttp, type Running } from './servers';

export interface Seen {
  method: string;
  /** Without `/api/v2`. */
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string | string[]>;
  /** Sent as JSON, a string as it is. */
  body?: unknown;
  /** Nothing is answered and the connection is cut. */
  cut?: boolean;
}

export type Script = (seen: Seen) => Reply | undefined;

export const ok = (body: object = {}): Reply => ({ body: { statusCode: 0, ...body } });
export const signedOut: Reply = { status: 403, body: { statusCode: 20, statusMessage: 'Access denied' } };

/** A Genesys that says what a script says: 404/6 where the script says nothing, and a sign-in where nothing else was said. */
export async function scripted(script: Script): Promise<Running & { seen: Seen[]; script: Script }> {
  const seen: Seen[] = [];
  const state = { seen, script };
  const running = await serveHttp((request, response, text) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const entry: Seen = {
      method: request.method ?? '',
      path: url.pathname.replace('/api/v2', ''),
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    seen.push(entry);
    const signIn = entry.path === '/me' && entry.method === 'GET' && Object.keys(entry.query).length === 0;
    const reply =
      state.script(entry) ?? (signIn ? ok({ user: { id: 'me' } }) : { status: 404, body: { statusCode: 6 } });
    if (reply.cut) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? { statusCode: 0 }));
  });
  return Object.assign(state, {
    url: running.url,
    port: running.port,
    open: 0,
    accepted: 0,
    close: () => running.close(),
  });
}

/** `GET /me` for each request that was seen. */
export const asked = (seen: readonly Seen[]): string[] => seen.map(({ method, path }) => `${method} ${path}`);
