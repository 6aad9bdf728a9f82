import { callerIdOf, secondsOf } from './client';
import { invalid } from './paths';

export interface OrderOptions {
  callerId?: string;
  /** Seconds. */
  waitForPickup?: number;
  /** Coach only: the supervisor hears nothing of the conversation himself. */
  deaf: boolean;
  phoneCallViewId?: string;
}

/** @throws SupervisionError `invalid-input`; unknown keys are ignored, so that one flow serves several platforms */
export function orderOptions(given: Readonly<Record<string, unknown>>): OrderOptions {
  const { callerId, waitForPickup, phoneCallViewId } = given;
  if (callerId !== undefined && typeof callerId !== 'string') throw invalid('The option "callerId" must be text.');
  if (phoneCallViewId !== undefined && typeof phoneCallViewId !== 'string') {
    throw invalid('The option "phoneCallViewId" must be text such as "01": as a number it would lose its zero.');
  }
  const seconds = waitForPickup === undefined || waitForPickup === '' ? undefined : Number(waitForPickup);
  if (seconds !== undefined) secondsOf(seconds);
  return {
    deaf: flagOf(given.private),
    ...(callerId !== undefined && callerId !== '' && { callerId: callerIdOf(callerId) }),
    ...(seconds !== undefined && { waitForPickup: seconds }),
    ...(phoneCallViewId !== undefined && phoneCallViewId !== '' && { phoneCallViewId }),
  };
}

function flagOf(value: unknown): boolean {
  if (value === undefined || value === '' || value === false || value === 0 || value === '0') return false;
  if (value === true || value === 1 || value === '1') return true;
  throw invalid('The option "private" must be true or false.');
}
