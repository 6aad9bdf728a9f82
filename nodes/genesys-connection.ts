import type { Node, NodeAPI } from 'node-red';
import type { ConnectionDefinition } from '../src/node-red/connection';
import { runConnection } from '../src/node-red/connection-node';

export = function register(RED: NodeAPI): void {
  function GenesysConnection(this: Node, config: ConnectionDefinition): void {
    RED.nodes.createNode(this, config);
    runConnection(RED, this, config, 'genesys');
  }
  RED.nodes.registerType('genesys-connection', GenesysConnection, {
    credentials: { username: { type: 'text' }, password: { type: 'password' } },
  });
};
