import { parseArgs } from 'node:util';
import { platforms, type Platform } from '../../src/supervision/vocabulary';

export const help = `npm run demo -- [options]

Node-RED with the first example in it, and a simulated contact centre inside.

  --port <n>        port of the editor (default 1880, or a free one when that is taken)
  --once            post the alert, tell in the terminal what comes of it, once on each platform, and end;
                    exit code 0 only when every step was confirmed on every platform
  --platform <p>    ${platforms.join(', ')}: only this one (default: all with --once, else ${platforms[0]})
  --help            this text`;

/** A wrong option: one sentence for the user, exit code 2. */
export class UsageError extends Error {}

export interface Options {
  help: boolean;
  once: boolean;
  port: number;
  /** In this order; the first one is what the flow begins with. */
  platforms: readonly [Platform, ...Platform[]];
}

function readPlatform(name: string): Platform {
  const found = platforms.find((platform) => platform === name);
  if (found) return found;
  throw new UsageError(`There is no platform "${name}"; --platform takes one of ${platforms.join(', ')}.`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 1 to 65535; it is "${text}".`);
}

/** @throws UsageError */
export function readOptions(args: string[]): Options {
  const { help, once, port, platform } = parse(args);
  const chosen = platform === undefined ? platforms : ([readPlatform(platform)] as const);
  return { help, once, port: readPort(port), platforms: chosen };
}

function parse(args: string[]): { port: string; once: boolean; platform?: string | undefined; help: boolean } {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '1880' },
        once: { type: 'boolean', default: false },
        platform: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message.replace(/\.?$/, '.') : String(thrown));
  }
}
