import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** One of the programs of this folder, in a process of its own. */
export class Child {
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private last = 0;

  private constructor(
    private readonly name: string,
    private readonly process: ChildProcess,
  ) {
    process.on('message', (reply: Reply) => {
      const asked = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.error === undefined) asked?.resolve(reply.value as never);
      else asked?.reject(new Error(`${name}: ${reply.error}`));
    });
    process.once('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`${name} ended with code ${code ?? 'none'}`));
      this.waiting.clear();
    });
  }

  /** Options of Node.js (`--cpu-prof`) are handed on. */
  static start(name: string): Child {
    return new Child(name, fork(path.join(__dirname, `${name}.js`)));
  }

  /** Has one of the things done that the program offers. */
  ask<T = void>(what: string, details: object = {}, limitMs = 60_000): Promise<T> {
    this.last += 1;
    const id = this.last;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new Error(`${this.name} did not "${what}" within ${limitMs} ms`));
      }, limitMs);
      this.waiting.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.process.send({ id, what, details });
    });
  }

  /** The program ends by itself when nobody talks to it any more; if it does not, it is killed. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      this.process.once('exit', () => {
        resolve();
      });
    });
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

/** Runs `work` and stops the children it started, whatever comes. */
export async function withChildren<T>(work: (start: typeof Child.start) => Promise<T>): Promise<T> {
  const children: Child[] = [];
  try {
    return await work((name) => {
      const child = Child.start(name);
      children.push(child);
      return child;
    });
  } finally {
    await Promise.all(children.reverse().map((child) => child.stop()));
  }
}
