import type { WorkState } from '../centre/model';
import { field, type Ask, type Verdict } from './ask';
import { supervises, type User } from './directory';
import {
  invalidInput,
  invalidState,
  invalidSupervisor,
  missing,
  noSuchUser,
  telephonyFailure,
  wrongUser,
  type Failure,
} from './errors';
import type { Notifier } from './notifier';
import type { Reason } from './states';
import { isUccx, type World } from './world';

const states: Readonly<Record<string, WorkState>> = {
  READY: 'ready',
  NOT_READY: 'not-ready',
  LOGOUT: 'signed-out',
};

/** Codes that the system gives when a supervisor does it. */
function supervisorReason(world: World, category: Reason['category']): Reason {
  const codes = isUccx(world) ? { NOT_READY: '33', LOGOUT: '22' } : { NOT_READY: '999', LOGOUT: '999' };
  return { id: '-1', code: codes[category], label: 'Supervisor initiated', category };
}

function ownReason(id: string | undefined, category: Reason['category']): Reason | undefined {
  return id === undefined ? undefined : { id, code: id, label: `Reason ${id}`, category };
}

/** The telephony refuses the phone, and says so later. */
function phoneRefused(world: World, user: User, extension: string): Failure | undefined {
  if (extension === user.person.extension) return undefined;
  const other = world.directory.at(extension);
  const taken = other !== undefined && world.states.of(other) !== 'LOGOUT';
  return { ...telephonyFailure('260'), type: taken ? 'Device Busy' : 'Invalid Device' };
}

/** Signs in, by force: who is signed in already keeps his state, and is told it once more. */
function signIn(world: World, ask: Ask, user: User, notifier: Notifier): Verdict {
  if (ask.user !== user) return wrongUser(ask.user.loginId);
  const extension = field(ask, 'extension');
  if (extension === undefined) return missing('extension');
  if (!(isUccx(world) ? /^\+?\d{1,14}$/ : /^\d{1,14}$/).test(extension)) return invalidInput('extension');
  const refused = phoneRefused(world, user, extension);
  if (refused !== undefined) return refused;
  return () => {
    if (user.person.state === 'signed-out') world.centre.setState(user.person.user, 'not-ready');
    else notifier.user(user);
  };
}

/** Somebody changes his own state. */
function own(world: World, ask: Ask, user: User, name: string, state: WorkState): Verdict {
  const now = world.states.of(user);
  const reason = field(ask, 'reasonCodeId');
  if (now === 'LOGOUT') return invalidState(now);
  if (name === 'LOGOUT' && now !== 'NOT_READY') return invalidState(now);
  if (reason !== undefined && (name === 'READY' || !/^\d+$/.test(reason))) return invalidInput('reasonCodeId');
  // Where the site has reason codes, one must be given.
  const needed = world.faults.is('finesse-reason-required') && name !== 'READY' && reason === undefined;
  if (needed) return missing('reasonCodeId');
  // UCCX accepts one such wish per call.
  const second = name === 'NOT_READY' && world.states.pending(user) !== '';
  if (second && isUccx(world)) return telephonyFailure('265');
  return () => {
    if (name === 'NOT_READY' || name === 'LOGOUT') world.states.setReason(user, ownReason(reason, name));
    world.centre.setState(user.person.user, state);
  };
}

/** A supervisor changes the state of an agent of his. */
function team(world: World, ask: Ask, user: User, name: string, state: WorkState): Verdict {
  if (ask.user.person.role !== 'supervisor') return wrongUser(ask.user.loginId);
  if (!supervises(ask.user, user)) return invalidSupervisor(user.loginId);
  if (field(ask, 'reasonCodeId') !== undefined) return invalidInput('reasonCodeId');
  const now = world.states.of(user);
  if (now === 'LOGOUT') return invalidState(now);
  if (name === 'NOT_READY' && !['READY', 'WORK', 'WORK_READY'].includes(now)) return invalidState(now);
  return () => {
    if (name === 'NOT_READY' || name === 'LOGOUT') world.states.setReason(user, supervisorReason(world, name));
    world.centre.setState(user.person.user, state);
  };
}

/** PUT User/{id}. */
export function userAction(world: World, ask: Ask, notifier: Notifier): Verdict {
  const user = world.directory.user(ask.path[1] ?? '');
  if (user === undefined) return noSuchUser(ask.path[1]);
  const name = field(ask, 'state');
  if (name === undefined) return missing('state');
  if (name === 'LOGIN') return signIn(world, ask, user, notifier);
  const state = Object.hasOwn(states, name) ? states[name] : undefined;
  if (state === undefined) return invalidInput('state');
  if (ask.user === user) return own(world, ask, user, name, state);
  return team(world, ask, user, name, state);
}
