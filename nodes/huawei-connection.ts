import type { Node, NodeAPI } from 'node-red';
import type { ConnectionDefinition } from '../src/node-red/connection';
import { runConnection } from '../src/node-red/connection-node';

export = function register(RED: NodeAPI): void {
  function HuaweiConnection(this: Node, config: ConnectionDefinition): void {
    RED.nodes.createNode(this, config);
    runConnection(RED, this, config, 'huawei');
  }
  RED.nodes.registerType('huawei-connection', HuaweiConnection, {
    credentials: { password: { type: 'password' } },
  });
};
