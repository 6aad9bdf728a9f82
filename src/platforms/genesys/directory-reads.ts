import { SupervisionError } from '../../supervision/errors';
import { segment } from './address';
import type { GenesysClient } from './client';
import {
  decodeContact,
  decodeDevice,
  decodeUser,
  nonsense,
  tolerant,
  type Contact,
  type Device,
  type User,
} from './wire';
import { decodeEach } from './wire-schemas';

type Place = 'contacts' | 'users' | 'user' | 'devices' | 'device';

/** The GETs of one lookup. What does not exist, or may not be read, is simply not found there. */
export class DirectoryReads {
  readonly #client: GenesysClient;
  readonly #signal: AbortSignal | undefined;
  readonly #closed = new Map<Place, SupervisionError>();

  constructor(client: GenesysClient, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Why nothing could be read there: this server does not have it, or the user may not see it. */
  closed(place: Place): SupervisionError | undefined {
    return this.#closed.get(place);
  }

  /** Why this user may not look there. */
  refused(place: Place): SupervisionError | undefined {
    const closed = this.closed(place);
    return closed?.code === 'not-permitted' ? closed : undefined;
  }

  async device(deviceId: string): Promise<Device | 'forbidden' | undefined> {
    const read = await this.#read('device', `/devices/${segment(deviceId, 'The agent')}`, {});
    if (read === 'forbidden') return read;
    return read === 'missing' ? undefined : decodeDevice(read.device ?? read);
  }

  async contacts(query: Record<string, string | number>): Promise<Contact[]> {
    const read = await this.#read('contacts', '/contacts', { type: 'User', ...query });
    if (typeof read === 'string' || read.contacts === undefined) return [];
    const { contacts } = read;
    if (!Array.isArray(contacts)) throw nonsense('Genesys answered a search for contacts without contacts.');
    return decodeEach(contacts, tolerant(decodeContact));
  }

  async user(userId: string): Promise<User | undefined> {
    const path = `/users/${segment(userId, 'The agent')}`;
    const read = await this.#read('user', path, { subresources: 'devices' });
    return typeof read === 'string' ? undefined : decodeUser(read.user);
  }

  /** Everybody, with devices. For servers, and rights, that leave no narrower way. */
  async users(): Promise<User[]> {
    const read = await this.#read('users', '/users', { fields: '*', subresources: 'devices' });
    if (typeof read === 'string' || !Array.isArray(read.users)) return [];
    return decodeEach(read.users, tolerant(decodeUser));
  }

  async devicesOf(userId: string): Promise<Device[]> {
    const path = `/users/${segment(userId, 'The agent')}/devices`;
    const read = await this.#read('devices', path, { fields: '*' });
    if (typeof read === 'string' || !Array.isArray(read.devices)) return [];
    return decodeEach(read.devices, tolerant(decodeDevice));
  }

  /** The prefix the server itself puts before its resources; it need not be the address we connect to. */
  async root(): Promise<string> {
    return rootOf(await this.#client.me(this.#signal)) ?? this.#client.http.baseURL;
  }

  async #read(
    place: Place,
    path: string,
    query: Readonly<Record<string, string | number>>,
  ): Promise<Record<string, unknown> | 'missing' | 'forbidden'> {
    try {
      return await this.#client.read(path, query, this.#signal);
    } catch (error) {
      if (!(error instanceof SupervisionError)) throw error;
      const missing = error.code === 'agent-not-found' || error.httpStatus === 404;
      if (!missing && error.code !== 'not-permitted') throw error;
      this.#closed.set(place, error);
      return missing ? 'missing' : 'forbidden';
    }
  }
}

/** The prefix of a user's own address. */
export function rootOf({ uri, path }: User): string | undefined {
  const tail = path ?? '/users/';
  const end = uri?.lastIndexOf(tail) ?? -1;
  return uri === undefined || end <= 0 ? undefined : uri.slice(0, end);
}
