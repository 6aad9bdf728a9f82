import type { Child } from '../stage/child';
import { atVoipNow, ourOrders } from '../stage/flows';
import type { Address } from '../stage/simulator';
import type { Stage, Watched } from './watched';

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

const patient = { confirmSeconds: '90', options: '{"waitForPickup":80}', optionsType: 'json' };

/** What a platform without events is asked, by what is under way. */
export const pbxStates = ({ start, makeUserDir }: Stage): Promise<Watched>[] =>
  states.map(async ({ what, atMost, fromTheOrder = false, reach }): Promise<Watched> => {
    const simulator = start('simulator');
    const { url } = await simulator.ask<Address>('start', { platform: 'voipnow' });
    const nodeRed = start('runtime');
    const userDir = makeUserDir(ourOrders(atVoipNow(url, '0007*6105'), { 'barge-in': patient, insert: {} })).path;
    await nodeRed.ask('start', { userDir, connects: 'barge-in' });
    if (!fromTheOrder) await reach(simulator, nodeRed);
    return {
      begin: async () => {
        await simulator.ask('forget');
        if (fromTheOrder) await reach(simulator, nodeRed);
      },
      end: async (seconds) => {
        const requests = await simulator.ask<number>('requests');
        return [
          {
            part: 'e',
            what: `VoipNow, requests: ${what}`,
            value: (requests * 60) / seconds,
            unit: '/min',
            aim: atMost === undefined ? undefined : { atMost },
            seen: `${requests} in ${seconds} s`,
          },
        ];
      },
    };
  });
