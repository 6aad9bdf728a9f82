import type { Node, NodeDef, NodeMessage, NodeStatusFill } from 'node-red';
import { happening } from './alerts';
import { InputError, steer } from './commands';
import type { Simulator } from './index';

type Port = string | number | null | undefined;

/** What the dialog saves. An empty port: that face is off. */
export interface SimulatorDefinition extends NodeDef {
  autoplay?: boolean;
  seed?: string | number;
  genesysPort?: Port;
  voipnowPort?: Port;
  huaweiPort?: Port;
  finessePort?: Port;
  finesseXmppPort?: Port;
}

function portOf(value: Port): number | undefined {
  if (value === undefined || value === null || String(value).trim() === '') return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InputError(`A port must be a number from 0 to 65535, or empty; it is "${value}".`);
}

/** The catalogue of status texts that all nodes of the package share. */
const texts = '@call-supervision/node-red/supervision-events:status';

type StatusKey = 'connecting' | 'running' | 'portInUse' | 'failed';

/** The text is a key, which the editor translates; `event` is for Status nodes, which see the key. */
function show(node: Node, fill: NodeStatusFill, key: StatusKey): void {
  const status = { fill, shape: fill === 'green' ? 'dot' : 'ring', text: `${texts}.${key}`, event: key } as const;
  node.status(status);
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

async function start(node: Node, config: SimulatorDefinition): Promise<Simulator> {
  const genesys = portOf(config.genesysPort);
  const voipnow = portOf(config.voipnowPort);
  const huawei = portOf(config.huaweiPort);
  const finesse = portOf(config.finessePort);
  const finesseXmpp = portOf(config.finesseXmppPort);
  if ((finesse === undefined) !== (finesseXmpp === undefined)) {
    throw new InputError('Finesse needs two ports, one of them for events; give both, or none.');
  }
  const seed = String(config.seed ?? '');
  // Loaded when the first simulator is used: Node-RED starts no slower for those who have none in their flows.
  const { startSimulator } = await import('./index.js');
  const simulator = await startSimulator({
    autoplay: config.autoplay === true,
    seed: seed === '' ? '1' : seed,
    ...(genesys !== undefined && { genesys: { port: genesys } }),
    ...(voipnow !== undefined && { voipnow: { port: voipnow } }),
    ...(huawei !== undefined && { huawei: { port: huawei } }),
    ...(finesse !== undefined && finesseXmpp !== undefined && { finesse: { port: finesse, xmppPort: finesseXmpp } }),
    onAlert: (alert) => {
      node.send([{ topic: `alert.${alert.type}`, payload: alert }, null]);
    },
  });
  simulator.centre.listen((event) => {
    const payload = happening(event);
    if (payload !== undefined) node.send([null, { topic: payload.type, payload }]);
  });
  return simulator;
}

/** The simulated contact centre as a node: it lives as long as the node does. */
export function runSimulator(node: Node, config: SimulatorDefinition): void {
  show(node, 'yellow', 'connecting');
  const running = start(node, config).then(
    (simulator) => {
      show(node, 'green', 'running');
      return simulator;
    },
    (thrown: unknown) => {
      const error = asError(thrown);
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      show(node, 'red', taken ? 'portInUse' : 'failed');
      const port = 'port' in error ? String(error.port) : '';
      node.error(taken ? `Port ${port} is in use by another program.` : error);
      return undefined;
    },
  );

  const handle = async (message: NodeMessage): Promise<void> => {
    const simulator = await running;
    if (simulator === undefined) throw new InputError('The simulator is not running: see the error at its start.');
    steer(simulator, message.payload);
  };
  node.on('input', (message, _send, done) => {
    handle(message).then(
      () => {
        done();
      },
      (thrown: unknown) => {
        done(asError(thrown));
      },
    );
  });
  node.on('close', (_removed: boolean, done: () => void) => {
    running
      .then((simulator) => simulator?.close())
      .catch((thrown: unknown) => {
        node.error(asError(thrown));
      })
      .finally(() => {
        node.status({});
        done();
      });
  });
}
