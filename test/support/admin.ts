import http from 'node:http';
import { red } from './node-red';
import { run } from './servers';

export interface AdminAnswer<T> {
  status: number;
  body: T;
  /** As it came. */
  text: string;
  headers: Headers;
}

/** Asks the admin API of the runtime that runs now, as the editor does. */
export async function admin<T = Record<string, unknown>>(
  path: string,
  init: RequestInit = {},
): Promise<AdminAnswer<T>> {
  if (!red) throw new Error('no runtime was started');
  const server = await run(http.createServer(red.httpAdmin));
  try {
    const answer = await fetch(`${server.url}/call-supervision/${path}`, init);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return { status: answer.status, body: (isJson ? JSON.parse(text) : {}) as T, text, headers: answer.headers };
  } finally {
    await server.close();
  }
}

/** The same with a body, as JSON. */
export const post = <T = Record<string, unknown>>(
  path: string,
  body: unknown,
  init: RequestInit = {},
): Promise<AdminAnswer<T>> =>
  admin<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
