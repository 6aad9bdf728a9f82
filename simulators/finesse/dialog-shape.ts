import { isLive, type Leg } from '../centre/model';
import type { Dialog } from './book';
import { isRouted } from './states';
import { isUccx, root, stamp, type World } from './world';
import { node, type Element } from './xml';

export const dialogUri = ({ id }: Pick<Dialog, 'id'>): string => `${root}/Dialog/${id}`;

const actionsOf: Readonly<Record<string, readonly string[]>> = {
  INITIATING: ['UPDATE_CALL_DATA', 'DROP'],
  INITIATED: ['UPDATE_CALL_DATA', 'DROP'],
  ALERTING: ['ANSWER'],
  ACTIVE: ['UPDATE_CALL_DATA', 'HOLD', 'CONSULT_CALL', 'DROP'],
  HELD: ['UPDATE_CALL_DATA', 'RETRIEVE', 'DROP'],
};

/** The leg of an agent or a barged-in supervisor, or of the customer. */
function legState({ phase, call }: Dialog, leg: Leg): string {
  if (leg.state === 'left') return 'DROPPED';
  if (leg.state === 'held') return 'HELD';
  const caller = (leg.role === 'customer') === isRouted(call);
  if (leg.state === 'ringing') return 'ALERTING';
  if (phase === 'ACTIVE' || leg.watch !== undefined) return 'ACTIVE';
  // The call is being set up: one end dials, the other one rings.
  return caller ? phase.replace('ALERTING', 'INITIATED') : 'ALERTING';
}

/** In a silent monitor the supervisor's phone dials, and the agent's has nothing to say. */
function monitorLegState({ phase, monitor }: Dialog, leg: Leg): string {
  const own = leg === monitor?.leg;
  if (phase === 'DROPPED') return 'DROPPED';
  if (own && leg.state === 'held') return 'HELD';
  if (phase === 'ACTIVE') return 'ACTIVE';
  return own ? phase.replace('ALERTING', 'INITIATED') : 'ALERTING';
}

function actions(world: World, dialog: Dialog, leg: Leg, state: string): readonly string[] {
  if (leg.role === 'customer') return [];
  if (dialog.monitor === undefined) {
    const more = leg.watch !== undefined && state === 'ACTIVE' && !isUccx(world) ? ['PARTICIPANT_DROP'] : [];
    return [...(actionsOf[state] ?? []), ...more];
  }
  if (leg !== dialog.monitor.leg || state === 'DROPPED') return [];
  return state === 'ACTIVE' ? ['DROP', 'BARGE_CALL'] : ['DROP'];
}

function participant(world: World, dialog: Dialog, leg: Leg): Element {
  const state = dialog.monitor === undefined ? legState(dialog, leg) : monitorLegState(dialog, leg);
  const began = dialog.began.get(leg.id) ?? dialog.startedAt;
  return node(
    'Participant',
    node('actions', ...actions(world, dialog, leg, state).map((action) => node('action', action))),
    node('mediaAddress', leg.number),
    node('mediaAddressType', leg.role === 'customer' ? '' : 'AGENT_DEVICE'),
    node('startTime', stamp(began)),
    node('state', state),
    node('stateCause'),
    node('stateChangeTime', stamp(dialog.changed.get(leg.id) ?? began)),
  );
}

/** @param leaving a leg that is gone is shown one last time */
function legsOf({ call, monitor, changed }: Dialog, leaving: Leg | undefined): Leg[] {
  if (monitor !== undefined) {
    const agent = call.legs.findLast((leg) => leg.party === monitor.agent);
    return agent === undefined ? [monitor.leg] : [monitor.leg, agent];
  }
  return call.legs.filter((leg) => {
    // Who listens silently is on a dialog of his own.
    if (leg.watch !== undefined && leg.watch.mode !== 'barge') return false;
    // Of a call that is over, those who were on it until the end are shown.
    const last = call.endedAt !== undefined && (changed.get(leg.id) ?? 0) >= call.endedAt;
    return leg.state !== 'left' || leg === leaving || last;
  });
}

function addresses({ call, monitor }: Dialog): { from: string; to: string } {
  const agent = call.legs.find((leg) => leg.party === monitor?.agent);
  if (monitor !== undefined) return { from: monitor.leg.number, to: agent?.number ?? '' };
  if (isRouted(call)) return { from: call.customer, to: call.queue };
  return { from: call.legs.find((leg) => leg.role === 'agent')?.number ?? '', to: call.customer };
}

function callType(world: World, { call, monitor, conference }: Dialog): string {
  if (monitor !== undefined) return 'SUPERVISOR_MONITOR';
  const barged = world.faults.value('finesse-barge-call-type');
  if (conference && barged !== 'unchanged') return barged;
  return isRouted(call) ? 'ACD_IN' : 'OUT';
}

function mediaProperties(world: World, dialog: Dialog, to: string): Element {
  const { call, monitor } = dialog;
  const routed = monitor === undefined && isRouted(call);
  const variables = monitor === undefined ? Object.entries(call.data) : [];
  return node(
    'mediaProperties',
    node('mediaId', '1'),
    node('DNIS', to),
    node('callType', callType(world, dialog)),
    node('dialedNumber', to),
    node('outboundClassification'),
    node('queueNumber', routed ? call.queue : ''),
    node('queueName', routed ? `Queue ${call.queue}` : ''),
    node('wrapUpReason'),
    node(
      'callvariables',
      ...variables.map(([name, value]) => node('CallVariable', node('name', name), node('value', value))),
    ),
  );
}

export interface Look {
  /** What the dialog is to somebody who is just leaving it. */
  state?: string;
  /** A leg that is gone and is shown one last time. */
  leaving?: Leg | undefined;
  /** The name of the element; in updates of one dialog it begins with a small letter. */
  name?: string;
}

export function dialogShape(world: World, dialog: Dialog, { state, leaving, name = 'Dialog' }: Look = {}): Element {
  const { from, to } = addresses(dialog);
  const over = dialog.monitor === undefined && !dialog.call.legs.some((leg) => leg.role !== 'customer' && isLive(leg));
  return node(
    name,
    node('associatedDialogUri', dialog.associated),
    node('fromAddress', from),
    node('id', dialog.id),
    node('secondaryId', dialog.secondaryId),
    mediaProperties(world, dialog, to),
    node('mediaType', 'Voice'),
    node('participants', ...legsOf(dialog, leaving).map((leg) => participant(world, dialog, leg))),
    node('state', state ?? (over ? 'DROPPED' : dialog.phase)),
    node('toAddress', to),
    node('uri', dialogUri(dialog)),
  );
}
