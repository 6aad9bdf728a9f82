import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Happening } from '../../simulators/alerts';
import type { Supervision, SupervisionEvent } from '../../src/supervision/vocabulary';

/** What the flow tells the terminal: one of these. */
export interface Told {
  /** Something happened on a simulated call. */
  call?: Happening;
  /** An event of supervision-events. */
  event?: Omit<SupervisionEvent, 'raw'>;
  /** `msg.supervision` of a message that left barge-in or cancel. */
  answer?: Supervision;
  /** What a Catch node got. */
  fault?: { code?: string; message: string };
}

/** Told things in the order they arrive, kept, so that one can be waited for that has already come. */
export class Feed {
  private readonly told: Told[] = [];
  private readonly listeners = new Set<(told: Told) => void>();

  tell(told: Told): void {
    this.told.push(told);
    for (const listener of this.listeners) listener(told);
  }

  /** What was told so far is over: the next story begins. */
  forget(): void {
    this.told.length = 0;
  }

  each(listener: (told: Told) => void): void {
    this.listeners.add(listener);
  }

  /** The first thing told in which `pick` finds something. Fails with `what` after `limitMs`. */
  async first<T>(what: string, pick: (told: Told) => T | undefined, limitMs = 15_000): Promise<T> {
    for (const told of this.told) {
      const found = pick(told);
      if (found !== undefined) return found;
    }
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
      };
      const listener = (told: Told): void => {
        const found = pick(told);
        if (found === undefined) return;
        done();
        resolve(found);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`${what} did not come within ${limitMs / 1000} seconds.`));
      }, limitMs);
      timer.unref();
      this.listeners.add(listener);
    });
  }
}

/** A port of 127.0.0.1 on which the flow tells one JSON object a line. */
export async function openFeed(): Promise<{ feed: Feed; port: number; close(): Promise<void> }> {
  const feed = new Feed();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      feed.tell(JSON.parse(line) as Told);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    feed,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
