import type { Json } from '../json';

export interface Reply {
  http: number;
  body: Json;
}

/**
 * HTTP status per statusCode. Only 503 and 403 for code 20 are documented as pairs (see `voiceDown`, `accessDenied`);
 * the rest is inferred, so clients must look at statusCode first.
 */
const httpOf: Readonly<Record<number, number>> = {
  1: 400,
  2: 400,
  3: 403,
  4: 500,
  5: 403,
  6: 404,
  8: 403,
  10: 400,
  11: 400,
  18: 409,
  19: 409,
  20: 403,
};

export const ok = (more: Json = {}): Reply => ({ http: 200, body: { statusCode: 0, ...more } });

export const refused = (statusCode: number, statusMessage: string, http = httpOf[statusCode] ?? 500): Reply => ({
  http,
  body: { statusCode, statusMessage },
});

export const accessDenied = refused(20, 'Access denied');
export const voiceDown = refused(4, 'Voice service is not available at this time', 503);
export const noSuch = (what: string): Reply => refused(6, `${what} not found`);
export const missing = (parameter: string): Reply => refused(1, `Required parameter is missing: ${parameter}`);
export const invalid = (parameter: string, value: unknown): Reply =>
  refused(10, `Invalid value of ${parameter}: ${JSON.stringify(value)}`);
export const wrongState = (why: string): Reply => refused(2, why);
export const noPermission = (why: string): Reply => refused(5, why);
