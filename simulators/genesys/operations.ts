import { text } from '../json';
import type { Ask } from './ask';
import { callOperation } from './call-operations';
import { deviceOperation, type Refusal } from './device-operations';
import { missing, noSuch, ok, refused, type Reply } from './reply';
import { sessionOperation, stateOperation } from './session-operations';
import type { World } from './world';

export type Outcome = Reply & { endsSession?: boolean };

type Operation = (world: World, ask: Ask, operation: string, refuseLater: Refusal) => Outcome;

/** Which operations live where. */
function find({ path }: Ask): Operation | undefined {
  const [root, what, id] = path;
  if (root !== 'me' || path.length > 3) return undefined;
  if (what === undefined) return sessionOperation;
  if (what === 'channels' && id === 'voice') return stateOperation;
  if (what === 'devices' && id !== undefined) return deviceOperation;
  if (what === 'calls' && id !== undefined) return callOperation;
  return undefined;
}

/** Every POST. */
export function operate(world: World, ask: Ask, refuseLater: Refusal): Outcome {
  const action = find(ask);
  if (action === undefined) return noSuch('Resource');
  const operation = text(ask.body, 'operationName');
  if (operation === undefined) return missing('operationName');
  const { faults } = world;
  const refusal = faults.take('refuse', operation, 'POST');
  if (refusal !== undefined && refusal !== '0') return refused(Number(refusal), 'Refused by the simulator');
  if (faults.take('refuse-async', operation, 'POST') !== undefined) {
    refuseLater(ask.path[1] === 'calls' ? '/v2/me/calls' : '/v2/me/devices', 4, 'Refused by the simulator');
    return ok();
  }
  if (faults.take('silent', operation, 'POST') !== undefined) return ok();
  return action(world, ask, operation, refuseLater);
}
