import type { User } from '../directory';
import type { Element } from '../xml';

/** A bound session: one full JID, one connection. */
export interface Session {
  readonly user: User;
  readonly resource: string;
  readonly jid: string;
  /** undefined: no presence was sent, or it was taken back. */
  priority: number | undefined;
  /** The presence as it was sent last. */
  presence: Element | undefined;
  send(stanza: Element): void;
  /** Ends the stream with an error. */
  fail(condition: string): void;
}

/** Who is connected to this node. */
export class Sessions {
  private readonly byUser = new Map<string, Map<string, Session>>();

  get size(): number {
    return [...this.byUser.values()].reduce((sum, own) => sum + own.size, 0);
  }

  /** An older session of the same full JID gives way. */
  add(session: Session): void {
    const own = this.byUser.get(session.user.loginId) ?? new Map<string, Session>();
    const older = own.get(session.resource);
    own.set(session.resource, session);
    this.byUser.set(session.user.loginId, own);
    older?.fail('conflict');
  }

  remove(session: Session): void {
    const own = this.byUser.get(session.user.loginId);
    if (own?.get(session.resource) !== session) return;
    own.delete(session.resource);
    if (own.size === 0) this.byUser.delete(session.user.loginId);
  }

  of(loginId: string): Session[] {
    return [...(this.byUser.get(loginId)?.values() ?? [])];
  }

  /** Those of his sessions that want messages. */
  willing(loginId: string): Session[] {
    return this.of(loginId).filter(({ priority }) => priority !== undefined && priority >= 0);
  }

  list(): Session[] {
    return [...this.byUser.values()].flatMap((own) => [...own.values()]);
  }
}
