import type { Call, CentreEvent, LeaveReason, Leg } from '../centre/model';
import { callIdOf } from './call-ids';
import { event, offhook, phoneReleased, ready, seized, type HuaweiEvent } from './events';
import type { Inspections } from './inspections';
import type { Outbox } from './outbox';
import type { Session, Sessions } from './sessions';
import type { States } from './states';

/** Agents are named by their work number with an `a` before it. */
function parties(call: Call, leg: Leg): { caller: string; called: string; callid: string } {
  const own = `a${leg.number}`;
  const [caller, called] = call.direction === 'inbound' ? [call.customer, own] : [own, call.customer];
  return { caller, called, callid: callIdOf(call) };
}

export const featureOf = ({ direction }: Call): string => (direction === 'inbound' ? '0' : '7');

export function talking(call: Call, leg: Leg): HuaweiEvent[] {
  const id = callIdOf(call);
  const content = { ...parties(call, leg), type: 'main', feature: featureOf(call), mediaAbility: '1' };
  const record = { recordID: id, locationId: '1', fileName: `Y:/3/0/${id}.V3` };
  return [event('AgentEvent_Talking', content), event('AgentMediaEvent_Record', record)];
}

function asked(type: string, call: Call, leg: Leg): HuaweiEvent {
  const more = { transfer: 'no', transfrom: '', type: 'main', mediaType: '5', mediaAbility: '1' };
  return event(type, { ...parties(call, leg), ...more, feature: featureOf(call) });
}

/**
 * What agents who have signed in here are told of their own calls. Nobody else is told, an inspector least of all; he has a call
 * of his own once he has intercepted one.
 */
export class OwnCalls {
  /** Legs that were heard ringing. */
  private readonly rang = new Set<string>();

  constructor(
    private readonly sessions: Sessions,
    private readonly outbox: Outbox,
    private readonly states: States,
    private readonly inspections: Inspections,
  ) {}

  /** Hears every event before the inspections do. */
  handle(heard: CentreEvent): void {
    if (heard.type !== 'leg' || heard.leg.role === 'customer') return;
    const { what, call, leg, why = 'centre' } = heard;
    if (leg.role === 'supervisor' && this.inspections.takenBy(leg.party) !== call) return;
    if (what === 'ringing') this.rang.add(leg.id);
    const session = this.sessions.of(leg.party);
    if (session !== undefined) this.tell(session, what, call, leg, why);
    if (what === 'talking' || what === 'left') this.rang.delete(leg.id);
  }

  private tell(session: Session, what: string, call: Call, leg: Leg, why: LeaveReason): void {
    if (what === 'ringing') {
      const phone = session.releasePhone ? [event('AgentOther_PhoneAlerting')] : [];
      this.outbox.send(session, [seized, ...phone, asked('AgentEvent_Ringing', call, leg)]);
    }
    if (what === 'talking') {
      const auto = this.rang.has(leg.id) ? [] : [seized, asked('AgentEvent_Auto_Answer', call, leg)];
      const phone = session.releasePhone ? [offhook] : [];
      this.outbox.send(session, [...auto, ...phone, ...talking(call, leg)]);
    }
    if (what === 'held') this.outbox.send(session, [event('AgentEvent_Hold', callIdOf(call))]);
    if (what === 'resumed') this.outbox.send(session, talking(call, leg));
    if (what === 'left') this.over(session, call, leg, why);
  }

  private over(session: Session, call: Call, leg: Leg, why: LeaveReason): void {
    const released = event('AgentEvent_Call_Release', callIdOf(call));
    const customer = event('AgentEvent_Customer_Release', { callid: callIdOf(call), number: call.customer });
    const phone = session.releasePhone ? [phoneReleased(why === leg.role ? 'agent' : 'platform')] : [];
    if (why === 'removed' && call.endedAt === undefined && leg.role === 'agent') {
      // Intercepted: the developer guide lists these four, in this order.
      this.outbox.send(session, [ready, ...phone, released, customer]);
      return;
    }
    this.outbox.send(session, [...(why === 'customer' ? [customer] : []), released, ...phone]);
    if (session.autoEnterIdle || session.preBusy !== undefined) this.states.settle(session);
    else this.states.change(session.person, 'after-call-work', [event('AgentState_Work')]);
  }
}
