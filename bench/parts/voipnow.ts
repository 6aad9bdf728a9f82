import { pairedRatio, quantile, median, rotated, short } from '../figures';
import type { Row, Section } from '../report';
import { withChildren } from '../stage/child';
import { pbxOrders as flow } from '../stage/flows';
import type { Passed } from '../stage/runtime';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';

const rounds = 20;
const pollMs = 1_000;

const seen = (...all: (readonly number[])[]): string =>
  `${all.map((times) => `${short(median(times))} (p90 ${short(quantile(times, 0.9))})`).join(' : ')} ms`;

/** (a) The same on a platform without events of supervision: everybody has to look. */
export const pbxOrders = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const address = await simulator.ask<Address>('start', { platform: 'voipnow' });
      for (const agent of ['agt.one', 'agt.two']) await simulator.ask('call', { agent });
      const nodeRed = start('runtime');
      const userDir = makeUserDir(flow(address.url, '0007*6105', { pollSeconds: pollMs / 1_000 })).path;
      await nodeRed.ask('start', { userDir, connects: 'barge-in' });
      const raw = start('raw-voipnow');
      await raw.ask('start', address);

      let supervision: unknown;
      const byHand = (everyMs: number) => ({
        ms: [] as number[],
        order: () => raw.ask<number>('order', { agent: '0007*6002', supervisor: '0007*6106', everyMs }),
        release: () => simulator.ask<unknown>('release', { supervisor: 'sup.two' }),
      });
      const ours = {
        ms: [] as number[],
        order: async () => {
          const message = { payload: { agent: '0007*6001' } };
          const passed = await nodeRed.ask<Passed>('pass', { into: 'barge-in', from: 'barge-in', message });
          ({ supervision } = passed);
          return passed.ms;
        },
        release: () => nodeRed.ask<unknown>('pass', { into: 'cancel', from: 'cancel', message: { supervision } }),
      };
      const [same, often] = [byHand(pollMs), byHand(pollMs / 2)];
      await simulator.ask('faults', { set: ['answer-after=100'] });
      for (let round = -1; round < rounds; round += 1) {
        for (const each of rotated([ours, same, often], round + 1)) {
          const ms = await each.order();
          await each.release();
          if (round >= 0) each.ms.push(ms);
        }
      }
      const row = (what: string, below: readonly number[], atMost?: number, why?: string): Row => ({
        part: 'a',
        what: `VoipNow, phone: ours, set to ${pollMs / 1_000} s : ${what}`,
        value: pairedRatio(ours.ms, below),
        unit: '×',
        aim: atMost === undefined ? undefined : { atMost },
        seen: seen(ours.ms, below),
        why,
      });
      return {
        rows: [
          row(`raw axios, looks every ${pollMs / 1_000} s`, same.ms, 1.1),
          row(`raw axios, looks every ${pollMs / 2_000} s`, often.ms, 1.1),
        ],
        notes: [
          `(a) VoipNow: one simulator, Node-RED with our package and a raw script, a supervisor and an agent with a running call each, ${rounds} orders each in turn; the supervisor picks up after 100 ms. The raw script finds the call, orders, and looks at the call at its interval until the supervisor's part of it talks. Our connection looks twice as often as it is set for the first ten seconds of an order, hence the second line: a script that does the same.`,
        ],
      };
    }),
  );
