import RED from 'node-red';
import { now } from '../figures';
import { Counter, counting } from './counter';
import { serve } from './serve';

/** The part of Node-RED that somebody who embeds it uses, and the type package leaves out. */
interface Embedded {
  init(settings: Record<string, unknown>): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  nodes: { getNode(id: string): { receive(message: object): void } | null };
  events: { on(event: 'node-status', listener: (told: { id: string; status: { event?: string } }) => void): void };
  hooks: { add(name: 'onSend.bench', hook: (sent: Sent[]) => void): void };
}

interface Sent {
  msg: Record<string, unknown>;
  source: { id: string; port: number };
}

export interface Passed {
  ms: number;
  supervision: unknown;
}

const red = RED as unknown as Embedded;
const counter = new Counter();
let leaving: ((sent: Sent) => void) | undefined;
let counted = '';

interface Start {
  userDir: string;
  /** The node whose messages are counted. */
  count?: string;
  /** The nodes whose status tells that their connection stands. */
  connects?: string | readonly string[];
}

async function start({ userDir, count = '', connects = [] }: Start): Promise<void> {
  counted = count;
  red.init({
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    httpNodeRoot: false,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false },
    logging: { console: { level: 'warn' } },
  });
  const awaited = new Set([connects].flat());
  const connected = new Promise<void>((resolve) => {
    if (awaited.size === 0) resolve();
    red.events.on('node-status', ({ id, status }) => {
      if (status.event === 'connected' && awaited.delete(id) && awaited.size === 0) resolve();
    });
  });
  red.hooks.add('onSend.bench', (all) => {
    for (const sent of all) {
      if (sent.source.id === counted) counter.seen();
      else leaving?.(sent);
    }
  });
  await red.start();
  await connected;
}

interface Way {
  into: string;
  /** Where the message is expected to leave. */
  from: string;
  port?: number;
  message: object;
}

/** From the moment a message enters a node to the moment it leaves the same or another one. */
function pass({ into, from, port = 0, message }: Way): Promise<Passed> {
  const node = red.nodes.getNode(into);
  if (node === null) throw new Error(`There is no node "${into}".`);
  return new Promise((resolve, reject) => {
    const began = now();
    leaving = ({ msg, source }) => {
      // A hand-made flow goes round and round until it leaves as expected; our nodes say no by another output.
      if (source.id !== from || (source.port !== port && into !== from)) return;
      const ms = now() - began;
      leaving = undefined;
      if (source.port === port) resolve({ ms, supervision: msg.supervision });
      else reject(new Error(`left by output ${source.port + 1}: ${JSON.stringify(msg)}`));
    };
    node.receive(message);
  });
}

/** CPU time of this process so far, user and system together, in ms. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

serve({ start, pass, cpu, ...counting(counter) }, () => red.stop());
