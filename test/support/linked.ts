import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNodeRed, type NodeRed } from '../../scripts/runtime/node-red';
import { freePort } from '../../scripts/runtime/ports';
import { linkCheckout, temporaryFolder, writeFlows, writeUserDir, type FlowNode } from '../../scripts/runtime/user-dir';

export interface Linked {
  readonly nodeRed: NodeRed;
  /** Stops it, and starts it again at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A Node-RED of its own with the package as it is in this checkout, for tests that want settings of their own.
 *
 * @param settings JavaScript that changes `module.exports`
 */
export async function openLinked(flows: readonly FlowNode[], settings = ''): Promise<Linked> {
  const folder = temporaryFolder();
  const port = await freePort();
  writeUserDir(folder.path, port);
  appendFileSync(join(folder.path, 'settings.js'), settings);
  linkCheckout(folder.path);
  writeFlows(folder.path, flows);
  let nodeRed = await startNodeRed(folder.path, port);
  return {
    get nodeRed() {
      return nodeRed;
    },
    async restart() {
      await nodeRed.stop();
      nodeRed = await startNodeRed(folder.path, port);
    },
    async close() {
      await nodeRed.stop();
      folder.remove();
    },
  };
}
