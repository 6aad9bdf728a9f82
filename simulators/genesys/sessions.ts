import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../centre/clock';
import type { Person } from '../centre/model';
import type { People } from '../centre/people';

/** An HTTP session: who, and the CSRF token that lives as long as it does. */
export interface Session {
  readonly id: string;
  readonly token: string;
  readonly person: Person;
  lastUsed: number;
  /** Requests of it that are being served. A held long poll keeps its session alive (inferred). */
  busy: number;
}

export type SignIn = { session: Session; fresh: boolean } | undefined;

const same = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

export function cookieOf(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key = '', ...value] = part.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

/** The HTTP sessions of one node. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly clock: Clock,
    private readonly people: People,
    private readonly idleSeconds: () => number,
    private readonly onGone: (session: Session) => void,
  ) {}

  /** By the cookie if it is good, else by Basic credentials, else nobody. */
  signIn(cookieHeader: string, authorization: string): SignIn {
    const id = cookieOf(cookieHeader, 'JSESSIONID');
    const known = id === undefined ? undefined : this.alive(id);
    const person = this.basic(authorization);
    if (known !== undefined && (person === undefined || person === known.person)) {
      known.lastUsed = this.clock.now();
      // To the end of the line: the sessions stay in the order of their last use.
      this.sessions.delete(known.id);
      this.sessions.set(known.id, known);
      return { session: known, fresh: false };
    }
    if (person === undefined) return undefined;
    this.sweep();
    const session: Session = {
      // Jetty appends the name of the node, for the load balancer.
      id: `${randomBytes(16).toString('hex')}.node1`,
      token: randomBytes(16).toString('hex'),
      person,
      lastUsed: this.clock.now(),
      busy: 0,
    };
    this.sessions.set(session.id, session);
    return { session, fresh: true };
  }

  drop(session: Session): void {
    if (this.sessions.delete(session.id)) this.onGone(session);
  }

  /** Every session, or those of one user. */
  dropAll(user?: string): void {
    for (const session of [...this.sessions.values()]) {
      if (user === undefined || session.person.user === user) this.drop(session);
    }
  }

  get size(): number {
    return this.sessions.size;
  }

  private alive(id: string): Session | undefined {
    const session = this.sessions.get(id);
    if (session === undefined || !this.expired(session)) return session;
    this.drop(session);
    return undefined;
  }

  private expired({ busy, lastUsed }: Session): boolean {
    return busy === 0 && this.clock.now() - lastUsed > this.idleSeconds() * 1000;
  }

  /** Clients without a cookie store leave a session behind with every request. The oldest come first. */
  private sweep(): void {
    for (const session of this.sessions.values()) {
      if (session.busy > 0) continue;
      if (!this.expired(session)) return;
      this.drop(session);
    }
  }

  private basic(header: string): Person | undefined {
    const encoded = /^Basic\s+(.+)$/i.exec(header)?.[1];
    if (encoded === undefined) return undefined;
    // Clients disagree on the charset: at least one uses ISO-8859-1. Both are taken.
    for (const charset of ['utf8', 'latin1'] as const) {
      const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString(charset).split(':');
      const person = this.people.find(user);
      if (person?.user === user && same(rest.join(':'), person.password)) return person;
    }
    return undefined;
  }
}
