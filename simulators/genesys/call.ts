import { liveLegs, type Call, type Leg, type Person } from '../centre/model';
import type { Json } from '../json';
import { deviceUri } from './device';
import type { World } from './world';

const stateOf: Readonly<Record<Leg['state'], string>> = {
  ringing: 'Ringing',
  talking: 'Established',
  held: 'Held',
  left: 'Released',
};

const talking = [
  'AttachUserData',
  'UpdateUserData',
  'DeleteUserData',
  'DeleteUserDataPair',
  'SendDtmf',
  'Hold',
  'Hangup',
  'InitiateConference',
  'InitiateTransfer',
  'SingleStepConference',
  'SingleStepTransfer',
];

/** Leaving coach is one-way: both switches are offered there, and nothing leads back. */
const switches = {
  listen: ['SwitchToBargeIn'],
  coach: ['SwitchToBargeIn', 'SwitchToListenIn'],
  barge: ['SwitchToListenIn'],
} as const;

function capabilities(leg: Leg): string[] {
  switch (leg.state) {
    case 'ringing':
      return ['Answer', 'Hangup'];
    case 'held':
      return ['Retrieve', 'Hangup'];
    case 'left':
      return [];
    case 'talking':
      break;
  }
  const list = [...talking];
  const mode = leg.watch?.mode;
  if (mode === undefined || mode === 'barge') list.push(leg.muted ? 'UnmuteCall' : 'MuteCall');
  if (mode !== undefined) list.push(...switches[mode], 'RemoveParticipantFromConference');
  return list;
}

/** On a monitoring leg `mute` tells listening (On) from barged in (Off); for coaching nobody documents it. */
function mute(world: World, leg: Leg): 'On' | 'Off' {
  if (leg.watch?.mode === 'listen') return 'On';
  if (leg.watch?.mode === 'coach' && world.faults.is('coach-mute')) return 'On';
  return leg.muted ? 'On' : 'Off';
}

/** A silent supervisor is no participant to the others; once he speaks to everybody he is (inferred). */
const visible = (leg: Leg): boolean => leg.watch === undefined || leg.watch.mode === 'barge';

function participants(world: World, others: readonly Leg[]): Json {
  const shapes = others.map(({ number }) => {
    const digits = number.replace(/\D/g, '');
    return { phoneNumber: digits, digits, formattedPhoneNumber: number, e164Number: '' };
  });
  if (!world.faults.is('old-shape')) return { participants: shapes };
  return { participants: shapes.map(({ phoneNumber }) => phoneNumber), participantsInfo: shapes };
}

export const callId = (world: World, call: Call): string =>
  world.faults.value('call-id') === 'conn' ? world.ids.connId(call) : world.ids.callUuid(call);

/** The call as this person sees it: his own leg decides state, mute and capabilities. */
export function callShape(world: World, call: Call, leg: Leg, person: Person): Json {
  const id = callId(world, call);
  const others = liveLegs(call).filter((other) => other.id !== leg.id);
  const agent = leg.watch?.agent;
  const seconds = Math.floor(((call.endedAt ?? world.centre.clock.now()) - call.startedAt) / 1000);
  const watched =
    leg.role === 'agent' && others.some((other) => other.watch !== undefined && other.state !== 'ringing');
  return {
    id,
    state: stateOf[leg.state],
    callUuid: world.ids.callUuid(call),
    connId: world.ids.connId(call),
    deviceUri: deviceUri(world, person),
    ...participants(world, others.filter(visible)),
    dnis: agent === undefined ? call.queue : world.centre.people.agent(agent).extension,
    callType: call.direction === 'inbound' ? 'Inbound' : 'Outbound',
    capabilities: capabilities(leg),
    ...(Object.keys(call.data).length > 0 && { userData: { ...call.data } }),
    duration: String(seconds),
    mute: mute(world, leg),
    recordingState: 'Stopped',
    supervisorListeningIn: watched,
    monitoredUserMuted: agent !== undefined && others.some((other) => other.party === agent && other.muted),
    ...(!world.faults.is('old-shape') && { monitoring: leg.watch !== undefined }),
    ...(leg.state === 'talking' && { case: [] }),
    uri: `${world.externalUrl()}/me/calls/${id}`,
    path: `/calls/${id}`,
  };
}
