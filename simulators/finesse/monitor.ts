import { isLive, liveLegs, type Call, type Leg } from '../centre/model';
import { field, type Ask, type Verdict } from './ask';
import type { Dialog } from './book';
import { supervises, type User } from './directory';
import {
  invalidDestination,
  invalidInput,
  invalidState,
  missing,
  telephonyFailure,
  unauthorised,
  type Failure,
} from './errors';
import { isUccx, root, type World } from './world';

interface Parties {
  supervisor: User;
  agent: User;
}

/** Who is to listen to whom. */
function parties(world: World, ask: Ask): Parties | Failure {
  const { user } = ask;
  const [from, to] = [field(ask, 'fromAddress'), field(ask, 'toAddress')];
  if (from === undefined) return missing('fromAddress');
  if (to === undefined) return missing('toAddress');
  if (user.person.role !== 'supervisor') return unauthorised(user.loginId);
  if (to === from) return invalidDestination('toAddress');
  if (from !== user.person.extension) return invalidInput('fromAddress');
  const agent = world.directory.at(to);
  if (agent?.person.role !== 'agent' || world.states.of(agent) === 'LOGOUT') return invalidInput('toAddress');
  if (!supervises(user, agent)) return unauthorised(user.loginId);
  return { supervisor: user, agent };
}

/** The agent's call, if it can be listened to. The numbers are the telephony's, and come later. */
function monitored(world: World, agent: User): { call: Call; leg: Leg } | Failure {
  const own = world.centre.onCall(agent.person.user);
  if (own?.leg.state === 'talking') return own;
  if (isUccx(world)) return telephonyFailure('88049');
  const held = own?.leg.state === 'held';
  if (held || world.states.of(agent) === 'NOT_READY') return telephonyFailure('13145');
  return { ...invalidState(), code: '22', message: 'CF_INVALID_OBJECT_STATE', late: true };
}

const watching = (call: Call, agent: string): Leg | undefined =>
  liveLegs(call).find(({ watch }) => watch?.agent === agent);

/** POST …/Dialogs with SILENT_MONITOR. Which of the agent's calls is the telephony's choice. */
export function silentMonitor(world: World, ask: Ask): Verdict {
  const wanted = parties(world, ask);
  if (!('supervisor' in wanted)) return wanted;
  const { supervisor, agent } = wanted;
  const guest = supervisor.person.user;
  // Also on UCCX, where his state does not show it: one phone, one call.
  const busy = world.centre.onCall(guest) !== undefined;
  if (busy || world.states.of(supervisor) !== 'NOT_READY') return invalidState(world.states.of(supervisor));
  const own = monitored(world, agent);
  if (!('leg' in own)) return own;
  const second = world.faults.value('finesse-second-supervisor');
  if (second !== 'joins' && watching(own.call, agent.person.user) !== undefined) {
    return { ...telephonyFailure('22'), late: second === 'async' };
  }
  return () => {
    const { supervision, phones } = world.centre;
    supervision.invite({
      guest,
      call: own.call,
      agent: agent.person.user,
      mode: 'listen',
      scope: 'agent',
      // The ring time is the line's: a phone that answers by itself does so however long it takes.
      ringMs: supervisor.person.autoAnswer ? Number.POSITIVE_INFINITY : phones.ringMs,
    });
  };
}

/** The silent monitor that `associatedDialogUri` means. */
function associated(world: World, ask: Ask): Dialog | Failure {
  const uri = field(ask, 'associatedDialogUri');
  if (uri === undefined) return missing('associatedDialogUri');
  const id = uri.startsWith(`${root}/Dialog/`) ? uri.slice(root.length + '/Dialog/'.length) : '';
  if (!/^\d+$/.test(id)) return invalidInput('associatedDialogUri');
  const dialog = world.book.find(id);
  // What a server answers to a barge without a silent monitor is not documented.
  if (dialog?.monitor?.leg.party !== ask.user.person.user) return invalidState();
  return dialog;
}

/** POST …/Dialogs with BARGE_CALL: the call that is listened to becomes a conference. */
export function bargeCall(world: World, ask: Ask): Verdict {
  const linked = field(ask, 'associatedDialogUri');
  if (linked === undefined) return missing('associatedDialogUri');
  const wanted = parties(world, ask);
  if (!('supervisor' in wanted)) return wanted;
  const dialog = associated(world, ask);
  if (!('phase' in dialog)) return dialog;
  const { call, monitor, phase } = dialog;
  const agent = wanted.agent.person.user;
  if (monitor?.agent !== agent) return invalidInput('toAddress');
  if (phase !== 'ACTIVE') return invalidState();
  const leg = call.legs.find((other) => other.party === agent && isLive(other));
  if (leg?.state !== 'talking') return invalidDestination('toAddress');
  return () => {
    const { supervision } = world.centre;
    const { watch } = supervision.leg(wanted.supervisor.person.user);
    // From now on he talks to the customer, whatever becomes of the agent.
    watch.scope = world.faults.value('finesse-controller-leaves') === 'ends' ? 'agent' : 'call';
    supervision.setMode(wanted.supervisor.person.user, 'barge');
  };
}
