import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Centre } from './centre/centre';
import { ManualClock, type Clock } from './centre/clock';
import { InputError, steer } from './commands';
import { FaultError, type Faults } from './faults';
import type { FinesseFace } from './finesse/face';
import type { GenesysFace } from './genesys/face';
import type { HuaweiFace } from './huawei/face';
import type { Journal } from './journal';
import { isRecord, type Json } from './json';
import { listen, readBody } from './net';
import type { VoipNowFace } from './voipnow/face';

export interface Controlled {
  centre: Centre;
  clock: Clock;
  faults: Faults;
  journal: Journal;
  genesys: GenesysFace | undefined;
  voipnow: VoipNowFace | undefined;
  huawei: HuaweiFace | undefined;
  finesse: FinesseFace | undefined;
  reset: () => void;
}

export interface ControlFace {
  url: string;
  port: number;
  close: () => Promise<void>;
}

interface Request {
  world: Controlled;
  /** What `:x` of the route stands for. */
  id: string;
  query: URLSearchParams;
  body: Json;
}

type Route = (request: Request) => unknown;

const notFound = Symbol('not found');

function clockOf({ world }: Request): Json {
  return { now: new Date(world.clock.now()).toISOString(), manual: world.clock instanceof ManualClock };
}

function advance(request: Request): Json {
  const { clock } = request.world;
  const { ms } = request.body;
  if (!(clock instanceof ManualClock)) throw new InputError('The clock runs by itself; start with --clock manual.');
  if (typeof ms !== 'number' || !(ms >= 0)) throw new InputError('"ms" must be a number of 0 or more.');
  clock.advance(ms);
  return clockOf(request);
}

/** One fault as `{ "fault": "rest-slow=300@ListenIn#2" }`, or several as `{ "faults": [ … ] }`. */
function setFaults({ world, body }: Request): unknown {
  const { fault, faults } = body;
  const wanted: unknown[] = Array.isArray(faults) ? faults : [fault];
  for (const item of wanted) {
    if (typeof item !== 'string') throw new InputError('"fault" must be a text such as "rest-slow=300".');
  }
  for (const item of wanted) world.faults.set(String(item));
  return world.faults.list();
}

const people =
  (role: 'agent' | 'supervisor'): Route =>
  ({ world: { centre, genesys, voipnow, huawei, finesse } }) =>
    centre.people.list(role).map(({ user }) => ({
      ...centre.personView(user),
      ...(genesys !== undefined && { genesys: { user: genesys.userId(user), device: genesys.deviceId(user) } }),
      ...(voipnow !== undefined && { voipnow: { extension: voipnow.extension(user) } }),
      ...(huawei !== undefined && { huawei: { workNo: huawei.workNo(user) } }),
      ...(finesse !== undefined && { finesse: { loginId: finesse.loginId(user) } }),
    }));

const routes: Readonly<Record<string, Route>> = {
  'GET /': ({ world }) => ({
    routes: Object.keys(routes),
    ...(world.genesys !== undefined && { genesys: world.genesys.api }),
    ...(world.voipnow !== undefined && { voipnow: world.voipnow.url }),
    ...(world.huawei !== undefined && { huawei: world.huawei.url }),
    ...(world.finesse !== undefined && { finesse: world.finesse.url, finesseXmpp: world.finesse.ws }),
  }),
  'POST /do': ({ world, body }) => steer(world, body),
  'GET /calls': ({ world, query }) => world.centre.calls(query.has('all')),
  'GET /calls/:id': ({ world, id }) => world.centre.call(id) ?? notFound,
  'GET /agents': people('agent'),
  'GET /supervisors': people('supervisor'),
  'GET /qc': ({ world }) => world.huawei?.qc() ?? notFound,
  'GET /faults': ({ world }) => world.faults.list(),
  'POST /faults': setFaults,
  'DELETE /faults': ({ world }) => {
    world.faults.clear();
    return world.faults.list();
  },
  'DELETE /faults/:id': ({ world, id }) => {
    world.faults.clear(id);
    return world.faults.list();
  },
  'GET /clock': clockOf,
  'POST /clock': advance,
  'GET /counters': ({ world }) => world.journal.counters(),
  'GET /requests': ({ world, query }) => world.journal.list(query.get('operation') ?? undefined),
  'DELETE /requests': ({ world }) => {
    world.journal.clear();
    return {};
  },
  'POST /reset': ({ world }) => {
    world.reset();
    return {};
  },
};

function find(method: string, path: string): { route: Route; id: string } | undefined {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, id: '' };
  const [, collection = '', id = '', ...rest] = path.split('/');
  const route = routes[`${method} /${collection}/:id`];
  return route === undefined || id === '' || rest.length > 0 ? undefined : { route, id: decodeURIComponent(id) };
}

function parse(content: string): Json {
  if (content.trim() === '') return {};
  const body: unknown = JSON.parse(content);
  if (!isRecord(body)) throw new InputError('The body must be a JSON object.');
  return body;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}

async function serve(world: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const content = await readBody(request);
  const found = find(request.method ?? 'GET', url.pathname.replace(/(.)\/$/, '$1'));
  const result = found?.route({ world, id: found.id, query: url.searchParams, body: parse(content) });
  if (found === undefined || result === notFound)
    answer(response, 404, { error: 'not-found', message: 'No such thing.' });
  else answer(response, 200, result);
}

/** The control API: steering the simulated centre with curl, or from a test in any language. */
export async function startControl(world: Controlled, port: number): Promise<ControlFace> {
  const server = await listen((request, response) => {
    serve(world, request, response).catch((thrown: unknown) => {
      const known = thrown instanceof InputError || thrown instanceof FaultError || thrown instanceof SyntaxError;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      answer(response, known ? 400 : 500, { error: known ? 'invalid-input' : 'internal', message });
    });
  }, port);
  return { url: server.url, port: server.port, close: server.close };
}
