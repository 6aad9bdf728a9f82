import type { Call } from '../centre/model';
import { callIdOf } from './call-ids';
import { featureOf } from './own-calls';
import { ok, refused } from './reply';
import type { Operation, World } from './world';

/** GET calldata/{id}/allcallinfoEx/{workNo}: the ids of that agent's calls. What comes for an agent without one is not documented. */
export const allCallInfo: Operation = ({ centre, faults, members }, { session, params }) => {
  const { workNo = '' } = params;
  const { role, extension } = session.person;
  if (role !== 'supervisor' && workNo !== extension) return refused('900-002');
  if (!/^\d+$/.test(workNo)) return refused('100-011');
  const person = members.find(workNo);
  if (person === undefined) return refused('100-007');
  const own = centre.onCall(person.user);
  // An inspector's leg is not a call of his, unless he has taken it over.
  const call = own?.leg.watch === undefined || own.leg.watch.scope === 'call' ? own?.call : undefined;
  if (call !== undefined) return ok([callIdOf(call)]);
  const code = faults.value('huawei-no-call');
  return code === 'empty' ? ok([]) : refused(code);
};

function shape(call: Call, now: number): unknown {
  return {
    callfeature: Number(featureOf(call)),
    callid: callIdOf(call),
    caller: call.customer,
    called: call.queue,
    callskill: 'sales',
    callskillid: 11,
    calldata: JSON.stringify(call.data),
    begintime: call.startedAt,
    userPriority: 0,
    trunkNo: 0,
    logontimes: Math.floor((now - call.startedAt) / 1000),
    mediaType: 5,
    mediaAbility: 1,
    waitTime: 0,
    trace: [],
  };
}

export const callInfo: Operation = (world, { params }) => {
  const call = liveCall(world, params.callId ?? '');
  return call === undefined ? refused('400-001') : ok(shape(call, world.centre.clock.now()));
};

function liveCall({ centre }: World, id: string): Call | undefined {
  const view = centre.calls().find(({ aliases }) => aliases.huawei === id);
  return view && centre.onCall(view.customer)?.call;
}
