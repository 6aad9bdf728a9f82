import axios, { type AxiosInstance } from 'axios';
import { now } from '../figures';
import { subscribe } from './raw-cometd';
import { Counter, counting } from './counter';
import { serve } from './serve';

/** What somebody writes who needs one supervisor on one agent, and nothing else: two libraries and the happy path. */
interface Script {
  http: AxiosInstance;
  device: string;
  agentDevice: string;
  agentNumber: string;
}

interface Person {
  devices: { id: string; uri: string }[];
}

let script: Script | undefined;
let disconnect: () => void = () => undefined;
let joined: () => void = () => undefined;
const counter = new Counter();

async function start(given: { api: string; user: string; agentNumber: string; agentDevice: string }): Promise<void> {
  const { api, user, agentNumber, agentDevice } = given;
  const first = await axios.get<unknown>(`${api}/me`, { auth: { username: user, password: 'simulator' } });
  const cookie = first.headers['set-cookie']?.map((each) => each.split(';')[0]).join('; ') ?? '';
  const http = axios.create({ baseURL: api, headers: { Cookie: cookie } });
  disconnect = await subscribe(`${api}/notifications`, cookie, {
    '/v2/me/calls': ({ call }) => {
      if (call?.state === 'Established' && call.mute === 'Off') joined();
    },
    '/v2/me/devices': () => {
      counter.seen();
    },
  });
  await http.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });
  const me = await http.get<{ user: Person }>('/me?subresources=devices');
  script = { http, device: me.data.user.devices[0]?.id ?? '', agentDevice, agentNumber };
}

interface Contacts {
  contacts: { availability?: { channels: { userActivity?: string }[] } }[];
}

/** @param look whether the agent is asked after first, as our node does */
async function order({ look }: { look: boolean }): Promise<number> {
  if (script === undefined) throw new Error('The script is not started.');
  const { http, device, agentDevice, agentNumber } = script;
  const began = now();
  const onCall = new Promise<void>((resolve) => {
    joined = resolve;
  });
  if (look) {
    const found = await http.get<Contacts>(`/contacts?type=User&phoneNumber=${agentNumber}`);
    const activity = found.data.contacts[0]?.availability?.channels[0]?.userActivity;
    if (activity === 'Idle') throw new Error('The agent has no call.');
  }
  const answer = await http.post<{ statusCode: number }>(`/me/devices/${device}`, {
    operationName: 'BargeIn',
    targetDeviceUri: agentDevice,
    supervisorMonitoringMode: 'NextCall',
  });
  if (answer.data.statusCode !== 0) throw new Error(`Refused with ${answer.data.statusCode}.`);
  await onCall;
  return now() - began;
}

serve({ start, order, ...counting(counter) }, () => {
  disconnect();
});
