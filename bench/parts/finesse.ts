import type { Row, Section } from '../report';
import { withChildren, type Child } from '../stage/child';
import { atFinesse, ourOrders } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';
import { contender, contest, ourNode, ratioRow, type Contender } from './contest';

const settings = [
  { name: 'no delay', faults: [], rounds: 40 },
  { name: 'phone', faults: ['answer-after=100'], rounds: 12 },
] as const;
const warmUps = 15;
/** The supervisor's state follows his call a moment later, and he has to be NOT_READY for the next order. */
const restMs = 50;
const aim = { atMost: 1.1 };
const why =
  "Where nothing takes time, what shows is what ours does besides: it subscribes to the calls of the agent and reads them once more, so that it can tell who ends the call; each notification (of his own node and then of the agent's) is read as XML twice and checked; and what is said of the raw script of Genesys.";

/** (a) The same on a platform that takes orders by HTTP and tells of them by XMPP. */
export const desktopOrders = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const { url, api, events = '' } = await simulator.ask<Address>('start', { platform: 'finesse' });
      for (const agent of ['agt.one', 'agt.three', 'agt.four']) await simulator.ask('call', { agent });
      const nodeRed = start('runtime');
      const flow = ourOrders(atFinesse(url, events, '16105'), { listen: {}, 'barge-in': {} });
      await nodeRed.ask('start', { userDir: makeUserDir(flow).path, connects: 'listen' });
      const script = async (loginId: string): Promise<Child> => {
        const raw = start('raw-finesse');
        await raw.ask('start', { api, events, loginId });
        return raw;
      };
      const [same, less] = [await script('16106'), await script('16107')];
      const rows: Row[] = [];
      for (const [index, { name, faults, rounds }] of settings.entries()) {
        await simulator.ask('faults', { set: faults });
        // Who was on a call before is believed to be on it again only after a query: every order has a call of its own.
        const withNextCall = (agent: string, { order, release }: Contender): Contender =>
          contender(order, async () => {
            await release();
            await simulator.ask('nextCall', { agent });
          });
        for (const [action, mode] of [
          ['listen', 'listen'],
          ['barge-in', 'barge'],
        ] as const) {
          const ours = withNextCall('agt.one', ourNode(nodeRed, '6001', action));
          const byHand = (script: Child, agent: string, look: boolean): Contender =>
            contender(
              () => script.ask<number>('order', { agent, mode, look }),
              () => script.ask('release'),
            );
          const raw = withNextCall('agt.three', byHand(same, '16003', true));
          const bare = withNextCall('agt.four', byHand(less, '16004', false));
          await contest([ours, raw, bare], { rounds, warmUps: index === 0 ? warmUps : 1, restMs });
          const what = `Finesse, ${action}, ${name}: ours :`;
          rows.push(
            ratioRow(`${what} raw axios + ws + ltx`, ours, raw, { aim, why }),
            ratioRow(`${what} raw that does not look up the agent`, ours, bare),
          );
        }
      }
      return { rows, notes };
    }),
  );

const notes = [
  '(a) Finesse: one simulator, Node-RED with our package and two raw scripts, each with a supervisor and an agent of his own; every order is for a call that was not joined before. A raw script (axios, ws, and ltx to read XML) signs in and connects once; for each order it reads what calls the agent has (one GET, as ours; the second script does not), posts SILENT_MONITOR and waits until a notification shows the supervisor on an ACTIVE dialog of that kind; to barge in it then posts BARGE_CALL and waits until one shows him in the conference. Its own team, states, and everything that goes wrong it knows nothing of.',
  '(a) Finesse, settings: nothing delayed; phone = the supervisor picks up after 100 ms. To barge in takes two steps everywhere, and the phone rings for the first only.',
];
