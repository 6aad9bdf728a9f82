import { setTimeout as delay } from 'node:timers/promises';
import type { Row, Section } from '../report';
import { withChildren, type Child } from '../stage/child';
import { pbxOrders } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';

const windowMs = 60_000;
const message = { payload: { agent: '0007*6001' } };

interface State {
  what: string;
  atMost?: number;
  /** What leads there is counted too. */
  fromTheOrder?: boolean;
  reach: (simulator: Child, nodeRed: Child) => Promise<unknown>;
}

const states: readonly State[] = [
  { what: 'connected, nothing to do', atMost: 0, reach: () => Promise.resolve() },
  {
    what: 'armed on one agent',
    reach: (_simulator, nodeRed) => nodeRed.ask('pass', { into: 'insert', from: 'insert', message }),
  },
  {
    what: "the supervisor's phone rings, from the order on",
    fromTheOrder: true,
    reach: async (simulator, nodeRed) => {
      await simulator.ask('faults', { set: ['auto-answer=off'] });
      await simulator.ask('call', { agent: 'agt.one' });
      // Nobody picks up while it is measured; there is no answer to wait for.
      void nodeRed.ask('pass', { into: 'barge-in', from: 'barge-in', message }, 120_000).catch(() => undefined);
    },
  },
  {
    what: 'the supervisor is on the call',
    reach: async (simulator, nodeRed) => {
      await simulator.ask('call', { agent: 'agt.one' });
      await nodeRed.ask('pass', { into: 'barge-in', from: 'barge-in', message });
    },
  },
];

/** (e) What a platform without events is asked, by what is under way. */
export const polling = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      // Each state has a simulator and a Node-RED of its own, so one minute does for all.
      const rows = states.map(async ({ what, atMost, fromTheOrder = false, reach }): Promise<Row> => {
        const simulator = start('simulator');
        const { url } = await simulator.ask<Address>('start', { platform: 'voipnow' });
        const nodeRed = start('runtime');
        const userDir = makeUserDir(pbxOrders(url, '0007*6105')).path;
        await nodeRed.ask('start', { userDir, connects: 'barge-in' });
        await simulator.ask('forget');
        await reach(simulator, nodeRed);
        if (!fromTheOrder) await simulator.ask('forget');
        await delay(windowMs);
        const requests = await simulator.ask<number>('requests');
        return {
          part: 'e',
          what: `VoipNow, requests: ${what}`,
          value: (requests * 60_000) / windowMs,
          unit: '/min',
          aim: atMost === undefined ? undefined : { atMost },
          seen: `${requests} in ${windowMs / 1_000} s`,
        };
      });
      return {
        rows: await Promise.all(rows),
        notes: [
          `(e) Requests that reach the simulated PBX in ${windowMs / 1_000} s, the sign-in not counted, with the connection as the dialog makes it (a look every 2 s) and no call events. For the first ten seconds of an order it looks twice as often, and asks up to six times whether the phone rings; once the supervisor is on the call, half as often.`,
        ],
      };
    }),
  );
