import { setTimeout as delay } from 'node:timers/promises';
import { short } from '../figures';
import type { Row } from '../report';
import { atHuawei, ourUsers } from '../stage/flows';
import type { Address } from '../stage/simulator';
import type { Stage, Watched } from './watched';

/** The simulated people with a name of their own; the others have numbers. */
const named = 5;
/** What a start has left to do. */
const settleMs = 3_000;

/** So many inspectors in one Node-RED, with nothing to do but to be signed in. */
export async function inspectors({ start, makeUserDir }: Stage, count: number): Promise<Watched> {
  const simulator = start('simulator');
  const { url } = await simulator.ask<Address>('start', { platform: 'huawei', agents: named + count });
  const workNumbers = Array.from({ length: count }, (_, index) => String(100_001 + named + index));
  const nodeRed = start('runtime');
  const userDir = makeUserDir(ourUsers(workNumbers.map((workNo) => atHuawei(url, workNo)))).path;
  await nodeRed.ask('start', { userDir, connects: workNumbers.map((_, index) => `user-${index}`) });
  await delay(settleMs);
  let before = 0;
  return {
    begin: async () => {
      await simulator.ask('forget');
      before = await nodeRed.ask<number>('cpu');
    },
    end: async (seconds) => {
      const cpuMs = (await nodeRed.ask<number>('cpu')) - before;
      const requests = await simulator.ask<number>('requests');
      const who = count === 1 ? 'an idle inspector' : `each of ${count} idle inspectors`;
      const asked: Row = {
        part: 'e',
        what: `Huawei, requests of ${who}`,
        value: (requests * 10) / seconds / count,
        unit: '/10 s',
        aim: { atMost: 1 },
        seen: `${requests} in ${seconds} s`,
      };
      if (count === 1) return [asked];
      const cpu: Row = {
        part: 'e',
        what: `Huawei, CPU time of a Node-RED with ${count} idle inspectors, of one core`,
        value: cpuMs / seconds / 10,
        unit: '%',
        aim: { atMost: 2 },
        seen: `${short(cpuMs)} ms in ${seconds} s, ${short(cpuMs / requests)} ms a poll`,
      };
      return [asked, cpu];
    },
  };
}
