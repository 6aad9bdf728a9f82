import type { OrderRequest } from '../supervision/desk/request';
import type { Mode } from '../supervision/vocabulary';
import type { ChoosesConnection } from './chosen';
import { invalid } from './failing';
import type { Message, Red, RedNode } from './red';
import { agentInput, evaluate, nameOf, objectOf, secondsOf, textOf, type TypedInput } from './values';

/** The properties of listen, coach, barge-in and insert. */
export interface ActionDefinition extends ChoosesConnection {
  agent?: string;
  agentType?: string;
  call?: string;
  callType?: string;
  supervisor?: string;
  supervisorType?: string;
  reason?: string;
  reasonType?: string;
  options?: string;
  optionsType?: string;
  confirmSeconds?: string | number;
  endAfterSeconds?: string | number;
  whenIdle?: string;
  armSeconds?: string | number;
}

/** What an action node does: its mode, and whether it may wait for the agent's next call. */
export interface Verb {
  mode: Mode;
  /** `chosen`: as `whenIdle` says. */
  arm: 'never' | 'chosen' | 'always';
}

type Field = 'agent' | 'call' | 'supervisor' | 'reason' | 'options';

/**
 * The order that a message means, by the node's properties and `msg.supervise`, which overrides them.
 *
 * @throws SupervisionError `invalid-input` naming the field and what it must be
 */
export async function readOrder(
  red: Red,
  node: RedNode,
  config: ActionDefinition,
  verb: Verb,
  msg: Message,
): Promise<OrderRequest> {
  const override = objectOf('msg.supervise', msg.supervise);
  const read = (name: Field, input: TypedInput): unknown =>
    override[name] === undefined ? evaluate(red, node, name, input, msg) : override[name];
  const field = (name: Field, fallbackType: string): unknown =>
    read(name, { value: config[name], type: config[`${name}Type`] ?? fallbackType });
  const from = agentInput(config);
  const agent = nameOf('agent', await read('agent', from));
  if (agent === undefined) {
    throw invalid(`"agent" is missing: name the agent by user name, employee id or extension.${whereLooked(from)}`);
  }
  const call = nameOf('call', await field('call', 'msg'));
  const supervisor = nameOf('supervisor', await field('supervisor', 'str'));
  const reason = textOf('reason', await field('reason', 'str'));
  const options = objectOf('options', await field('options', 'json'));
  const confirmSeconds = secondsOf('confirmSeconds', config.confirmSeconds, 0.1);
  const armSeconds = secondsOf('armSeconds', config.armSeconds, 1);
  const endAfterSeconds = secondsOf('endAfterSeconds', config.endAfterSeconds, 0);
  return {
    mode: verb.mode,
    agent,
    arm: verb.arm === 'always' || (verb.arm === 'chosen' && config.whenIdle === 'arm'),
    options,
    ...(call !== undefined && { call }),
    ...(supervisor !== undefined && { supervisor }),
    ...(reason !== undefined && { reason }),
    ...(confirmSeconds !== undefined && { confirmSeconds }),
    ...(armSeconds !== undefined && { armSeconds }),
    ...(endAfterSeconds !== undefined && { endAfterSeconds }),
  };
}

function whereLooked({ value, type }: TypedInput): string {
  if (value === '') return ' The field of the node is empty.';
  return type === 'msg' ? ` Nothing was found in msg.${String(value)}.` : '';
}
