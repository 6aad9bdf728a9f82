import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkout, packageName } from './user-dir';

const run = promisify(execFile);
const windows = process.platform === 'win32';

/** Runs npm in a folder. What it wrote to its output; fails with what it wrote to the other. */
export async function npm(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('npm', args, { cwd: folder, shell: windows, maxBuffer: 32 * 1024 * 1024 });
  return stdout;
}

/** The package as a user gets it: packed, and installed by npm from the tarball alone. */
export interface Packed {
  /** Paths in the tarball. */
  files: string[];
  /** The folder npm has installed into: it has `node_modules`. */
  folder: string;
  /** The package in there. */
  root: string;
}

/** Packs this checkout, whose build must have been made, and installs it in an empty folder. */
export async function installPacked(folder: string): Promise<Packed> {
  // The scripts of the package would remove what is running here, and build once more.
  const packing = await npm(folder, 'pack', checkout, '--ignore-scripts', '--json');
  const [tarball] = JSON.parse(packing) as [{ filename: string; files: { path: string }[] }];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'throw-away', version: '0.0.0', private: true }));
  await npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball.filename}`);
  return {
    folder,
    root: join(folder, 'node_modules', ...packageName.split('/')),
    files: tarball.files.map(({ path }) => path),
  };
}
