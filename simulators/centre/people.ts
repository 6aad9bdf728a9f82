import { CentreError, type Person } from './model';

/** The people, found by any of their names. Lookups cost the same with ten agents and with ten thousand. */
export class People {
  private readonly byName = new Map<string, Person>();
  private readonly everybody: readonly Person[];

  constructor(people: readonly Person[]) {
    this.everybody = people;
    for (const person of people) {
      for (const name of [person.user, person.extension, person.employeeId]) this.byName.set(name, person);
    }
  }

  list(role?: Person['role']): Person[] {
    return this.everybody.filter((person) => role === undefined || person.role === role);
  }

  /** @param name user name, extension or employee id */
  find(name: string): Person | undefined {
    return this.byName.get(name);
  }

  agent(name: string): Person {
    const person = this.byName.get(name);
    if (person?.role !== 'agent') throw new CentreError('unknown-agent', `There is no agent "${name}".`);
    return person;
  }

  supervisor(name: string): Person {
    const person = this.byName.get(name);
    if (person?.role !== 'supervisor') throw new CentreError('unknown-supervisor', `There is no supervisor "${name}".`);
    return person;
  }
}
