import { isRecord } from '../json';
import { callIdOf } from './call-ids';
import { isReply, mayInspect, targetOf } from './checks';
import type { Inspection } from './inspections';
import { insert, kinds, listen, whisper, type Kind } from './kinds';
import { talking } from './own-calls';
import { ok, refused, type Reply } from './reply';
import { isFree } from './status';
import { numeric } from './values';
import type { Ask, Operation, World } from './world';

/** The codes each page lists. A gateway that keeps to them says the general 900-003 instead of any other. */
const listed: Readonly<Record<Kind['name'], readonly string[]>> = {
  listen: ['100-006', '900-001', '900-002', '900-003', '900-005'],
  insert: ['100-006', '900-001', '900-002', '900-003', '900-005'],
  whisper: ['100-006', '900-001', '900-002', '900-003', '900-004'],
};

function starting(world: World, ask: Ask, kind: Kind, workNo: string | undefined): Reply {
  const { centre, faults, inspections } = world;
  const { session } = ask;
  const agent = targetOf(world, ask, workNo, 13);
  if (isReply(agent)) return agent;
  if (!session.voice) return refused('900-003');
  if (session.person.state !== 'ready' || !isFree(world, session.person)) return refused('900-005');
  const leg = centre.onCall(agent.user)?.leg;
  if (faults.is('huawei-needs-call') && (leg === undefined || leg.state === 'ringing')) return refused('900-003');
  const second = inspections.list().some((other) => other.agent === agent);
  if (second && faults.value('huawei-second-inspector') === 'refused') return refused('900-003');
  inspections.start(session, agent, kind);
  return ok();
}

const start =
  (kind: Kind, workNo: (ask: Ask) => string | undefined): Operation =>
  (world, ask) => {
    const reply = starting(world, ask, kind, workNo(ask));
    const code = String(reply.body.retcode);
    const strict = world.faults.value('huawei-codes') === 'listed';
    return strict && code !== '0' && !listed[kind.name].includes(code) ? refused('900-003') : reply;
  };

const inPath = ({ params }: Ask): string | undefined => params.workNo;
const inQuery = ({ query }: Ask): string | undefined => query.get('whisperagentid') ?? undefined;

export const addSupervise = start(listen, inPath);
export const addInsert = start(insert, inPath);
export const requestWhisper = start(whisper, inQuery);

/** His inspection of that agent, or why there is none. The code for "not inspecting" is inferred. */
function running(world: World, ask: Ask, workNo: string | undefined): Inspection | Reply {
  const agent = targetOf(world, ask, workNo, 13);
  if (isReply(agent)) return agent;
  const inspection = world.inspections.of(ask.session.person.user);
  return inspection?.agent === agent ? inspection : refused('900-003');
}

/** Which stop belongs to which kind is documented; what the other one does is not. */
const stop =
  (workNo: (ask: Ask) => string | undefined, ...ends: Kind[]): Operation =>
  (world, ask) => {
    const { faults, inspections } = world;
    const inspection = running(world, ask, workNo(ask));
    if (isReply(inspection)) return inspection;
    if (!ends.includes(inspection.kind) && faults.value('huawei-wrong-stop') === 'refused') return refused('900-003');
    if (inspection.phone === 'ringing' && faults.value('huawei-stop-ringing') === 'refused') return refused('900-003');
    const silent = inspection.kind === whisper && faults.value('huawei-whisper-stop') === 'silent';
    inspections.end(inspection, 'platform', { silent });
    return ok();
  };

export const stopSuperviseOrInsert = stop(inPath, listen, insert);
export const requestStopWhisper = stop(inQuery, whisper);

function switching(world: World, ask: Ask, workNo: string | undefined, to: (from: Kind) => Kind | undefined): Reply {
  const inspection = running(world, ask, workNo);
  if (isReply(inspection)) return inspection;
  if (inspection.phone === 'ringing') return refused('900-003');
  const kind = to(inspection.kind);
  if (kind === undefined) return refused('900-003');
  world.inspections.switchTo(inspection, kind);
  return ok();
}

/** A toggle. From whispering there is nothing it could toggle to (inferred). */
export const switchSuperviseOrInsert: Operation = (world, ask) =>
  switching(world, ask, inPath(ask), (from) => (from === listen ? insert : from === insert ? listen : undefined));

export const requestSwitch: Operation = (world, ask) => {
  const type = numeric(ask.query.get('switchtype'));
  const kind = kinds.find(({ switchType }) => switchType === type);
  return kind === undefined ? refused('000-002') : switching(world, ask, inQuery(ask), () => kind);
};

/** He needs a leg on the call first: straight from idle it is refused. */
export const intercept: Operation = (world, ask) => {
  if (!mayInspect(world, ask, 14)) return refused('900-002');
  const inspection = running(world, ask, inPath(ask));
  if (isReply(inspection)) return inspection;
  const own = world.centre.onCall(inspection.inspector.user);
  const { callId } = ask.params;
  if (own?.leg.state !== 'talking') return refused('900-003');
  if (callId !== undefined && callId !== callIdOf(own.call)) return refused('900-003');
  world.inspections.intercept(inspection, own.call);
  world.outbox.send(ask.session, talking(own.call, own.leg));
  return ok();
};

/** Which skills an agent has makes no difference to supervision: checked, and forgotten. */
export const adjustSkill: Operation = (world, ask) => {
  const { workNo, skills } = isRecord(ask.body) ? ask.body : {};
  const fits = Array.isArray(skills) && skills.length <= 1000 && skills.every((skill) => numeric(skill) >= 0);
  if (!fits || (typeof workNo !== 'string' && typeof workNo !== 'number')) return refused('100-001');
  const agent = targetOf(world, ask, String(workNo), 13);
  return isReply(agent) ? agent : ok();
};
