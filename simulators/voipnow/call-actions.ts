import { accepted } from './accepted';
import { shownViews, type View } from './book';
import { entryOf, wrongCall } from './calls';
import type { Scope } from './path';
import { invalid, type Reply } from './reply';
import type { Ask, World } from './world';

const wrongView = invalid('pc_phonecallview_invalid', 'The view is missing, or not one of this phone call.');

/** What one of these does to a view. Done already, it does nothing. */
const effects: Readonly<Record<string, (world: World, call: string, view: View) => void>> = {
  OnHold: ({ centre }, call, { leg }) => {
    if (leg.state === 'talking') centre.hold(call, leg.party);
  },
  OffHold: ({ centre }, call, { leg }) => {
    if (leg.state === 'held') centre.resume(call, leg.party);
  },
  StartRecording: ({ centre }, _call, view) => {
    view.recordedAt ??= centre.clock.now();
  },
  StopRecording: (_world, _call, view) => {
    delete view.recordedAt;
  },
};

/**
 * PUT with an action on the call itself, as far as the centre can follow it. They take effect at once, and are seen by the next GET.
 *
 * @returns undefined for any other action
 */
export function actOnCall(world: World, ask: Ask, scope: Scope): Reply | undefined {
  const { action: name, phoneCallViewId, format = 'wav' } = ask.body ?? {};
  const effect = typeof name === 'string' && Object.hasOwn(effects, name) ? effects[name] : undefined;
  if (typeof name !== 'string' || effect === undefined) return undefined;
  const entry = entryOf(world, ask, scope);
  if (entry === undefined) return wrongCall;
  const view = shownViews(entry).find(({ id }) => id === phoneCallViewId);
  // What holds and records is a conversation; that a ringing view is refused is inferred, as for supervision.
  if (view === undefined || view.leg.state === 'ringing') return wrongView;
  // Its code is not documented.
  if (name === 'StartRecording' && format !== 'wav' && format !== 'wav49') {
    return invalid('pc_format_invalid', 'format must be wav or wav49.');
  }
  if (world.faults.take('silent', `PUT ${name}`, name, 'PUT') === undefined) effect(world, entry.call.id, view);
  return accepted(world, entry);
}
