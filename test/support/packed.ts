import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { checkout, packageName, temporaryFolder, writeUserDir, type Temporary } from '../../scripts/runtime/user-dir';

const run = promisify(execFile);
const windows = process.platform === 'win32';

/** The package as a user gets it: packed, and installed by npm from the tarball alone. */
export interface Packed {
  /** Paths in the tarball. */
  files: string[];
  /** The folder npm has installed into: it has `node_modules`. */
  folder: string;
  /** The package in there. */
  root: string;
}

let packed: Promise<Packed> | undefined;

/** Once per run: it takes a few seconds. */
export function packedPackage(): Promise<Packed> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<Packed> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  process.once('exit', () => {
    temporary.remove();
  });
  const npm = (...args: string[]) => run('npm', args, { cwd: folder, shell: windows, maxBuffer: 32 * 1024 * 1024 });
  // The build has been made; its scripts would remove what is running here.
  const { stdout } = await npm('pack', checkout, '--ignore-scripts', '--json');
  const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'throw-away', version: '0.0.0', private: true }));
  await npm('install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball.filename}`);
  return {
    folder,
    root: join(folder, 'node_modules', ...packageName.split('/')),
    files: tarball.files.map(({ path }) => path),
  };
}

/** A user directory of its own, with the installed package. */
export async function packedUserDir(port: number): Promise<Temporary> {
  const { folder } = await packedPackage();
  const userDir = temporaryFolder();
  mkdirSync(userDir.path, { recursive: true });
  writeUserDir(userDir.path, port);
  symlinkSync(join(folder, 'node_modules'), join(userDir.path, 'node_modules'), 'junction');
  return userDir;
}
