import { CentreError, type Mode, type Person } from '../centre/model';
import type { SubscribeOrder } from '../centre/supervision';
import { text, type Json } from '../json';
import type { Ask } from './ask';
import { invalid, missing, noPermission, noSuch, ok, refused, voiceDown, wrongState, type Reply } from './reply';
import { telephonyDown, type World } from './world';

/** Something the T-Server refused after the request was accepted. */
export type Refusal = (channel: string, statusCode: number, message: string) => void;

const modes = new Map<unknown, Mode>([
  ['ListenIn', 'listen'],
  ['Coach', 'coach'],
  ['BargeIn', 'barge'],
]);
const scopes = new Map<unknown, 'agent' | 'call'>([
  ['Agent', 'agent'],
  ['Call', 'call'],
]);
const durations = new Map<unknown, 'next-call' | 'all-calls'>([
  ['NextCall', 'next-call'],
  ['AllCalls', 'all-calls'],
]);

/** The same device has many addresses (load balancer, host names): only the id at the end counts. */
function deviceOf(world: World, uri: string): Person | undefined {
  const id = uri
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .split('/')
    .pop();
  return id === undefined ? undefined : world.ids.personOfDevice(id);
}

function alreadyMonitored(world: World, agent: string, supervisor: string): boolean {
  const other = world.centre.supervision.on(agent);
  return other !== undefined && other.supervisor !== supervisor;
}

type Monitoring = Pick<SubscribeOrder, 'scope' | 'duration'> & { target: Person };

/** What is asked, or why it makes no sense, whatever the state of anything. */
function monitoringOf(world: World, body: Json): Monitoring | { refusal: Reply } {
  const uri = text(body, 'targetDeviceUri');
  if (uri === undefined) return { refusal: missing('targetDeviceUri') };
  const { supervisorMonitoringScope: scopeName = 'Call', supervisorMonitoringMode: modeName = 'AllCalls' } = body;
  const scope = scopes.get(scopeName);
  if (scope === undefined) return { refusal: invalid('supervisorMonitoringScope', scopeName) };
  const duration = durations.get(modeName);
  if (duration === undefined) return { refusal: invalid('supervisorMonitoringMode', modeName) };
  const target = deviceOf(world, uri);
  return target === undefined ? { refusal: noSuch('Target device') } : { target, scope, duration };
}

function monitor(world: World, person: Person, mode: Mode, asked: Monitoring, refuseLater: Refusal): Reply {
  const { target, ...how } = asked;
  if (target.role !== 'agent') return wrongState('The target device cannot be monitored');
  const variant = world.faults.value('second-supervisor');
  if (variant !== 'async' && alreadyMonitored(world, target.user, person.user)) {
    return refused(Number(variant), 'The device is already monitored');
  }
  const intrude = world.faults.is('intrusion');
  try {
    world.centre.supervision.subscribe({ supervisor: person.user, agent: target.user, mode, intrude, ...how });
  } catch (thrown) {
    // Accepted is accepted: what the T-Server refuses is told later, as a notification.
    if (!(thrown instanceof CentreError)) throw thrown;
    refuseLater('/v2/me/devices', 2, thrown.message);
  }
  return ok();
}

function cancel(world: World, { user }: Person): Reply {
  if (world.centre.supervision.of(user) === undefined) return wrongState('The device is not monitoring');
  world.centre.supervision.cancel(user, { keepLeg: world.faults.is('cancel-keeps-leg') });
  return ok();
}

const settingOperation = /^(DoNotDisturb|ForwardCalls)(On|Off)$/;

/** What everybody may set on his own telephone. */
function set({ settings }: World, person: Person, operation: string, body: Json): Reply {
  switch (operation) {
    case 'DoNotDisturbOn':
    case 'DoNotDisturbOff':
      settings.setDoNotDisturb(person, operation === 'DoNotDisturbOn');
      return ok();
    case 'ForwardCallsOff':
      settings.setForwardTo(person, undefined);
      return ok();
    default: {
      // Where the calls go is documented as a field of the device only; the name of the parameter is inferred.
      const number = text(body, 'phoneNumber');
      if (number === undefined) return missing('phoneNumber');
      settings.setForwardTo(person, number);
      return ok();
    }
  }
}

/** POST /me/devices/{id}. What is wrong with the request itself comes before what is wrong with the moment. */
export function deviceOperation(world: World, ask: Ask, operation: string, refuseLater: Refusal): Reply {
  const { body, session } = ask;
  const { person } = session;
  if (ask.path[2] !== world.ids.device(person)) return noSuch('Device');
  const mode = modes.get(operation);
  const supervises = mode !== undefined || operation === 'CancelSupervisorMonitoring';
  if (supervises && person.role !== 'supervisor') return noPermission('The user is not a supervisor');
  const asked = mode && monitoringOf(world, body);
  if (asked !== undefined && 'refusal' in asked) return asked.refusal;
  if (!supervises && !settingOperation.test(operation)) return invalid('operationName', operation);
  if (telephonyDown(world)) return voiceDown;
  if (person.state === 'signed-out') return wrongState('No contact center session');
  if (mode !== undefined && asked !== undefined) return monitor(world, person, mode, asked, refuseLater);
  if (supervises) return cancel(world, person);
  const reply = set(world, person, operation, body);
  if (reply.body.statusCode === 0) world.deviceChanged(person.user);
  return reply;
}
