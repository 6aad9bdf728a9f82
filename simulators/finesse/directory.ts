import type { Centre } from '../centre/centre';
import type { Person } from '../centre/model';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: User[];
}

/** Somebody as Finesse knows him. */
export interface User {
  /** `16001`: the agent id. His user name in the centre is the login name. */
  readonly loginId: string;
  readonly person: Person;
  readonly team: Team;
  /** The teams he supervises; empty for an agent. */
  readonly supervises: readonly Team[];
}

type TeamName = 'leads' | 'north' | 'south' | 'crowd' | 'apart';

const teamIds: Readonly<Record<TeamName, string>> = {
  leads: '5000',
  north: '5001',
  south: '5002',
  crowd: '5003',
  apart: '5004',
};

/** Nobody supervises this agent: to see what a supervisor of other teams is refused. */
const unsupervised = 'agt.plain';

function teamOf({ user, role, team }: Person): TeamName {
  if (role === 'supervisor') return 'leads';
  if (user === unsupervised) return 'apart';
  return team === 'south' || team === 'crowd' ? team : 'north';
}

const supervised = (user: string): readonly TeamName[] =>
  user === 'sup.three' ? ['south'] : ['north', 'south', 'crowd'];

/** Users and teams. No lookup walks a list. */
export class Directory {
  private readonly teams = new Map<string, Team>();
  private readonly byId = new Map<string, User>();
  private readonly byName = new Map<string, User>();
  private readonly byExtension = new Map<string, User>();

  constructor(centre: Centre) {
    for (const [name, id] of Object.entries(teamIds)) this.teams.set(id, { id, name, members: [] });
    for (const person of centre.people.list()) {
      const names = person.role === 'supervisor' ? supervised(person.user) : [];
      const user: User = {
        loginId: `1${person.extension}`,
        person,
        team: this.teamNamed(teamOf(person)),
        supervises: names.map((name) => this.teamNamed(name)),
      };
      user.team.members.push(user);
      this.byId.set(user.loginId, user);
      this.byName.set(person.user, user);
      this.byExtension.set(person.extension, user);
    }
  }

  user(loginId: string): User | undefined {
    return this.byId.get(loginId);
  }

  /** @param name a login name, which is also the user name in the centre */
  named(name: string): User | undefined {
    return this.byName.get(name);
  }

  at(extension: string): User | undefined {
    return this.byExtension.get(extension);
  }

  team(id: string): Team | undefined {
    return this.teams.get(id);
  }

  list(): User[] {
    return [...this.byId.values()];
  }

  private teamNamed(name: TeamName): Team {
    const id = teamIds[name];
    const team = this.teams.get(id) ?? { id, name, members: [] };
    this.teams.set(id, team);
    return team;
  }
}

/** Whether one of his teams is the other's. */
export const supervises = (supervisor: User, agent: User): boolean => supervisor.supervises.includes(agent.team);
