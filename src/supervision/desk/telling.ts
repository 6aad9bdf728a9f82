import type { CallEvent } from '../driver';
import type { SupervisionError } from '../errors';
import type { Supervision, SupervisionEvent } from '../vocabulary';
import type { Effect } from './model';

/** Where and when something happened. */
export type Origin = Pick<SupervisionEvent, 'at' | 'platform' | 'connection'>;

export function callEvent({ at, platform, connection }: Origin, source: CallEvent): SupervisionEvent {
  const { event, agent, call, detail } = source;
  const told: SupervisionEvent = { at, platform, connection, type: event, raw: undefined };
  // A driver may make it when it is looked at, which for most events nobody does. Without need an accessor is dear.
  const raw = Object.getOwnPropertyDescriptor(source, 'raw');
  if (raw?.get) Object.defineProperty(told, 'raw', { ...raw, configurable: true });
  else told.raw = raw?.value;
  if (agent !== undefined) told.agent = agent;
  if (call !== undefined) told.call = call;
  if (detail !== undefined) told.detail = detail;
  return told;
}

/** @param error why contact is down; without it, it is up */
export function contactEvent(origin: Origin, error?: SupervisionError): SupervisionEvent {
  if (!error) return { ...origin, type: 'connection.up', raw: null };
  return { ...origin, type: 'connection.down', detail: error.message, raw: null };
}

export function supervisionEvent(
  origin: Origin,
  type: Extract<Effect, { type: 'emit' }>['event'],
  supervision: Supervision,
): SupervisionEvent {
  const { agent, call, supervisor, evidence, error } = supervision;
  const detail = error?.message ?? evidence;
  return {
    ...origin,
    type,
    agent,
    ...(call !== undefined && { call }),
    supervisor,
    supervision,
    ...(detail !== undefined && { detail }),
    raw: null,
  };
}
