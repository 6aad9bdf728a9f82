import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';

/** The runtime, as the public type package describes it. */
export type Red = NodeAPI;
export type RedNode = Node;
export type Definition = NodeDef;

/** A message as it travels through a flow: anything may be in it. */
export interface Message extends NodeMessage {
  supervision?: unknown;
  supervise?: unknown;
}

/** The type package promises a node where the runtime gives null, for an id that no node has. */
interface Nodes {
  getNode(id: string): RedNode | null;
}

export function nodeById(red: Red, id: unknown): RedNode | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  const nodes: Nodes = red.nodes;
  return nodes.getNode(id) ?? undefined;
}
