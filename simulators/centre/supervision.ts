import type { Clock } from './clock';
import type { Floor } from './floor';
import type { People } from './people';
import {
  CentreError,
  legOf,
  liveLegs,
  type Call,
  type CentreEvent,
  type Duration,
  type LeaveReason,
  type Leg,
  type Mode,
  type Person,
  type Scope,
  type Subscription,
} from './model';

export interface SubscribeOrder {
  supervisor: string;
  agent: string;
  mode: Mode;
  scope?: Scope;
  duration?: Duration;
  /** false: a call the agent is already on is not joined, only the next one. Default true. */
  intrude?: boolean;
}

/** One call of one phone onto one call, for platforms without standing orders. */
export interface Invitation {
  /** Whose phone rings: anybody with a phone, signed in or not. */
  guest: string;
  call: Call;
  agent: string;
  mode: Mode;
  scope: Scope;
  /** How long it rings at most; Infinity = until it is answered. */
  ringMs: number;
  /** Not even his own agent is heard by him. */
  deaf?: boolean;
}

/** A place on a call for somebody whose phone a platform keeps by itself: it rings, or stands already. */
export interface Seat {
  guest: string;
  number: string;
  call: Call;
  agent: string;
  mode: Mode;
  state: 'ringing' | 'talking';
}

export interface PhoneSettings {
  /** The supervisor's phone is seen ringing before it stands, also when it answers by itself. */
  ringing: boolean;
  /** How long a phone that answers by itself takes. */
  answerAfterMs: number;
  /** After this long an unanswered phone stops ringing. */
  ringMs: number;
}

/** Who supervises whom: standing orders, and the supervisors' legs that come of them. */
export class Supervision {
  private readonly bySupervisor = new Map<string, Subscription>();
  private readonly byAgent = new Map<string, Subscription>();
  private readonly timers = new Map<string, () => void>();

  constructor(
    private readonly clock: Clock,
    private readonly people: People,
    private readonly floor: Floor,
    private readonly phones: PhoneSettings,
    private readonly emit: (event: CentreEvent) => void,
  ) {}

  of(supervisor: string): Subscription | undefined {
    return this.bySupervisor.get(supervisor);
  }

  on(agent: string): Subscription | undefined {
    return this.byAgent.get(agent);
  }

  list(): Subscription[] {
    return [...this.bySupervisor.values()];
  }

  /** One supervisor per agent, one agent per supervisor: a second supervisor is refused, a second agent replaces the first. */
  subscribe(order: SubscribeOrder): Subscription {
    const supervisor = this.people.supervisor(order.supervisor);
    const agent = this.people.agent(order.agent);
    for (const person of [supervisor, agent]) {
      if (person.state === 'signed-out') throw new CentreError('signed-out', `${person.user} is not signed in.`);
    }
    const rival = this.byAgent.get(agent.user);
    if (rival !== undefined && rival.supervisor !== supervisor.user) {
      throw new CentreError('already-supervised', `${agent.user} is already supervised by ${rival.supervisor}.`);
    }
    const { mode, scope = 'call', duration = 'all-calls' } = order;
    if (rival === undefined) this.cancel(supervisor.user, { keepLeg: false });
    const subscription = rival ?? { supervisor: supervisor.user, agent: agent.user, mode, scope, duration };
    Object.assign(subscription, { mode, scope, duration });
    this.bySupervisor.set(supervisor.user, subscription);
    this.byAgent.set(agent.user, subscription);
    this.emit({ type: 'subscription', on: true, subscription });
    this.applyTo(supervisor, agent, subscription, order.intrude ?? true);
    return subscription;
  }

  /** Rings once; nothing is left behind when it comes to nothing. undefined: his phone is busy. */
  invite({ guest, call, ringMs, deaf, ...watch }: Invitation): Leg | undefined {
    const person = this.people.find(guest);
    if (person === undefined) throw new CentreError('unknown-supervisor', `There is nobody called "${guest}".`);
    return this.callPhone(call, person, { ...watch, ...(deaf === true && { deaf }) }, ringMs);
  }

  /** He leaves with the agent. No timer runs: the leg rings until somebody answers it or takes it off. undefined: he is on a call. */
  seat({ guest, number, call, agent, mode, state }: Seat): Leg | undefined {
    if (this.floor.calls.of(guest) !== undefined) return undefined;
    const watch = { mode, scope: 'agent', agent } as const;
    return this.floor.join(call, { party: guest, number, role: 'supervisor', state, watch });
  }

  /** Ends the standing order. The running leg, if any, goes with it unless it is to stay. */
  cancel(supervisor: string, { keepLeg }: { keepLeg: boolean }, why: LeaveReason = 'cancel'): boolean {
    const known = this.forget(supervisor, why);
    const own = this.floor.legOf(supervisor);
    // A call of his own is not what the order was about.
    if (own?.leg.watch !== undefined && !keepLeg) this.floor.leave(own.call, own.leg, why);
    return known;
  }

  setMode(supervisor: string, mode: Mode): void {
    const { call, leg, watch } = this.leg(supervisor);
    if (leg.state !== 'talking') throw new CentreError('wrong-state', `${supervisor} is not on the call yet.`);
    watch.mode = mode;
    leg.muted = false;
    this.emit({ type: 'leg', what: 'mode', call, leg });
  }

  /** The standing order follows a switch on the running call, where a platform does that. */
  recordMode(supervisor: string, mode: Mode): void {
    const subscription = this.bySupervisor.get(supervisor);
    if (subscription === undefined) return;
    subscription.mode = mode;
    this.emit({ type: 'subscription', on: true, subscription });
  }

  /** The supervisor's live leg, with its call. */
  leg(supervisor: string): { call: Call; leg: Leg; watch: NonNullable<Leg['watch']> } {
    const own = this.floor.legOf(supervisor);
    if (own?.leg.watch === undefined) throw new CentreError('no-leg', `${supervisor} is on no call.`);
    return { ...own, watch: own.leg.watch };
  }

  /** The agent is on the call now: whoever waits for that joins him. */
  agentTalks(call: Call, leg: Leg): void {
    const subscription = this.byAgent.get(leg.party);
    if (subscription !== undefined) this.ring(call, this.people.supervisor(subscription.supervisor), subscription);
  }

  /** With scope `agent` the supervisor leaves too; with scope `call` he stays, and coaches whoever has the call now. */
  agentLeft(call: Call, leg: Leg, why: LeaveReason): void {
    const heir = liveLegs(call).find((other) => other.role === 'agent');
    for (const other of liveLegs(call)) {
      if (other.watch?.agent !== leg.party) continue;
      if (other.watch.scope === 'agent') this.floor.leave(call, other, why);
      else if (heir !== undefined) other.watch.agent = heir.party;
    }
  }

  supervisorLeft(leg: Leg, why: LeaveReason): void {
    this.stopTimer(leg.id);
    if (this.bySupervisor.get(leg.party)?.duration === 'next-call') this.forget(leg.party, why);
  }

  private forget(supervisor: string, why: LeaveReason): boolean {
    const subscription = this.bySupervisor.get(supervisor);
    if (subscription === undefined) return false;
    this.bySupervisor.delete(supervisor);
    this.byAgent.delete(subscription.agent);
    this.emit({ type: 'subscription', on: false, subscription, why });
    return true;
  }

  private applyTo(supervisor: Person, agent: Person, subscription: Subscription, intrude: boolean): void {
    const running = this.floor.legOf(supervisor.user);
    if (running?.leg.watch !== undefined) {
      running.leg.watch.scope = subscription.scope;
      if (running.leg.state === 'talking' && running.leg.watch.mode !== subscription.mode) {
        this.setMode(supervisor.user, subscription.mode);
      }
      running.leg.watch.mode = subscription.mode;
      return;
    }
    const call = this.floor.calls.of(agent.user);
    const leg = call && legOf(call, agent.user);
    if (intrude && call !== undefined && leg?.state !== 'ringing') this.ring(call, supervisor, subscription);
  }

  private ring(call: Call, supervisor: Person, { mode, scope, agent }: Subscription): void {
    // The ring time is the line's: a phone that answers by itself does so however long it takes.
    const ringMs = supervisor.autoAnswer ? Number.POSITIVE_INFINITY : this.phones.ringMs;
    this.callPhone(call, supervisor, { mode, scope, agent }, ringMs);
  }

  private callPhone(call: Call, person: Person, watch: NonNullable<Leg['watch']>, ringMs: number): Leg | undefined {
    // One phone, one call: who still listens elsewhere (scope `call`) cannot be called a second time.
    if (this.floor.calls.of(person.user) !== undefined) return undefined;
    const answerMs = person.autoAnswer ? this.phones.answerAfterMs : Number.POSITIVE_INFINITY;
    const rings = this.phones.ringing || answerMs > 0;
    const leg = this.floor.join(call, {
      party: person.user,
      number: person.extension,
      role: 'supervisor',
      state: rings ? 'ringing' : 'talking',
      watch,
    });
    if (!rings) return leg;
    const pickUp = (): void => {
      if (leg.state === 'ringing') this.floor.answer(call, leg);
    };
    const giveUp = (): void => {
      if (leg.state === 'ringing') this.floor.leave(call, leg, 'no-answer');
    };
    if (answerMs === 0) pickUp();
    else if (answerMs < ringMs) this.timers.set(leg.id, this.clock.after(answerMs, pickUp));
    else if (Number.isFinite(ringMs)) this.timers.set(leg.id, this.clock.after(ringMs, giveUp));
    return leg;
  }

  private stopTimer(leg: string): void {
    this.timers.get(leg)?.();
    this.timers.delete(leg);
  }
}
