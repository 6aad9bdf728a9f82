import type { Node, NodeAPI } from 'node-red';
import { runConnection, type ConnectionDefinition } from '../src/node-red/connection';

export = function register(RED: NodeAPI): void {
  function GenesysConnection(this: Node, config: ConnectionDefinition): void {
    RED.nodes.createNode(this, config);
    runConnection(RED, this, config, 'genesys');
  }
  RED.nodes.registerType('genesys-connection', GenesysConnection, {
    credentials: { username: { type: 'text' }, password: { type: 'password' } },
  });
};
