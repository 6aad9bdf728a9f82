import type { Node, NodeAPI } from 'node-red';
import type { ConnectionDefinition } from '../src/node-red/connection';
import { runConnection } from '../src/node-red/connection-node';

export = function register(RED: NodeAPI): void {
  function FinesseConnection(this: Node, config: ConnectionDefinition): void {
    RED.nodes.createNode(this, config);
    runConnection(RED, this, config, 'finesse');
  }
  RED.nodes.registerType('finesse-connection', FinesseConnection, {
    credentials: { username: { type: 'text' }, password: { type: 'password' } },
  });
};
