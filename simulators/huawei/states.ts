import type { Centre } from '../centre/centre';
import type { CentreEvent, Person, WorkState } from '../centre/model';
import { event, notReady, ready, type HuaweiEvent } from './events';
import type { Outbox } from './outbox';
import type { Session, Sessions } from './sessions';

/** What a change of state is told as when nothing more special is known about it. */
function usual(from: WorkState, to: WorkState, rested: boolean): HuaweiEvent[] {
  if (from === to) return [];
  if (to === 'not-ready') return [notReady('0')];
  if (to === 'after-call-work') return [event('AgentState_SetWork_Success')];
  if (to === 'signed-out' || from === 'signed-out') return [];
  if (from === 'after-call-work') return [event('AgentState_CancelWork_Success')];
  return [event(rested ? 'AgentState_CancelRest_Success' : 'AgentState_CancelNotReady_Success')];
}

/** The states of work. The centre keeps them; rest, which it does not know, is kept here. */
export class States {
  private readonly last = new Map<string, WorkState>();
  private readonly since = new Map<string, number>();
  private readonly resting = new Map<string, () => void>();
  private telling: readonly HuaweiEvent[] | undefined;

  constructor(
    private readonly centre: Centre,
    private readonly sessions: Sessions,
    private readonly outbox: Outbox,
  ) {
    for (const { user, state } of centre.people.list()) this.last.set(user, state);
  }

  rests(user: string): boolean {
    return this.resting.has(user);
  }

  /** Since when he has been in his present state, ms. */
  sinceOf(user: string): number {
    return this.since.get(user) ?? this.centre.clock.now();
  }

  /** @param events instead of the usual ones */
  change(person: Person, state: WorkState, events?: readonly HuaweiEvent[]): void {
    if (person.state === state) {
      const rested = this.endRest(person.user);
      const plain = rested && state === 'not-ready' ? [notReady('0')] : [];
      this.outbox.send(this.sessions.of(person.user), events ?? plain);
      return;
    }
    this.telling = events;
    try {
      this.centre.setState(person.user, state);
    } finally {
      this.telling = undefined;
    }
  }

  rest(person: Person, seconds: number): void {
    this.change(person, 'not-ready', [event('AgentState_SetRest_Success')]);
    const stop = this.centre.clock.after(seconds * 1000, () => {
      // A reminder: he rests on until he says otherwise.
      this.outbox.send(this.sessions.of(person.user), [event('AgentState_Rest_Timeout')]);
    });
    this.resting.set(person.user, stop);
  }

  /** A call or a quality control is over: what he is now. */
  settle(session: Session): void {
    const { person, preBusy } = session;
    session.preBusy = undefined;
    if (preBusy !== undefined) this.change(person, 'not-ready', [notReady(preBusy)]);
    else if (person.state === 'ready') this.outbox.send(session, [ready]);
    else if (person.state === 'not-ready') this.outbox.send(session, [notReady('0')]);
  }

  handle(heard: CentreEvent): void {
    if (heard.type === 'leg') this.since.set(heard.leg.party, this.centre.clock.now());
    if (heard.type !== 'agent') return;
    const { user, state } = heard.person;
    const from = this.last.get(user) ?? state;
    this.last.set(user, state);
    this.since.set(user, this.centre.clock.now());
    const rested = this.endRest(user);
    this.outbox.send(this.sessions.of(user), this.telling ?? usual(from, state, rested));
  }

  private endRest(user: string): boolean {
    this.resting.get(user)?.();
    return this.resting.delete(user);
  }
}
