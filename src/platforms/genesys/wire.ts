import * as v from 'valibot';
import { SupervisionError } from '../../supervision/errors';
import { anything, asObject, decodeEach, flag, idOfUri, list, number, text, word, words } from './wire-schemas';

import { spelled } from './spelling';
import type { Call, Contact, Device, Envelope, Monitoring, Participant, Service, User, UserState } from './resources';

export { idOfUri } from './wire-schemas';
export type * from './resources';

const userStateFields = v.object({ id: text, displayName: text, state: word });
const monitoringFields = v.object({ state: word, mode: text, scope: text, targetDeviceUri: text });
const deviceFields = v.object({
  id: text,
  phoneNumber: text,
  deviceState: word,
  userState: anything,
  capabilities: words,
  channels: words,
  supervisorMonitoringState: anything,
  supervisorMonitoringMode: text,
  uri: text,
});

export function decodeDevice(value: unknown): Device {
  const raw = objectOf(value, 'device');
  const fields = read(deviceFields, raw);
  return {
    id: identity(fields, 'device'),
    phoneNumber: fields.phoneNumber,
    deviceState: fields.deviceState,
    userState: decodeUserState(fields.userState),
    capabilities: fields.capabilities,
    channels: fields.channels,
    monitoring: decodeMonitoring(fields.supervisorMonitoringState, fields.supervisorMonitoringMode),
    uri: fields.uri,
    raw,
  };
}

function decodeMonitoring(value: unknown, flatMode: string | undefined): Monitoring | undefined {
  // 8.5.1 had two flat texts where 8.5.2 has an object.
  if (typeof value === 'string') return value === '' ? undefined : { state: spelled(value), mode: flatMode };
  const raw = asObject(value);
  if (raw === undefined) return undefined;
  const { state, ...fields } = read(monitoringFields, raw);
  return state === undefined ? undefined : { state, ...fields, targetDeviceId: idOfUri(fields.targetDeviceUri) };
}

function decodeUserState(value: unknown): UserState | undefined {
  const raw = asObject(value);
  return raw === undefined ? undefined : read(userStateFields, raw);
}

const callFields = v.object({
  id: text,
  callUuid: text,
  connId: text,
  state: word,
  callType: word,
  deviceUri: text,
  participants: list,
  dnis: text,
  ani: text,
  capabilities: words,
  duration: text,
  mute: word,
  supervisorListeningIn: flag,
  monitoredUserMuted: flag,
  monitoring: flag,
  userData: anything,
  uri: text,
});

export function decodeCall(value: unknown): Call {
  const raw = objectOf(value, 'call');
  const { uri, userData, participants, ...fields } = read(callFields, raw);
  return {
    ...fields,
    id: identity({ id: fields.id, uri }, 'call'),
    deviceId: idOfUri(fields.deviceUri),
    participants: decodeEach(participants, decodeParticipant),
    userData: asObject(userData),
    raw,
  };
}

const participantFields = v.object({ phoneNumber: text, digits: text });

function decodeParticipant(value: unknown): Participant | undefined {
  // Servers of 8.5.1 send plain texts.
  if (typeof value === 'string' || typeof value === 'number') {
    return { phoneNumber: String(value), digits: String(value) };
  }
  const raw = asObject(value);
  if (raw === undefined) return undefined;
  const { phoneNumber, digits } = read(participantFields, raw);
  return { phoneNumber: phoneNumber ?? digits, digits: digits ?? phoneNumber };
}

const userFields = v.object({
  id: text,
  userName: text,
  firstName: text,
  lastName: text,
  employeeId: text,
  roles: words,
  devices: anything,
  calls: anything,
  uri: text,
  path: text,
});

export function decodeUser(value: unknown): User {
  const raw = objectOf(value, 'user');
  const { devices, calls, ...fields } = read(userFields, raw);
  return {
    ...fields,
    id: identity(fields, 'user'),
    devices: Array.isArray(devices) ? decodeEach(devices, tolerant(decodeDevice)) : undefined,
    calls: Array.isArray(calls) ? decodeEach(calls, tolerant(decodeCall)) : undefined,
    raw,
  };
}

const contactFields = v.object({
  id: text,
  name: text,
  userName: text,
  firstName: text,
  lastName: text,
  employeeId: text,
  phoneNumbers: list,
  availability: anything,
  uri: text,
});
const channelFields = v.object({ channel: text, phoneNumber: text, userActivity: word, userState: anything });

export function decodeContact(value: unknown): Contact {
  const raw = objectOf(value, 'contact');
  const { uri, phoneNumbers, availability, ...fields } = read(contactFields, raw);
  const channels = asObject(availability)?.channels;
  const voice = (Array.isArray(channels) ? channels : [])
    .map((each) => read(channelFields, asObject(each) ?? {}))
    .find(({ channel }) => channel?.toLowerCase() === 'voice');
  return {
    ...fields,
    id: identity({ id: fields.id, uri }, 'contact'),
    phoneNumbers: decodeEach(phoneNumbers, decodeParticipant).flatMap((each) => each.phoneNumber ?? []),
    userActivity: voice?.userActivity,
    voicePhoneNumber: voice?.phoneNumber,
    userState: decodeUserState(voice?.userState),
    raw,
  };
}

const serviceFields = v.object({ id: text, name: text, type: word, state: word });

export function decodeService(value: unknown): Service {
  return read(serviceFields, objectOf(value, 'service'));
}

const envelopeFields = v.object({ statusCode: number, statusMessage: text });

/** Never fails: a proxy's HTML page is an envelope without a code. */
export function decodeEnvelope(value: unknown): Envelope {
  const body = asObject(value) ?? {};
  return { ...read(envelopeFields, body), body };
}

/** Makes a decoder leave out what it cannot read instead of failing, for items of a list. */
export function tolerant<T>(decode: (value: unknown) => T): (value: unknown) => T | undefined {
  return (value) => {
    try {
      return decode(value);
    } catch (error) {
      if (error instanceof SupervisionError) return undefined;
      throw error;
    }
  };
}

function read<Fields extends v.GenericSchema>(fields: Fields, raw: Record<string, unknown>): v.InferOutput<Fields> {
  // Every field has a fallback, so only something that is no object could fail.
  return v.parse(fields, raw);
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  const raw = asObject(value);
  if (raw === undefined) throw nonsense(`Genesys sent something else where a ${what} was expected.`);
  return raw;
}

function identity(fields: { id?: string | undefined; uri?: string | undefined }, what: string): string {
  const id = fields.id ?? idOfUri(fields.uri);
  if (id === undefined || id === '') throw nonsense(`Genesys sent a ${what} without an id.`);
  return id;
}

export function nonsense(message: string): SupervisionError {
  return new SupervisionError('platform-error', message, { platform: 'genesys', arrived: 'maybe' });
}
