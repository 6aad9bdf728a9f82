import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { median, now, quantile, short } from '../figures';
import type { Row, Section } from '../report';
import { withChildren } from '../stage/child';
import type { Loaded } from '../stage/load';
import { withUserDirs, type UserDir } from '../stage/user-dir';

const rounds = 15;
const loads = 15;
const limitMs = 30_000;

const program = path.join(path.dirname(createRequire(__filename).resolve('node-red/package.json')), 'red.js');

const reportCpu = path.join(__dirname, '..', 'stage', 'report-cpu.js');

interface Start {
  ms: number;
  cpuMs: number;
}

/** From the start of the program to the line that says the flows run. */
async function startNodeRed({ path: dir, settings }: UserDir): Promise<Start> {
  const began = now();
  const child = spawn(process.execPath, ['--require', reportCpu, program, '-u', dir, '-s', settings], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Start>((resolve, reject) => {
      let said = '';
      let ms = NaN;
      timer = setTimeout(() => {
        reject(new Error(`Node-RED did not start within ${limitMs} ms: ${said}`));
      }, limitMs);
      const hear = (chunk: Buffer): void => {
        const running = said.includes('Started flows');
        said += chunk.toString('utf8');
        if (running || !said.includes('Started flows')) return;
        ms = now() - began;
        child.send('cpu');
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('message', (cpuMs: number) => {
        resolve({ ms, cpuMs });
      });
      child.once('exit', (code) => {
        reject(new Error(`Node-RED ended with code ${code ?? 'none'}: ${said}`));
      });
    });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await ended;
  }
}

const loadOnce = (): Promise<Loaded> => withChildren((start) => start('load').ask<Loaded>('measure'));

/** What must not be loaded before somebody uses a connection or a simulator. */
const lazy = ['axios', 'valibot', 'tough-cookie', 'cometd-nodejs-server', 'ws', 'ltx'];

/** (d) What the package adds to the start of Node-RED. */
export const startTime = (): Promise<Section> =>
  withUserDirs(async (makeUserDir) => {
    const flow = [
      { id: 'tab', type: 'tab', label: 'bench', disabled: false },
      { id: 'sink', type: 'junction', z: 'tab', x: 0, y: 0, wires: [[]] },
    ];
    const [bare, linked] = [makeUserDir({ flow, linked: false }), makeUserDir({ flow })];
    const [without, within]: [Start[], Start[]] = [[], []];
    await startNodeRed(linked);
    await startNodeRed(bare);
    for (let round = 0; round < rounds; round += 1) {
      if (round % 2 === 0) without.push(await startNodeRed(bare));
      within.push(await startNodeRed(linked));
      if (round % 2 !== 0) without.push(await startNodeRed(bare));
    }
    const loaded: Loaded[] = [];
    for (let count = 0; count < loads; count += 1) loaded.push(await loadOnce());
    const first = loaded.map(({ firstMs }) => firstMs);
    const again = loaded.map(({ againMs }) => againMs);
    const { files = 0, modules = 0, packages = [] } = loaded[0] ?? {};
    const early = lazy.filter((name) => packages.includes(name));
    const whole = (what: string, of: keyof Start): Row => {
      const [less, more] = [without.map((each) => each[of]), within.map((each) => each[of])];
      const added = more.map((value, index) => value - (less[index] ?? NaN));
      const quartiles = `${short(quantile(added, 0.25))} to ${short(quantile(added, 0.75))}`;
      const fastest = `fastest ${short(Math.min(...more))} and ${short(Math.min(...less))}`;
      return {
        part: 'd',
        what,
        value: median(added),
        unit: 'ms',
        aim: { atMost: 30 },
        seen: `${short(median(more))} with, ${short(median(less))} without (${fastest}); quartiles of the difference ${quartiles}`,
        why: 'Loading our files is the smaller part (the line below). The rest was not profiled; most likely it is the loader of Node-RED, which reads the dialog, the texts and the icons of each node type. The difference of two long times also carries the noise of both: see the quartiles.',
      };
    };
    return {
      rows: [
        whole('added to the start of Node-RED, clock', 'ms'),
        whole('added to the start of Node-RED, CPU time', 'cpuMs'),
        {
          part: 'd',
          what: `loading our ${files} node files, fresh process`,
          value: median(first),
          unit: 'ms',
          aim: { atMost: 30 },
          seen: `${short(median(first))} (p90 ${short(quantile(first, 0.9))}); once more in the same process ${short(median(again))}`,
          why: early.length > 0 ? `Loaded at the start though not used yet: ${early.join(', ')}.` : undefined,
        },
      ],
      notes: [
        `(d) The whole program with the editor, with and without our package in its user directory, ${rounds} times each in turn, until "Started flows"; then the ${files} node files alone in a fresh process, ${loads} times.`,
        `(d) Loading the node files loads ${modules} modules of ours and these packages: ${packages.join(', ') || 'none'}. Of ${lazy.join(', ')}, which only a connection or a simulator in use needs: ${early.length === 0 ? 'none' : early.join(', ')}.`,
      ],
    };
  });
