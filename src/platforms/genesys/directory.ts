import { SupervisionError } from '../../supervision/errors';
import { segment } from './address';
import type { GenesysClient } from './client';
import { Cache } from './directory-cache';
import { DirectoryReads, rootOf } from './directory-reads';
import { agentText, chooseDevice, exactMatch, fullName, labelOf } from './directory-match';
import type { Contact, Device, User } from './wire';

export interface AgentEntry {
  deviceId: string;
  /** What an operation names as its target. */
  deviceUri: string;
  /** For people. */
  label: string;
  /** The device's number, where known. */
  phoneNumber?: string | undefined;
  /** Missing where only a device was named. */
  userId?: string | undefined;
  /** Whatever he is called: user name, employee id, number. */
  names: string[];
}

export interface FoundEntry {
  entry: AgentEntry;
  /** What the agent does (`Idle`, …) as an answer of this very lookup said. Missing where it came from memory: ask `activity`. */
  userActivity?: string | undefined;
}

export interface AgentActivity {
  /** Missing where Genesys does not tell. */
  userActivity?: string | undefined;
  /** The number belongs to somebody else now, or to nobody: the entry was forgotten, look him up again. */
  moved: boolean;
}

export interface DirectoryOptions {
  /** How long an agent's device is remembered. Default 60 000 ms: people change seats. */
  maxAgeMs?: number | undefined;
  /** How many agents are remembered. Default 1000. */
  limit?: number | undefined;
  /** How many contacts are looked through for an employee id. Default 5000. */
  scanLimit?: number | undefined;
}

const pageSize = 100;

/**
 * From what a flow calls an agent to the device of his. Only an exact match counts: a search of Genesys also finds people whose name
 * merely contains the text, and nobody may be listened to by mistake.
 */
export class Directory {
  readonly #client: GenesysClient;
  readonly #found: Cache<AgentEntry>;
  /** Texts that nobody answers to: a scan of all contacts is not repeated for each alert of one misspelt agent. */
  readonly #missed: Cache<true>;
  readonly #scanLimit: number;

  constructor(client: GenesysClient, { maxAgeMs = 60_000, limit = 1000, scanLimit = 5000 }: DirectoryOptions = {}) {
    this.#client = client;
    this.#found = new Cache(limit, maxAgeMs);
    this.#missed = new Cache(limit, Math.min(maxAgeMs, 30_000));
    this.#scanLimit = scanLimit;
  }

  /**
   * @param agent user name, employee id, extension, device id, user id, or full name. A number is taken as an extension first.
   * @throws SupervisionError `agent-not-found`; `agent-wrong-state` (he has no telephone now); `invalid-input` (not one agent);
   * `not-permitted` (nobody can be looked up, or not his telephone)
   */
  async find(agent: string, signal?: AbortSignal): Promise<FoundEntry> {
    const { text, kind } = agentText(agent);
    const remembered = this.#found.get(text, this.#now());
    if (remembered !== undefined) return { entry: remembered };
    if (this.#missed.get(text, this.#now())) throw notFound(text);
    const reads = new DirectoryReads(this.#client, signal);
    const found = kind === 'device' ? await byDevice(text, reads) : await this.#byPerson(text, kind, reads);
    if (found === undefined) {
      const refused = reads.refused('contacts') && reads.refused('users');
      if (refused) throw notAllowed('Genesys does not let the user of the connection look for agents.', refused);
      this.#missed.set(text, true, this.#now());
      throw notFound(text);
    }
    this.#found.set(text, found.entry, this.#now());
    return found;
  }

  /** What the agent does now. One GET; none where the entry has no number. */
  async activity(entry: AgentEntry, signal?: AbortSignal): Promise<AgentActivity> {
    const { phoneNumber, userId } = entry;
    if (phoneNumber === undefined || !/^\d+$/.test(phoneNumber)) return { moved: false };
    const reads = new DirectoryReads(this.#client, signal);
    const contacts = await reads.contacts({ phoneNumber });
    if (reads.closed('contacts')) return { moved: false };
    const owners = contacts.filter((contact) => contact.phoneNumbers.includes(phoneNumber));
    const owner = userId === undefined ? owners[0] : owners.find((contact) => contact.id === userId);
    if (owner !== undefined) return { userActivity: owner.userActivity, moved: false };
    if (userId === undefined) return { moved: false };
    this.forget(entry.deviceId);
    return { moved: true };
  }

  /** Forgets what is known of a device; without one, everything. */
  forget(deviceId?: string): void {
    if (deviceId === undefined) this.#missed.clear();
    this.#found.deleteWhere((entry) => deviceId === undefined || entry.deviceId === deviceId);
  }

  async #byPerson(
    text: string,
    kind: 'user' | 'number' | 'name',
    reads: DirectoryReads,
  ): Promise<FoundEntry | undefined> {
    if (kind === 'user') {
      const user = await reads.user(text);
      if (user !== undefined) return { entry: await entryFor(user, [], reads) };
    }
    const contact = await this.#contact(text, kind, reads);
    let user = contact && (await reads.user(contact.id));
    if (user === undefined) {
      // No such contact, no contacts at all on this server, or a user that cannot be read by himself: the list may have him.
      const users = await reads.users();
      const id = contact?.id ?? exactMatch(users.map(asContact), text)?.id;
      user = users.find((each) => each.id === id);
    }
    // Who is known by his contact alone may still have telephones that can be read.
    if (reads.refused('user')) user ??= contact && asUser(contact);
    if (user === undefined) return undefined;
    if (contact === undefined) return { entry: await entryFor(user, [text], reads) };
    const asked = contact.phoneNumbers.includes(text) ? text : undefined;
    const numbers = [asked, contact.voicePhoneNumber];
    return { entry: await entryFor(user, numbers, reads, contact), userActivity: contact.userActivity };
  }

  async #contact(text: string, kind: 'user' | 'number' | 'name', reads: DirectoryReads): Promise<Contact | undefined> {
    const searches: Record<string, string>[] = [
      ...(/^\d+$/.test(text) && kind === 'number' ? [{ phoneNumber: text }] : []),
      { filterName: 'NamesOrPhoneNumberMatches', filterParameters: text },
      { name: text },
    ];
    for (const search of searches) {
      const found = exactMatch(await reads.contacts(search), text);
      if (found !== undefined) return found;
    }
    return this.#scan(text, reads);
  }

  /** No filter of Genesys looks at the employee id, or at first and last name together: look through all contacts, within a bound. */
  async #scan(text: string, reads: DirectoryReads): Promise<Contact | undefined> {
    const seen = new Set<string>();
    for (let offset = 0; offset < this.#scanLimit; offset += pageSize) {
      const page = await reads.contacts({ limit: pageSize, offset, sortBy: 'name', order: 'Ascending' });
      const found = exactMatch(page, text);
      if (found !== undefined) return found;
      const before = seen.size;
      for (const contact of page) seen.add(contact.id);
      // The last page, or a server that does not know `offset` and sends the first one again.
      if (page.length < pageSize || seen.size === before) return undefined;
    }
    return undefined;
  }

  #now(): number {
    return this.#client.chance.now();
  }
}

async function byDevice(deviceId: string, reads: DirectoryReads): Promise<FoundEntry | undefined> {
  const root = await reads.root();
  const device = await reads.device(deviceId);
  if (device === undefined) return undefined;
  // A supervisor may not be allowed to read devices. The id is exact all the same.
  if (device === 'forbidden')
    return { entry: { deviceId, deviceUri: `${root}/devices/${deviceId}`, label: deviceId, names: [] } };
  return { entry: entryOf(device, root, { label: device.phoneNumber ?? deviceId, names: [] }) };
}

async function entryFor(
  user: User,
  numbers: readonly (string | undefined)[],
  reads: DirectoryReads,
  contact?: Contact,
): Promise<AgentEntry> {
  const devices = user.devices?.length ? user.devices : await reads.devicesOf(user.id);
  const device = chooseDevice(devices, numbers);
  const label = labelOf(user.userName === undefined && contact !== undefined ? contact : user, user.id);
  if (device === undefined) {
    const refused = user.devices === undefined ? reads.refused('devices') : undefined;
    if (refused)
      throw notAllowed(`Genesys does not tell the user of the connection which telephone agent ${label} has.`, refused);
    const says = `The agent ${label} has no telephone now. Is he signed in at a place?`;
    throw new SupervisionError('agent-wrong-state', says, { platform: 'genesys' });
  }
  const root = rootOf(user) ?? (await reads.root());
  const names = [user.userName ?? contact?.userName, user.employeeId ?? contact?.employeeId, fullName(user)];
  return entryOf(device, root, { label, userId: user.id, names: names.flatMap((name) => name ?? []) });
}

function entryOf(device: Device, root: string, person: Pick<AgentEntry, 'label' | 'userId' | 'names'>): AgentEntry {
  const deviceUri = device.uri ?? `${root}/devices/${segment(device.id, 'The device')}`;
  const { phoneNumber } = device;
  const names = phoneNumber === undefined ? person.names : [...person.names, phoneNumber];
  return { ...person, deviceId: device.id, deviceUri, phoneNumber, names };
}

/** A user as the search for an exact match wants him. */
function asContact(user: User): Contact {
  const phoneNumbers = (user.devices ?? []).flatMap((device) => device.phoneNumber ?? []);
  return { ...user, phoneNumbers };
}

const asUser = (contact: Contact): User => ({ ...contact, roles: [] });

/** It is not that there is nobody: this user may not see him. */
function notAllowed(says: string, refused: SupervisionError): SupervisionError {
  const { vendorCode, httpStatus } = refused;
  return new SupervisionError(
    'not-permitted',
    `${says} Give this user the right to read contacts and users. (${refused.message})`,
    {
      platform: 'genesys',
      ...(vendorCode !== undefined && { vendorCode }),
      ...(httpStatus !== undefined && { httpStatus }),
    },
  );
}

function notFound(text: string): SupervisionError {
  const says = `No agent of Genesys has the user name, employee id, extension or device id "${text}".`;
  return new SupervisionError('agent-not-found', says, { platform: 'genesys' });
}
