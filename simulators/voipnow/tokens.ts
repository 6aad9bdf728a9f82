import { randomBytes } from 'node:crypto';
import type { Clock } from '../centre/clock';

/** What a client signs in with: the key and the secret of a trusted app. */
export const voipnowApp = { key: 'simulator-app', secret: 'simulator-secret' } as const;

/** How many tokens are alive at most; the oldest goes first. */
const most = 1000;

/** The access tokens. Old ones stay valid until their own time is up, however many follow. */
export class Tokens {
  private readonly ends = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  issue(seconds: number): string {
    const token = `sim_${randomBytes(24).toString('base64url')}`;
    this.ends.set(token, this.clock.now() + seconds * 1000);
    const [oldest] = this.ends.keys();
    if (this.ends.size > most && oldest !== undefined) this.ends.delete(oldest);
    return token;
  }

  alive(token: string): boolean {
    const end = this.ends.get(token);
    if (end === undefined) return false;
    if (this.clock.now() < end) return true;
    this.ends.delete(token);
    return false;
  }

  expireAll(): void {
    this.ends.clear();
  }
}

/** The token of a request: from the header, or (logged everywhere, so better not) from the query, the word Bearer included. */
export function tokenOf(authorization: string | undefined, query: URLSearchParams): string {
  const text = authorization ?? query.get('accessRequestToken') ?? '';
  return /^Bearer\s+(\S+)$/i.exec(text.trim())?.[1] ?? '';
}
