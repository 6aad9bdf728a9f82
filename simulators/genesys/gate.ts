import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults';
import { cookieOf, type Session, type Sessions } from './sessions';

export type Verdict = { session: Session } | { refusal: 'access' | 'csrf' };

const missingToken = 'Missing or invalid Csrf token';
export const csrfText = missingToken;

/**
 * Sign-in and CSRF. With protection on, a changing request without any session cookie is refused for the token, as a server
 * does that checks it first; one with a dead cookie is told to sign in again.
 */
export class Gate {
  constructor(
    private readonly sessions: Sessions,
    private readonly faults: Faults,
  ) {}

  enter(request: IncomingMessage, response: ServerResponse, notifications: boolean): Verdict {
    const { cookie = '', authorization = '' } = request.headers;
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const guarded = changes && this.faults.is('csrf') && (!notifications || this.faults.is('csrf-notifications'));
    if (guarded && cookieOf(cookie, 'JSESSIONID') === undefined) return { refusal: 'csrf' };
    const entry = this.sessions.signIn(cookie, authorization);
    if (entry === undefined) return { refusal: 'access' };
    const { session, fresh } = entry;
    if (fresh) response.appendHeader('Set-Cookie', `JSESSIONID=${session.id}; Path=/; HttpOnly`);
    const header = this.faults.value('csrf-header');
    if (guarded && request.headers[header.toLowerCase()] !== session.token) return { refusal: 'csrf' };
    if (!changes && this.faults.is('csrf')) {
      response.setHeader('X-CSRF-HEADER', header);
      response.setHeader('X-CSRF-TOKEN', session.token);
    }
    return { session };
  }
}
