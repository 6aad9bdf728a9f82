import type { Clock } from './clock';
import { CallStore } from './call-store';
import {
  CentreError,
  legOf,
  liveLegs,
  type Call,
  type CentreEvent,
  type LeaveReason,
  type Leg,
  type PartyRole,
  type Person,
} from './model';

export interface CallOrder {
  customer: string;
  direction?: 'inbound' | 'outbound';
  queue?: string;
  data?: Record<string, string>;
  /** The agent's phone rings first; `answer` takes the call. Default: he is on it at once. */
  ringing?: boolean;
}

export interface NewLeg {
  party: string;
  number: string;
  role: PartyRole;
  state: 'ringing' | 'talking';
  watch?: NonNullable<Leg['watch']>;
}

/** What supervision must do when agents come and go. */
export interface FloorHooks {
  agentTalks(call: Call, leg: Leg): void;
  agentLeft(call: Call, leg: Leg, why: LeaveReason): void;
  supervisorLeft(call: Call, leg: Leg, why: LeaveReason): void;
}

/** The calls of the centre and who is on them: legs come, change and go, and a call ends when nobody is left to talk to. */
export class Floor {
  readonly calls = new CallStore();
  private legCount = 0;

  constructor(
    private readonly clock: Clock,
    private readonly emit: (event: CentreEvent) => void,
    private readonly hooks: FloorHooks,
  ) {}

  start(agent: Person, order: CallOrder): Call {
    if (agent.state === 'signed-out') throw new CentreError('signed-out', `${agent.user} is not signed in.`);
    if (this.calls.of(agent.user) !== undefined) throw new CentreError('busy', `${agent.user} is already on a call.`);
    if (this.calls.of(order.customer) !== undefined) {
      throw new CentreError('busy', `The customer ${order.customer} is already on a call.`);
    }
    const call = this.calls.open({
      customer: order.customer,
      direction: order.direction ?? 'inbound',
      queue: order.queue ?? '8000',
      startedAt: this.clock.now(),
      data: order.data ?? {},
    });
    this.emit({ type: 'call', what: 'started', call });
    this.join(call, { party: order.customer, number: order.customer, role: 'customer', state: 'talking' });
    const state = order.ringing === true ? 'ringing' : 'talking';
    this.join(call, { party: agent.user, number: agent.extension, role: 'agent', state });
    return call;
  }

  join(call: Call, wanted: NewLeg): Leg {
    this.legCount += 1;
    const leg: Leg = { id: `leg-${this.legCount}`, muted: false, ...wanted };
    call.legs.push(leg);
    this.calls.enter(wanted.party, call);
    this.emit({ type: 'leg', what: wanted.state, call, leg });
    if (leg.role === 'agent' && leg.state === 'talking') this.hooks.agentTalks(call, leg);
    return leg;
  }

  /** The ringing phone is picked up. */
  answer(call: Call, leg: Leg): void {
    if (leg.state !== 'ringing') throw new CentreError('wrong-state', `The phone of ${leg.party} does not ring.`);
    leg.state = 'talking';
    this.emit({ type: 'leg', what: 'talking', call, leg });
    if (leg.role === 'agent') this.hooks.agentTalks(call, leg);
  }

  hold(call: Call, leg: Leg): void {
    if (leg.state !== 'talking') throw new CentreError('wrong-state', `${leg.party} is not talking on ${call.id}.`);
    leg.state = 'held';
    this.emit({ type: 'leg', what: 'held', call, leg });
    if (leg.role === 'agent') this.emit({ type: 'call', what: 'held', call });
  }

  resume(call: Call, leg: Leg): void {
    if (leg.state !== 'held') throw new CentreError('wrong-state', `${leg.party} does not hold ${call.id}.`);
    leg.state = 'talking';
    this.emit({ type: 'leg', what: 'resumed', call, leg });
    if (leg.role === 'agent') this.emit({ type: 'call', what: 'resumed', call });
  }

  mute(call: Call, leg: Leg, muted: boolean, by: string): void {
    leg.muted = muted;
    this.emit({ type: 'leg', what: muted ? 'muted' : 'unmuted', call, leg, by });
  }

  /** The new agent joins before the old one leaves, so the customer is never alone. */
  transfer(call: Call, from: Leg, to: Person): void {
    if (to.state === 'signed-out') throw new CentreError('signed-out', `${to.user} is not signed in.`);
    if (this.calls.of(to.user) !== undefined) throw new CentreError('busy', `${to.user} is already on a call.`);
    this.join(call, { party: to.user, number: to.extension, role: 'agent', state: 'talking' });
    this.leave(call, from, 'transfer');
    this.emit({ type: 'call', what: 'transferred', call });
  }

  leave(call: Call, leg: Leg, why: LeaveReason): void {
    if (leg.state === 'left') return;
    this.drop(call, leg, why);
    if (leg.role === 'agent') this.hooks.agentLeft(call, leg, why);
    if (leg.role === 'customer' || !this.worthKeeping(call)) this.finish(call, why);
  }

  finish(call: Call, why: LeaveReason): void {
    if (call.endedAt !== undefined) return;
    call.endedAt = this.clock.now();
    call.endedBy = why;
    for (const leg of liveLegs(call)) this.drop(call, leg, why);
    this.calls.close(call);
    this.emit({ type: 'call', what: 'ended', call, why });
  }

  /** A customer needs somebody who can answer him: an agent, or a supervisor who has barged in. */
  private worthKeeping(call: Call): boolean {
    const live = liveLegs(call);
    return (
      live.some((leg) => leg.role === 'customer') &&
      live.some((leg) => leg.role === 'agent' || leg.watch?.mode === 'barge')
    );
  }

  private drop(call: Call, leg: Leg, why: LeaveReason): void {
    leg.state = 'left';
    this.calls.exit(leg.party);
    this.emit({ type: 'leg', what: 'left', call, leg, why });
    if (leg.role === 'supervisor') this.hooks.supervisorLeft(call, leg, why);
  }

  /** The live leg of somebody, with its call. */
  legOf(party: string): { call: Call; leg: Leg } | undefined {
    const call = this.calls.of(party);
    const leg = call && legOf(call, party);
    return call && leg && { call, leg };
  }
}
