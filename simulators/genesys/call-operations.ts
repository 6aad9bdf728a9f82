import { legOf, liveLegs, type Call, type Leg, type Mode } from '../centre/model';
import { text } from '../json';
import type { Ask } from './ask';
import { invalid, missing, noSuch, ok, voiceDown, wrongState, type Reply } from './reply';
import { telephonyDown, type World } from './world';

interface Own {
  world: World;
  ask: Ask;
  call: Call;
  leg: Leg;
}

const notPossible = wrongState('The operation is not possible in the current state of the call');

function switchTo({ world, leg }: Own, mode: Mode): Reply {
  if (leg.watch === undefined || leg.state !== 'talking' || leg.watch.mode === mode) return notPossible;
  const { supervision } = world.centre;
  if (world.faults.is('switch-updates-device')) supervision.recordMode(leg.party, mode);
  supervision.setMode(leg.party, mode);
  return ok();
}

function muteAgent({ world, call, leg }: Own, on: boolean): Reply {
  const agent = leg.watch && legOf(call, leg.watch.agent);
  if (agent === undefined || leg.state !== 'talking' || agent.muted === on) return notPossible;
  world.centre.mute(call.id, agent.party, on, leg.party);
  return ok();
}

/** For the owner of a conference or, as here, the supervisor on it: he can take the agent off and keep the customer. */
function removeParticipant({ world, ask, call, leg }: Own): Reply {
  const digits = text(ask.body, 'participant')?.replace(/\D/g, '');
  if (digits === undefined || digits === '') return missing('participant');
  if (leg.watch === undefined || leg.state !== 'talking') return notPossible;
  const other = liveLegs(call).find(({ id, number }) => id !== leg.id && number.replace(/\D/g, '') === digits);
  if (other === undefined) return noSuch('Participant');
  world.centre.leave(call.id, other.party, 'removed');
  return ok();
}

function muteSelf({ world, call, leg }: Own, on: boolean): Reply {
  const silent = leg.watch !== undefined && leg.watch.mode !== 'barge';
  if (leg.state !== 'talking' || silent || leg.muted === on) return notPossible;
  world.centre.mute(call.id, leg.party, on, leg.party);
  return ok();
}

const operations: Readonly<Record<string, (own: Own) => Reply>> = {
  Answer: ({ world, leg }) => {
    if (leg.state !== 'ringing') return notPossible;
    world.centre.answer(leg.party);
    return ok();
  },
  Hangup: ({ world, call, leg }) => {
    world.centre.leave(call.id, leg.party, leg.role);
    return ok();
  },
  Hold: ({ world, call, leg }) => {
    if (leg.state !== 'talking') return notPossible;
    world.centre.hold(call.id, leg.party);
    return ok();
  },
  Retrieve: ({ world, call, leg }) => {
    if (leg.state !== 'held') return notPossible;
    world.centre.resume(call.id, leg.party);
    return ok();
  },
  SwitchToListenIn: (own) => switchTo(own, 'listen'),
  SwitchToBargeIn: (own) => switchTo(own, 'barge'),
  MuteMonitoredUser: (own) => muteAgent(own, true),
  UnmuteMonitoredUser: (own) => muteAgent(own, false),
  MuteCall: (own) => muteSelf(own, true),
  UnmuteCall: (own) => muteSelf(own, false),
  RemoveParticipantFromConference: removeParticipant,
};

/** POST /me/calls/{id}. There is no switch to coach: that operation is unknown. */
export function callOperation(world: World, ask: Ask, operation: string): Reply {
  const { person } = ask.session;
  const own = world.centre.onCall(person.user);
  const id = ask.path[2] ?? '';
  if (own === undefined || ![world.ids.callUuid(own.call), world.ids.connId(own.call)].includes(id))
    return noSuch('Call');
  const action = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (action === undefined) return invalid('operationName', operation);
  if (telephonyDown(world)) return voiceDown;
  return action({ world, ask, ...own });
}
