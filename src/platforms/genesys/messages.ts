import * as v from 'valibot';
import { anything, asObject, decodeEach, list, text, word } from './wire-schemas';
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

/** What went wrong, and other names for it: those that the answers and the password messages of Genesys use. */
const said = v.object({
  errorCode: text,
  errorMessage: text,
  statusCode: text,
  statusMessage: text,
  code: text,
  message: text,
});
type Said = v.InferOutput<typeof said>;

const fields = v.object({
  messageType: word,
  devices: list,
  notificationType: text,
  phoneNumber: text,
});
const errorFields = v.object({ referenceId: text, error: anything, ...said.entries });

/**
 * Reads the `data` of a notification. A message of a known type whose content makes no sense comes out as `other`: one bad
 * message must not end the stream.
 */
export function decodeMessage(data: unknown): Message {
  const raw = asObject(data);
  if (raw === undefined) return { type: 'other', raw: data };
  const { messageType, devices, notificationType, phoneNumber } = v.parse(fields, raw);
  // Most messages carry none, and to find that out by an error is dear.
  const call = raw.call === undefined ? undefined : tolerant(decodeCall)(raw.call);
  const type = messageType ?? typeOf(devices, call);
  if (type === 'DeviceStateChangeMessage') {
    return { type: 'devices', devices: decodeEach(devices, tolerant(decodeDevice)), raw };
  }
  if (type === 'CallStateChangeMessage' && call !== undefined) {
    return { type: 'call', call, notificationType, phoneNumber, raw };
  }
  if (messageType === 'ErrorMessage') {
    const { referenceId, error, ...outer } = v.parse(errorFields, raw);
    return { type: 'error', ...errorIn(outer, error), referenceId, phoneNumber, call, raw };
  }
  return { type: 'other', messageType, raw };
}

/** Of a message that does not say what it is. */
function typeOf(devices: readonly unknown[], call: Call | undefined): string | undefined {
  if (devices.length > 0) return 'DeviceStateChangeMessage';
  return call && 'CallStateChangeMessage';
}

/** The shape is not published: `errorCode` and `errorMessage` are the most likely, on the message itself. */
function errorIn(outer: Said, within: unknown): Pick<ErrorMessage, 'errorCode' | 'errorMessage'> {
  const inner = v.parse(said, typeof within === 'string' ? { message: within } : (asObject(within) ?? {}));
  const pick = (each: Said): (string | undefined)[] => [
    each.errorCode ?? each.code ?? each.statusCode,
    each.errorMessage ?? each.message ?? each.statusMessage,
  ];
  const [[code, message], [innerCode, innerMessage]] = [pick(outer), pick(inner)];
  return { errorCode: code ?? innerCode, errorMessage: message ?? innerMessage };
}
