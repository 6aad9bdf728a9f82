import type { Node, NodeAPI } from 'node-red';
import { runCancel, type CancelDefinition } from '../src/node-red/cancelling';

export = function register(RED: NodeAPI): void {
  function SupervisionCancel(this: Node, config: CancelDefinition): void {
    RED.nodes.createNode(this, config);
    runCancel(RED, this, config);
  }
  RED.nodes.registerType('supervision-cancel', SupervisionCancel);
};
