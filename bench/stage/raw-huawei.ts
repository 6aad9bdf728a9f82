import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { now } from '../figures';
import { serve } from './serve';

/** What somebody writes who needs one inspector on one agent: sign in, poll, order, wait for the event. Nothing but the happy path. */
interface Start {
  api: string;
  /** His work number, and that of his phone. */
  inspector: string;
  /** Whether his phone is hung up after each call, and rings for the next. */
  releasePhone: boolean;
}

interface Answer {
  retcode: string;
  result?: { status?: number };
  event?: { eventType: string } | null;
}

/** The vendor's own clients wait as long between two polls. */
const pauseMs = 200;

const stopping = new AbortController();
const headers: Record<string, string> = { 'Content-Type': 'application/json; charset=UTF-8' };
let http: AxiosInstance = axios.create();
let own: Start = { api: '', inspector: '', releasePhone: true };
let heard: (type: string) => void = () => undefined;

const next = (wanted: string): Promise<void> =>
  new Promise((resolve) => {
    heard = (type) => {
      if (type === wanted) resolve();
    };
  });

function keepGuid(set: unknown): void {
  if (typeof set === 'string') headers.Guid = set.replace('JSESSIONID=', '');
}

async function ask(method: string, url: string): Promise<Answer> {
  const { data, headers: told } = await http.request<Answer>({ method, url, headers, signal: stopping.signal });
  if (data.retcode !== '0') throw new Error(`${method} ${url} was refused with ${data.retcode}.`);
  keepGuid(told['set-guid']);
  return data;
}

async function poll(): Promise<void> {
  while (!stopping.signal.aborted) {
    const { event } = await ask('GET', `/agentevent/${own.inspector}`);
    if (event) heard(event.eventType);
    await delay(pauseMs);
  }
}

async function start(given: Start): Promise<void> {
  own = given;
  const { api, inspector, releasePhone: releasephone } = given;
  http = axios.create({ baseURL: api });
  const idle = next('AgentState_Ready');
  const body = { password: 'simulator', phonenum: inspector, status: 4, releasephone };
  const { headers: told } = await http.put(`/onlineagent/${inspector}`, body, { headers });
  keepGuid(told['set-guid']);
  headers.Cookie = told['set-cookie']?.map((each) => each.split(';')[0]).join('; ') ?? '';
  poll().catch((thrown: unknown) => {
    if (!stopping.signal.aborted) throw thrown;
  });
  await idle;
}

interface Order {
  agent: string;
  /** Whether it is asked first that the agent is on a call. */
  look: boolean;
}

async function order({ agent, look }: Order): Promise<number> {
  const { inspector, releasePhone } = own;
  const began = now();
  const joined = next(releasePhone ? 'AgentOther_PhoneOffhook' : 'AgentState_Busy');
  if (look) {
    const { result } = await ask('GET', `/agentgroup/${inspector}/agentbyworkno/${agent}`);
    if (result?.status !== 7) throw new Error('The agent has no call.');
  }
  await ask('PUT', `/qualitycontrol/${inspector}/addinsert/${agent}`);
  await joined;
  return now() - began;
}

const release = ({ agent }: { agent: string }): Promise<unknown> =>
  ask('DELETE', `/qualitycontrol/${own.inspector}/${agent}`);

serve({ start, order, release }, () => {
  stopping.abort();
});
