import { setImmediate as nextTurn } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../../simulators';
import type { Platform } from '../../src/supervision/vocabulary';
import { serve } from './serve';

let simulator: Simulator | undefined;

function running(): Simulator {
  if (simulator === undefined) throw new Error('The simulator is not started.');
  return simulator;
}

/** What a contender has to know to begin. */
export interface Address {
  url: string;
  api: string;
  /** Of Finesse: where its notifications are, and their XMPP domain. */
  events?: string;
  domain?: string;
}

interface Start {
  agents?: number;
  /** Which face runs. Default Genesys. */
  platform?: Platform;
  /** Of Finesse: the real XMPP server that it publishes through, and its account there. */
  external?: object;
}

async function start({ agents, platform = 'genesys', external }: Start): Promise<Address> {
  const face = { port: 0, ...(external && { external }) };
  simulator = await startSimulator({ [platform]: face, ...(agents !== undefined && { agents }) });
  const { [platform]: running, finesse } = simulator;
  if (running === undefined) throw new Error(`The simulator has no face of ${platform}.`);
  return { url: running.url, api: running.api, ...(finesse && { events: finesse.ws, domain: finesse.domain }) };
}

function device({ who }: { who: string }): { id: string; uri: string } {
  const { genesys } = running();
  return { id: genesys?.deviceId(who) ?? '', uri: genesys?.deviceUri(who) ?? '' };
}

/** So many notifications at a time, before the simulator looks at its sockets again. */
const gulp = 50;

/** The supervisor's own state goes back and forth: each change is one notification to him. */
async function flood({ supervisor, events }: { supervisor: string; events: number }): Promise<void> {
  const { centre } = running();
  for (let count = 0; count < events; count += 1) {
    if (count % gulp === 0) await nextTurn();
    centre.setState(supervisor, count % 2 === 0 ? 'ready' : 'not-ready');
  }
}

serve(
  {
    start,
    device,
    flood,
    call: ({ agent }: { agent: string }) => {
      running().centre.startCall({ agent });
    },
    /** His call ends, and the next one comes at once. */
    nextCall: ({ agent }: { agent: string }) => {
      const { centre } = running();
      centre.endCall(agent);
      centre.startCall({ agent });
    },
    /** As if the supervisor had signed in at his desktop. */
    signIn: ({ who }: { who: string }) => {
      running().centre.setState(who, 'not-ready');
    },
    /** Takes a supervisor off, subscription and leg. */
    release: ({ supervisor }: { supervisor: string }) => {
      running().centre.supervision.cancel(supervisor, { keepLeg: false });
    },
    /** What was asked so far is forgotten. */
    forget: () => {
      running().journal.clear();
    },
    /** How many requests came since. */
    requests: () => running().journal.list().length,
    faults: ({ set }: { set: string[] }) => {
      const { faults } = running();
      faults.clear();
      for (const fault of set) faults.set(fault);
    },
  },
  () => simulator?.close(),
);
