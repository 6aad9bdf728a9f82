import type { Centre } from '../centre/centre';
import type { Person } from '../centre/model';

/** The VDN everybody is in, and the one nobody here may look into. */
export const vdn = 3;

/** An agent of another VDN, to be refused. */
const strangers = ['7001'];

const groups: Readonly<Record<string, number>> = { north: 1, south: 2 };

/** Everybody by his work number, which is his extension. */
export class Members {
  private readonly byWorkNo: ReadonlyMap<string, Person>;

  constructor(centre: Centre) {
    this.byWorkNo = new Map(centre.people.list().map((person) => [person.extension, person]));
  }

  find(workNo: string): Person | undefined {
    return this.byWorkNo.get(workNo);
  }

  list(): Person[] {
    return [...this.byWorkNo.values()];
  }

  ofOtherVdn(workNo: string): boolean {
    return strangers.includes(workNo);
  }
}

export const workNoOf = (person: Person): string => person.extension;
export const groupOf = ({ team }: Person): number => groups[team] ?? 3;
export const nameOf = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`;
