import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../runtime/ports';
import { checkout, type FlowNode } from '../runtime/user-dir';

const file = join(checkout, 'examples', '1 - Barge in on a sentiment alert.json');

/** The first example, ready to run on this machine. */
export interface Example {
  flows: FlowNode[];
  simulator: FlowNode;
  connection: FlowNode;
  bargeIn: FlowNode;
  cancel: FlowNode;
  faults: FlowNode;
  /** The inject node that starts a call. */
  startCall: FlowNode;
  /** The alert of the other inject node, as JSON text. */
  alert: string;
  /** Where the flow takes the alert. */
  path: string;
  simulatorPort: number;
}

/** The example as it is in the package; only a port that is taken is replaced. */
export async function readExample(): Promise<Example> {
  const flows = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  const only = (type: string, fits: (node: FlowNode) => boolean = () => true): FlowNode => {
    const [found, ...more] = flows.filter((node) => node.type === type && fits(node));
    if (!found || more.length > 0) throw new Error(`The first example should have one such node "${type}".`);
    return found;
  };
  const simulator = only('supervision-simulator');
  const connection = only('genesys-connection');
  const wanted = Number(simulator.genesysPort);
  const simulatorPort = await freePort(wanted);
  simulator.genesysPort = String(simulatorPort);
  connection.url = `http://127.0.0.1:${simulatorPort}`;
  const steers = (node: FlowNode): boolean => JSON.stringify(node.wires).includes(simulator.id);
  const alert = String(only('inject', (node) => !steers(node)).payload);
  return {
    flows,
    simulator,
    connection,
    bargeIn: only('supervision-barge-in'),
    cancel: only('supervision-cancel'),
    faults: only('catch'),
    startCall: only('inject', steers),
    alert: JSON.stringify(JSON.parse(alert)),
    path: String(only('http in').url),
    simulatorPort,
  };
}
