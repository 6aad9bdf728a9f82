import type { Centre } from '../centre/centre';
import type { Person } from '../centre/model';

export interface Organization {
  id: string;
  name: string;
}

/** The account that owns extensions. Its client number is what their extended numbers begin with. */
export interface User {
  id: string;
  client: string;
  organization: Organization;
}

export type ExtensionType = 'term' | 'queue' | 'ivr' | 'conference';

export interface Extension {
  /** `0007*6001` */
  number: string;
  /** `6001` */
  short: string;
  type: ExtensionType;
  name: string;
  user: User;
  /** Whose phone it is; none on a queue and the like. */
  person?: Person;
}

const own: Organization = { id: '3', name: 'Simulated Contact Centre' };
const other: Organization = { id: '4', name: 'Somebody Else' };
/** The app is registered on the first: he is `@me`. The second is there to be refused. */
const me: User = { id: '12', client: '0007', organization: own };
const stranger: User = { id: '27', client: '0008', organization: other };

const furniture: readonly (readonly [short: string, type: ExtensionType, name: string, user: User])[] = [
  ['8000', 'queue', 'Main Queue', me],
  ['8500', 'ivr', 'Main Menu', me],
  ['8600', 'conference', 'Meeting Room', me],
  ['7001', 'term', 'Somebody Else', stranger],
];

const extended = (user: User, short: string): string => `${user.client}*${short}`;

/** Users and their extensions: one phone terminal for everybody in the centre, and a few that are none. */
export class Extensions {
  readonly me = me;
  private readonly byNumber = new Map<string, Extension>();
  private readonly byPerson = new Map<string, Extension>();

  constructor(centre: Centre) {
    for (const person of centre.people.list()) {
      const name = `${person.firstName} ${person.lastName}`;
      const extension = this.add({ short: person.extension, type: 'term', name, user: me, person });
      this.byPerson.set(person.user, extension);
    }
    for (const [short, type, name, user] of furniture) this.add({ short, type, name, user });
  }

  /** @param near a short number means one of the same user's */
  find(number: string, near: User): Extension | undefined {
    return this.byNumber.get(number) ?? this.byNumber.get(extended(near, number));
  }

  user(id: string): User | undefined {
    return [me, stranger].find((user) => user.id === id);
  }

  of(user: User): Extension[] {
    return [...this.byNumber.values()].filter((extension) => extension.user === user);
  }

  ofPerson(name: string): Extension | undefined {
    return this.byPerson.get(name);
  }

  private add(wanted: Omit<Extension, 'number'>): Extension {
    const extension = { ...wanted, number: extended(wanted.user, wanted.short) };
    this.byNumber.set(extension.number, extension);
    return extension;
  }
}
