import { isIPv4 } from 'node:net';
import type { Person, WorkState } from '../centre/model';
import { isRecord, type Json } from '../json';
import { inService, notReady, ready, wrapUp, event, type HuaweiEvent } from './events';
import { vdn, workNoOf } from './members';
import { refused, type Reply } from './reply';
import type { Session, Terms } from './sessions';
import { numeric, truth } from './values';
import type { World } from './world';

const states: Readonly<Record<number, WorkState>> = { 3: 'not-ready', 4: 'ready', 5: 'after-call-work' };

const welcome: Readonly<Record<WorkState, readonly HuaweiEvent[]>> = {
  'not-ready': [inService, ready, notReady('0')],
  ready: [inService, ready],
  'after-call-work': [inService, ready, wrapUp],
  'signed-out': [],
};

/** Optional flags of the body, and what holds without them. */
const flags = { autoanswer: true, autoenteridle: true, releasephone: true, listenStatus: false, phonelinkage: false };

interface Wanted {
  password: string;
  terms: Terms;
  state: WorkState;
}

/** What the body asks for, or the code of what is wrong with it. */
function read(body: Json | undefined, voice: boolean): Wanted | string {
  if (!isRecord(body)) return '100-001';
  const { password, phonenum, ...optional } = body;
  // Clients that fill in a whole form leave what they do not want empty, or null.
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null && value !== ''));
  const { ip = '127.0.0.1', agenttype = 4, status = 4, callBackUri, serviceToken } = given;
  if (typeof password !== 'string') return '100-001';
  const phone = typeof phonenum === 'number' ? String(phonenum) : typeof phonenum === 'string' ? phonenum : '';
  if (voice && phone === '') return '100-001';
  // Both given ask for push, which this gateway has not; one alone counts for nothing.
  if (callBackUri !== undefined && serviceToken !== undefined) return '100-001';
  if (typeof ip !== 'string' || !isIPv4(ip)) return '100-016';
  if (![4, 11].includes(numeric(agenttype))) return '100-012';
  const state = states[numeric(status)];
  if (state === undefined) return '100-011';
  const set = Object.entries(flags).map(([name, normal]) => [name, truth(given[name] ?? normal)] as const);
  if (set.some(([, value]) => value === undefined)) return '100-011';
  if (voice && !/^\d{2,24}$/.test(phone)) return '100-013';
  const on = Object.fromEntries(set) as Record<keyof typeof flags, boolean>;
  const terms: Terms = {
    phone,
    autoAnswer: on.autoanswer,
    autoEnterIdle: on.autoenteridle,
    releasePhone: on.releasephone,
    listens: on.listenStatus,
    phoneLinkage: on.phonelinkage,
    voice,
  };
  return { password, terms, state };
}

/** Somebody else's telephone: by the directory, or because he has signed in on it. */
function isTaken({ members, sessions }: World, phone: string, person: Person): boolean {
  const owner = members.find(phone);
  if ((owner ?? person) !== person) return true;
  return sessions.list().some((other) => other.person !== person && other.voice && other.phone === phone);
}

const licence = 'The number of login agents has exceeded that permitted for this VDN.';

/** Why he cannot sign in. */
function refusal(world: World, person: Person, force: boolean): Reply | undefined {
  const { faults, sessions } = world;
  if (sessions.signingIn.has(person.user)) return refused('100-021');
  if (faults.take('huawei-licence-out') !== undefined) return refused('100-003', licence);
  if (sessions.of(person.user) === undefined) return undefined;
  if (!force) return refused('100-002');
  return faults.is('huawei-forced-sign-in') ? undefined : refused('100-015');
}

/** PUT /onlineagent/{agentid}, /forcelogin, and (without a telephone) /loginex. */
export function signIn(world: World, workNo: string, body: Json | undefined, { force = false, voice = true }): Reply {
  const wanted = read(body, voice);
  if (typeof wanted === 'string') return refused(wanted);
  const person = world.members.find(workNo);
  if (person?.password !== wanted.password) return refused('100-004');
  const no = refusal(world, person, force);
  if (no !== undefined) return no;
  if (voice && isTaken(world, wanted.terms.phone, person)) return refused('100-014');
  const known = world.sessions.of(person.user);
  if (known !== undefined) replace(world, known);
  const session = world.sessions.open(person, wanted.terms);
  world.sessions.signingIn.add(person.user);
  begin(world, session, wanted.state);
  return {
    ...answer(world, session),
    answered: () => {
      world.sessions.signingIn.delete(person.user);
    },
  };
}

/** An inspection that outlived the session (by switch) goes on; else he begins in the state he asked for. */
function begin(world: World, session: Session, state: WorkState): void {
  const { person } = session;
  if (world.inspections.of(person.user) !== undefined) world.outbox.send(session, [inService]);
  else if (person.state === state) world.outbox.send(session, welcome[state]);
  else world.states.change(person, state, welcome[state]);
}

function answer({ faults }: World, { guid, cookie, loginTime, person }: Session): Reply {
  const result = {
    vdnid: String(vdn),
    workno: workNoOf(person),
    mediatype: faults.value('huawei-media-type'),
    loginTime: String(loginTime),
    isForceChange: String(faults.is('huawei-force-change')),
    serverName: 'AgentGateway',
    timeRemaining: '',
  };
  // Clients stop reading at Set-GUID and cut the cookie at its semicolon, so the order and the attribute matter.
  const headers = ['Guid', guid, 'Set-Cookie', `huaweielbsession=${cookie}; Path=/`, 'Set-GUID', `JSESSIONID=${guid}`];
  return { body: { message: '', retcode: '0', result }, headers };
}

/** A second sign-in takes the place of the first, whose GUIDs are void at once. */
function replace(world: World, session: Session): void {
  endInspection(world, session);
  const told = world.faults.value('huawei-shutdown') === 'always';
  leave(world, session, told);
}

/** What becomes of his inspection when his session is lost. Inferred: it is gone. */
function endInspection({ faults, inspections }: World, { person }: Session): void {
  const inspection = inspections.of(person.user);
  if (inspection === undefined || faults.value('huawei-lost-session') === 'keeps') return;
  inspections.end(inspection, 'platform', { silent: true });
}

function leave({ sessions, outbox }: World, session: Session, told: boolean): void {
  const { loginTime } = session;
  if (told) outbox.send(session, [event('AgentOther_ShutdownService', { loginTime: String(loginTime) })]);
  sessions.close(session, told);
}

/** Signed out, by whomever: his calls, his inspection and his session are over. */
export function signOut(world: World, session: Session, by: 'self' | 'other' | 'time'): void {
  const { faults, inspections, centre } = world;
  const inspection = inspections.of(session.person.user);
  if (inspection !== undefined) inspections.end(inspection, 'platform', { silent: true });
  const shutdown = faults.value('huawei-shutdown');
  leave(world, session, shutdown === 'always' || (shutdown === 'forced' && by === 'other'));
  centre.setState(session.person.user, 'signed-out');
}

/** His GUIDs are void, as after a restart of the gateway. */
export function expire(world: World, session: Session): void {
  if (world.faults.value('huawei-lost-session') === 'keeps') world.sessions.forget(session);
  else signOut(world, session, 'time');
}
