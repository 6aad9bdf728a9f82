import type { AgentRef } from '../../supervision/driver';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { isCallOf, isOn, legOf, monitorOf } from './dialogs';
import { Refusal } from './failures';
import type { Dialog } from './resources';

/**
 * Finesse says "invalid state" where somebody else monitors the agent, where he has no call, and where it is on hold. His calls tell
 * which it is.
 *
 * @param dialogs the agent's, or undefined where they cannot be read
 * @param own the supervisor's extension
 */
export function explained(
  error: SupervisionError,
  agent: AgentRef,
  extension: string,
  own: string,
  dialogs: readonly Dialog[] | undefined,
): SupervisionError {
  if (!dialogs || !(error instanceof Refusal) || !error.vague) return error;
  const monitor = monitorOf(dialogs, extension);
  if (monitor !== undefined && monitor !== own) {
    return as('already-supervised', `Agent ${agent.label} is monitored by ${monitor} already.`, error);
  }
  const calls = dialogs.filter((dialog) => isCallOf(dialog, extension));
  const legs = calls.map((dialog) => legOf(dialog, extension)?.state);
  if (!legs.some(isOn)) return as('no-active-call', `Agent ${agent.label} is on no call.`, error);
  if (!legs.includes('ACTIVE')) return as('agent-wrong-state', `Agent ${agent.label} has his call on hold.`, error);
  return error;
}

function as(code: ErrorCode, says: string, error: SupervisionError): SupervisionError {
  const { vendorCode, httpStatus, retryable, arrived } = error;
  const codes = [httpStatus === undefined ? '' : `HTTP ${httpStatus}`, vendorCode ?? ''].filter(Boolean).join(', ');
  return new SupervisionError(code, codes === '' ? says : `${says} (${codes})`, {
    platform: 'finesse',
    ...(vendorCode !== undefined && { vendorCode }),
    ...(httpStatus !== undefined && { httpStatus }),
    retryable,
    arrived,
    cause: error,
  });
}
