import { cast } from './cast';
import type { Clock } from './clock';
import { Floor, type CallOrder } from './floor';
import { CentreError, legOf, type Call, type CentreEvent, type LeaveReason, type Leg, type Person } from './model';
import type { WorkState } from './model';
import { People } from './people';
import { seededRandom, type Random } from './random';
import { Supervision, type PhoneSettings } from './supervision';
import { callView, personView, type CallView, type PersonView } from './views';

export interface CentreOptions {
  clock: Clock;
  /** Same seed, same ids and customers. Default `1`. */
  seed?: string;
  /** How many agents. Default: the named ones. */
  agents?: number;
  phones?: Partial<PhoneSettings>;
}

export type StartCall = Omit<CallOrder, 'customer'> & { agent: string; customer?: string };

/**
 * The simulated contact centre: people, calls, who hears whom. It knows no platform; faces translate its events, and call it
 * for what a platform's client asks.
 *
 * Wherever a method takes `ref`, that is a call id (ours or a platform's) or an agent (user name, extension, employee id)
 * whose call is meant.
 */
export class Centre {
  readonly clock: Clock;
  readonly seed: string;
  readonly people: People;
  readonly phones: PhoneSettings;
  readonly supervision: Supervision;
  private readonly floor: Floor;
  private readonly random: Random;
  private readonly listeners = new Set<(event: CentreEvent) => void>();
  private readonly actors = new Set<(event: CentreEvent) => void>();

  constructor(options: CentreOptions) {
    this.clock = options.clock;
    this.seed = options.seed ?? '1';
    this.random = seededRandom(this.seed);
    this.phones = { ringing: true, answerAfterMs: 0, ringMs: 30_000, ...options.phones };
    this.people = new People(cast(options.agents));
    const emit = (event: CentreEvent): void => {
      for (const listener of this.listeners) listener(event);
      for (const actor of this.actors) actor(event);
    };
    this.floor = new Floor(this.clock, emit, {
      agentTalks: (call, leg) => {
        this.supervision.agentTalks(call, leg);
      },
      agentLeft: (call, leg, why) => {
        this.supervision.agentLeft(call, leg, why);
      },
      supervisorLeft: (_call, leg, why) => {
        this.supervision.supervisorLeft(leg, why);
      },
    });
    this.supervision = new Supervision(this.clock, this.people, this.floor, this.phones, emit);
    this.emit = emit;
  }

  private readonly emit: (event: CentreEvent) => void;

  /**
   * Hears every event from now on. The returned function stops it.
   *
   * @param acts changes calls in answer to events. Hears them after all who only listen, who else would hear of the change first
   */
  listen(listener: (event: CentreEvent) => void, acts = false): () => void {
    const all = acts ? this.actors : this.listeners;
    all.add(listener);
    return () => {
      all.delete(listener);
    };
  }

  startCall(order: StartCall): CallView {
    const { agent, customer = this.someCustomer(), ...rest } = order;
    return callView(this.floor.start(this.people.agent(agent), { ...rest, customer }));
  }

  /** The agent (or, given one, the supervisor) picks up his ringing phone. */
  answer(who: string): CallView {
    const { call, leg } = this.legOfPerson(who);
    this.floor.answer(call, leg);
    return callView(call);
  }

  /** @param party who puts the call on hold; the agent if left out */
  hold(ref: string, party?: string): CallView {
    const { call, leg } = this.legOn(ref, party);
    this.floor.hold(call, leg);
    return callView(call);
  }

  resume(ref: string, party?: string): CallView {
    const { call, leg } = this.legOn(ref, party);
    this.floor.resume(call, leg);
    return callView(call);
  }

  transfer(ref: string, to: string): CallView {
    const { call, leg } = this.legOn(ref);
    this.floor.transfer(call, leg, this.people.agent(to));
    return callView(call);
  }

  endCall(ref: string, why: LeaveReason = 'centre'): CallView {
    const call = this.liveCall(ref);
    this.floor.finish(call, why);
    return callView(call);
  }

  agentHangsUp(ref: string): CallView {
    const { call, leg } = this.legOn(ref);
    this.floor.leave(call, leg, 'agent');
    return callView(call);
  }

  customerHangsUp(ref: string): CallView {
    return this.endCall(ref, 'customer');
  }

  /** Somebody puts the phone down, or is taken off the call. */
  leave(ref: string, party: string, why: LeaveReason): CallView {
    const { call, leg } = this.legOn(ref, party);
    this.floor.leave(call, leg, why);
    return callView(call);
  }

  supervisorHangsUp(supervisor: string): CallView {
    const { call, leg } = this.supervision.leg(this.people.supervisor(supervisor).user);
    this.floor.leave(call, leg, 'supervisor');
    return callView(call);
  }

  mute(ref: string, party: string, muted: boolean, by: string): void {
    const { call, leg } = this.legOn(ref, party);
    this.floor.mute(call, leg, muted, by);
  }

  mood(ref: string, score: number): CallView {
    if (!Number.isFinite(score) || score < -1 || score > 1) {
      throw new CentreError('invalid', 'A mood is a number from -1 (furious) to 1 (delighted).');
    }
    const call = this.liveCall(ref);
    call.mood = score;
    this.emit({ type: 'mood', call, score });
    return callView(call);
  }

  /** Signing out takes him off his call and ends any supervision he is part of. */
  setState(name: string, state: WorkState): void {
    const person = this.person(name);
    if (state === 'signed-out') this.clear(person);
    if (person.state === state) return;
    person.state = state;
    this.emit({ type: 'agent', person });
  }

  setAutoAnswer(supervisor: string, on: boolean): void {
    this.people.supervisor(supervisor).autoAnswer = on;
  }

  alias(call: Call, platform: string, id: string): void {
    this.floor.calls.alias(call, platform, id);
  }

  person(name: string): Person {
    const person = this.people.find(name);
    if (person === undefined) throw new CentreError('unknown-agent', `There is nobody called "${name}".`);
    return person;
  }

  personView(name: string): PersonView {
    const person = this.person(name);
    const call = this.floor.calls.of(person.user)?.id;
    const own = this.supervision.of(person.user);
    const by = this.supervision.on(person.user)?.supervisor;
    return personView(person, {
      ...(call !== undefined && { call }),
      ...(own !== undefined && {
        supervises: { agent: own.agent, mode: own.mode, scope: own.scope, duration: own.duration },
      }),
      ...(by !== undefined && { supervisedBy: by }),
    });
  }

  /** The live leg of somebody, with its call. */
  onCall(party: string): { call: Call; leg: Leg } | undefined {
    return this.floor.legOf(party);
  }

  /** Live calls; with `all` also the last ones that are over. */
  calls(all = false): CallView[] {
    const { calls } = this.floor;
    return [...(all ? calls.listOver() : []), ...calls.listLive()].map(callView);
  }

  call(ref: string): CallView | undefined {
    const call = this.floor.calls.find(ref) ?? this.callOf(ref);
    return call && callView(call);
  }

  /** No calls, no supervision, every agent ready. Whoever is signed in stays signed in. */
  reset(): void {
    for (const call of this.floor.calls.listLive()) this.floor.finish(call, 'centre');
    for (const { supervisor } of this.supervision.list()) this.supervision.cancel(supervisor, { keepLeg: false });
    for (const person of this.people.list()) {
      person.autoAnswer = true;
      if (person.role === 'agent') this.setState(person.user, 'ready');
    }
  }

  private clear(person: Person): void {
    const own = this.floor.legOf(person.user);
    const watched = this.supervision.on(person.user);
    if (watched !== undefined)
      this.supervision.cancel(watched.supervisor, { keepLeg: own !== undefined }, 'signed-out');
    this.supervision.cancel(person.user, { keepLeg: false }, 'signed-out');
    if (own !== undefined) this.floor.leave(own.call, own.leg, person.role);
  }

  private legOfPerson(name: string): { call: Call; leg: Leg } {
    const own = this.floor.legOf(this.person(name).user);
    if (own === undefined) throw new CentreError('no-call', `${name} is on no call.`);
    return own;
  }

  private legOn(ref: string, party?: string): { call: Call; leg: Leg } {
    const call = this.liveCall(ref);
    const leg =
      party === undefined
        ? call.legs.find((other) => other.role === 'agent' && other.state !== 'left')
        : legOf(call, party);
    if (leg === undefined) throw new CentreError('no-leg', `${party ?? 'An agent'} is not on ${call.id}.`);
    return { call, leg };
  }

  private liveCall(ref: string): Call {
    const call = this.floor.calls.find(ref) ?? this.callOf(ref);
    if (call !== undefined && call.endedAt === undefined) return call;
    const known = call !== undefined || this.people.find(ref) === undefined;
    if (known) throw new CentreError('unknown-call', `There is no live call "${ref}".`);
    throw new CentreError('no-call', `${ref} is on no call.`);
  }

  private callOf(name: string): Call | undefined {
    const person = this.people.find(name);
    return person && this.floor.calls.of(person.user);
  }

  /** A number nobody is calling from at the moment. */
  private someCustomer(): string {
    for (;;) {
      const number = `+4930555${String(Math.floor(this.random() * 1_000_000)).padStart(6, '0')}`;
      if (this.floor.calls.of(number) === undefined) return number;
    }
  }
}
