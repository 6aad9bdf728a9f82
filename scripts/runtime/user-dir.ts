import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const packageName = '@call-supervision/node-red';

/** The checkout: this file is compiled to dist/scripts/runtime. */
export const checkout = join(__dirname, '..', '..', '..');

/** A folder that is gone when its owner says so. */
export interface Temporary {
  path: string;
  remove(): void;
}

export function temporaryFolder(): Temporary {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'call-supervision-')));
  return {
    path,
    remove() {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** One node of a flow, as the flow file has it. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };

/** What Node-RED is to do and to leave: one address, no tours, no look-ups anywhere, no installations. */
const settingsOf = (port: number): object => ({
  uiHost: '127.0.0.1',
  uiPort: port,
  flowFile: 'flows.json',
  credentialSecret: 'a throw-away user directory',
  editorTheme: { tours: false, palette: { catalogues: [] } },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  runtimeState: { enabled: true, ui: false },
  logging: { console: { level: 'info', metrics: false, audit: false } },
});

/** The runtime must not outlive whoever started it, also when that was killed: it ends when the channel between them closes. */
const settingsFile = (port: number): string => `'use strict';
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
module.exports = ${JSON.stringify(settingsOf(port), null, 2)};
`;

/** Fills a folder with what Node-RED needs to start on `port`. */
export function writeUserDir(path: string, port: number): void {
  writeFileSync(join(path, 'settings.js'), settingsFile(port));
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'throw-away', version: '0.0.0', private: true }));
}

/** The flow file, and the credentials that its nodes carry in a file of their own: the runtime reads them only there. */
export function writeFlows(path: string, flows: readonly FlowNode[]): void {
  const credentials = Object.fromEntries(
    flows.flatMap((node) => (node.credentials ? [[node.id, node.credentials]] : [])),
  );
  const bare = flows.map((node) => Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'credentials')));
  writeFileSync(join(path, 'flows.json'), JSON.stringify(bare));
  writeFileSync(join(path, 'flows_cred.json'), JSON.stringify(credentials));
}

/** The package as it is in this checkout, for the palette of the user directory. */
export function linkCheckout(path: string): void {
  const link = join(path, 'node_modules', packageName);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(checkout, link, 'junction');
}
