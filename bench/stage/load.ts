import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { now } from '../figures';
import { serve } from './serve';

export interface Loaded {
  /** Nothing of the package was in this process. */
  firstMs: number;
  /** The same once more, with what the runtime of JavaScript has kept. */
  againMs: number;
  files: number;
  /** Our own modules that were loaded. */
  modules: number;
  /** Packages that were loaded along with them. */
  packages: string[];
}

const packageRoot = path.join(__dirname, '..', '..', '..');
const load = createRequire(__filename);

function nodeFiles(): string[] {
  const text = fs.readFileSync(path.join(packageRoot, 'package.json'), 'utf8');
  const { 'node-red': nodeRed } = JSON.parse(text) as { 'node-red': { nodes: Record<string, string> } };
  return Object.values(nodeRed.nodes)
    .map((file) => path.join(packageRoot, file))
    .filter((file) => fs.existsSync(file));
}

function timed(files: readonly string[]): number {
  const began = now();
  for (const file of files) load(file);
  return now() - began;
}

/** What Node-RED does with our files at its start, without the rest of its start. */
function measure(): Loaded {
  const files = nodeFiles();
  const before = new Set(Object.keys(load.cache));
  const firstMs = timed(files);
  const brought = Object.keys(load.cache).filter((file) => !before.has(file));
  for (const file of brought) Reflect.deleteProperty(load.cache, file);
  const againMs = timed(files);
  const names = brought.flatMap((file) => /.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file)?.[1] ?? []);
  const packages = [...new Set(names)].sort();
  return { firstMs, againMs, files: files.length, modules: brought.length - names.length, packages };
}

serve({ measure }, () => undefined);
