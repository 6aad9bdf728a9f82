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
  ...['UPDATE_SCHEDULED_CALLBACK', 'CANCEL_SCHEDULED_CALLBACK', 'START_RECORDING', 'ACCEPT', 'CLOSE', 'REJECT'],
  'RECLASSIFY',
];

interface Own {
  world: World;
  user: string;
  dialog: Dialog;
  leg: Leg;
}

type Action = (own: Own) => Verdict;

const talksAloud = ({ dialog }: Own): boolean => dialog.monitor === undefined;

const actions: Readonly<Record<string, Action>> = {
  ANSWER: (own) => {
    if (!talksAloud(own) || own.leg.state !== 'ringing') return invalidState();
    return () => {
      own.world.centre.answer(own.user);
    };
  },
  HOLD: (own) => {
    if (!talksAloud(own) || own.leg.state !== 'talking') return invalidState();
    return () => {
      own.world.centre.hold(own.dialog.call.id, own.user);
    };
  },
  RETRIEVE: (own) => {
    if (!talksAloud(own) || own.leg.state !== 'held') return invalidState();
    return () => {
      own.world.centre.resume(own.dialog.call.id, own.user);
    };
  },
  /** His own leg and nobody else's: of a silent monitor, the call it listens to goes on. */
  DROP: ({ world, user, dialog, leg }) => {
    return () => {
      world.centre.leave(dialog.call.id, user, leg.role);
    };
  },
};

const legOn = ({ call }: Dialog, extension: string): Leg | undefined =>
  call.legs.find((leg) => leg.number === extension && isLive(leg));

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

/** PUT Dialog/{id} with an action on a leg. */
export function dialogAction(world: World, ask: Ask): Verdict {
  const dialog = dialogOf(world, ask);
  if (!('phase' in dialog)) return dialog;
  const name = field(ask, 'requestedAction');
  if (name === undefined) return missing('requestedAction');
  const target = field(ask, 'targetMediaAddress');
  if (otherActions.includes(name)) return notImplemented(name);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined && name !== 'PARTICIPANT_DROP') return invalidInput('requestedAction');
  if (target === undefined) return missing('targetMediaAddress');
  if (action === undefined) return dropParticipant(world, ask, dialog, target);
  const leg = legOn(dialog, target);
  if (leg === undefined) return invalidInput('targetMediaAddress');
  const { user } = ask.user.person;
  // A silent monitor is ended by him who started it: to the agent it offers no action.
  const listened = dialog.monitor !== undefined && dialog.monitor.leg !== leg;
  if (leg.party !== user || listened) return unauthorised(ask.user.loginId);
  return action({ world, user, dialog, leg });
}
