import type { Node, NodeAPI } from 'node-red';
import { runAction } from '../src/node-red/action';
import type { ActionDefinition } from '../src/node-red/ordering';

export = function register(RED: NodeAPI): void {
  function SupervisionInsert(this: Node, config: ActionDefinition): void {
    RED.nodes.createNode(this, config);
    runAction(RED, this, config, { mode: 'barge', arm: 'always' });
  }
  RED.nodes.registerType('supervision-insert', SupervisionInsert);
};
