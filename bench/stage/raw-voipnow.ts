import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { now } from '../figures';
import { serve } from './serve';

/** What somebody writes who needs one supervisor on one agent: sign in, order, and look again and again. Nothing but the happy path. */
let http: AxiosInstance | undefined;

interface View {
  id: string;
  status: string;
  source: string[];
}
interface Calls {
  entry: { id: string; phoneCallView: View[] }[];
}

async function start({ url, api }: { url: string; api: string }): Promise<void> {
  const app = { grant_type: 'client_credentials', client_id: 'simulator-app', client_secret: 'simulator-secret' };
  const { data } = await axios.post<{ access_token: string }>(`${url}/oauth/token.php`, new URLSearchParams(app));
  http = axios.create({ baseURL: api, headers: { Authorization: `Bearer ${data.access_token}` } });
}

interface Order {
  agent: string;
  supervisor: string;
  everyMs: number;
}

async function order({ agent, supervisor, everyMs }: Order): Promise<number> {
  if (http === undefined) throw new Error('The script is not started.');
  const began = now();
  const calls = `/phoneCalls/@me/${agent}`;
  const [call] = (await http.get<Calls>(calls)).data.entry;
  const [view] = call?.phoneCallView ?? [];
  if (call === undefined || view === undefined) throw new Error('The agent has no call.');
  await http.put(`${calls}/${call.id}`, { action: 'BargeIn', sendCallTo: supervisor, phoneCallViewId: view.id });
  for (;;) {
    await delay(everyMs);
    const { data } = await http.get<Calls>(`${calls}/${call.id}`);
    const views = data.entry[0]?.phoneCallView ?? [];
    if (views.some(({ source, status }) => source.includes(supervisor) && status === '5')) return now() - began;
  }
}

serve({ start, order }, () => undefined);
