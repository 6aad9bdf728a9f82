import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installPacked, type Packed } from '../../scripts/runtime/npm';
import { temporaryFolder, writeUserDir, type Temporary } from '../../scripts/runtime/user-dir';

export type { Packed };

let packed: Promise<Packed> | undefined;

/** Once per run: it takes a few seconds. */
export function packedPackage(): Promise<Packed> {
  packed ??= pack();
  return packed;
}

function pack(): Promise<Packed> {
  const temporary = temporaryFolder();
  process.once('exit', () => {
    temporary.remove();
  });
  return installPacked(temporary.path);
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
