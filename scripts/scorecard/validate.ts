import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npm } from '../runtime/npm';

const run = promisify(execFile);

/** The last version there is. */
const tool = 'node-red-dev@0.1.6';

/**
 * Loaded before the tool: it asks the public catalogue whether names are taken, and without an answer it stops before it has
 * checked anything. The catalogue is none of this package's business, so it is answered here, with nothing in it.
 */
const stub = `'use strict';
const axios = require('axios');
const get = axios.get;
axios.get = (url, ...more) =>
  url === 'https://catalogue.nodered.org/catalogue.json' ? Promise.resolve({ data: { modules: [] } }) : get(url, ...more);
`;

export interface Validation {
  /** What the tool wrote to its file. */
  card: unknown;
  /** What it told the terminal. */
  output: string;
}

/** Installs the tool in an empty folder, and has it look at an installed package. */
export async function validate(folder: string, root: string): Promise<Validation> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'throw-away', version: '0.0.0', private: true }));
  await npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', tool);
  writeFileSync(join(folder, 'stub.js'), stub);
  const program = join(folder, 'node_modules', 'node-red-dev', 'bin', 'run');
  const file = join(folder, 'scorecard.json');
  const args = ['-r', join(folder, 'stub.js'), program, 'validate', '-p', root, '-o', file];
  const running = run(process.execPath, args, { cwd: folder, maxBuffer: 8 * 1024 * 1024 });
  // It would read questions from a terminal.
  running.child.stdin?.end();
  const { stdout, stderr } = await running;
  const output = stdout + stderr;
  if (!existsSync(file)) throw new Error(`The tool has written no scorecard:\n${output}`);
  return { card: JSON.parse(readFileSync(file, 'utf8')), output };
}
