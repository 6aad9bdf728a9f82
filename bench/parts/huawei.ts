import type { Row, Section } from '../report';
import { withChildren } from '../stage/child';
import { atHuawei, ourOrders } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';
import { contender, contest, ourNode, ratioRow, type Contender } from './contest';

const rounds = 10;
/** An event of the gateway is fetched by a poll of its own, 200 ms after the last: three of them tell the end of an order. */
const restMs = 500;

interface Setting {
  name: string;
  aim?: Row['aim'];
  releasePhone: boolean;
  faults: string[];
}

const aim = { atMost: 1.1 };

const settings: readonly Setting[] = [
  { name: 'the phone rings, no delay', aim, releasePhone: true, faults: [] },
  { name: 'the phone rings, picked up after 100 ms', aim, releasePhone: true, faults: ['answer-after=100'] },
  { name: 'the phone stands, no delay', releasePhone: false, faults: [] },
];

/** Everybody on one simulator, with an inspector and an agent of his own. */
const compete = ({ releasePhone, faults }: Setting): Promise<Contender[]> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const { url, api } = await simulator.ask<Address>('start', { platform: 'huawei' });
      for (const agent of ['agt.one', 'agt.two', 'agt.three']) await simulator.ask('call', { agent });
      await simulator.ask('faults', { set: faults });
      const nodeRed = start('runtime');
      const flow = ourOrders(atHuawei(url, '6105', { releasePhone }), { 'barge-in': {} });
      await nodeRed.ask('start', { userDir: makeUserDir(flow).path, connects: 'barge-in' });
      const script = async (inspector: string, agent: string, look: boolean): Promise<Contender> => {
        const raw = start('raw-huawei');
        await raw.ask('start', { api, inspector, releasePhone });
        return contender(
          () => raw.ask<number>('order', { agent, look }),
          () => raw.ask('release', { agent }),
        );
      };
      const all = [ourNode(nodeRed, '6001'), await script('6106', '6002', true), await script('6107', '6003', false)];
      await contest(all, { rounds, restMs });
      return all;
    }),
  );

/** (a) The same on a platform whose events are fetched one by one. */
export async function gatewayOrders(): Promise<Section> {
  const rows: Row[] = [];
  for (const setting of settings) {
    const [ours, raw, bare] = await compete(setting);
    if (!ours || !raw || !bare) throw new Error('Somebody did not take part.');
    const what = `Huawei, ${setting.name}: ours :`;
    rows.push(
      ratioRow(`${what} raw axios`, ours, raw, { aim: setting.aim }),
      ratioRow(`${what} raw that does not look up the agent`, ours, bare),
    );
  }
  return { rows, notes };
}

const notes = [
  `(a) Huawei: one simulator, Node-RED with our package and two raw scripts, each with an inspector and an agent with a running call of his own; ${rounds} orders each in turn, ${restMs} ms of rest after each round, so that every order begins with the poll held by the gateway. The raw script signs in once and polls by itself, with the pause of 200 ms that the vendor asks for and ours makes too; for each order it asks what the agent does (agentbyworkno), puts addinsert, and waits for the event that the phone is off the hook; the second one does not ask. Ours also asks for the id of the agent's call.`,
  '(a) Huawei tells one event an answer, and the one that proves the order is the third: two pauses of 200 ms are in every figure of a phone that rings, and a phone that is picked up in the meantime costs nothing more. Where the phone stands all the time, the first event is the proof; no aim, the line shows what the pauses hide: a third request, and what is said of the raw script of Genesys.',
];
