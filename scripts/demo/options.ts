import { parseArgs } from 'node:util';
import { platforms } from '../../src/supervision/vocabulary';

export const help = `npm run demo -- [options]

Node-RED with the first example in it, and a simulated contact centre inside.

  --port <n>        port of the editor (default 1880, or a free one when that is taken)
  --once            post the alert, tell in the terminal what comes of it, and end;
                    exit code 0 only when every step was confirmed
  --platform <p>    whose contact centre is simulated (default genesys)
  --help            this text`;

/** A wrong option: one sentence for the user, exit code 2. */
export class UsageError extends Error {}

export interface Options {
  help: boolean;
  once: boolean;
  port: number;
}

/** The platforms whose simulated contact centre exists. */
const simulated: readonly string[] = ['genesys'];

function checkPlatform(platform: string): void {
  if (simulated.includes(platform)) return;
  const known: readonly string[] = platforms;
  throw new UsageError(
    known.includes(platform)
      ? `The platform "${platform}" is not yet available in this version; ${simulated.join(', ')} is.`
      : `There is no platform "${platform}"; --platform takes ${simulated.join(', ')}.`,
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 1 to 65535; it is "${text}".`);
}

/** @throws UsageError */
export function readOptions(args: string[]): Options {
  const values = parse(args);
  checkPlatform(values.platform);
  return { help: values.help, once: values.once, port: readPort(values.port) };
}

function parse(args: string[]): { port: string; once: boolean; platform: string; help: boolean } {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '1880' },
        once: { type: 'boolean', default: false },
        platform: { type: 'string', default: 'genesys' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message.replace(/\.?$/, '.') : String(thrown));
  }
}
