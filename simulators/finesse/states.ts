import type { Centre } from '../centre/centre';
import type { Call, Leg } from '../centre/model';
import type { User } from './directory';

/** Why somebody is not ready or signed out, where he or somebody else said so. */
export interface Reason {
  id: string;
  code: string;
  label: string;
  category: 'NOT_READY' | 'LOGOUT';
}

const resting = {
  ready: 'READY',
  'not-ready': 'NOT_READY',
  'after-call-work': 'WORK',
  'signed-out': 'LOGOUT',
} as const;

/** Routed by a queue, not dialled. */
export const isRouted = (call: Call): boolean => call.direction === 'inbound';

function onCallState(call: Call, { state, watch }: Leg): string {
  if (watch !== undefined) return state === 'held' ? 'HOLD' : 'TALKING';
  if (state === 'ringing') return isRouted(call) ? 'RESERVED' : 'TALKING';
  return state === 'held' ? 'HOLD' : 'TALKING';
}

/** Unified CCX: no HOLD, and whoever is on a call that was not routed, or listens to one, is NOT_READY. */
function onCallStateUccx(call: Call, { state, watch }: Leg): string {
  if (!isRouted(call) || (watch !== undefined && watch.mode !== 'barge')) return 'NOT_READY';
  return state === 'ringing' ? 'RESERVED' : 'TALKING';
}

/** The states of the users, and since when they have them. */
export class States {
  private readonly known = new Map<string, { state: string; pending: string; since: number }>();
  private readonly reasons = new Map<string, Reason>();

  constructor(
    private readonly centre: Centre,
    private readonly isUccx: () => boolean,
    private readonly startedAt: number,
  ) {}

  of({ person }: User): string {
    if (person.state === 'signed-out') return 'LOGOUT';
    const own = this.centre.onCall(person.user);
    if (own === undefined) return resting[person.state];
    return this.isUccx() ? onCallStateUccx(own.call, own.leg) : onCallState(own.call, own.leg);
  }

  /** What comes after the call. */
  pending(user: User): string {
    const { person } = user;
    const waits =
      person.role === 'agent' && person.state === 'not-ready' && this.centre.onCall(person.user) !== undefined;
    return waits ? 'NOT_READY' : '';
  }

  since(user: User): number {
    return this.known.get(user.loginId)?.since ?? this.startedAt;
  }

  reason(user: User): Reason | undefined {
    return this.reasons.get(user.loginId);
  }

  /** For the state that he is given next. */
  setReason(user: User, reason: Reason | undefined): void {
    if (reason === undefined) this.reasons.delete(user.loginId);
    else this.reasons.set(user.loginId, reason);
  }

  /** Whether something about him is different from the last time this was asked. */
  refresh(user: User): boolean {
    const [state, pending] = [this.of(user), this.pending(user)];
    const last = this.known.get(user.loginId);
    if (last?.state === state && last.pending === pending) return false;
    const since = last?.state === state ? last.since : this.centre.clock.now();
    this.known.set(user.loginId, { state, pending, since });
    const category = this.reasons.get(user.loginId)?.category;
    if (category !== undefined && category !== state && category !== pending) this.reasons.delete(user.loginId);
    return true;
  }

  /** Knows everybody as he is now, so that only what changes from here on is news. */
  begin(users: readonly User[]): void {
    for (const user of users) {
      this.known.set(user.loginId, { state: this.of(user), pending: '', since: this.startedAt });
    }
  }
}
