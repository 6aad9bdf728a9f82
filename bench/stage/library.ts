import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const limitMs = 120_000;

export interface Library {
  /** Where its node_modules is; undefined: it could not be had. */
  folder: string | undefined;
  /** How many packages it brings, itself included. */
  packages: number;
}

const countIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(`node_modules/${file.replaceAll('\\', '/')}`),
  ).length;

/** Runs `work` with a package of the registry that this project does not depend on, and removes it, whatever comes. */
export async function withLibrary<T>(name: string, work: (library: Library) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-library-'));
  try {
    const install = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', name];
    const there = await run('npm', install, { cwd: folder, timeout: limitMs }).then(
      () => true,
      (thrown: unknown) => {
        console.warn(`${name} could not be installed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        return false;
      },
    );
    return await work({
      folder: there ? folder : undefined,
      packages: there ? countIn(path.join(folder, 'node_modules')) : 0,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
