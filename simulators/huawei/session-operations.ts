import { nameOf, vdn, workNoOf } from './members';
import { callIdOf } from './call-ids';
import { notReady, event } from './events';
import { featureOf } from './own-calls';
import { ok, refused } from './reply';
import { signOut } from './sign-in';
import { isFree, statusOf } from './status';
import { truth, within } from './values';
import type { Ask, Operation, World } from './world';

export const logout: Operation = (world, { session }) => {
  if (!isFree(world, session.person)) return refused('100-010');
  signOut(world, session, 'self');
  return ok();
};

export const forceLogout: Operation = (world, { session, params }) => {
  const { reason } = params;
  if (reason !== undefined && !within(reason, 1, 255)) return refused('100-005');
  signOut(world, session, 'self');
  return ok();
};

/** Ready again, from whatever kept him from it. While he is occupied: he will be, afterwards. */
export const sayFree: Operation = (world, { session }) => {
  session.preBusy = undefined;
  if (isFree(world, session.person)) world.states.change(session.person, 'ready');
  return ok();
};

export const sayBusy: Operation = (world, { session, query }) => {
  const reason = query.get('reason') ?? '0';
  if (!within(reason, 0, 0) && !within(reason, 200, 250)) return refused('100-009');
  // During a call the state changes after it.
  if (isFree(world, session.person)) world.states.change(session.person, 'not-ready', [notReady(reason)]);
  else session.preBusy = reason;
  return ok();
};

/** Leaves one state for readiness, and only that. */
const back =
  (fits: (world: World, ask: Ask) => boolean): Operation =>
  (world, ask) => {
    if (!isFree(world, ask.session.person) || !fits(world, ask)) return refused('100-009');
    world.states.change(ask.session.person, 'ready');
    return ok();
  };

export const cancelBusy = back(
  ({ states }, { session: { person } }) => person.state === 'not-ready' && !states.rests(person.user),
);
export const cancelRest = back(({ states }, { session: { person } }) => states.rests(person.user));
export const cancelWork = back((_world, { session: { person } }) => person.state === 'after-call-work');

export const work: Operation = (world, { session }) => {
  if (!isFree(world, session.person)) return refused('100-009');
  world.states.change(session.person, 'after-call-work', [event('AgentState_SetWork_Success')]);
  return ok();
};

export const rest: Operation = (world, { session, params: { time, reason } }) => {
  const fits = within(time, 1, 86_399) && within(reason, 0, 255) && isFree(world, session.person);
  if (!fits) return refused('100-009');
  world.states.rest(session.person, Number(time));
  return ok();
};

export const autoAnswer: Operation = (_world, { session, params }) => {
  session.autoAnswer = truth(params.flag) === true;
  return ok();
};

export const autoEnterIdle: Operation = (_world, { session, params }) => {
  session.autoEnterIdle = truth(params.flag) === true;
  return ok();
};

/** Supervision hangs on no skill, so which ones he takes is checked and forgotten. */
export const resetSkill: Operation = (_world, { params, query }) => {
  const skills = query.get('skillid') ?? '';
  const fits = truth(params.flag) === true || /^\d+(;\d+)*$/.test(skills);
  return fits && skills.length <= 4000 ? ok() : refused('000-002');
};

export const updateGuid: Operation = ({ sessions }, { session }) => {
  sessions.renew(session);
  return ok({ guid: session.guid });
};

/** The heartbeat of push mode. In polling mode the poll is the heartbeat, and this one says yes and no more. */
export const handshake: Operation = () => ok();

export const agentStatus: Operation = (world, { session: { person } }) =>
  ok({ agentState: statusOf(world, person).agentState, isWorking: person.state === 'after-call-work' });

/** The whole state at once. It empties the queue of events: what was not fetched is gone. */
export const syncAgentInfo: Operation = (world, { session }) => {
  session.queue = [];
  return ok(snapshot(world, session.person.user));
};

function snapshot(world: World, user: string): unknown {
  const { centre, inspections, states, sessions } = world;
  const person = centre.person(user);
  const session = sessions.of(user);
  const inspection = inspections.of(user);
  const own = inspection === undefined ? centre.onCall(user)?.call : undefined;
  const callId = own === undefined ? '' : callIdOf(own);
  const held = own?.legs.find((leg) => leg.party === user)?.state === 'held';
  const callInfo = own && { callid: callId, caller: own.customer, called: workNoOf(person), feature: featureOf(own) };
  return {
    callinfo: callInfo === undefined ? [] : [callInfo],
    agentStateInfo: {
      state: statusOf(world, person).syncState,
      lastState: 0,
      workNo: workNoOf(person),
      name: nameOf(person),
      vdnId: vdn,
      qcWorkNo: inspection === undefined ? '' : workNoOf(inspection.agent),
      callFeature: own === undefined ? -1 : Number(featureOf(own)),
      curCallId: callId,
      holdCallId: held ? callId : '',
      mainCallId: callId,
      partner: own?.customer ?? '',
      preBusy: session?.preBusy !== undefined,
      preRest: false,
      callerNo: own?.customer ?? '',
      calledNo: own === undefined ? '' : workNoOf(person),
      recordID: callId,
      beginTalkingTime: own?.startedAt ?? 0,
      agentStateBeginTime: states.sinceOf(user),
      releaseFlag: session?.releasePhone ?? true,
    },
  };
}
