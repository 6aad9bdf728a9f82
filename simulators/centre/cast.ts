import type { Person } from './model';

/** Nothing is protected here: everybody has the same. */
export const agentPassword = 'simulator';
export const supervisorPassword = 'simulator';

type Row = readonly [user: string, first: string, last: string, employee: string, extension: string, team: string];

const agents: readonly Row[] = [
  ['agt.one', 'Bo', 'Lind', 'E-17', '6001', 'north'],
  ['agt.two', 'Mira', 'Costa', 'E-18', '6002', 'north'],
  ['agt.three', 'Jon', 'Hale', 'E-19', '6003', 'south'],
  ['agt.four', 'Ines', 'Roth', 'E-20', '6004', 'south'],
  // An agent like the others; tests sign in with him to see what somebody without the supervisor role is refused.
  ['agt.plain', 'Tom', 'Berg', 'E-21', '6099', 'north'],
];

const supervisors: readonly Row[] = [
  ['sup.one', 'Ada', 'Vega', 'S-1', '6105', 'north'],
  ['sup.two', 'Karl', 'Moen', 'S-2', '6106', 'south'],
  ['sup.three', 'Lea', 'Petit', 'S-3', '6107', 'south'],
];

function person(role: Person['role'], [user, firstName, lastName, employeeId, extension, team]: Row): Person {
  const supervisor = role === 'supervisor';
  return {
    user,
    role,
    firstName,
    lastName,
    employeeId,
    extension,
    team,
    password: supervisor ? supervisorPassword : agentPassword,
    autoAnswer: true,
    state: supervisor ? 'signed-out' : 'ready',
  };
}

/** The people of the centre. `count` agents in all: beyond the named ones they are `agt.0006`, extension 100006 and so on. */
export function cast(count = agents.length): Person[] {
  const people = agents.map((row) => person('agent', row));
  for (let n = agents.length + 1; n <= count; n += 1) {
    const text = String(n).padStart(4, '0');
    people.push(person('agent', [`agt.${text}`, 'Agent', text, `E-${1000 + n}`, String(100_000 + n), 'crowd']));
  }
  return [...people, ...supervisors.map((row) => person('supervisor', row))];
}
