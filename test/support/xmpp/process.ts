import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../until';

/** Some seconds, on a machine that has nothing else to do. */
const startMs = 90_000;

/** A program that is ended by its process id and in no other way. */
export class ServerProcess {
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  output = '';

  /** @param listening what it must have written before it counts as started */
  constructor(
    private readonly name: string,
    private readonly command: { program: string; args: string[]; env: Record<string, string> },
    private readonly listening: readonly string[],
  ) {}

  async start(): Promise<void> {
    const { program, args, env } = this.command;
    this.output = '';
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let failed: Error | undefined;
    child.once('error', (error) => {
      failed = error;
    });
    this.#child = child;
    this.#ended = once(child, 'close').catch(() => undefined);
    process.once('exit', this.#killNow);
    try {
      await until(`${this.name} to listen`, () => this.#listens(failed), startMs);
    } catch (thrown) {
      await this.kill();
      throw new Error(`${this.name} did not start:\n${this.output}`, { cause: thrown });
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async kill(): Promise<void> {
    this.#killNow();
    await this.#ended;
    process.off('exit', this.#killNow);
  }

  /** Also where a test run ends before its time. */
  readonly #killNow = (): void => {
    this.#child?.kill('SIGKILL');
  };

  #listens(failed: Error | undefined): boolean {
    if (failed !== undefined) throw failed;
    if (this.#child?.exitCode !== null || this.#child.signalCode !== null) throw new Error('it ended at once');
    return this.listening.every((line) => this.output.includes(line));
  }
}
