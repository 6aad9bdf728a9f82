import type { CallEvent } from '../driver';
import { callOf } from './book';
import { hangsOnAgent } from './hanging';
import type { Session } from './model';
import type { Turn } from './turn';

/** The agent has the call that was waited for: from now on the supervision ends with it. */
export function callCame(turn: Turn, session: Session, event: { call?: string }): Session {
  if (session.onCall === 'yes') return session;
  const on = turn.tell(session, callOf(event), { onCall: 'yes' });
  return session.step === 'active' || session.step === 'switching' ? turn.drop(on, ['armedUntil']) : on;
}

/** The phone that rang is answered, and there is no call: what rang is the arming now, and no leg on a call. */
export function armed(turn: Turn, session: Session, on: boolean): Session {
  return on && hangsOnAgent(turn) && session.leg?.state === 'ringing' ? turn.drop(session, ['leg']) : session;
}

/** A call of the agent whom this supervision is about. */
export function call(turn: Turn, session: Session, event: CallEvent): void {
  if (event.event === 'call.answered') callCame(turn, session, event);
  else if (event.event === 'call.ended' && session.want === 'on' && isOurs(session, event)) callWent(turn, session);
}

const isOurs = ({ onCall, supervision }: Session, event: CallEvent): boolean =>
  onCall !== 'no' && (event.call === undefined || supervision.call === undefined || event.call === supervision.call);

function callWent(turn: Turn, session: Session): void {
  const isOn = session.supervision.activeAt !== undefined || session.step === 'armed';
  if (isOn) {
    turn.stop(session, 'unknown');
  } else if (session.order.arm) {
    // His phone is not answered yet: the order waits for the next call.
    const supervision = { ...session.supervision };
    Reflect.deleteProperty(supervision, 'call');
    turn.put(session, { supervision, onCall: 'no' });
  } else {
    turn.takeBack(session, turn.error('no-active-call', 'The call was over before the supervisor was on it.'));
  }
}
