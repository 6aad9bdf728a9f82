import type { Node, NodeAPI } from 'node-red';
import { runEvents, type EventsDefinition } from '../src/node-red/events';

export = function register(RED: NodeAPI): void {
  function SupervisionEvents(this: Node, config: EventsDefinition): void {
    RED.nodes.createNode(this, config);
    runEvents(RED, this, config);
  }
  RED.nodes.registerType('supervision-events', SupervisionEvents);
};
