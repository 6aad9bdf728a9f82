import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../runtime/ports';
import { checkout, type FlowNode } from '../runtime/user-dir';

/** A flow file of the package. */
export function readFlows(name: string): FlowNode[] {
  return JSON.parse(readFileSync(join(checkout, 'examples', name), 'utf8')) as FlowNode[];
}

function only(flows: readonly FlowNode[], type: string, fits: (node: FlowNode) => boolean = () => true): FlowNode {
  const [found, ...more] = flows.filter((node) => node.type === type && fits(node));
  if (!found || more.length > 0) throw new Error(`The example should have exactly one such node "${type}".`);
  return found;
}

/** Moves the simulated contact centre of a flow, and the connection to it, where its port is taken. The address it has then. */
export async function placeSimulator(flows: readonly FlowNode[], wanted?: number): Promise<string> {
  const simulator = only(flows, 'supervision-simulator');
  const port = await freePort(wanted ?? Number(simulator.genesysPort));
  simulator.genesysPort = String(port);
  const url = `http://127.0.0.1:${port}`;
  only(flows, 'genesys-connection').url = url;
  return url;
}

/** The first example, ready to run on this machine. */
export interface Example {
  flows: FlowNode[];
  /** Of the simulated contact centre. */
  simulatorUrl: string;
  /** The inject node that starts a call. */
  startCall: string;
  /** What the other inject node injects, as JSON text. */
  alert: string;
  /** Where the flow takes the alert. */
  path: string;
}

/** The example as it is in the package; only a port that is taken is replaced. */
export async function readExample(simulatorPort?: number): Promise<Example> {
  const flows = readFlows('1 - Barge in on a sentiment alert.json');
  const simulator = only(flows, 'supervision-simulator').id;
  const steers = (node: FlowNode): boolean => JSON.stringify(node.wires).includes(simulator);
  const alert = only(flows, 'inject', (node) => !steers(node)).payload;
  return {
    flows,
    simulatorUrl: await placeSimulator(flows, simulatorPort),
    startCall: only(flows, 'inject', steers).id,
    alert: JSON.stringify(JSON.parse(String(alert))),
    path: String(only(flows, 'http in').url),
  };
}
