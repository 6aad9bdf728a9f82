import { isReply, mayInspect, targetOf } from './checks';
import { event, notReady, ready } from './events';
import { ok, refused } from './reply';
import { signOut } from './sign-in';
import { within } from './values';
import type { Operation, World } from './world';

/** Demo clients know names of their own for these two; no reference page has them. */
const named = ({ faults }: World): boolean => faults.value('huawei-forced-events') === 'forced';

export const forceBusy: Operation = (world, ask) => {
  const agent = targetOf(world, ask, ask.params.workNo, 15);
  if (isReply(agent)) return agent;
  const told = named(world) ? event('AgentState_Force_SetNotReady') : notReady('3');
  world.states.change(agent, 'not-ready', [told]);
  return ok();
};

export const forceIdle: Operation = (world, ask) => {
  const agent = targetOf(world, ask, ask.params.workNo, 15);
  if (isReply(agent)) return agent;
  const usual = [event('AgentState_CancelNotReady_Success'), ready];
  world.states.change(agent, 'ready', named(world) ? [event('AgentState_Force_Ready')] : usual);
  return ok();
};

export const forceRest: Operation = (world, ask) => {
  const agent = targetOf(world, ask, ask.params.workNo, 15);
  if (isReply(agent)) return agent;
  const { time, reason } = ask.params;
  if (!within(time, 1, 86_399) || !within(reason, 1, 255)) return refused('900-003');
  world.states.rest(agent, Number(time));
  return ok();
};

export const forceLogoutAgent: Operation = (world, ask) => {
  const agent = targetOf(world, ask, ask.params.workNo, 15);
  if (isReply(agent)) return agent;
  const session = world.sessions.of(agent.user);
  if (session === undefined) world.centre.setState(agent.user, 'signed-out');
  else signOut(world, session, 'other');
  return ok();
};

/** The whole call, by its own id: the customer is cut off. */
export const forceDropCall: Operation = (world, ask) => {
  if (!mayInspect(world, ask, 15)) return refused('900-002');
  const call = world.centre.calls().find(({ aliases }) => aliases.huawei === ask.params.callId);
  if (call === undefined) return refused('900-003');
  world.centre.endCall(call.id, 'removed');
  return ok();
};
