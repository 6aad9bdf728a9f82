import type { Node, NodeAPI } from 'node-red';
import { runSimulator, type SimulatorDefinition } from '../simulators/node-red';

export = function register(RED: NodeAPI): void {
  function SupervisionSimulator(this: Node, config: SimulatorDefinition): void {
    RED.nodes.createNode(this, config);
    runSimulator(this, config);
  }
  RED.nodes.registerType('supervision-simulator', SupervisionSimulator);
};
