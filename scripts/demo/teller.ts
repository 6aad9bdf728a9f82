import { platforms } from '../../src/supervision/vocabulary';
import type { FlowNode } from '../runtime/user-dir';

/** Runs inside a function node: what a message says, without the platform's raw originals, as one line. */
const tell = `
const { payload, supervision, error } = msg;
let told;
if (error) told = { fault: { code: error.code, message: error.message } };
else if (supervision) told = { answer: supervision };
else if (payload && payload.legs) told = { call: payload };
else if (payload && payload.platform) told = { event: { ...payload, raw: undefined } };
return told ? { payload: JSON.stringify(told) + '\\n' } : null;
`;

/** Which outputs of which nodes are worth telling. */
const told: Readonly<Record<string, readonly number[]>> = {
  'supervision-simulator': [1],
  'supervision-listen': [0, 1],
  'supervision-coach': [0, 1],
  'supervision-barge-in': [0, 1],
  'supervision-insert': [0, 1],
  'supervision-cancel': [0, 1],
  catch: [0],
};

function alsoTo(node: FlowNode, id: string): void {
  const wires = node.wires as string[][];
  for (const output of told[node.type] ?? []) wires[output]?.push(id);
}

/**
 * A second tab that tells whoever listens on `port` what happens, the way any flow could: supervision-events, what leaves the
 * nodes of the example, and a TCP connection. The example itself gets one link node more.
 */
export function addTeller(flows: FlowNode[], port: number): void {
  const tab = 'demo-tab';
  const action = flows.find(({ type, platform }) => platform !== undefined && type !== 'supervision-cancel');
  const first = flows.find(({ type }) => type === 'supervision-simulator');
  if (!action || !first) throw new Error('This flow has no action node or no simulated contact centre.');
  for (const node of flows) alsoTo(node, 'demo-out');
  flows.push(
    { id: tab, type: 'tab', label: 'The demo: what the terminal shows', disabled: false, info: '' },
    {
      id: 'demo-out',
      type: 'link out',
      z: first.z,
      name: 'to the terminal',
      mode: 'link',
      links: ['demo-in'],
      x: 1005,
      y: 380,
      wires: [],
    },
    {
      id: 'demo-in',
      type: 'link in',
      z: tab,
      name: 'the example',
      links: ['demo-out'],
      x: 135,
      y: 80,
      wires: [['demo-tell']],
    },
    {
      id: 'demo-events',
      type: 'supervision-events',
      z: tab,
      name: '',
      platform: action.platform,
      ...Object.fromEntries(platforms.map((platform) => [platform, action[platform]])),
      types: [],
      agents: [],
      x: 160,
      y: 140,
      wires: [['demo-tell']],
    },
    {
      id: 'demo-tell',
      type: 'function',
      z: tab,
      name: 'one line each',
      func: tell,
      outputs: 1,
      x: 380,
      y: 100,
      wires: [['demo-tcp']],
    },
    {
      id: 'demo-tcp',
      type: 'tcp out',
      z: tab,
      name: 'the terminal',
      host: '127.0.0.1',
      port: String(port),
      beserver: 'client',
      base64: false,
      end: false,
      tls: '',
      x: 580,
      y: 100,
      wires: [],
    },
  );
}
