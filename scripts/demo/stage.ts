import { startNodeRed, type NodeRed } from '../runtime/node-red';
import { freePort } from '../runtime/ports';
import { linkCheckout, temporaryFolder, writeFlows, writeUserDir } from '../runtime/user-dir';
import { readExample, type Example } from './example';
import { openFeed, type Feed } from './feed';
import { addTeller } from './teller';

/** Everything the demo started, and how to end it. */
export interface Stage {
  nodeRed: NodeRed;
  example: Example;
  feed: Feed;
  startedInMs: number;
  close(): Promise<void>;
}

/** Node-RED with this package, the first example and its simulated contact centre, in a user directory that goes away. */
export async function openStage(port: number, signal: AbortSignal): Promise<Stage> {
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
    addTeller(example.flows, telling.port);
    writeUserDir(userDir.path, editorPort);
    writeFlows(userDir.path, example.flows);
    linkCheckout(userDir.path);
    const nodeRed = await startNodeRed(userDir.path, editorPort, signal);
    closers.push(async () => {
      await nodeRed.stop();
    });
    return { nodeRed, example, feed: telling.feed, startedInMs: Date.now() - began, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
