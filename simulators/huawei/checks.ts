import type { Person } from '../centre/model';
import { groupOf } from './members';
import { refused, type Reply } from './reply';
import type { Ask, World } from './world';

/** Bits of the rights of an inspector: listen/insert/whisper, intercept, forced operations. */
export type Right = 13 | 14 | 15;

/** Whether he is an inspector at all, with this right. */
export function mayInspect({ faults }: World, { session }: Pick<Ask, 'session'>, right: Right): boolean {
  return session.person.role === 'supervisor' && faults.value('huawei-rights').split(',').includes(String(right));
}

/** Which groups he may watch is set elsewhere than his rights. That its refusal has the same code is inferred. */
export const isRelated = ({ faults }: World, inspector: Person, agent: Person): boolean =>
  faults.value('huawei-relation') === 'all' || groupOf(inspector) === groupOf(agent);

/** The agent a request is about, or why it is refused. The order of the checks is inferred. */
export function targetOf(world: World, ask: Ask, workNo: string | undefined, right: Right): Person | Reply {
  const { session } = ask;
  if (!mayInspect(world, ask, right)) return refused('900-002');
  if (workNo === undefined || workNo === '') return refused('900-004');
  if (world.members.ofOtherVdn(workNo)) return refused('900-003');
  const agent = world.members.find(workNo);
  if (agent === undefined) return refused('900-004');
  if (agent === session.person) return refused('000-005');
  // Whether inspectors may be inspected is an option of the CTI platform; here it is off.
  if (agent.role === 'supervisor') return refused('900-003');
  if (!isRelated(world, session.person, agent)) return refused('900-002');
  if (agent.state === 'signed-out') return refused(world.faults.value('huawei-agent-away'));
  return agent;
}

export const isReply = (value: object): value is Reply => 'body' in value;
