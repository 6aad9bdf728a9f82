import { legOf, type Mode } from '../centre/model';
import type { Json } from '../json';
import { accepted } from './accepted';
import { shownViews, type Entry, type View } from './book';
import { entryOf, wrongCall } from './calls';
import type { Extension } from './extensions';
import type { Scope } from './path';
import { invalid, notImplemented, type Reply } from './reply';
import { named, type Ask, type World } from './world';

const modeOf: Readonly<Record<string, Mode>> = { Monitor: 'listen', Whisper: 'coach', BargeIn: 'barge' };

/** The other actions of the resource. Supervision does not need them. */
const otherActions = ['PickUp', 'Park', 'UnPark', 'Transfer', 'TransferToVoicemail'];

const wrongAction = invalid('pc_action_invalid', 'The action is missing or unknown.');
const wrongView = invalid('pc_phonecallview_invalid', 'The view is missing, or not one of this phone call.');
const wrongTarget = invalid('pc_sendcallto_invalid', 'sendCallTo is not a phone terminal of the same organization.');
const wrongCallerId = invalid('pc_callerid_invalid', 'The caller id must look like: Floor Lead <+15550107>.');
const wrongTimeout = invalid('pc_timeout_invalid', 'waitForPickup must be a number higher than 0.');

/** What will be done once everything has been found in order. */
interface Order {
  entry: Entry;
  view: View;
  guest: Extension;
  callerId: string;
  seconds: number;
  mode: Mode;
  deaf: boolean;
}

/** Numbers come as JSON numbers, or (more often) as texts. */
function numeric(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

/** The action that is meant, or why it is not understood. Its codes are not documented; all of this is inferred. */
function action(world: World, body: Json | undefined): { mode: Mode; name: string } | Reply {
  const name = body?.action;
  if (typeof name !== 'string') return wrongAction;
  const mode = Object.hasOwn(modeOf, name) ? modeOf[name] : undefined;
  if (mode === undefined) return otherActions.includes(name) ? notImplemented : wrongAction;
  // Servers before 5.x have no Monitor. What they answer is not documented.
  const monitor = world.faults.value('voipnow-monitor');
  if (name === 'Monitor' && monitor === '400') return wrongAction;
  if (name === 'Monitor' && monitor === '501') return notImplemented;
  return { mode, name };
}

/**
 * Texts of other shapes are refused. Names with digits and the like are a risk on a real server, so normally here too; the
 * grammar of the documents would allow them.
 */
function callerIdFits(world: World, text: string): boolean {
  const lax = world.faults.value('voipnow-caller-id') === 'lax';
  return (lax ? /^[^<>"]+<[0-9*+]+>$/ : /^[A-Za-z][A-Za-z ]*<[0-9*+]+>$/).test(text);
}

/** Checks in the order path, call, view, sendCallTo, callerId, waitForPickup, and stops at the first that is wrong (inferred). */
function check(world: World, scope: Scope, ask: Ask, mode: Mode): Order | Reply {
  const { body = {} } = ask;
  const entry = entryOf(world, ask, scope);
  if (entry === undefined) return wrongCall;
  const view = shownViews(entry).find((shown) => shown.id === body.phoneCallViewId);
  const agent = view && legOf(entry.call, view.leg.watch?.agent ?? view.leg.party);
  // Nothing is said about a view that still rings; refusing it is inferred.
  if (view === undefined || agent === undefined || agent.state === 'ringing') return wrongView;
  const { sendCallTo, callerId, waitForPickup = 25 } = body;
  const guest = typeof sendCallTo === 'string' ? world.extensions.find(sendCallTo, scope.user) : undefined;
  const same = guest?.user.organization === scope.user.organization;
  if (guest?.type !== 'term' || !same) return wrongTarget;
  if (callerId !== undefined && (typeof callerId !== 'string' || !callerIdFits(world, callerId))) return wrongCallerId;
  const seconds = numeric(waitForPickup);
  if (!(seconds > 0)) return wrongTimeout;
  const aside = mode === 'coach' ? numeric(body.private ?? 0) : 0;
  if (aside !== 0 && aside !== 1) return invalid('pc_private_invalid', 'private must be 0 or 1.');
  return { entry, view, guest, callerId: callerId ?? '', seconds, mode, deaf: aside === 1 };
}

/** Whether his telephone can ring at all. If it cannot, nobody is ever told. */
function reachable({ faults }: World, { guest, entry }: Order): boolean {
  const user = guest.person?.user ?? '';
  if (named(faults.value('voipnow-busy'), user) || named(faults.value('voipnow-unregistered'), user)) return false;
  const second = entry.call.legs.some((leg) => leg.watch !== undefined && leg.state !== 'left');
  return !second || faults.value('voipnow-second-supervisor') === 'joins';
}

/** Longer than a timer can be is as good as for ever. */
const ringMs = (seconds: number): number => (seconds < 2_000_000 ? seconds * 1000 : Number.POSITIVE_INFINITY);

/** The server calls his phone, and once he answers he is on the call. Nothing stays armed when it comes to nothing. */
function ring(world: World, order: Order): void {
  const { entry, view, guest, callerId, seconds, mode, deaf } = order;
  if (guest.person === undefined || !reachable(world, order)) return;
  const { user } = guest.person;
  world.book.announce(user, callerId);
  world.centre.supervision.invite({
    guest: user,
    call: entry.call,
    agent: view.leg.watch?.agent ?? view.leg.party,
    mode,
    // When the agent leaves, so does he (inferred): he was connected to that extension.
    scope: 'agent',
    ringMs: world.faults.is('voipnow-wait-for-pickup') ? ringMs(seconds) : Number.POSITIVE_INFINITY,
    deaf,
  });
  world.book.announce(user, '');
}

/** PUT /phoneCalls/{user}/{extension}/{id} with one of the three actions of supervision. */
export function supervise(world: World, ask: Ask, scope: Scope): Reply {
  const wanted = action(world, ask.body);
  if ('http' in wanted) return wanted;
  const order = check(world, scope, ask, wanted.mode);
  if ('http' in order) return order;
  const label = `PUT ${wanted.name}`;
  if (world.faults.take('silent', label, wanted.name, 'PUT') === undefined) ring(world, order);
  return accepted(world, order.entry);
}
