import type { Platform } from '../../src/supervision/vocabulary';
import type { Contents } from './user-dir';

/** Every node sits on the one tab; where it sits there is nobody's concern. */
export const node = (id: string, type: string, rest: object): object => ({ id, type, z: 'tab', x: 0, y: 0, ...rest });

/** One tab; what nobody looks at goes to `sink`. */
export const flowOf = (nodes: readonly object[], credentials: Contents['credentials'] = {}): Contents => ({
  credentials,
  flow: [
    { id: 'tab', type: 'tab', label: 'bench', disabled: false },
    ...nodes,
    node('sink', 'junction', { wires: [[]] }),
  ],
});

/** A connection of ours: what its dialog saves. */
export interface Connection {
  platform: Platform;
  properties: object;
  credentials: Record<string, string>;
}

const connectionNode = ({ platform, properties }: Connection, id: string): object => ({
  id,
  type: `${platform}-connection`,
  name: 'bench',
  ...properties,
});

/** @param connection its id */
const orderNode = (id: string, type: string, platform: Platform, connection: string, rest: object = {}): object =>
  node(id, type, {
    platform,
    [platform]: connection,
    agent: 'payload.agent',
    agentType: 'msg',
    wires: [['sink'], ['sink']],
    ...rest,
  });

/** Each action that is named, and a cancel; the ids are those of the types without `supervision-`. */
export function ourOrders(connection: Connection, actions: Readonly<Record<string, object>>): Contents {
  const { platform, credentials } = connection;
  const orders = Object.entries(actions).map(([action, more]) =>
    orderNode(action, `supervision-${action}`, platform, 'connection', more),
  );
  const cancel = node('cancel', 'supervision-cancel', { what: 'message', wires: [['sink'], ['sink']] });
  return flowOf([connectionNode(connection, 'connection'), ...orders, cancel], { connection: credentials });
}

/** As many connections, each with a node that uses it: `user-0` and so on. */
export function ourUsers(connections: readonly Connection[]): Contents {
  const nodes = connections.flatMap((connection, index) => [
    connectionNode(connection, `connection-${index}`),
    orderNode(`user-${index}`, 'supervision-barge-in', connection.platform, `connection-${index}`),
  ]);
  const credentials = connections.map(({ credentials: own }, index) => [`connection-${index}`, own] as const);
  return flowOf(nodes, Object.fromEntries(credentials));
}

/** Our event source; `agents` as the dialog saves them, empty = all. */
export function ourEvents(connection: Connection, agents: readonly string[] = []): Contents {
  const { platform, credentials } = connection;
  const events = { platform, [platform]: 'connection', types: ['agent.state'], agents, wires: [['sink']] };
  return flowOf([connectionNode(connection, 'connection'), node('events', 'supervision-events', events)], {
    connection: credentials,
  });
}

export const atGenesys = (url: string, username: string): Connection => ({
  platform: 'genesys',
  properties: { url },
  credentials: { username, password: 'simulator' },
});

/** Without `pollSeconds` the connection's default holds. */
export const atVoipNow = (url: string, supervisorExtension: string, more: object = {}): Connection => ({
  platform: 'voipnow',
  properties: { url, supervisorExtension, ...more },
  credentials: { appId: 'simulator-app', appSecret: 'simulator-secret' },
});

export const atHuawei = (url: string, agentId: string, more: object = {}): Connection => ({
  platform: 'huawei',
  properties: { url, agentId, phoneNumber: agentId, ...more },
  credentials: { password: 'simulator' },
});

/** @param loginId that of a simulated supervisor is his extension with a 1 in front */
export const atFinesse = (url: string, notificationUrl: string, loginId: string): Connection => ({
  platform: 'finesse',
  properties: { url, notificationUrl, extension: loginId.slice(1) },
  credentials: { username: loginId, password: 'simulator' },
});
