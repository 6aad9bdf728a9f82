import * as v from 'valibot';
import { asObject, decodeEach, list, text } from './wire-schemas';
import { decodeCall, decodeDevice, tolerant, type Call, type Device } from './wire';

/** Topic `/v2/me/devices`: my devices as they are now. */
export interface DeviceStateChangeMessage {
  type: 'devices';
  devices: Device[];
  raw: unknown;
}

/** Topic `/v2/me/calls`. */
export interface CallStateChangeMessage {
  type: 'call';
  call: Call;
  /** `StatusChange`, `ParticipantsUpdated`, `AttachedDataChanged`, `MonitoredUserMutedStateChange`, … */
  notificationType?: string | undefined;
  /** My device's number. */
  phoneNumber?: string | undefined;
  raw: unknown;
}

/** An order that was accepted and then refused behind the scenes. The vendor's property list is not published. */
export interface ErrorMessage {
  type: 'error';
  errorCode?: string | undefined;
  errorMessage?: string | undefined;
  referenceId?: string | undefined;
  phoneNumber?: string | undefined;
  call?: Call | undefined;
  raw: unknown;
}

/** Anything else, untouched: service states, and what later releases invent. */
export interface OtherMessage {
  type: 'other';
  messageType?: string | undefined;
  raw: unknown;
}

export type Message = DeviceStateChangeMessage | CallStateChangeMessage | ErrorMessage | OtherMessage;

const fields = v.object({
  messageType: text,
  devices: list,
  notificationType: text,
  phoneNumber: text,
  errorCode: text,
  errorMessage: text,
  referenceId: text,
});

/**
 * Reads the `data` of a notification. A message of a known type whose content makes no sense comes out as `other`: one bad
 * message must not end the stream.
 */
export function decodeMessage(data: unknown): Message {
  const raw = asObject(data);
  if (raw === undefined) return { type: 'other', raw: data };
  const { messageType, devices, notificationType, phoneNumber, errorCode, errorMessage, referenceId } = v.parse(
    fields,
    raw,
  );
  // Most messages carry none, and to find that out by an error is dear.
  const call = raw.call === undefined ? undefined : tolerant(decodeCall)(raw.call);
  if (messageType === 'DeviceStateChangeMessage') {
    return { type: 'devices', devices: decodeEach(devices, tolerant(decodeDevice)), raw };
  }
  if (messageType === 'CallStateChangeMessage' && call !== undefined) {
    return { type: 'call', call, notificationType, phoneNumber, raw };
  }
  if (messageType === 'ErrorMessage') {
    return { type: 'error', errorCode, errorMessage, referenceId, phoneNumber, call, raw };
  }
  return { type: 'other', messageType, raw };
}
