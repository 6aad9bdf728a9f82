import { isLive, type Leg } from '../centre/model';
import { field, type Ask, type Verdict } from './ask';
import type { Dialog } from './book';
import {
  invalidDestination,
  invalidInput,
  invalidState,
  missing,
  noSuchDialog,
  notImplemented,
  unauthorised,
  type Failure,
} from './errors';
import { isUccx, type World } from './world';

/** Actions that exist, and that supervision does not need. */
const otherActions = [
  ...['UPDATE_CALL_DATA', 'SEND_DTMF', 'CONSULT_CALL', 'CONFERENCE', 'TRANSFER', 'TRANSFER_SST'],
  ...['UPDATE_SCHEDULED_CALLBACK', 'CANCEL_SCHEDULED_CALLBACK', 'ACCEPT', 'CLOSE', 'REJECT'],
  'RECLASSIFY',
];

interface Own {
  world: World;
  user: string;
  dialog: Dialog;
  leg: Leg;
}

type Action = (world: World, ask: Ask, dialog: Dialog, target: string) => Verdict;

const legOn = ({ call }: Dialog, extension: string): Leg | undefined =>
  call.legs.find((leg) => leg.number === extension && isLive(leg));

/** An action on his own leg; whose it is has been found out. */
const own =
  (action: (own: Own) => Verdict): Action =>
  (world, ask, dialog, target) => {
    const leg = legOn(dialog, target);
    if (leg === undefined) return invalidInput('targetMediaAddress');
    const { user } = ask.user.person;
    // A silent monitor is ended by him who started it: to the agent it offers no action.
    const listened = dialog.monitor !== undefined && dialog.monitor.leg !== leg;
    if (leg.party !== user || listened) return unauthorised(ask.user.loginId);
    return action({ world, user, dialog, leg });
  };

/** The dialog, if it is one that this user is on. */
function dialogOf(world: World, { path, user }: Ask): Dialog | Failure {
  const dialog = world.book.find(path[1] ?? '');
  return dialog?.shownTo.has(user.person.user) === true ? dialog : noSuchDialog();
}

/** The second half of an intercept, on Unified CCE: the supervisor takes the agent off, and keeps the customer. */
function dropParticipant(world: World, ask: Ask, dialog: Dialog, target: string): Verdict {
  if (isUccx(world)) return notImplemented('PARTICIPANT_DROP');
  const { user } = ask.user.person;
  const own = dialog.call.legs.find((leg) => leg.party === user && isLive(leg));
  if (own?.watch === undefined) return unauthorised(ask.user.loginId);
  const { watch } = own;
  const leg = legOn(dialog, target);
  if (dialog.monitor !== undefined || leg?.role !== 'agent') return invalidDestination('targetMediaAddress');
  return () => {
    watch.scope = 'call';
    world.centre.leave(dialog.call.id, leg.party, 'removed');
  };
}

/** On Unified CCX, while listening. Nothing is recorded here. */
function startRecording(world: World, ask: Ask, dialog: Dialog, target: string): Verdict {
  if (!isUccx(world)) return notImplemented('START_RECORDING');
  if (dialog.monitor?.leg.party !== ask.user.person.user) return unauthorised(ask.user.loginId);
  if (dialog.phase !== 'ACTIVE') return invalidState();
  return legOn(dialog, target)?.role === 'agent' ? () => undefined : invalidDestination('targetMediaAddress');
}

const actions: Readonly<Record<string, Action>> = {
  ANSWER: own(({ world, user, dialog, leg }) => {
    if (dialog.monitor !== undefined || leg.state !== 'ringing') return invalidState();
    return () => {
      world.centre.answer(user);
    };
  }),
  HOLD: own(({ world, user, dialog, leg }) => {
    if (dialog.monitor !== undefined || leg.state !== 'talking') return invalidState();
    return () => {
      world.centre.hold(dialog.call.id, user);
    };
  }),
  RETRIEVE: own(({ world, user, dialog, leg }) => {
    if (dialog.monitor !== undefined || leg.state !== 'held') return invalidState();
    return () => {
      world.centre.resume(dialog.call.id, user);
    };
  }),
  /** His own leg and nobody else's: of a silent monitor, the call it listens to goes on. */
  DROP: own(({ world, user, dialog, leg }) => () => {
    world.centre.leave(dialog.call.id, user, leg.role);
  }),
  PARTICIPANT_DROP: dropParticipant,
  START_RECORDING: startRecording,
};

/** PUT Dialog/{id} with an action on a leg. */
export function dialogAction(world: World, ask: Ask): Verdict {
  const dialog = dialogOf(world, ask);
  if (!('phase' in dialog)) return dialog;
  const name = field(ask, 'requestedAction');
  if (name === undefined) return missing('requestedAction');
  if (otherActions.includes(name)) return notImplemented(name);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) return invalidInput('requestedAction');
  const target = field(ask, 'targetMediaAddress');
  return target === undefined ? missing('targetMediaAddress') : action(world, ask, dialog, target);
}
