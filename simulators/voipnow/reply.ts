import type { Json } from '../json';

/** An answer under /uapi. Without a body: nothing is sent but the status. */
export interface Reply {
  http: number;
  body?: unknown;
}

export const ok = (body: unknown): Reply => ({ http: 200, body });
export const nothing: Reply = { http: 204 };

/** Every 4xx and 5xx of the API. The code is stable, the message is not. */
export function refused(http: number, code: string, message: string): Reply {
  const error: Json = { code, message };
  return { http, body: { error } };
}

export const invalid = (code: string, message: string): Reply => refused(400, code, message);
export const accessDenied = (http = 401): Reply =>
  refused(http, 'access_denied', 'You are not authorised to make this request.');
export const notImplemented = refused(501, 'request_not_implemented', 'This request is not implemented.');
