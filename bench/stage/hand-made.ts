import { flowOf, node } from './flows';
import type { Contents } from './user-dir';

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
  return flowOf(
    [
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
    ],
    { post: login, get: login },
  );
}
