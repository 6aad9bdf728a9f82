import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from './user-dir';

/** A Node-RED in a process of its own. */
export interface NodeRed {
  url: string;
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  running(): boolean;
  /** When it is over, for whatever reason. */
  ended: Promise<unknown>;
  /** Ends it by a signal, and by force when that takes too long. The exit code; null when it had to be forced. */
  stop(): Promise<number | null>;
}

const startMs = 60_000;
const stopMs = 10_000;

/** The folder of the package `node-red`: the one of the dev dependencies, unless the environment names another. */
export const nodeRedDir = process.env.NODE_RED_DIR ?? join(checkout, 'node_modules', 'node-red');

/** Starts Node-RED in a user directory; it is there when its flows have started. */
export async function startNodeRed(userDir: string, port: number, signal?: AbortSignal): Promise<NodeRed> {
  const env = { ...process.env };
  // What is meant for whoever starts it (coverage, a debugger) is not meant for it.
  delete env.NODE_V8_COVERAGE;
  delete env.NODE_OPTIONS;
  const child = spawn(
    process.execPath,
    [join(nodeRedDir, 'red.js'), '--userDir', userDir, '--settings', join(userDir, 'settings.js')],
    { cwd: userDir, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = once(child, 'close').catch(() => undefined);
  const runtime: NodeRed = {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    output: () => output,
    running: () => isRunning(child),
    ended,
    stop: async () => {
      const force = setTimeout(() => child.kill('SIGKILL'), stopMs);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(force);
      return child.exitCode;
    },
  };
  try {
    await flowsStarted(runtime, signal);
    return runtime;
  } catch (thrown) {
    await runtime.stop();
    throw thrown;
  }
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function flowsStarted(runtime: NodeRed, signal: AbortSignal | undefined): Promise<void> {
  const end = Date.now() + startMs;
  for (;;) {
    signal?.throwIfAborted();
    if (!runtime.running()) throw new Error(`Node-RED ended at once:\n${runtime.output()}`);
    if (Date.now() > end) throw new Error(`Node-RED did not start in ${startMs / 1000} seconds:\n${runtime.output()}`);
    if ((await flowsState(runtime.url)) === 'start') return;
    await delay(50);
  }
}

async function flowsState(url: string): Promise<unknown> {
  try {
    const answer = await fetch(`${url}/flows/state`, { signal: AbortSignal.timeout(2000) });
    return ((await answer.json()) as { state?: unknown }).state;
  } catch {
    return undefined;
  }
}
