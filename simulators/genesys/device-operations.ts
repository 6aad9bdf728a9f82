import { CentreError, type Mode, type Person } from '../centre/model';
import { text } from '../json';
import type { Ask } from './ask';
import { invalid, missing, noPermission, noSuch, ok, refused, voiceDown, wrongState, type Reply } from './reply';
import { telephonyDown, type World } from './world';

/** Something the T-Server refused after the request was accepted. */
export type Refusal = (channel: string, statusCode: number, message: string) => void;

const modeOf: Readonly<Record<string, Mode>> = { ListenIn: 'listen', Coach: 'coach', BargeIn: 'barge' };
const scopes: Readonly<Record<string, 'agent' | 'call'>> = { Agent: 'agent', Call: 'call' };
const durations: Readonly<Record<string, 'next-call' | 'all-calls'>> = {
  NextCall: 'next-call',
  AllCalls: 'all-calls',
};

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

function monitor(world: World, ask: Ask, mode: Mode, refuseLater: Refusal): Reply {
  const { person } = ask.session;
  const uri = text(ask.body, 'targetDeviceUri');
  if (uri === undefined) return missing('targetDeviceUri');
  const { supervisorMonitoringScope: scopeName = 'Call', supervisorMonitoringMode: modeName = 'AllCalls' } = ask.body;
  const scope = scopes[String(scopeName)];
  if (scope === undefined) return invalid('supervisorMonitoringScope', scopeName);
  const duration = durations[String(modeName)];
  if (duration === undefined) return invalid('supervisorMonitoringMode', modeName);
  const target = deviceOf(world, uri);
  if (target === undefined) return noSuch('Target device');
  if (target.role !== 'agent') return wrongState('The target device cannot be monitored');
  const variant = world.faults.value('second-supervisor');
  if (variant !== 'async' && alreadyMonitored(world, target.user, person.user)) {
    return refused(Number(variant), 'The device is already monitored');
  }
  const { user: supervisor } = person;
  const intrude = world.faults.is('intrusion');
  try {
    world.centre.supervision.subscribe({ supervisor, agent: target.user, mode, scope, duration, intrude });
  } catch (thrown) {
    // Accepted is accepted: what the T-Server refuses is told later, as a notification.
    if (!(thrown instanceof CentreError)) throw thrown;
    refuseLater('/v2/me/devices', 2, thrown.message);
  }
  return ok();
}

/** POST /me/devices/{id}. */
export function deviceOperation(world: World, ask: Ask, operation: string, refuseLater: Refusal): Reply {
  const { person } = ask.session;
  if (ask.path[2] !== world.ids.device(person)) return noSuch('Device');
  const mode = modeOf[operation];
  if (mode === undefined && operation !== 'CancelSupervisorMonitoring') return invalid('operationName', operation);
  if (person.role !== 'supervisor') return noPermission('The user is not a supervisor');
  if (telephonyDown(world)) return voiceDown;
  if (person.state === 'signed-out') return wrongState('No contact center session');
  if (mode !== undefined) return monitor(world, ask, mode, refuseLater);
  if (world.centre.supervision.of(person.user) === undefined) return wrongState('The device is not monitoring');
  world.centre.supervision.cancel(person.user, { keepLeg: world.faults.is('cancel-keeps-leg') });
  return ok();
}
