import type { Contents } from './user-dir';

const credentialsOf = (user: string): Record<string, string> => ({ username: user, password: 'simulator' });

/** Every node sits on the one tab; where it sits there is nobody's concern. */
const node = (id: string, type: string, rest: object): object => ({ id, type, z: 'tab', x: 0, y: 0, ...rest });
const tab = { id: 'tab', type: 'tab', label: 'bench', disabled: false };
const connection = (url: string): object => ({ id: 'genesys', type: 'genesys-connection', name: 'bench', url });

/** Our nodes: an order, and its cancel. */
export function ourOrders(url: string, user: string): Contents {
  return {
    credentials: { genesys: credentialsOf(user) },
    flow: [
      tab,
      connection(url),
      node('barge', 'supervision-barge-in', {
        platform: 'genesys',
        genesys: 'genesys',
        agent: 'payload.agent',
        agentType: 'msg',
        wires: [['sink'], ['sink']],
      }),
      node('cancel', 'supervision-cancel', { what: 'message', wires: [['sink'], ['sink']] }),
      node('sink', 'junction', { wires: [[]] }),
    ],
  };
}

/** The same on VoipNow, and an order that may wait for the next call. Without `pollSeconds` the connection's default holds. */
export function pbxOrders(url: string, supervisorExtension: string, more: object = {}): Contents {
  const order = (id: string, rest: object = {}): object =>
    node(id, `supervision-${id}`, {
      platform: 'voipnow',
      voipnow: 'pbx',
      agent: 'payload.agent',
      agentType: 'msg',
      wires: [['sink'], ['sink']],
      ...rest,
    });
  return {
    credentials: { pbx: { appId: 'simulator-app', appSecret: 'simulator-secret' } },
    flow: [
      tab,
      { id: 'pbx', type: 'voipnow-connection', name: 'bench', url, supervisorExtension, ...more },
      order('barge-in', { confirmSeconds: '90', options: '{"waitForPickup":80}', optionsType: 'json' }),
      order('insert'),
      node('cancel', 'supervision-cancel', { what: 'message', wires: [['sink'], ['sink']] }),
      node('sink', 'junction', { wires: [[]] }),
    ],
  };
}

/** Our event source; `agents` as the dialog saves them, empty = all. */
export function ourEvents(url: string, user: string, agents: readonly string[] = []): Contents {
  return {
    credentials: { genesys: credentialsOf(user) },
    flow: [
      tab,
      connection(url),
      node('events', 'supervision-events', {
        platform: 'genesys',
        genesys: 'genesys',
        types: ['agent.state'],
        agents,
        wires: [['sink']],
      }),
      node('sink', 'junction', { wires: [[]] }),
    ],
  };
}

/** How long the hand-made flow waits between two looks. */
export const lookEveryMs = 1_000;

const order = (api: string, device: string, agentDevice: string): string => `
msg.method = 'POST';
msg.url = '${api}/me/devices/${device}';
msg.headers = { cookie: flow.get('cookie') };
msg.payload = { operationName: 'BargeIn', targetDeviceUri: '${agentDevice}', supervisorMonitoringMode: 'NextCall' };
return msg;`;

/** A session of its own for every request would be a poor opponent: the cookie is kept. */
const accepted = `
const set = (msg.responseCookies || {}).JSESSIONID;
if (set) flow.set('cookie', 'JSESSIONID=' + set.value);
if (msg.payload.statusCode !== 0) throw new Error('refused with ' + msg.payload.statusCode);
return msg.lookAtOnce ? [null, msg] : [msg, null];`;

const look = (api: string): string => `
msg.method = 'GET';
msg.url = '${api}/me?subresources=calls';
msg.headers = { cookie: flow.get('cookie') };
delete msg.payload;
return msg;`;

const seen = `
const on = msg.payload.user.calls.some((call) => call.state === 'Established' && call.mute === 'Off');
return on ? [msg, null] : [null, msg];`;

/** What a flow builder does without our package: order by one request, then look again and again until the leg is seen. */
export function handMade(api: string, user: string, device: string, agentDevice: string): Contents {
  const request = (id: string, next: string): object =>
    node(id, 'http request', {
      method: 'use',
      ret: 'obj',
      paytoqs: 'ignore',
      url: '',
      persist: true,
      authType: 'basic',
      senderr: true,
      wires: [[next]],
    });
  const script = (id: string, func: string, wires: string[][]): object =>
    node(id, 'function', { func, outputs: wires.length, timeout: 0, initialize: '', finalize: '', libs: [], wires });
  const login = { user, password: 'simulator' };
  return {
    credentials: { post: login, get: login },
    flow: [
      tab,
      script('order', order(api, device, agentDevice), [['post']]),
      request('post', 'accepted'),
      script('accepted', accepted, [['wait'], ['look']]),
      node('wait', 'delay', {
        pauseType: 'delay',
        timeout: lookEveryMs,
        timeoutUnits: 'milliseconds',
        wires: [['look']],
      }),
      script('look', look(api), [['get']]),
      request('get', 'seen'),
      script('seen', seen, [['sink'], ['wait']]),
      node('sink', 'junction', { wires: [[]] }),
    ],
  };
}
