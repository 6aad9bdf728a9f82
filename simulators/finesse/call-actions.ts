import { field, type Ask, type Verdict } from './ask';
import {
  invalidDestination,
  invalidInput,
  invalidState,
  missing,
  noSuchUser,
  notImplemented,
  wrongUser,
} from './errors';
import { bargeCall, silentMonitor } from './monitor';
import type { World } from './world';

/** POST …/Dialogs with MAKE_CALL: an agent dials. */
function makeCall(world: World, ask: Ask): Verdict {
  const [from, to] = [field(ask, 'fromAddress'), field(ask, 'toAddress')];
  const { user, extension, role } = ask.user.person;
  if (from === undefined) return missing('fromAddress');
  if (to === undefined) return missing('toAddress');
  if (from !== extension) return invalidInput('fromAddress');
  if (from === to) return invalidDestination('toAddress');
  if (!/^\+?[\d*#]{1,32}$/.test(to)) return invalidInput('toAddress');
  // In this centre supervisors have no calls of their own.
  if (role !== 'agent') return notImplemented('MAKE_CALL');
  const state = world.states.of(ask.user);
  if (world.centre.onCall(user) !== undefined || !['READY', 'NOT_READY'].includes(state)) return invalidState(state);
  return () => {
    world.centre.startCall({ agent: user, customer: to, direction: 'outbound' });
  };
}

const actions: Readonly<Record<string, (world: World, ask: Ask) => Verdict>> = {
  MAKE_CALL: makeCall,
  SILENT_MONITOR: silentMonitor,
  BARGE_CALL: bargeCall,
};

/** POST User/{id}/Dialogs: everybody acts as himself. */
export function callAction(world: World, ask: Ask): Verdict {
  const user = world.directory.user(ask.path[1] ?? '');
  if (user === undefined) return noSuchUser(ask.path[1]);
  if (user !== ask.user) return wrongUser(ask.user.loginId);
  const name = field(ask, 'requestedAction');
  if (name === undefined) return missing('requestedAction');
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return action?.(world, ask) ?? invalidInput('requestedAction');
}
