import type { Centre } from './centre/centre';
import { CentreError } from './centre/model';
import type { Faults } from './faults';
import { isRecord, text, type Json } from './json';

/** A steering message that cannot be understood; says which field, and what it must be. */
export class InputError extends Error {
  readonly code = 'invalid-input';

  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}

export interface Steered {
  centre: Centre;
  faults: Faults;
  /** Its inspectors' phones ring and stand also where there is no call. */
  huawei?: Phones | undefined;
  reset: () => void;
}

export interface Phones {
  qc(): readonly { supervisor: string }[];
  answer(person: string): void;
  hangUp(person: string): void;
}

type Command = (target: Steered, order: Json) => unknown;

function need(order: Json, ...keys: string[]): string {
  for (const key of keys) {
    const value = text(order, key);
    if (value !== undefined) return value;
  }
  throw new InputError(`"${String(order.do)}" needs ${keys.map((key) => `"${key}"`).join(' or ')} as a text.`);
}

function flag(order: Json, key: string): boolean | undefined {
  const value = order[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InputError(`"${key}" must be true or false.`);
}

function texts(order: Json, key: string): Record<string, string> | undefined {
  const value = order[key];
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw new InputError(`"${key}" must be an object.`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, String(inner)]));
}

const startCall: Command = ({ centre }, order) => {
  const direction = text(order, 'direction') ?? 'inbound';
  if (direction !== 'inbound' && direction !== 'outbound') {
    throw new InputError('"direction" must be "inbound" or "outbound".');
  }
  const [customer, queue, ringing, data] = [
    text(order, 'customer'),
    text(order, 'queue'),
    flag(order, 'ringing'),
    texts(order, 'data'),
  ];
  return centre.startCall({
    agent: need(order, 'agent'),
    direction,
    ...(customer !== undefined && { customer }),
    ...(queue !== undefined && { queue }),
    ...(ringing !== undefined && { ringing }),
    ...(data !== undefined && { data }),
  });
};

const mood: Command = ({ centre }, order) => {
  const { score } = order;
  if (typeof score !== 'number') throw new InputError('"mood" needs "score" as a number from -1 to 1.');
  return centre.mood(need(order, 'call', 'agent'), score);
};

/** `name` alone may be the whole text (`rest-slow=300`); `clear: true` takes it back. */
const fault: Command = ({ faults }, order) => {
  const name = need(order, 'name');
  if (flag(order, 'clear') === true) {
    faults.clear(name);
    return faults.list();
  }
  const { value } = order;
  if (value === undefined) faults.set(name);
  else if (typeof value === 'string' || typeof value === 'number') faults.set(`${name}=${value}`);
  else if (typeof value === 'boolean') faults.set(`${name}=${value ? 'on' : 'off'}`);
  else throw new InputError('"value" must be a text, a number, true or false.');
  return faults.list();
};

/** The phones that this person's is one of, if he inspects somebody while he is on no call. */
function phonesOf({ centre, huawei }: Steered, who: string): Phones | undefined {
  const { user } = centre.person(who);
  if (centre.onCall(user) !== undefined) return undefined;
  return huawei?.qc().some(({ supervisor }) => supervisor === user) === true ? huawei : undefined;
}

const answer: Command = (target, order) => {
  const who = need(order, 'supervisor', 'agent');
  const phones = phonesOf(target, who);
  if (phones === undefined) return target.centre.answer(who);
  phones.answer(who);
  return target.centre.personView(who);
};

const hangUp: Command = (target, order) => {
  const { centre } = target;
  const supervisor = text(order, 'supervisor');
  if (supervisor === undefined) return centre.agentHangsUp(need(order, 'agent'));
  const phones = phonesOf(target, supervisor);
  if (phones === undefined) return centre.supervisorHangsUp(supervisor);
  phones.hangUp(supervisor);
  return centre.personView(supervisor);
};

const commands: Readonly<Record<string, Command>> = {
  startCall,
  mood,
  fault,
  endCall: ({ centre }, order) => centre.endCall(need(order, 'call', 'agent')),
  hold: ({ centre }, order) => centre.hold(need(order, 'call', 'agent')),
  resume: ({ centre }, order) => centre.resume(need(order, 'call', 'agent')),
  transfer: ({ centre }, order) => centre.transfer(need(order, 'call', 'agent'), need(order, 'to')),
  answer,
  hangUp,
  customerHangsUp: ({ centre }, order) => centre.customerHangsUp(need(order, 'call', 'agent')),
  state: ({ centre }, order) => {
    const who = need(order, 'agent', 'supervisor');
    const state = text(order, 'state') ?? '';
    const known = ['ready', 'not-ready', 'after-call-work', 'signed-out'] as const;
    const found = known.find((item) => item === state);
    if (found === undefined) throw new InputError(`"state" must be one of: ${known.join(', ')}.`);
    centre.setState(who, found);
    return centre.personView(who);
  },
  reset: ({ reset }) => {
    reset();
    return {};
  },
};

/** Does what `order.do` says. Throws an InputError where the order makes no sense. */
export function steer(target: Steered, order: unknown): unknown {
  const names = Object.keys(commands).join(', ');
  if (!isRecord(order)) throw new InputError(`An object with "do" is needed; "do" is one of: ${names}.`);
  const name = text(order, 'do') ?? '';
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new InputError(`"do" must be one of: ${names}.`);
  try {
    return command(target, order);
  } catch (thrown) {
    // The centre cannot do it, or the fault does not exist: to whoever steers, both are a wrong order.
    if (thrown instanceof InputError || !(thrown instanceof Error)) throw thrown;
    if (thrown instanceof CentreError || thrown.name === 'FaultError') throw new InputError(thrown.message);
    throw thrown;
  }
}
