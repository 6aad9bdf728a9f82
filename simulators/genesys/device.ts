import type { Mode, Person, WorkState } from '../centre/model';
import type { Json } from '../json';
import { type World } from './world';

/** The built-in agent states, with the ids a real 8.5.202 server uses. */
const userStates: Readonly<Record<WorkState, Json>> = {
  ready: { id: '9430250E-0A1B-421F-B372-F29E69366DED', displayName: 'Ready', state: 'Ready' },
  'not-ready': { id: '900D55CC-2BB0-431F-8BF9-D3525B383BE6', displayName: 'Not Ready', state: 'NotReady' },
  'after-call-work': {
    id: 'D3663509-3D82-4DD3-A82E-2EA8EFA02AEF',
    displayName: 'After Call Work',
    state: 'NotReady',
    workMode: 'AfterCallWork',
  },
  'signed-out': { id: '0F7F5003-EF26-4D13-A6Ef-D0C7EC819BEB', displayName: 'Logged Out', state: 'LoggedOut' },
};

export const operationOf: Readonly<Record<Mode, string>> = { listen: 'ListenIn', coach: 'Coach', barge: 'BargeIn' };

export const userState = (person: Person): Json => userStates[person.state];

export const deviceUri = (world: World, person: Person): string =>
  `${world.externalUrl()}/devices/${world.ids.device(person)}`;

/** What the person may do with this device now: monitoring is for supervisors who are logged in on it. */
function capabilities(world: World, person: Person): string[] {
  const list = [
    world.settings.doNotDisturb(person) ? 'DoNotDisturbOff' : 'DoNotDisturbOn',
    world.settings.forwardTo(person) === undefined ? 'ForwardCallsOn' : 'ForwardCallsOff',
  ];
  if (person.role !== 'supervisor' || person.state === 'signed-out') return list;
  list.push('ListenIn', 'Coach', 'BargeIn');
  if (world.centre.supervision.of(person.user) !== undefined) list.push('CancelSupervisorMonitoring');
  const own = world.centre.onCall(person.user);
  if (own?.leg.state === 'talking' && own.leg.watch !== undefined) {
    const agent = own.leg.watch.agent;
    const muted = own.call.legs.some((leg) => leg.party === agent && leg.state !== 'left' && leg.muted);
    list.push(muted ? 'UnmuteMonitoredUser' : 'MuteMonitoredUser');
  }
  return list;
}

/** The monitoring part is absent while nothing is monitored. 8.5.1 had two flat texts where later servers have an object. */
function monitoring(world: World, person: Person): Json {
  const subscription = world.centre.supervision.of(person.user);
  if (subscription === undefined) return {};
  const state = operationOf[subscription.mode];
  const mode = subscription.duration === 'next-call' ? 'NextCall' : 'AllCalls';
  if (world.faults.is('old-shape')) return { supervisorMonitoringState: state, supervisorMonitoringMode: mode };
  const target = world.centre.people.agent(subscription.agent);
  return {
    supervisorMonitoringState: {
      state,
      mode,
      scope: subscription.scope === 'agent' ? 'Agent' : 'Call',
      targetDeviceUri: deviceUri(world, target),
    },
  };
}

/** A device: one shape in every answer and every notification. */
export function deviceShape(world: World, person: Person): Json {
  const old = world.faults.is('old-shape');
  const forwardTo = world.settings.forwardTo(person);
  return {
    id: world.ids.device(person),
    deviceState: person.state === 'signed-out' ? 'Inactive' : 'Active',
    userState: userState(person),
    phoneNumber: person.extension,
    ...(!old && { description: '' }),
    e164Number: '',
    telephonyNetwork: 'Private',
    doNotDisturb: world.settings.doNotDisturb(person) ? 'On' : 'Off',
    ...(forwardTo !== undefined && { forwardTo }),
    voiceEnvironmentUri: `${world.externalUrl()}/voice-environments/${world.ids.voiceEnvironment}`,
    capabilities: capabilities(world, person),
    ...(!old && { channels: ['voice'], dynamicPhoneNumber: '' }),
    ...monitoring(world, person),
  };
}
