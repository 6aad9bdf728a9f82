import type { Mode } from '../../supervision/vocabulary';
import { modeOfState } from './capabilities';
import type { Call, Device, Monitoring } from './resources';

/** Whom the supervisor's device is expected to monitor. */
export interface Target {
  deviceId: string;
  phoneNumber?: string | undefined;
}

const switches = ['SwitchToListenIn', 'SwitchToBargeIn'];

/**
 * Whether a call on the supervisor's own device is his leg on a monitored call, and not a call that he makes himself. There is no
 * role in a call of v2: a switch is offered only on a monitored call; `monitoring` is told by newer servers; and while we wait for
 * a target, a call with that target's number is the one, unless the two talk to each other and to nobody else.
 */
export function isMonitoringLeg(call: Call, target: Target | undefined): boolean {
  if (call.monitoring === true || call.capabilities.some((each) => switches.includes(each))) return true;
  const between = (call.callType === 'Internal' || call.callType === 'Consult') && call.participants.length < 2;
  return target !== undefined && !between && names(call, target);
}

/** The target's number is among the participants. */
export function names(call: Call, { phoneNumber }: Target): boolean {
  return (
    phoneNumber !== undefined &&
    call.participants.some((each) => each.phoneNumber === phoneNumber || each.digits === phoneNumber)
  );
}

/**
 * In which mode a leg is on the call. The device keeps the word it was started with and need not follow a switch, so the leg's own
 * mute and offered switches come first: what is offered is the other mode; coach offers both (inferred).
 *
 * @param monitoring of the device, for servers whose legs tell neither
 * @returns undefined while nothing proves a mode
 */
export function modeOfLeg(call: Call, monitoring: Monitoring | undefined): Mode | undefined {
  const toListen = call.capabilities.includes('SwitchToListenIn');
  const toBarge = call.capabilities.includes('SwitchToBargeIn');
  if (toListen && toBarge) return 'coach';
  const started = modeOfState(monitoring?.state);
  if (toListen) return 'barge';
  if (toBarge) return 'listen';
  if (started === 'coach') return 'coach';
  if (call.mute === 'Off') return 'barge';
  if (call.mute === 'On') return 'listen';
  return started;
}

/** One line for people: what this leg event said. */
export function evidenceOf(call: Call, mode: Mode | undefined): string {
  const said = [
    call.state,
    ...(call.mute === undefined ? [] : [`mute ${call.mute}`]),
    ...(mode === undefined ? [] : [mode]),
  ];
  return `CallStateChangeMessage: call ${call.id} on my device is ${said.join(', ')}`;
}

export function deviceEvidence(device: Device): string {
  const { monitoring } = device;
  return monitoring === undefined
    ? `DeviceStateChangeMessage: device ${device.id} monitors nobody`
    : `DeviceStateChangeMessage: device ${device.id} has ${monitoring.state} ${monitoring.mode ?? ''} on ${monitoring.targetDeviceId ?? 'its target'}`;
}
