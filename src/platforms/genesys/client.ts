import * as v from 'valibot';
import { SupervisionError } from '../../supervision/errors';
import { invalid, segment } from './address';
import { GenesysApi } from './api';
import { isSignedOut, refusal } from './status-codes';
import { decodeCall, decodeDevice, decodeEnvelope, decodeService, decodeUser, nonsense } from './wire';
import type { Call, Device, Service, User } from './wire';
import { asObject, list } from './wire-schemas';

export type { GenesysOptions } from './api';

/** What to monitor, for `listenIn`, `coach` and `bargeIn`. */
export interface MonitoringOrder {
  targetDeviceUri: string;
  /** Genesys' default is `Call`. */
  scope?: 'Agent' | 'Call' | undefined;
  /** Genesys' default is `AllCalls`. */
  mode?: 'NextCall' | 'AllCalls' | undefined;
  /** Only for monitoring a routing point. */
  phoneNumber?: string | undefined;
}

/**
 * Genesys Web Services v2 in its own words. Every method rejects with a `SupervisionError`. That an operation resolves means
 * it was accepted; what comes of it is told by the notifications.
 */
export class GenesysClient extends GenesysApi {
  /** @param subresources `devices,calls` by default; `*` for all */
  async me(signal?: AbortSignal, subresources = 'devices,calls'): Promise<User> {
    return decodeUser((await this.read('/me', { subresources }, signal)).user);
  }

  /** Me with devices and calls, also where the server does not embed them. */
  async whole(signal?: AbortSignal): Promise<User> {
    const user = await this.me(signal);
    const { devices = await orNone(this.devices(signal)), calls = await orNone(this.calls(signal)) } = user;
    return { ...user, devices, calls };
  }

  async devices(signal?: AbortSignal): Promise<Device[]> {
    return this.list('/me/devices', 'devices', decodeDevice, signal);
  }

  async calls(signal?: AbortSignal): Promise<Call[]> {
    return this.list('/me/calls', 'calls', decodeCall, signal);
  }

  /** The links behind Genesys; each of type `Voice` is one telephone switch. */
  async services(signal?: AbortSignal): Promise<Service[]> {
    return this.list('/services', 'services', decodeService, signal);
  }

  /** Needs no sign-in. */
  async version(signal?: AbortSignal): Promise<string> {
    const path = '/diagnostics/version';
    const answer = await this.exchange({ method: 'GET', path, signal }, {});
    const { version } = decodeEnvelope(answer.body).body;
    if (typeof version !== 'string') throw nonsense('Genesys did not tell its version.');
    return version;
  }

  /**
   * Logs the user in on the device of the place (the user's default one without `place`). A channel other than voice that fails does
   * not count.
   */
  async startSession({ place }: { place?: string | undefined } = {}, signal?: AbortSignal): Promise<void> {
    const answer = await this.send({
      method: 'POST',
      path: '/me',
      body: { operationName: 'StartContactCenterSession', channels: ['voice'], ...(place && { place }) },
      signal,
    });
    const { statusCode, body } = decodeEnvelope(answer.body);
    if (statusCode !== 7) return;
    const isVoice = (entry: unknown): boolean => /^voice$/i.test(String(asObject(entry)?.channel));
    if (v.parse(list, body.succeeded).some((entry) => isVoice(entry) && decodeEnvelope(entry).statusCode === 0)) return;
    const failed = v.parse(list, body.failed).find(isVoice) ?? { statusCode: 7 };
    const error = refusal({ ...answer, status: 409, body: failed }, 'verb', this.http.redact);
    throw error ?? nonsense('Genesys started a session without saying whether voice is in it.');
  }

  /**
   * Logs the user out of voice and ends the HTTP session: nothing can be asked afterwards without a new sign-in. A session that is
   * over already counts as ended.
   */
  async endSession(signal?: AbortSignal): Promise<void> {
    if (this.session.state !== 'in') return;
    const body = { operationName: 'EndContactCenterSession' };
    const headers = this.session.headers(false);
    const answer = await this.http.request({ method: 'POST', path: '/me', body, headers, signal });
    this.session.forget();
    const error = isSignedOut(answer) ? undefined : refusal(answer, 'verb', this.http.redact);
    if (error !== undefined) throw error;
  }

  async listenIn(deviceId: string, order: MonitoringOrder, signal?: AbortSignal): Promise<void> {
    await this.#monitor('ListenIn', deviceId, order, signal);
  }

  async coach(deviceId: string, order: MonitoringOrder, signal?: AbortSignal): Promise<void> {
    await this.#monitor('Coach', deviceId, order, signal);
  }

  async bargeIn(deviceId: string, order: MonitoringOrder, signal?: AbortSignal): Promise<void> {
    await this.#monitor('BargeIn', deviceId, order, signal);
  }

  /** Ends the subscription; a call that is monitored at this moment is not promised to end with it. */
  async cancelMonitoring(deviceId: string, signal?: AbortSignal): Promise<void> {
    await this.#onDevice(deviceId, { operationName: 'CancelSupervisorMonitoring' }, signal);
  }

  async switchToListenIn(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'SwitchToListenIn' }, signal);
  }

  async switchToBargeIn(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'SwitchToBargeIn' }, signal);
  }

  /** Takes my own leg off the call. */
  async hangup(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'Hangup' }, signal);
  }

  async answer(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'Answer' }, signal);
  }

  async muteMonitoredUser(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'MuteMonitoredUser' }, signal);
  }

  async unmuteMonitoredUser(callId: string, signal?: AbortSignal): Promise<void> {
    await this.#onCall(callId, { operationName: 'UnmuteMonitoredUser' }, signal);
  }

  /** @param digits the participant's `digits`, as the call tells them */
  async removeParticipant(callId: string, digits: string, signal?: AbortSignal): Promise<void> {
    if (digits.trim() === '') throw invalid('The participant to remove must be named by his digits.');
    await this.#onCall(callId, { operationName: 'RemoveParticipantFromConference', participant: digits }, signal);
  }

  async #monitor(
    operationName: string,
    deviceId: string,
    order: MonitoringOrder,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { targetDeviceUri, scope, mode, phoneNumber } = order;
    if (targetDeviceUri.trim() === '') throw invalid('The device to monitor is missing.');
    const parameters = {
      ...(scope !== undefined && { supervisorMonitoringScope: scope }),
      ...(mode !== undefined && { supervisorMonitoringMode: mode }),
      ...(phoneNumber !== undefined && { phoneNumber }),
    };
    await this.#onDevice(deviceId, { operationName, targetDeviceUri, ...parameters }, signal);
  }

  async #onDevice(deviceId: string, body: object, signal: AbortSignal | undefined): Promise<void> {
    const path = `/me/devices/${segment(deviceId, 'The device')}`;
    await this.send({ method: 'POST', path, body, signal });
  }

  async #onCall(callId: string, body: object, signal: AbortSignal | undefined): Promise<void> {
    const path = `/me/calls/${segment(callId, 'The call')}`;
    await this.send({ method: 'POST', path, body, missing: 'call-not-found', signal });
  }
}

/** A collection that does not exist has nothing in it. */
async function orNone<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return await list;
  } catch (thrown) {
    if (thrown instanceof SupervisionError && thrown.httpStatus === 404) return [];
    throw thrown;
  }
}
