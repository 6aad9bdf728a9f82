import type { Platform } from '../supervision/vocabulary';
import { Connection, type ConnectionDefinition } from './connection';
import { nodeById, type Red, type RedNode } from './red';
import { registryOf } from './registry';

/** A connection node, as the nodes that use it see it. */
export interface ConnectionNode extends RedNode {
  connection: Connection;
  users: Record<string, RedNode>;
}

/** Makes a config node a connection. */
export function runConnection(red: Red, node: RedNode, config: ConnectionDefinition, platform: Platform): void {
  const registry = registryOf(red);
  const connection = new Connection(red, node, platform, config, registry.board);
  Object.assign(node, { connection, users: connection.usedBy });
  registry.add(connection);
  node.on('close', (_removed: boolean, done: () => void) => {
    registry.remove(connection);
    void connection.close().finally(done);
  });
}

/** The connection behind the id of a config node. */
export function connectionOf(red: Red, id: unknown): Connection | undefined {
  const connection = (nodeById(red, id) as Partial<ConnectionNode> | undefined)?.connection;
  return connection instanceof Connection ? connection : undefined;
}
