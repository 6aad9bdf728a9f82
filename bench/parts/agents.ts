import { median, pairedRatio, rotated } from '../figures';
import type { Row, Section } from '../report';
import { withChildren } from '../stage/child';
import { atGenesys, ourEvents } from '../stage/flows';
import type { Address } from '../stage/simulator';
import { withUserDirs } from '../stage/user-dir';
import { burst } from './burst';

const sizes = [10, 1_000, 10_000] as const;
const rounds = 20;
const warmUps = 5;
const events = 2_000;
const supervisor = 'sup.one';

/** As many names as there are agents; the supervisor's is among them, since the events are about him. */
const names = (count: number): string[] => [
  ...Array.from({ length: count - 1 }, (_, index) => `agt.${String(index + 1).padStart(4, '0')}`),
  supervisor,
];

/** (c) What one event costs, by the size of the contact centre. */
export const costPerEvent = (): Promise<Section> =>
  withUserDirs((makeUserDir) =>
    withChildren(async (start) => {
      const stages = await Promise.all(
        sizes.map(async (agents) => {
          const simulator = start('simulator');
          const { url } = await simulator.ask<Address>('start', { agents });
          const nodeRed = start('runtime');
          const userDir = makeUserDir(ourEvents(atGenesys(url, supervisor), names(agents))).path;
          await nodeRed.ask('start', { userDir, count: 'events', connects: 'events' });
          return { agents, simulator, nodeRed, cpu: [] as number[] };
        }),
      );
      for (let round = -warmUps; round < rounds; round += 1) {
        for (const { simulator, nodeRed, cpu } of rotated(stages, round + warmUps)) {
          const { cpuMs } = await burst(simulator, nodeRed, supervisor, events);
          if (round >= 0) cpu.push(cpuMs);
        }
      }
      const [least, ...more] = stages;
      const micro = (cpu: readonly number[]): string => `${((median(cpu) / events) * 1000).toFixed(1)} µs`;
      const rows = more.map(({ agents, cpu }): Row => ({
        part: 'c',
        what: `CPU time per event, ${agents} : ${sizes[0]} agents`,
        value: pairedRatio(cpu, least?.cpu ?? []),
        unit: '×',
        aim: { atMost: 1.2 },
        seen: `${micro(cpu)} : ${micro(least?.cpu ?? [])}`,
        why: 'Nothing on the way of an event goes through the agents one by one; what grows is memory, and with it the work of the garbage collector.',
      }));
      return {
        rows,
        notes: [
          `(c) A simulator and a Node-RED for each size, in turn; the events node is given as many names of agents as there are. CPU time of the Node-RED process over ${rounds} × ${events} events. "Flat" is taken as at most 1.2×.`,
        ],
      };
    }),
  );
