import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platforms, type Platform } from '../../src/supervision/vocabulary';
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

export type Addresses = Partial<Record<Platform, string>>;

/**
 * Moves the simulated contact centre of a flow, and the connections to it, where its ports are taken.
 *
 * @param anywhere to any free ports, whether its own are taken or not
 * @returns the addresses it has then
 */
export async function placeSimulator(flows: readonly FlowNode[], anywhere = false): Promise<Addresses> {
  const simulator = only(flows, 'supervision-simulator');
  const addresses: Addresses = {};
  const taken: number[] = [];
  /** undefined where this face is off. */
  const place = async (property: string): Promise<string | undefined> => {
    const written = simulator[property];
    if (written === '') return undefined;
    let port = await freePort(anywhere ? 0 : Number(written));
    while (taken.includes(port)) port = await freePort();
    taken.push(port);
    simulator[property] = String(port);
    return `127.0.0.1:${port}`;
  };
  for (const platform of platforms) {
    const host = await place(`${platform}Port`);
    if (host !== undefined) addresses[platform] = only(flows, `${platform}-connection`).url = `http://${host}`;
  }
  const events = await place('finesseXmppPort');
  if (events !== undefined) only(flows, 'finesse-connection').notificationUrl = `ws://${events}/ws/`;
  return addresses;
}

/** What a person does who opens each node that has one, chooses another platform, and presses Done. */
export function choosePlatform(flows: readonly FlowNode[], platform: Platform): void {
  for (const node of flows) if (node.platform !== undefined) node.platform = platform;
}

/** The first example, ready to run on this machine. */
export interface Example {
  flows: FlowNode[];
  /** Of the simulated contact centre. */
  addresses: Addresses;
  /** The inject node that starts a call. */
  startCall: string;
  /** The inject node that sends the alert. */
  sendAlert: string;
  /** The alert, as JSON text. */
  alert: string;
  /** Where the flow takes the alert. */
  path: string;
}

/** The example as it is in the package; only ports that are taken are replaced. */
export async function readExample(anywhere = false): Promise<Example> {
  const flows = readFlows('1 - Barge in on a sentiment alert.json');
  const simulator = only(flows, 'supervision-simulator').id;
  const steers = (node: FlowNode): boolean => JSON.stringify(node.wires).includes(simulator);
  const alert = only(flows, 'inject', (node) => !steers(node));
  return {
    flows,
    addresses: await placeSimulator(flows, anywhere),
    startCall: only(flows, 'inject', (node) => String(node.payload).includes('"startCall"')).id,
    sendAlert: alert.id,
    alert: JSON.stringify(JSON.parse(String(alert.payload))),
    path: String(only(flows, 'http in').url),
  };
}
