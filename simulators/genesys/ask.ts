import type { Json } from '../json';
import type { Session } from './sessions';

/** A request that is signed in and read. */
export interface Ask {
  method: string;
  /** Segments after /api/v2, decoded. */
  path: string[];
  query: URLSearchParams;
  body: Json;
  session: Session;
}

/**
 * The body as an object; undefined where it is none. A comma before a closing bracket is forgiven: the vendor's own sample
 * has one.
 */
export function parseBody(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON as it stands: once more without trailing commas, and then it is a client's mistake.
    try {
      return JSON.parse(body.replace(/,\s*([}\]])/g, '$1'));
    } catch {
      return undefined;
    }
  }
}
