import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Centre } from '../centre/centre';
import { CentreError, type CentreEvent } from '../centre/model';
import type { Faults } from '../faults';
import type { Journal } from '../journal';
import { listen, readBody, type Tls } from '../net';
import { write } from '../wire';
import { callIdOf } from './call-ids';
import { event } from './events';
import { Inspections, type Inspection } from './inspections';
import { Members, nameOf, workNoOf } from './members';
import { Outbox } from './outbox';
import { OwnCalls } from './own-calls';
import { Polls } from './polls';
import { qcViews, type QcView } from './qc-view';
import { Rest } from './rest';
import { Sessions } from './sessions';
import { expire, signOut } from './sign-in';
import { States } from './states';
import { Throttle } from './throttle';
import type { World } from './world';

export type { QcView } from './qc-view';

export interface HuaweiOptions {
  /** 0 = any free port. */
  port: number;
  /** A real gateway speaks HTTPS only; without a certificate this one speaks plain HTTP. */
  tls?: Tls;
}

export interface HuaweiFace {
  /** `http://127.0.0.1:18083` */
  url: string;
  /** `http://127.0.0.1:18083/agentgateway/resource` */
  api: string;
  port: number;
  /** Somebody's work number, which is also that of his telephone. */
  workNo(person: string): string;
  /** What Huawei calls a live call, by any name of it or by who is on it. */
  callId(ref: string): string | undefined;
  /** How many agents and inspectors have signed in here. */
  sessions(): number;
  /** Who inspects whom, with a call or without, and who hears whom. */
  qc(): QcView[];
  /** The inspector picks up his ringing phone, on a call or not. */
  answer(person: string): void;
  /** The inspector puts his phone down, on a call or not. */
  hangUp(person: string): void;
  /** Nobody inspects anybody any more. */
  reset(): void;
  close: () => Promise<void>;
}

/** Inspectors who asked for it are told of agents who sign in and out. */
function notify({ sessions, outbox }: World, heard: CentreEvent, before: Map<string, boolean>): void {
  if (heard.type !== 'agent' || heard.person.role !== 'agent') return;
  const { person } = heard;
  const present = person.state !== 'signed-out';
  if (before.get(person.user) === present) return;
  before.set(person.user, present);
  const told = event('QC_AgentState_Notify', {
    subtype: present ? 'QC_AgentState_Login' : 'QC_AgentState_Logout',
    monitoredagent: workNoOf(person),
    agentname: nameOf(person),
    mediaserver: 'CtiServer',
    jsonKey: ['subtype', 'monitoredagent'],
  });
  for (const session of sessions.list()) if (session.listens) outbox.send(session, [told]);
}

/** The CC-Gateway of Huawei AICC, as far as supervision touches it, over the simulated centre. */
export async function startHuawei(
  centre: Centre,
  faults: Faults,
  journal: Journal,
  options: HuaweiOptions,
): Promise<HuaweiFace> {
  const { clock } = centre;
  const members = new Members(centre);
  const sessions: Sessions = new Sessions(clock, faults, (session) => {
    signOut(world, session, 'time');
  });
  const polls = new Polls(clock, faults, sessions);
  const outbox = new Outbox(clock, faults, (session, waiting) => {
    polls.queue(session, waiting);
  });
  const states = new States(centre, sessions, outbox);
  const inspections = new Inspections(centre, faults, sessions, outbox, states);
  const ownCalls = new OwnCalls(sessions, outbox, states, inspections);
  const world: World = { centre, faults, members, sessions, outbox, states, inspections };
  const rest = new Rest(world, polls, new Throttle(clock, faults), journal);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const content = await readBody(request);
    // Not relative to a base: a path of two slashes would be taken for a host.
    rest.handle(request, response, new URL(`http://simulator${request.url ?? '/'}`), content);
  };
  const server = await listen(
    (request, response) => {
      serve(request, response).catch((thrown: unknown) => {
        write(response, 400, 'text/plain', thrown instanceof Error ? thrown.message : String(thrown));
      });
    },
    options.port,
    options.tls,
  );

  const present = new Map(centre.people.list().map(({ user, state }) => [user, state !== 'signed-out']));
  const stopNaming = centre.listen((heard) => {
    if (heard.type === 'call' && heard.what === 'started') centre.alias(heard.call, 'huawei', callIdOf(heard.call));
  });
  const hear = (heard: CentreEvent): void => {
    states.handle(heard);
    ownCalls.handle(heard);
    inspections.handle(heard);
    notify(world, heard, present);
    if (heard.type !== 'agent' || heard.person.state !== 'signed-out') return;
    const session = sessions.of(heard.person.user);
    if (session !== undefined) signOut(world, session, 'other');
  };
  // An inspector is put on the call that his agent gets.
  const stopListening = centre.listen(hear, true);
  const stopFaults = faults.onChange((name, value) => {
    if (name !== 'huawei-expire-sessions') return;
    for (const session of sessions.list()) {
      if (value === 'on' || value === session.person.user) expire(world, session);
    }
  });
  const inspectionOf = (person: string): Inspection => {
    const inspection = inspections.of(centre.person(person).user);
    if (inspection === undefined) throw new CentreError('no-leg', `${person} inspects nobody.`);
    return inspection;
  };
  return {
    url: server.url,
    api: `${server.url}/agentgateway/resource`,
    port: server.port,
    workNo: (person) => workNoOf(centre.person(person)),
    callId: (ref) => {
      const call = centre.call(ref);
      return call?.state === 'live' ? call.aliases.huawei : undefined;
    },
    sessions: () => sessions.size,
    qc: () => qcViews(world),
    answer: (person) => {
      inspections.pickUp(inspectionOf(person));
    },
    hangUp: (person) => {
      inspections.hangUp(inspectionOf(person));
    },
    reset: () => {
      for (const inspection of inspections.list()) inspections.end(inspection, 'platform');
    },
    close: async () => {
      stopNaming();
      stopListening();
      stopFaults();
      inspections.close();
      sessions.closeAll();
      await server.close();
    },
  };
}
