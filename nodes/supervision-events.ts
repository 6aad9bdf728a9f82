import type { Node, NodeAPI } from 'node-red';
import { openEndpoints } from '../src/node-red/endpoints';
import { runEvents, type EventsDefinition } from '../src/node-red/events';

export = function register(RED: NodeAPI): void {
  function SupervisionEvents(this: Node, config: EventsDefinition): void {
    RED.nodes.createNode(this, config);
    runEvents(RED, this, config);
  }
  openEndpoints(RED);
  RED.nodes.registerType('supervision-events', SupervisionEvents);
};
