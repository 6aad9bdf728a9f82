import type { Node, NodeAPI } from 'node-red';
import type { ConnectionDefinition } from '../src/node-red/connection';
import { runConnection } from '../src/node-red/connection-node';

export = function register(RED: NodeAPI): void {
  function VoipnowConnection(this: Node, config: ConnectionDefinition): void {
    RED.nodes.createNode(this, config);
    runConnection(RED, this, config, 'voipnow');
  }
  RED.nodes.registerType('voipnow-connection', VoipnowConnection, {
    credentials: { appId: { type: 'text' }, appSecret: { type: 'password' }, callbackSecret: { type: 'password' } },
  });
};
