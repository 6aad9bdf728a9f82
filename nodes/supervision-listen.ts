import type { Node, NodeAPI } from 'node-red';
import { runAction } from '../src/node-red/action';
import type { ActionDefinition } from '../src/node-red/ordering';

export = function register(RED: NodeAPI): void {
  function SupervisionListen(this: Node, config: ActionDefinition): void {
    RED.nodes.createNode(this, config);
    runAction(RED, this, config, { mode: 'listen', arm: 'chosen' });
  }
  RED.nodes.registerType('supervision-listen', SupervisionListen);
};
