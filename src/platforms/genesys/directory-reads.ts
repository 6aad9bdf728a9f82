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

/** The GETs behind the directory. What does not exist, or may not be read, is simply not found there. */
export class DirectoryReads {
  readonly #client: GenesysClient;

  constructor(client: GenesysClient) {
    this.#client = client;
  }

  async device(deviceId: string, signal: AbortSignal | undefined): Promise<Device | 'forbidden' | undefined> {
    const read = await this.#allowed(() => this.#client.read(`/devices/${segment(deviceId, 'The agent')}`, {}, signal));
    if (read === 'forbidden') return read;
    return read === 'missing' ? undefined : decodeDevice(read.device ?? read);
  }

  async contacts(query: Record<string, string | number>, signal: AbortSignal | undefined): Promise<Contact[]> {
    const read = await this.#allowed(() => this.#client.read('/contacts', { type: 'User', ...query }, signal));
    if (typeof read === 'string' || read.contacts === undefined) return [];
    const { contacts } = read;
    if (!Array.isArray(contacts)) throw nonsense('Genesys answered a search for contacts without contacts.');
    return decodeEach(contacts, tolerant(decodeContact));
  }

  async user(userId: string, signal: AbortSignal | undefined): Promise<User | undefined> {
    const path = `/users/${segment(userId, 'The agent')}`;
    const read = await this.#allowed(() => this.#client.read(path, { subresources: 'devices' }, signal));
    return typeof read === 'string' ? undefined : decodeUser(read.user);
  }

  /** Everybody, with devices. For servers, and rights, that leave no narrower way. */
  async users(signal: AbortSignal | undefined): Promise<User[]> {
    const read = await this.#allowed(() =>
      this.#client.read('/users', { fields: '*', subresources: 'devices' }, signal),
    );
    if (typeof read === 'string' || !Array.isArray(read.users)) return [];
    return decodeEach(read.users, tolerant(decodeUser));
  }

  async devicesOf(userId: string, signal: AbortSignal | undefined): Promise<Device[]> {
    const path = `/users/${segment(userId, 'The agent')}/devices`;
    const read = await this.#allowed(() => this.#client.read(path, { fields: '*' }, signal));
    if (typeof read === 'string' || !Array.isArray(read.devices)) return [];
    return decodeEach(read.devices, tolerant(decodeDevice));
  }

  /** The prefix the server itself puts before its resources; it need not be the address we connect to. */
  async root(signal: AbortSignal | undefined): Promise<string> {
    return rootOf(await this.#client.me(signal)) ?? this.#client.http.baseURL;
  }

  async #allowed<T>(read: () => Promise<T>): Promise<T | 'missing' | 'forbidden'> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SupervisionError)) throw error;
      if (error.code === 'agent-not-found' || error.httpStatus === 404) return 'missing';
      if (error.code === 'not-permitted') return 'forbidden';
      throw error;
    }
  }
}

/** The prefix of a user's own address. */
export function rootOf({ uri, path }: User): string | undefined {
  const tail = path ?? '/users/';
  const end = uri?.lastIndexOf(tail) ?? -1;
  return uri === undefined || end <= 0 ? undefined : uri.slice(0, end);
}
