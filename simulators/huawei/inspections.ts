import type { Centre } from '../centre/centre';
import { isLive, legOf, type Call, type CentreEvent, type LeaveReason, type Leg, type Person } from '../centre/model';
import type { Faults } from '../faults';
import { event, notReady, phoneReleased, type HungUpBy, type HuaweiEvent } from './events';
import type { Kind } from './kinds';
import { workNoOf } from './members';
import type { Outbox } from './outbox';
import type { Session, Sessions } from './sessions';
import { standing, startEvents } from './start-events';
import type { States } from './states';

/** An inspector at an agent. It stands with or without a call of the agent's. */
export interface Inspection {
  readonly inspector: Person;
  readonly agent: Person;
  /** His phone stands between calls: it neither rings nor is put down. */
  readonly long: boolean;
  readonly number: string;
  kind: Kind;
  phone: 'ringing' | 'up';
  stopTimer: () => void;
}

/**
 * The quality control of everybody. The inspector's telephone is kept here, not in the centre, because it may ring and stand while
 * the agent has no call; while he has one, the inspector has a leg on it, and the centre says who hears whom.
 */
export class Inspections {
  private readonly byInspector = new Map<string, Inspection>();
  /** Calls that inspectors have taken over, by inspector. */
  private readonly taken = new Map<string, Call>();
  /** The inspector whose leg is being taken off or put on by us. */
  private moving: string | undefined;

  constructor(
    private readonly centre: Centre,
    private readonly faults: Faults,
    private readonly sessions: Sessions,
    private readonly outbox: Outbox,
    private readonly states: States,
  ) {}

  list(): Inspection[] {
    return [...this.byInspector.values()];
  }

  of(inspector: string): Inspection | undefined {
    return this.byInspector.get(inspector);
  }

  /** The call he has taken over from an agent. */
  takenBy(inspector: string): Call | undefined {
    return this.taken.get(inspector);
  }

  start(session: Session, agent: Person, kind: Kind): void {
    const inspection: Inspection = {
      inspector: session.person,
      agent,
      long: !session.releasePhone,
      number: session.phone,
      kind,
      phone: 'ringing',
      stopTimer: () => undefined,
    };
    this.byInspector.set(session.person.user, inspection);
    if (inspection.long) this.stand(inspection);
    else this.ring(inspection);
  }

  /** Only between the three; nobody's phone rings. */
  switchTo(inspection: Inspection, kind: Kind): void {
    if (inspection.kind === kind) return;
    inspection.kind = kind;
    const own = this.centre.onCall(inspection.inspector.user);
    if (own?.leg.state === 'talking') this.centre.supervision.setMode(inspection.inspector.user, kind.mode);
    this.tellAgent(inspection, 'AgentOther_BeQcStart');
  }

  /** @param silent the inspector is told nothing */
  end(inspection: Inspection, by: HungUpBy, { silent = false, answered = true } = {}): void {
    const { inspector, long, phone } = inspection;
    if (this.byInspector.get(inspector.user) !== inspection) return;
    inspection.stopTimer();
    this.byInspector.delete(inspector.user);
    this.takeOff(inspection);
    const session = this.sessions.of(inspector.user);
    if (!silent && !long) this.outbox.send(session, [phoneReleased(by)]);
    if (phone === 'up') this.tellAgent(inspection, 'AgentOther_BeQcStop');
    if (session === undefined || silent) return;
    if (answered || this.faults.value('huawei-no-answer') === 'ready') this.states.settle(session);
    else this.states.change(inspector, 'not-ready', [notReady('2')]);
  }

  /** He keeps the customer, the agent is dropped. */
  intercept(inspection: Inspection, call: Call): void {
    const { inspector, agent } = inspection;
    const { supervision } = this.centre;
    this.byInspector.delete(inspector.user);
    this.taken.set(inspector.user, call);
    const { watch } = supervision.leg(inspector.user);
    // With the call, not with the agent: he stays when the agent is gone.
    watch.scope = 'call';
    if (watch.mode !== 'barge') supervision.setMode(inspector.user, 'barge');
    this.centre.leave(call.id, agent.user, 'removed');
  }

  /** The ringing phone is picked up. */
  pickUp(inspection: Inspection): void {
    const { user } = inspection.inspector;
    // On a call the centre has the ringing leg, and tells when it is answered.
    if (this.centre.onCall(user)?.leg.state === 'ringing') this.centre.answer(user);
    else if (inspection.phone === 'ringing') this.up(inspection);
  }

  /** The inspector, or somebody else, puts his phone down. */
  hangUp(inspection: Inspection): void {
    this.end(inspection, inspection.phone === 'up' ? 'agent' : 'platform', { answered: inspection.phone === 'up' });
  }

  handle(heard: CentreEvent): void {
    if (heard.type === 'agent' && heard.person.state === 'signed-out') {
      for (const inspection of this.list()) {
        if (inspection.agent === heard.person) this.end(inspection, 'platform');
      }
    }
    if (heard.type !== 'leg') return;
    const { what, call, leg, why } = heard;
    if (leg.role === 'agent' && what === 'talking') this.agentTalks(leg);
    if (leg.role === 'supervisor' && this.moving !== leg.party) this.inspectorsLeg(what, call, leg, why);
  }

  close(): void {
    for (const { stopTimer } of this.list()) stopTimer();
  }

  private get order(): string {
    return this.faults.value('huawei-order');
  }

  private inspectorsLeg(what: string, call: Call, leg: Leg, why: LeaveReason | undefined): void {
    if (what === 'left' && this.taken.get(leg.party) === call) this.taken.delete(leg.party);
    const inspection = this.byInspector.get(leg.party);
    if (inspection === undefined) return;
    if (what === 'talking' && inspection.phone === 'ringing') this.up(inspection);
    if (what !== 'left') return;
    if (why === 'supervisor') this.hangUp(inspection);
    else {
      // By another platform's client, say: he is off a call that his agent is still on.
      const takenOff = legOf(call, inspection.agent.user) !== undefined;
      if (takenOff || this.faults.value('huawei-qc-end') === 'release') this.end(inspection, 'platform');
    }
  }

  private agentTalks(leg: Leg): void {
    for (const inspection of this.list()) if (inspection.agent.user === leg.party) this.putOn(inspection);
  }

  private ring(inspection: Inspection): void {
    const { clock, phones } = this.centre;
    const { autoAnswer } = inspection.inspector;
    const answerMs = autoAnswer ? phones.answerAfterMs : Number.POSITIVE_INFINITY;
    const rings = phones.ringing || answerMs > 0;
    if (!rings) {
      this.stand(inspection);
      return;
    }
    this.tell(inspection, startEvents(this.order).ringing);
    this.putOn(inspection);
    if (answerMs === 0) this.pickUp(inspection);
    else if (autoAnswer) {
      inspection.stopTimer = clock.after(answerMs, () => {
        this.pickUp(inspection);
      });
    } else if (Number.isFinite(phones.ringMs)) {
      inspection.stopTimer = clock.after(phones.ringMs, () => {
        this.end(inspection, 'platform', { answered: false });
      });
    }
  }

  /** Without ringing first. */
  private stand(inspection: Inspection): void {
    inspection.phone = 'up';
    const ofPhone = !inspection.long || this.faults.is('huawei-long-offhook');
    this.tell(inspection, standing(this.order, ofPhone));
    this.putOn(inspection);
    this.tellAgent(inspection, 'AgentOther_BeQcStart');
  }

  private up(inspection: Inspection): void {
    inspection.stopTimer();
    inspection.phone = 'up';
    this.tell(inspection, startEvents(this.order).pickedUp);
    this.tellAgent(inspection, 'AgentOther_BeQcStart');
  }

  /** On the call the agent is on now, if he is on one. */
  private putOn({ inspector, agent, kind, phone, number }: Inspection): void {
    const own = this.centre.onCall(agent.user);
    if (own?.leg.role !== 'agent' || own.leg.state === 'ringing') return;
    const state = phone === 'up' ? 'talking' : 'ringing';
    const { call } = own;
    this.moved(inspector.user, () => {
      const order = { guest: inspector.user, number, call, agent: agent.user, mode: kind.mode, state } as const;
      this.centre.supervision.seat(order);
    });
  }

  private takeOff({ inspector }: Inspection): void {
    const own = this.centre.onCall(inspector.user);
    if (own?.leg.watch === undefined || !isLive(own.leg)) return;
    this.moved(inspector.user, () => {
      this.centre.leave(own.call.id, inspector.user, 'cancel');
    });
  }

  private moved(user: string, action: () => void): void {
    const before = this.moving;
    this.moving = user;
    try {
      action();
    } finally {
      this.moving = before;
    }
  }

  private tell({ inspector }: Inspection, events: readonly HuaweiEvent[]): void {
    this.outbox.send(this.sessions.of(inspector.user), events);
  }

  private tellAgent({ agent, inspector, kind }: Inspection, type: string): void {
    if (!this.faults.is('huawei-be-qc')) return;
    const content = { qcType: kind.qcType, qcAgentId: workNoOf(inspector) };
    this.outbox.send(this.sessions.of(agent.user), [event(type, content)]);
  }
}
