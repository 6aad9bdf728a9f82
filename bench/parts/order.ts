import { pairedRatio, quantile, median, rotated, short } from '../figures';
import type { Row, Section } from '../report';
import { withChildren, type Child } from '../stage/child';
import { atGenesys, ourOrders } from '../stage/flows';
import { handMade, lookEveryMs } from '../stage/hand-made';
import type { Passed } from '../stage/runtime';
import type { Address } from '../stage/simulator';
import { withUserDirs, type Contents } from '../stage/user-dir';

type Name = 'ours' | 'raw' | 'bare' | 'patient' | 'eager';

interface Contender {
  name: Name;
  /** @returns milliseconds from the order to the proof */
  order: () => Promise<number>;
  release: () => Promise<unknown>;
}

interface Setting {
  name: string;
  faults: string[];
  rounds: number;
  who: readonly Name[];
}

const settings: readonly Setting[] = [
  { name: 'no delay, one after the other', faults: [], rounds: 100, who: ['ours', 'raw', 'bare', 'eager'] },
  { name: 'no delay, one a second', faults: [], rounds: 30, who: ['ours', 'raw', 'bare', 'patient'] },
  { name: 'field timing', faults: ['notify-late=100'], rounds: 20, who: ['ours', 'raw', 'bare', 'patient'] },
  { name: 'phone', faults: ['answer-after=100'], rounds: 12, who: ['ours', 'raw', 'eager'] },
];
const warmUps = 20;

async function measure(contender: Contender): Promise<number> {
  const ms = await contender.order();
  await contender.release();
  return ms;
}

/** Where each contender's medians are. */
type Times = Record<Name, number[]>;

async function run(setting: Setting, simulator: Child, contenders: readonly Contender[]): Promise<Times> {
  const times: Times = { ours: [], raw: [], bare: [], patient: [], eager: [] };
  const here = contenders.filter(({ name }) => setting.who.includes(name));
  await simulator.ask('faults', { set: setting.faults });
  for (let round = 0; round < setting.rounds; round += 1) {
    for (const each of rotated(here, round)) times[each.name].push(await measure(each));
  }
  return times;
}

function seen(times: Times, ...names: Name[]): string {
  return names
    .map((name) => `${short(median(times[name]))} (p90 ${short(quantile(times[name], 0.9))})`)
    .join(' : ')
    .concat(' ms');
}

const whyRaw =
  'Both make the same two requests and wait for the same notification. What is left is ours: cookies kept by a library, a time limit and a judgement for each answer, decoding, the desk, and the way of a message through Node-RED; and more code than the raw script, which a process that has been idle has to fetch into its caches first. It is about a millisecond, and shows only where a platform answers in no time.';
const whyEager =
  'Nothing takes time here, so the leg stands before the first look, and the hand-made flow makes no more requests than ours. As soon as anything takes time, it waits for its next look: see the line with the phone.';

function rowsOf({ name, who }: Setting, times: Times): Row[] {
  const row = (what: string, below: Name, atMost?: number, why?: string): Row[] => {
    if (!who.includes(below)) return [];
    return [
      {
        part: 'a',
        what: `${name}: ours : ${what}`,
        value: pairedRatio(times.ours, times[below]),
        unit: '×',
        aim: atMost === undefined ? undefined : { atMost },
        seen: seen(times, 'ours', below),
        why,
      },
    ];
  };
  const every = `every ${lookEveryMs / 1000} s`;
  return [
    ...row('raw axios + cometd', 'raw', 1.1, whyRaw),
    ...row('raw that does not look up the agent', 'bare'),
    ...row(`hand-made, looks ${every}`, 'patient', 0.33),
    ...row(`hand-made, looks at once, then ${every}`, 'eager', 0.33, whyEager),
  ];
}

/** (a) From the order to the proof that the supervisor is on the call. */
export const orders = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const { url, api } = await simulator.ask<Address>('start');
      const device = (who: string): Promise<{ id: string; uri: string }> => simulator.ask('device', { who });
      for (const agent of ['agt.one', 'agt.two', 'agt.three']) await simulator.ask('call', { agent });
      await simulator.ask('signIn', { who: 'sup.three' });

      const nodeRed = async (contents: Contents, connects?: string): Promise<Child> => {
        const child = start('runtime');
        await child.ask('start', { userDir: makeUserDir(contents).path, connects });
        return child;
      };
      const ours = await nodeRed(ourOrders(atGenesys(url, 'sup.one'), { 'barge-in': {} }), 'barge-in');
      const own = await device('sup.three');
      const hand = await nodeRed(handMade(api, 'sup.three', own.id, (await device('agt.three')).uri));
      const raw = start('raw');
      const agentDevice = (await device('agt.two')).uri;
      await raw.ask('start', { api, user: 'sup.two', agentNumber: '6002', agentDevice });

      let supervision: unknown;
      const release = (supervisor: string) => () => simulator.ask('release', { supervisor });
      const byHand = (lookAtOnce: boolean) => async () =>
        (await hand.ask<Passed>('pass', { into: 'order', from: 'seen', message: { lookAtOnce } })).ms;
      const contenders: Contender[] = [
        {
          name: 'ours',
          order: async () => {
            const message = { payload: { agent: 'agt.one' } };
            const passed = await ours.ask<Passed>('pass', { into: 'barge-in', from: 'barge-in', message });
            ({ supervision } = passed);
            return passed.ms;
          },
          release: () => ours.ask('pass', { into: 'cancel', from: 'cancel', message: { supervision } }),
        },
        { name: 'raw', order: () => raw.ask('order', { look: true }), release: release('sup.two') },
        { name: 'bare', order: () => raw.ask('order', { look: false }), release: release('sup.two') },
        { name: 'patient', order: byHand(false), release: release('sup.three') },
        { name: 'eager', order: byHand(true), release: release('sup.three') },
      ];
      for (let count = 0; count < warmUps; count += 1) {
        for (const each of contenders) if (each.name !== 'patient') await measure(each);
      }
      const rows: Row[] = [];
      for (const setting of settings) rows.push(...rowsOf(setting, await run(setting, simulator, contenders)));
      return { rows, notes };
    }),
  );

const notes = [
  '(a) One simulator, and a process each for Node-RED with our package, a raw script, and Node-RED with a hand-made flow; a supervisor and an agent with a running call each. Rounds interleave the contenders in changing order; every order is cancelled before the next. Time runs from the message entering our node until it leaves output 1, and likewise from the first to the last node of the hand-made flow.',
  '(a) The raw script signs in and subscribes once; for each order it asks what the agent does (one GET, as ours), posts BargeIn and waits for the notification of the established leg. It has no time limit, no sign-in that renews itself, no second look after a lost notification.',
  `(a) The hand-made flow is function, http request (Basic, cookie kept) and delay nodes: POST BargeIn, then GET /me every ${lookEveryMs / 1000} s until the leg is there. It does not ask what the agent does.`,
  '(a) Settings: nothing delayed; field timing = every notification 100 ms late (published logs: 50 to 180 ms after the answer); phone = the supervisor picks up after 100 ms. A hand-made flow that looks at once is left out of the field timing: the simulator puts the leg on the call at once and holds back only the notification, so that flow would see what a real platform does not show yet. The phone that takes its time is the fair test of it.',
];
