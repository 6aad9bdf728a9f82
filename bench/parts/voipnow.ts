import type { Section } from '../report';
import { withChildren } from '../stage/child';
import { atVoipNow, ourOrders } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';
import { contender, contest, ourNode, ratioRow } from './contest';

const rounds = 15;
const pollMs = 1_000;

/** (a) The same on a platform without events of supervision: everybody has to look. */
export const pbxOrders = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const address = await simulator.ask<Address>('start', { platform: 'voipnow' });
      for (const agent of ['agt.one', 'agt.two']) await simulator.ask('call', { agent });
      const nodeRed = start('runtime');
      const pbx = atVoipNow(address.url, '0007*6105', { pollSeconds: pollMs / 1_000 });
      const userDir = makeUserDir(ourOrders(pbx, { 'barge-in': {} })).path;
      await nodeRed.ask('start', { userDir, connects: 'barge-in' });
      const raw = start('raw-voipnow');
      await raw.ask('start', address);

      const byHand = (everyMs: number) =>
        contender(
          () => raw.ask<number>('order', { agent: '0007*6002', supervisor: '0007*6106', everyMs }),
          () => simulator.ask('release', { supervisor: 'sup.two' }),
        );
      const ours = ourNode(nodeRed, '0007*6001');
      const [same, often] = [byHand(pollMs), byHand(pollMs / 2)];
      await simulator.ask('faults', { set: ['answer-after=100'] });
      await contest([ours, same, often], { rounds });
      const what = `VoipNow, phone: ours, set to ${pollMs / 1_000} s : raw axios, looks every`;
      const aim = { atMost: 1.1 };
      return {
        rows: [
          ratioRow(`${what} ${pollMs / 1_000} s`, ours, same, { aim }),
          ratioRow(`${what} ${pollMs / 2_000} s`, ours, often, { aim }),
        ],
        notes: [
          `(a) VoipNow: one simulator, Node-RED with our package and a raw script, a supervisor and an agent with a running call each, ${rounds} orders each in turn; the supervisor picks up after 100 ms. The raw script finds the call, orders, and looks at the call at its interval until the supervisor's part of it talks. Our connection looks twice as often as it is set for the first ten seconds of an order, hence the second line: a script that does the same.`,
        ],
      };
    }),
  );
