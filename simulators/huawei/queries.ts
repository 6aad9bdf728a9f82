import type { Person } from '../centre/model';
import type { Json } from '../json';
import { isRelated, mayInspect } from './checks';
import { groupOf, nameOf, vdn, workNoOf } from './members';
import { ok, refused } from './reply';
import { statusOf } from './status';
import type { Ask, Operation, World } from './world';

/** An agent as queries show him. Versions differ in what is a number and what a text. */
function shape(world: World, person: Person): Json {
  const { agentState, ctiStatus } = statusOf(world, person);
  const session = world.sessions.of(person.user);
  const since = world.states.sinceOf(person.user);
  const now = world.centre.clock.now();
  const typed = (value: number): number | string => (world.faults.is('huawei-texts') ? String(value) : value);
  return {
    workno: workNoOf(person),
    name: nameOf(person),
    status: typed(agentState),
    ctiStatus: typed(ctiStatus),
    groupid: typed(groupOf(person)),
    groupname: '',
    skilllist: person.role === 'agent' ? [{ id: typed(11), name: 'sales' }] : [],
    callids: [],
    mediatype: 'TFF',
    vdnid: typed(vdn),
    phonenumber: session?.phone ?? person.extension,
    currentstatetime: typed(Math.floor((now - since) / 1000)),
    logindate: typed(session?.loginTime ?? since),
  };
}

/** GET agentgroup/{id}/agentbyworkno/{workNo}. */
export const agentByWorkNo: Operation = (world, { params }) => {
  const person = world.members.find(params.workNo ?? '');
  return person === undefined ? refused('300-002') : ok(shape(world, person));
};

const online = (world: World): Person[] => world.members.list().filter(({ state }) => state !== 'signed-out');

export const onlineAgents: Operation = (world) => ok(online(world).map((person) => shape(world, person)));

/** How the agents are named in the query is not documented: any of its values counts, `;` or `,` between them. */
export const agentsByList: Operation = (world, { query }) => {
  const wanted = [...query.values()].flatMap((value) => value.split(/[;,]/));
  const found = world.members.list().filter((person) => wanted.length === 0 || wanted.includes(workNoOf(person)));
  return ok(found.map((person) => shape(world, person)));
};

export const isCensor: Operation = (world, ask) => ok(mayInspect(world, ask, 13));

/** Whom the inspector may watch. */
export const allAgents: Operation = (world, ask: Ask) => {
  if (!mayInspect(world, ask, 13)) return refused('900-002');
  const watched = online(world).filter(
    (person) => person.role === 'agent' && isRelated(world, ask.session.person, person),
  );
  return ok(watched.map((person) => shape(world, person)));
};
