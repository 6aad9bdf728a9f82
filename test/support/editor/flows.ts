import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, type FlowNode } from '../../../scripts/runtime/user-dir';

/** The files of the examples. */
export const examples = readdirSync(join(checkout, 'examples')).filter((file) => file.endsWith('.json'));

const all = examples.flatMap(
  (file) => JSON.parse(readFileSync(join(checkout, 'examples', file), 'utf8')) as FlowNode[],
);

/** A connection as it is in an example: complete, but nobody listens where it leads. */
export function connection(platform: string, id: string): FlowNode {
  const model = all.find(({ type }) => type === `${platform}-connection`);
  if (!model) throw new Error(`No example has a connection to ${platform}.`);
  return { ...model, id, name: id };
}

/** A node on the tab `tab`, as it is in an example, connected to nothing but its connections. */
export function flowNode(type: string, id: string, more: Partial<FlowNode> = {}): FlowNode {
  const model = all.find((node) => node.type === type);
  if (!model) throw new Error(`No example has a node ${type}.`);
  const wires = (model.wires as string[][]).map(() => []);
  return { ...model, ...{ id, z: 'tab', x: 200, y: 100, wires }, ...more };
}
