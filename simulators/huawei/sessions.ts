import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../centre/clock';
import type { Person } from '../centre/model';
import type { Faults } from '../faults';

/** An event as it waits to be fetched. */
export interface Waiting {
  eventType: string;
  at: number;
  content: unknown;
}

/** A poll that waits for an event. */
export interface Held {
  answer: () => void;
  /** Whoever waits here is no longer signed in. */
  refuse: () => void;
}

/** What the sign-in body says. */
export interface Terms {
  phone: string;
  autoAnswer: boolean;
  /** After a call: idle. Off: wrap-up. */
  autoEnterIdle: boolean;
  /** Off: the phone stands between calls, a long connection. */
  releasePhone: boolean;
  /** Wants to hear of agents who sign in and out. */
  listens: boolean;
  /** The gateway can pick his phone up. */
  phoneLinkage: boolean;
  /** Off: signed in at the platform only, with no telephone (`loginex`). */
  voice: boolean;
}

/** One signed-in agent or inspector. */
export interface Session extends Terms {
  readonly person: Person;
  readonly loginTime: number;
  /** The load balancer's. */
  readonly cookie: string;
  guid: string;
  guidSince: number;
  /** Superseded GUIDs, and until when each is still taken. */
  readonly old: Map<string, number>;
  queue: Waiting[];
  held: Held | undefined;
  /** He goes not ready, for this reason, once he is free. */
  preBusy: string | undefined;
  /** Signed out; what is in the queue can still be fetched. */
  over: boolean;
  stopTimer: () => void;
}

/** GUID in, session out. GUIDs rotate, sessions die of not being polled. */
export class Sessions {
  private readonly byUser = new Map<string, Session>();
  private readonly byGuid = new Map<string, Session>();
  /** Who is being signed in: the answer is not out yet. */
  readonly signingIn = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly faults: Faults,
    private readonly onNotPolled: (session: Session) => void,
  ) {}

  get size(): number {
    return this.byUser.size;
  }

  list(): Session[] {
    return [...this.byUser.values()];
  }

  of(user: string): Session | undefined {
    return this.byUser.get(user);
  }

  open(person: Person, terms: Terms): Session {
    const now = this.clock.now();
    const session: Session = {
      ...terms,
      person,
      loginTime: now,
      cookie: randomBytes(6).toString('hex'),
      guid: newGuid(),
      guidSince: now,
      old: new Map(),
      queue: [],
      held: undefined,
      preBusy: undefined,
      over: false,
      stopTimer: () => undefined,
    };
    this.byUser.set(person.user, session);
    this.byGuid.set(session.guid, session);
    this.polled(session);
    return session;
  }

  find(guid: string): Session | undefined {
    const session = this.byGuid.get(guid);
    if (session === undefined || session.guid === guid) return session;
    if (this.clock.now() < (session.old.get(guid) ?? 0)) return session;
    this.drop(session, guid);
    return undefined;
  }

  /** Dynamic authentication: a poll brings a new GUID once the present one is old enough. */
  rotate(session: Session): void {
    const due = session.guidSince + this.faults.number('huawei-guid-interval');
    if (this.clock.now() >= due) this.renew(session);
  }

  renew(session: Session): void {
    if (this.faults.value('huawei-authmode') === '1' || session.over) return;
    const now = this.clock.now();
    for (const [guid, until] of [...session.old]) if (until <= now) this.drop(session, guid);
    session.old.set(session.guid, session.guidSince + this.faults.number('huawei-guid-timeout'));
    session.guid = newGuid();
    session.guidSince = now;
    this.byGuid.set(session.guid, session);
  }

  /** He was heard of: another MAXTIME until he counts as gone. */
  polled(session: Session): void {
    session.stopTimer();
    session.stopTimer = this.clock.after(this.faults.number('huawei-max-time'), () => {
      if (session.held !== undefined) this.polled(session);
      else if (session.over) this.forget(session);
      else this.onNotPolled(session);
    });
  }

  /** Signed out. With something left to tell him, his GUIDs serve for that. */
  close(session: Session, farewell: boolean): void {
    session.over = true;
    if (this.byUser.get(session.person.user) === session) this.byUser.delete(session.person.user);
    if (!farewell) this.forget(session);
  }

  /** Nothing opens this session any more, though its agent may still count as signed in. */
  forget(session: Session): void {
    for (const guid of [session.guid, ...session.old.keys()]) this.byGuid.delete(guid);
    if (session.over) session.stopTimer();
    session.held?.refuse();
  }

  closeAll(): void {
    for (const session of new Set([...this.byUser.values(), ...this.byGuid.values()])) session.stopTimer();
  }

  private drop(session: Session, guid: string): void {
    session.old.delete(guid);
    this.byGuid.delete(guid);
  }
}

const newGuid = (): string => `${randomUUID()}.AgentGateway0`;
