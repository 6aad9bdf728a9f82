import type { Platform } from '../../src/supervision/vocabulary';
import { startNodeRed, type NodeRed } from '../runtime/node-red';
import { freePort } from '../runtime/ports';
import { linkCheckout, temporaryFolder, writeFlows, writeUserDir, type FlowNode } from '../runtime/user-dir';
import { choosePlatform, readExample, type Example } from './example';
import { openFeed, type Feed } from './feed';
import { addTeller } from './teller';

/** Everything the demo started, and how to end it. */
export interface Stage {
  nodeRed: NodeRed;
  example: Example;
  feed: Feed;
  startedInMs: number;
  /** Chooses another platform in the flow, and deploys: calls and contact begin anew, and so does what is told. */
  choose(platform: Platform): Promise<void>;
  close(): Promise<void>;
}

async function deploy(url: string, flows: readonly FlowNode[]): Promise<void> {
  const headers = { 'content-type': 'application/json', 'node-red-deployment-type': 'full' };
  const answer = await fetch(`${url}/flows`, { method: 'POST', headers, body: JSON.stringify(flows) });
  if (!answer.ok) throw new Error(`Node-RED did not take the changed flow: HTTP ${answer.status}.`);
}

/** Node-RED with this package, the first example and its simulated contact centre, in a user directory that goes away. */
export async function openStage(port: number, platform: Platform, signal: AbortSignal): Promise<Stage> {
  const began = Date.now();
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const userDir = temporaryFolder();
    closers.push(() => {
      userDir.remove();
    });
    const telling = await openFeed();
    closers.push(() => telling.close());
    const [example, editorPort] = [await readExample(), await freePort(port)];
    choosePlatform(example.flows, platform);
    addTeller(example.flows, telling.port);
    writeUserDir(userDir.path, editorPort);
    writeFlows(userDir.path, example.flows);
    linkCheckout(userDir.path);
    const nodeRed = await startNodeRed(userDir.path, editorPort, signal);
    closers.push(async () => {
      await nodeRed.stop();
    });
    const { feed } = telling;
    const choose = (chosen: Platform): Promise<void> => {
      choosePlatform(example.flows, chosen);
      feed.forget();
      return deploy(nodeRed.url, example.flows);
    };
    return { nodeRed, example, feed, startedInMs: Date.now() - began, choose, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
