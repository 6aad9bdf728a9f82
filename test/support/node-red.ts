/**
 * Flows of the real nodes in a real runtime. Everything a flow builder would see is recorded: messages by sink, what a Catch, a
 * Complete and a Status node hear, how often `done` was called, what was logged.
 */
import { once, type EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { NodeAPI, NodeDef, NodeInitializer } from 'node-red';
import helper from 'node-red-node-test-helper';
import { nodeRedDir } from '../../scripts/runtime/node-red';
import { until } from './until';

export type Msg = Record<string, unknown> & { _msgid?: string };

export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  [property: string]: unknown;
}

export interface Shown {
  fill: string;
  shape: string;
  text: string;
  event: string;
  supervision?: Record<string, unknown>;
}

export interface CaughtError {
  message: string;
  code: string;
  cause: Record<string, unknown>;
  source: { id: string; type: string };
}

export type Credentials = Record<string, Record<string, string>>;

interface Done {
  node: string;
  msg: unknown;
  error: unknown;
}

const recorded = new Map<string, Msg[]>();
const dones: Done[] = [];
const looks: { id: string; status: Shown }[] = [];

/** The types of the helper are older than it is. */
const server = helper as unknown as {
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  _events: EventEmitter;
  _redNodes: { setFlows(flows: FlowNode[], credentials: Credentials, type: string): Promise<unknown> };
};

function look(seen: { id: string; status?: Partial<Shown> }): void {
  // The runtime takes a status back when its node stops.
  if (seen.status?.event !== undefined) looks.push(seen as { id: string; status: Shown });
}

/** Modules as the Node-RED that is tested finds them. */
const ofNodeRed = createRequire(join(nodeRedDir, 'package.json'));
// Without being told, the helper takes the Node-RED of the dev dependencies.
helper.init(ofNodeRed.resolve(nodeRedDir));

/** The helper loads Catch, Complete and Status once per node of the flow, which the registry refuses: they come from here. */
Object.assign(helper, { _nodeModules: {} });

function load(path: string): NodeInitializer {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path) as NodeInitializer;
}

const registerSink: NodeInitializer = (RED: NodeAPI) => {
  RED.nodes.registerType('sink', function (config: NodeDef) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, _send, done) => {
      sink(config.id).push(msg);
      done();
    });
  });
};

/** The application for HTTP nodes of the runtime that runs now. Whoever wants to be asked there puts it on a server. */
export let httpNode: NodeAPI['httpNode'] | undefined;

/** The API of the runtime that runs now. */
export let red: NodeAPI | undefined;

const keepApi: NodeInitializer = (RED: NodeAPI) => {
  red = RED;
  ({ httpNode } = RED);
};

const modules: NodeInitializer[] = [
  registerSink,
  keepApi,
  ...['common/25-catch', 'common/25-status', 'common/24-complete', 'network/05-tls', 'network/06-httpproxy'].map(
    (name) => ofNodeRed(`@node-red/nodes/core/${name}.js`) as NodeInitializer,
  ),
  ...['genesys-connection', 'voipnow-connection', 'huawei-connection', 'finesse-connection', 'supervision-events'].map(
    (type) => load(`../../nodes/${type}`),
  ),
  ...['listen', 'coach', 'barge-in', 'insert', 'cancel'].map((verb) => load(`../../nodes/supervision-${verb}`)),
];

interface Hooks {
  add(name: string, hook: (event: { msg: unknown; error: unknown; node: { id: string } }) => void): void;
  remove(name: string): void;
}
const { hooks } = ofNodeRed('@node-red/util') as { hooks: Hooks };

/** Call once in a `describe`: a runtime for its tests, stopped after each of them. */
export function useNodeRed(): void {
  before(async () => {
    await server.startServer();
    server._events.on('node-status', look);
    hooks.add('onComplete.recording', ({ msg, error, node }) => {
      dones.push({ node: node.id, msg, error });
    });
  });
  afterEach(async () => {
    await helper.unload();
    forget();
  });
  after(async () => {
    hooks.remove('*.recording');
    server._events.off('node-status', look);
    await server.stopServer();
  });
}

function forget(): void {
  recorded.clear();
  dones.length = 0;
  looks.length = 0;
}

/** Starts a flow. A tab called `tab` with Catch, Status and Complete nodes of everything is added. */
export async function start(nodes: FlowNode[], credentials: Credentials = {}): Promise<void> {
  forget();
  await helper.load(modules, furnished(nodes), credentials);
}

/** What the runtime tells the editors that are open, oldest first; from now on. The function at the end stops it. */
export function listenAsEditor(): { told: { topic: string; data: unknown }[]; stop(): void } {
  const told: { topic: string; data: unknown }[] = [];
  const hear = (event: { topic: string; data: unknown }): void => {
    told.push(event);
  };
  server._events.on('comms', hear);
  return { told, stop: () => server._events.off('comms', hear) };
}

/** What settings.js says, from the next start on; without anything as before. */
export const setSettings = (more: object = {}): void => {
  helper.settings(more);
};

/** Deploys anew. */
export async function redeploy(
  nodes: FlowNode[],
  type: 'full' | 'flows' | 'nodes',
  credentials: Credentials = {},
): Promise<void> {
  // The helper begins to wait when it may be too late, and gives up after 300 ms.
  const started = once(server._events, 'flows:started');
  await server._redNodes.setFlows(furnished(nodes), credentials, type);
  await started;
}

export const unload = (): Promise<void> => helper.unload();

function furnished(nodes: FlowNode[]): FlowNode[] {
  const placed = nodes.filter(({ z }) => z === 'tab').map(({ id }) => id);
  const sinks = ['first', 'second', 'caught', 'completed', 'statuses', 'happened'];
  return [
    { id: 'tab', type: 'tab', label: 'test', env: [] },
    { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
    { id: 'complete', type: 'complete', z: 'tab', scope: placed, wires: [['completed']] },
    { id: 'status', type: 'status', z: 'tab', scope: null, wires: [['statuses']] },
    ...sinks.map((id) => ({ id, type: 'sink', z: 'tab', wires: [] })),
    ...nodes,
    // By its place on the canvas the runtime tells a node from a config node.
  ].map((node) => ('z' in node ? { x: 100, y: 100, ...node } : node));
}

/** The messages that reached a sink: `first` and `second` output, `caught`, `completed`, `statuses`, `happened` (events). */
export function sink(id: string): Msg[] {
  const known = recorded.get(id) ?? [];
  recorded.set(id, known);
  return known;
}

/** What a Catch node heard, oldest first. */
export const caught = (): CaughtError[] => sink('caught').map(({ error }) => error as CaughtError);

/** The statuses of a node as the editor gets them, oldest first. */
export const statuses = (node: string): Shown[] => looks.filter(({ id }) => id === node).map(({ status }) => status);

/** The `event` fields of the statuses of a node. */
export const shown = (node: string): string[] => statuses(node).map(({ event }) => event);

export const showing = (node: string, event: string, limitMs?: number): Promise<unknown> =>
  until(`${node} shows ${event}, not ${shown(node).join()}`, () => shown(node).at(-1) === event, limitMs);

export const send = (node: string, msg: Msg): void => {
  helper.getNode(node).receive(msg);
};

/** As another node that sends something odd would. */
export const emit = (node: string, value: unknown): void => {
  helper.getNode(node).emit('input', value);
};

/** Messages between nodes take a turn of the event loop each. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 8; turns++) await turn();
}

export interface Asked {
  /** What left by the first and the second output. */
  first: Msg[];
  second: Msg[];
  /** The errors that a Catch node heard. */
  caught: CaughtError[];
  /** How often a Complete node fired. */
  completed: number;
  /** How often `done` was called. */
  dones: number;
}

/** Sends a message and waits until the node is done with it. */
export async function ask(node: string, msg: Msg, limitMs?: number): Promise<Asked> {
  send(node, msg);
  return answered(node, msg, limitMs);
}

/** What became of a message, once the node is done with it. */
export async function answered(node: string, msg: Msg, limitMs?: number): Promise<Asked> {
  const mine = (): Done[] => dones.filter((done) => done.msg === msg && done.node === node);
  await until('done', () => mine().length > 0, limitMs);
  await settled();
  const of = (id: string): Msg[] => sink(id).filter(({ _msgid }) => _msgid === msg._msgid);
  return {
    first: of('first'),
    second: of('second'),
    caught: of('caught').map(({ error }) => error as CaughtError),
    completed: of('completed').length,
    dones: mine().length,
  };
}

export const doneCalls = (node: string): readonly Done[] => dones.filter((done) => done.node === node);

export const nodeOf = (id: string): ReturnType<typeof helper.getNode> => helper.getNode(id);

/** Everything that was logged, whatever its level. */
export const logged = (): unknown[] => (helper.log() as unknown as { args: unknown[][] }).args.flat();
