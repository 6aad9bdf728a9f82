import type { StartOrder } from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import type { JoinOrder, VoipNowClient } from './client';
import { defaultPickup } from './capabilities';
import { sameNumber } from './numbers';
import type { OrderOptions } from './order-options';
import { invalid, isExtension } from './paths';
import type { PhoneCall, View } from './resources';
import { callToJoin, names, viewToJoin } from './views';

/** @throws SupervisionError `invalid-input` for an order that names no phone, or the agent's own */
export function checkSupervisor({ supervisor, agent }: StartOrder): void {
  if (supervisor === '') {
    throw invalid(
      'No supervisor: name the extension to ring in the order ("supervisor"), or set one in the connection.',
    );
  }
  if (!isExtension(supervisor)) {
    throw invalid(
      `The supervisor must be an extension number such as 0007*900, as text; "${supervisor.slice(0, 40)}" is none.`,
    );
  }
  if (sameNumber(supervisor, agent.id)) throw invalid('The supervisor cannot supervise himself.');
}

/**
 * How long the phone may ring, in seconds: as asked, but never so long that it still rings when the flow has had its answer. Some
 * of the time goes to the request and to the first look afterwards.
 */
export function pickupSeconds(asked: number | undefined, confirmBy: number, now: number): number {
  const room = Math.floor((confirmBy - now - 2_000) / 1_000);
  return Math.max(1, Math.min(asked ?? defaultPickup, room));
}

/** The call and the view to join, found afresh: what `find` saw may be seconds old. */
export async function placeOf(
  client: VoipNowClient,
  order: StartOrder,
  options: OrderOptions,
  supervisors: readonly string[],
  signal: AbortSignal,
): Promise<{ call: PhoneCall; view: View }> {
  const extension = order.agent.id;
  const call = await callOf(client, order, signal);
  const there = call.views.find((view) => names(view, order.supervisor));
  if (there) {
    const text = `${order.supervisor} is already on call ${call.id} (view ${there.id}).`;
    throw new SupervisionError('already-supervised', text, { platform: 'voipnow', arrived: 'no' });
  }
  return { call, view: viewToJoin(call, extension, supervisors, options.phoneCallViewId) };
}

async function callOf(client: VoipNowClient, order: StartOrder, signal: AbortSignal): Promise<PhoneCall> {
  const extension = order.agent.id;
  if (order.call === undefined) return callToJoin(await client.allCalls(extension, signal), extension);
  const call = await client.call({ extension, call: order.call }, signal);
  if (call) return call;
  throw new SupervisionError('call-not-found', `Call ${order.call} of ${extension} is over, or is not known.`, {
    platform: 'voipnow',
    arrived: 'no',
  });
}

/**
 * VoipNow takes an order for a phone that nobody can answer, and never says that it failed. So what it knows of the phone is asked
 * before. Where that cannot be asked the order goes out without.
 *
 * @throws SupervisionError for a phone that is not there, not registered or in use
 */
export async function checkPhone(client: VoipNowClient, supervisor: string, signal: AbortSignal): Promise<void> {
  let presence;
  try {
    presence = await client.presence(supervisor, signal);
  } catch (thrown) {
    if (!(thrown instanceof SupervisionError) || thrown.vendorCode !== 'extension_invalid') return;
    throw phone('supervisor-bad-device', `VoipNow knows no extension ${supervisor} for the user of this connection.`);
  }
  if (!presence) return;
  const { registrations, status } = presence;
  if (registrations.length > 0 && registrations.every((each) => each === -1 || each === -2)) {
    throw phone('supervisor-wrong-state', `No phone is registered on ${supervisor}. Sign the supervisor's phone in.`);
  }
  // After a leg has just ended presence may lag behind: in use is a phone only with a call.
  if (status === 3 && (await onCall(client, supervisor, signal))) {
    throw phone('supervisor-wrong-state', `The supervisor's phone ${supervisor} is in use.`);
  }
}

const onCall = (client: VoipNowClient, supervisor: string, signal: AbortSignal): Promise<boolean> =>
  client.calls(supervisor, {}, signal).then(
    ({ items }) => items.length > 0,
    () => false,
  );

const phone = (code: 'supervisor-bad-device' | 'supervisor-wrong-state', text: string): SupervisionError =>
  new SupervisionError(code, text, { platform: 'voipnow', arrived: 'no' });

export async function ring(
  client: VoipNowClient,
  order: StartOrder,
  place: { call: PhoneCall; view: View },
  options: OrderOptions,
  waitForPickup: number,
  signal: AbortSignal,
): Promise<void> {
  const address = { extension: order.agent.id, call: place.call.id };
  const { callerId, deaf } = options;
  const join: JoinOrder = { sendCallTo: order.supervisor, phoneCallViewId: place.view.id, waitForPickup, callerId };
  if (order.mode === 'listen') await client.monitor(address, join, signal);
  else if (order.mode === 'coach') await client.whisper(address, join, deaf, signal);
  else await client.bargeIn(address, join, signal);
}
