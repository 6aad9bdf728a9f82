import type { Call, Leg } from '../centre/model';
import { callIdOf } from './call-ids';
import { ok, refused } from './reply';
import type { Ask, Operation, World } from './world';

interface Own {
  call: Call;
  leg: Leg;
}

/** His own call: that of an agent, or one that an inspector has taken over. Inspecting somebody is none. */
function ownCall({ centre, inspections }: World, { session: { person } }: Ask): Own | undefined {
  return inspections.of(person.user) === undefined ? centre.onCall(person.user) : undefined;
}

/** Whether the call that the query names, if it names one, is this. */
const isMeant = ({ query }: Ask, { call }: Own): boolean => [null, '', callIdOf(call)].includes(query.get('callid'));

/** DELETE voicecall/{id}/release. */
export const releaseCall: Operation = (world, ask) => {
  const own = ownCall(world, ask);
  if (own === undefined) return refused('200-017');
  world.centre.leave(own.call.id, own.leg.party, own.leg.role);
  return ok();
};

/** DELETE voicecall/{id}/releasephone: he puts his phone down, whatever it is on. */
export const releasePhone: Operation = (world, ask) => {
  const inspection = world.inspections.of(ask.session.person.user);
  if (inspection === undefined) return releaseCall(world, ask);
  world.inspections.hangUp(inspection);
  return ok();
};

/** Which of the codes for holding is meant for what, the documents do not say. */
export const hold: Operation = (world, ask) => {
  const own = ownCall(world, ask);
  if (own?.leg.state !== 'talking') return refused('200-013');
  world.centre.hold(own.call.id, own.leg.party);
  return ok();
};

export const getHold: Operation = (world, ask) => {
  const own = ownCall(world, ask);
  if (own?.leg.state !== 'held' || !isMeant(ask, own)) return refused('200-015');
  world.centre.resume(own.call.id, own.leg.party);
  return ok();
};

export const answerCall: Operation = (world, ask) => {
  const own = ownCall(world, ask);
  if (own?.leg.state !== 'ringing' || !isMeant(ask, own)) return refused('200-002');
  world.centre.answer(own.leg.party);
  return ok();
};

/** With phone linkage the gateway picks a ringing phone up, also one that rings for an inspection. Without, it cannot. */
export const phonePickup: Operation = (world, ask) => {
  if (!ask.session.phoneLinkage) return refused('200-002');
  const inspection = world.inspections.of(ask.session.person.user);
  if (inspection === undefined) return answerCall(world, ask);
  if (inspection.phone !== 'ringing') return refused('200-002');
  world.inspections.pickUp(inspection);
  return ok();
};
