import { median, pairedRatio, rotated } from '../figures';
import type { Section } from '../report';
import { withChildren } from '../stage/child';
import { atGenesys, ourEvents } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';
import { burst } from './burst';

const rounds = 60;
const warmUps = 5;
const events = 2_000;
const perSecond = (ms: number): string => `${Math.round((events / ms) * 1000).toString()}/s`;

/** (b) Events per second through `supervision-events`. */
export const eventRate = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const simulator = start('simulator');
      const { url, api } = await simulator.ask<Address>('start');
      const ours = start('runtime');
      const userDir = makeUserDir(ourEvents(atGenesys(url, 'sup.one'))).path;
      await ours.ask('start', { userDir, count: 'events', connects: 'events' });
      const raw = start('raw');
      await raw.ask('start', { api, user: 'sup.two', agentNumber: '', agentDevice: '' });
      const contenders = [
        { child: ours, supervisor: 'sup.one', ms: [] as number[], cpu: [] as number[] },
        { child: raw, supervisor: 'sup.two', ms: [] as number[], cpu: [] as number[] },
      ] as const;
      for (let round = -warmUps; round < rounds; round += 1) {
        for (const { child, supervisor, ms, cpu } of rotated(contenders, round + warmUps)) {
          const took = await burst(simulator, child, supervisor, events);
          if (round < 0) continue;
          ms.push(took.ms);
          cpu.push(took.cpuMs);
        }
      }
      const [{ ms: ourMs, cpu: ourCpu }, { ms: rawMs, cpu: rawCpu }] = contenders;
      const micro = (cpu: readonly number[]): string => `${((median(cpu) / events) * 1000).toFixed(1)} µs`;
      return {
        rows: [
          {
            part: 'b',
            what: 'events per second, ours : raw cometd',
            value: pairedRatio(rawMs, ourMs),
            unit: '×',
            aim: { atLeast: 0.8 },
            seen: `${perSecond(median(ourMs))} : ${perSecond(median(rawMs))}`,
            why: 'Where both clients parse the same JSON, ours also reads each field tolerantly (by a rough profile about half of the difference in CPU time), tells whether anything changed, puts it in our words and sends it through Node-RED (the other half). When the machine is busy, the simulator and the client share a core and the ratio moves with it: from 0.66 to 0.95 in eleven runs on two busy cores, most of them between 0.70 and 0.80.',
          },
          {
            part: 'b',
            what: 'CPU time per event, ours : raw cometd',
            value: pairedRatio(ourCpu, rawCpu),
            unit: '×',
            seen: `${micro(ourCpu)} : ${micro(rawCpu)}`,
          },
        ],
        notes: [
          `(b) The supervisor's own state changes ${events} times as fast as the simulator can, ${rounds} times for each client in turn; each change is one notification, and one message that leaves \`supervision-events\`. Time runs until the last one, so the simulator's own work is in it on both sides. CPU time is that of the client's process.`,
        ],
      };
    }),
  );
