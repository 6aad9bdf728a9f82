import { SupervisionError } from '../../supervision/errors';
import { invalid } from './address';
import type { Contact, Device } from './wire';

const deviceGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const userId = /^[0-9a-f]{32}$/i;

export type AgentTextKind = 'device' | 'user' | 'number' | 'name';

/**
 * What a flow called the agent, cleaned.
 *
 * @throws SupervisionError `invalid-input`: in a search of Genesys `*` means anybody and a comma separates several people. Neither
 * may decide whose call is listened to.
 */
export function agentText(agent: string): { text: string; kind: AgentTextKind } {
  const text = agent.trim();
  if (text === '') throw invalid('The agent is empty. Give a user name, an employee id, an extension or a device id.');
  if (text.length > 128 || /[*,\p{Cc}\p{Cs}]/u.test(text)) {
    throw invalid('The agent must be one user name, employee id, extension or device id, without * and comma.');
  }
  if (deviceGuid.test(text)) return { text, kind: 'device' };
  if (userId.test(text)) return { text, kind: 'user' };
  return { text, kind: /^\+?\d+$/.test(text) ? 'number' : 'name' };
}

/**
 * The one person that is exactly meant; upper and lower case count only where they make the difference. Names for people
 * ("Bo Lind") count only where no id, user name, employee id or number fits.
 *
 * @throws SupervisionError `invalid-input` where two people are meant equally
 */
export function exactMatch(contacts: readonly Contact[], text: string): Contact | undefined {
  const folded = text.toLowerCase();
  const keys = (contact: Contact): (string | undefined)[] => [
    contact.id,
    contact.userName,
    contact.employeeId,
    ...contact.phoneNumbers,
  ];
  const names = (contact: Contact): (string | undefined)[] => [contact.name, fullName(contact)];
  for (const of of [keys, names]) {
    const same = contacts.filter((contact) => of(contact).includes(text));
    const alike = contacts.filter((contact) => of(contact).some((key) => key?.toLowerCase() === folded));
    const found = distinct(same.length > 0 ? same : alike);
    if (found.length > 1) throw ambiguous(text, found);
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

export function fullName(person: {
  firstName?: string | undefined;
  lastName?: string | undefined;
}): string | undefined {
  return [person.firstName, person.lastName].filter(Boolean).join(' ') || undefined;
}

/** For people: the user name and, where known, the real one. */
export function labelOf(
  person: { userName?: string | undefined; firstName?: string | undefined; lastName?: string | undefined },
  otherwise: string,
): string {
  const name = fullName(person);
  if (person.userName === undefined) return name ?? otherwise;
  return name === undefined ? person.userName : `${person.userName} (${name})`;
}

/**
 * The device to monitor. A person may have several: the one whose number was asked for, else the one of his voice channel, else an
 * active one, else the only one there is.
 */
export function chooseDevice(devices: readonly Device[], numbers: readonly (string | undefined)[]): Device | undefined {
  for (const number of numbers) {
    const found = number === undefined ? undefined : devices.find((device) => device.phoneNumber === number);
    if (found !== undefined) return found;
  }
  return devices.find((device) => device.deviceState === 'Active') ?? devices[0];
}

function distinct(contacts: readonly Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [contact.id, contact])).values()];
}

function ambiguous(text: string, people: readonly Contact[]): SupervisionError {
  const named = people.slice(0, 5).map((person) => labelOf(person, person.id));
  const more = people.length > named.length ? ` and ${people.length - named.length} more` : '';
  return invalid(`"${text}" is more than one agent: ${named.join('; ')}${more}. Give the user name or the extension.`);
}
