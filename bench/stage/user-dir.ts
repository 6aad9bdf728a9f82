import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const packageRoot = path.join(__dirname, '..', '..', '..');
const packageName = '@call-supervision/node-red';

export interface UserDir {
  path: string;
  settings: string;
  remove: () => void;
}

export interface Contents {
  flow: readonly object[];
  credentials?: Record<string, Record<string, string>>;
  /** With our package installed, by a link. Default true. */
  linked?: boolean;
}

/** A user directory of Node-RED that is thrown away afterwards. */
export function makeUserDir({ flow, credentials = {}, linked = true }: Contents): UserDir {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-node-red-'));
  const write = (name: string, value: unknown): void => {
    fs.writeFileSync(path.join(dir, name), JSON.stringify(value));
  };
  write('flows.json', flow);
  write('flows_cred.json', credentials);
  write('package.json', { name: 'bench', private: true, dependencies: linked ? { [packageName]: '*' } : {} });
  if (linked) {
    const link = path.join(dir, 'node_modules', packageName);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(packageRoot, link, 'dir');
  }
  const settings = path.join(dir, 'settings.js');
  const values = JSON.stringify({
    uiPort: 0,
    uiHost: '127.0.0.1',
    userDir: dir,
    flowFile: 'flows.json',
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { autoInstall: false },
    logging: { console: { level: 'info' } },
  });
  fs.writeFileSync(settings, `module.exports = ${values};\n`);
  return {
    path: dir,
    settings,
    remove: () => {
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs `work` with user directories and removes them, whatever comes. */
export async function withUserDirs<T>(work: (make: typeof makeUserDir) => Promise<T>): Promise<T> {
  const made: UserDir[] = [];
  try {
    return await work((contents) => {
      const dir = makeUserDir(contents);
      made.push(dir);
      return dir;
    });
  } finally {
    for (const dir of made) dir.remove();
  }
}
