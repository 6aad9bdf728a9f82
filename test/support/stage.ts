import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulators';
import type { CallView } from '../../simulators/centre/views';
import { start, useNodeRed, showing, type Credentials, type FlowNode } from './node-red';

export const signIn: Credentials = { gws: { username: 'sup.one', password: 'simulator' } };

/** Each of them changes something at the platform. */
const verbs = ['ListenIn', 'Coach', 'BargeIn', 'SwitchToListenIn', 'SwitchToBargeIn'];

/** A connection node called `gws`. */
export const connection = (url: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'gws',
  type: 'genesys-connection',
  name: 'house',
  url,
  tls: '',
  proxy: '',
  timeoutSeconds: '3',
  place: '',
  startSession: true,
  ...more,
});

const chosen = { platform: 'genesys', genesys: 'gws', voipnow: '', huawei: '', finesse: '' };

/** An action node called like its verb, as the editor makes it. */
export const action = (verb: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id: verb,
  type: `supervision-${verb}`,
  z: 'tab',
  name: '',
  ...chosen,
  agent: 'payload.agent',
  agentType: 'msg',
  call: '',
  callType: 'str',
  supervisor: '',
  supervisorType: 'str',
  reason: '',
  reasonType: 'str',
  whenIdle: 'refuse',
  armSeconds: 600,
  confirmSeconds: '',
  endAfterSeconds: 0,
  options: '{}',
  optionsType: 'json',
  wires: [['first'], ['second']],
  ...more,
});

export const cancel = (more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'cancel',
  type: 'supervision-cancel',
  z: 'tab',
  name: '',
  what: 'message',
  ...chosen,
  agent: 'payload.agent',
  agentType: 'msg',
  wires: [['first'], ['second']],
  ...more,
});

export const events = (more: Partial<FlowNode> = {}): FlowNode => ({
  id: 'events',
  type: 'supervision-events',
  z: 'tab',
  name: '',
  ...chosen,
  types: [],
  agents: '',
  wires: [['happened']],
  ...more,
});

export interface Stage {
  readonly sim: Simulator;
  readonly url: string;
  /** Starts nodes with the connection `gws`, and waits until the first of them shows that it is connected. */
  connected(...nodes: FlowNode[]): Promise<void>;
  /** How often the platform was asked to change something. */
  asked(...operations: string[]): number;
  /** The live call of an agent. */
  call(agent: string): CallView | undefined;
  /** Who is on the agent's call, by user name; the customer is `customer`. */
  on(agent: string): string[];
  /** In which mode the supervisor is on the agent's call. */
  mode(agent: string, supervisor?: string): string | undefined;
  /** What the supervisor has ordered and not yet lost: on a call, or for the next one. */
  supervises(supervisor?: string): { agent: string; mode: string } | undefined;
}

/** Call once in a `describe`: a fresh simulated centre and a fresh runtime for each test. */
export function useStage(options: () => SimulatorOptions = () => ({ genesys: { port: 0 } })): Stage {
  let current: Simulator | undefined;
  const sim = (): Simulator => {
    if (!current) throw new Error('the simulator runs only during a test');
    return current;
  };
  // Hooks run in the order of their making: the flows stop before the centre does.
  useNodeRed();
  beforeEach(async () => {
    current = await startSimulator(options());
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  const liveLegs = (agent: string): CallView['legs'] =>
    sim()
      .centre.call(agent)
      ?.legs.filter(({ state }) => state !== 'left') ?? [];
  return {
    get sim() {
      return sim();
    },
    get url() {
      return sim().genesys!.url;
    },
    async connected(...nodes) {
      await start([connection(sim().genesys!.url), ...nodes], signIn);
      await showing(nodes[0]!.id, 'connected');
    },
    asked: (...operations) =>
      (operations.length > 0 ? operations : verbs).reduce((sum, each) => sum + sim().journal.count(each), 0),
    call: (agent) => sim().centre.call(agent),
    on: (agent) => liveLegs(agent).map(({ party, role }) => (role === 'customer' ? role : party)),
    mode: (agent, supervisor = 'sup.one') =>
      liveLegs(agent).find(({ party, state }) => party === supervisor && state !== 'ringing')?.mode,
    supervises: (supervisor = 'sup.one') => sim().centre.personView(supervisor).supervises,
  };
}
