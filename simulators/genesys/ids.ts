import { digest } from '../centre/random';
import type { Call, Person } from '../centre/model';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

const hex = (...words: string[]): string => digest(...words).toString('hex');

function guid(...words: string[]): string {
  const h = hex(...words);
  return [h.slice(0, 8), h.slice(8, 12), `4${h.slice(13, 16)}`, `8${h.slice(17, 20)}`, h.slice(20, 32)].join('-');
}

/** Genesys ids of everything, in the shapes its servers use, and the same for the same seed. */
export class Ids {
  readonly contactCenter: string;
  readonly voiceEnvironment: string;
  private readonly users = new Map<string, string>();
  private readonly devices = new Map<string, string>();
  private readonly byUserId = new Map<string, Person>();
  private readonly byDeviceId = new Map<string, Person>();

  constructor(
    private readonly seed: string,
    people: readonly Person[],
  ) {
    this.contactCenter = guid(seed, 'contact-center');
    this.voiceEnvironment = guid(seed, 'voice-environment');
    for (const person of people) {
      const user = hex(seed, 'user', person.user).slice(0, 32);
      const device = guid(seed, 'device', person.user);
      this.users.set(person.user, user);
      this.devices.set(person.user, device);
      this.byUserId.set(user, person);
      this.byDeviceId.set(device, person);
    }
  }

  user(person: Person): string {
    return this.users.get(person.user) ?? '';
  }

  device(person: Person): string {
    return this.devices.get(person.user) ?? '';
  }

  personOfUser(id: string): Person | undefined {
    return this.byUserId.get(id);
  }

  personOfDevice(id: string): Person | undefined {
    return this.byDeviceId.get(id);
  }

  /** 32 upper-case characters, like a T-Server's call UUID. */
  callUuid(call: Pick<Call, 'id'>): string {
    return [...digest(this.seed, 'call', call.id)].map((byte) => letters[byte % 32]).join('');
  }

  connId(call: Pick<Call, 'id'>): string {
    return `0071${hex(this.seed, 'conn', call.id).slice(0, 12)}`;
  }

  service(name: string): string {
    return guid(this.seed, 'service', name);
  }
}
