import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { sameNumber } from './numbers';
import type { PhoneCall, View } from './resources';

/** Somebody speaks through this view. Servers that leave the status out still tell when it was answered. */
export const isOn = ({ status, answered }: View): boolean => status === 5 || ((status ?? 0) === 0 && answered);

/** Two views with one id are not the same if another number stands behind them: ids may be used again. */
export const keyOf = ({ id, source }: View): string => `${id} ${source.join(' ')}`;

const belongsTo = (view: View, extension: string): boolean =>
  view.extension === undefined
    ? [...view.source, ...view.destination].some((number) => sameNumber(number, extension))
    : sameNumber(view.extension, extension);

const comesFrom = (view: View, number: string): boolean => view.source.some((each) => sameNumber(each, number));

/** The number occurs in the view, on whichever side. */
export const names = (view: View, number: string): boolean =>
  [...view.source, ...view.destination, view.extension ?? ''].some((each) => sameNumber(each, number));

/** Whether the extension speaks in this call. */
export function speaksIn(call: PhoneCall, extension: string): 'yes' | 'no' | 'unknown' {
  const own = call.views.filter((view) => belongsTo(view, extension));
  if (own.some(isOn)) return 'yes';
  const vague = own.some(({ status }) => (status ?? 0) === 0) || (call.views.length === 0 && call.answered);
  return vague ? 'unknown' : 'no';
}

/** The supervisor's leg: a view that was not there before the order and has him as its source. The caller id proves nothing. */
export function legIn(call: PhoneCall, supervisor: string, before: ReadonlySet<string>): View | undefined {
  const legs = call.views.filter((view) => comesFrom(view, supervisor) && !before.has(keyOf(view)));
  return legs.find(isOn) ?? legs[0];
}

/**
 * The call to join, of those that an extension has.
 *
 * @throws SupervisionError where there is none, or where only a person can choose
 */
export function callToJoin(calls: readonly PhoneCall[], extension: string): PhoneCall {
  const live = calls.filter((call) => speaksIn(call, extension) !== 'no');
  const free = live.filter(
    ({ views }) => !views.some((view) => belongsTo(view, extension) && (view.onHold || view.parked)),
  );
  const [first, ...more] = free.length > 0 ? free : live;
  if (!first) throw refused('no-active-call', `Extension ${extension} is on no call that was answered.`);
  if (more.length === 0) return first;
  const ids = [first, ...more].map(({ id }) => id).join(', ');
  throw refused('call-shape', `Extension ${extension} is on several calls (${ids}). Name the one to join in "call".`);
}

/**
 * The view to pass with the order: the agent's own, in conversation, and no supervisor's leg.
 *
 * @param asked by the flow; it has the last word, if the call has such a view
 * @param supervisors numbers known to belong to supervisors
 * @throws SupervisionError where there is none, or where only a person can choose
 */
export function viewToJoin(
  call: PhoneCall,
  extension: string,
  supervisors: readonly string[],
  asked: string | undefined,
): View {
  const { views } = call;
  if (asked !== undefined) {
    const named = views.find(({ id }) => id === asked);
    if (named) return named;
    throw refused('call-shape', `Call ${call.id} has no view "${asked}"; it has ${listed(views)}.`);
  }
  const own = views.filter((view) => belongsTo(view, extension));
  const free = own.filter((view) => !supervisors.some((number) => comesFrom(view, number)));
  const on = free.filter(isOn);
  const [first, ...more] = on.length > 0 ? on : views.length === 1 ? views.filter(isOn) : [];
  if (!first) {
    throw refused('agent-wrong-state', `Call ${call.id} of ${extension} is not answered yet; it has ${listed(views)}.`);
  }
  if (more.length === 0) return first;
  // Whose legs the others are is not told. A colleague's extension that came to a running call is most likely a supervisor.
  const colleagues = on.filter(({ source }) =>
    source.some((number) => number.includes('*') && !sameNumber(number, extension)),
  );
  if (on.length - colleagues.length === 1) {
    const who = colleagues.flatMap(({ source }) => source).join(', ');
    throw refused('already-supervised', `On call ${call.id} of ${extension} there is already ${who}.`);
  }
  const text = `Call ${call.id} has several views of ${extension}: ${listed(on)}. Name the one to join in the option "phoneCallViewId".`;
  throw refused('call-shape', text);
}

const listed = (views: readonly View[]): string =>
  views.length === 0
    ? 'none'
    : views
        .map(
          ({ id, source, destination, status }) =>
            `${id} (${source.join()} to ${destination.join()}, status ${status ?? '?'})`,
        )
        .join(', ');

const refused = (code: ErrorCode, text: string): SupervisionError =>
  new SupervisionError(code, text, { platform: 'voipnow', arrived: 'no' });
