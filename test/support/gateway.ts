import net, { type AddressInfo } from 'node:net';

/** A wire between clients and a server on 127.0.0.1 that can be cut, taken away and silenced. */
export class Gateway {
  private readonly sockets = new Set<net.Socket>();
  private server: net.Server | undefined;
  private silent = false;
  port = 0;

  constructor(private readonly target: number) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Takes connections; after `shut` on the same port as before. */
  async open(): Promise<void> {
    const server = net.createServer({ allowHalfOpen: false }, (client) => {
      this.pass(client);
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.address() as AddressInfo).port;
  }

  /** Breaks every connection; new ones are welcome. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Nobody listens any more. */
  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.cut();
    await closed;
  }

  /** Connections stand and are accepted, and no byte goes through. */
  silence(): void {
    this.silent = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  private pass(client: net.Socket): void {
    // Accepted by the system before the gate was shut.
    if (!this.server) {
      client.destroy();
      return;
    }
    const onward = net.connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.once('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    if (this.silent) return;
    client.pipe(onward).pipe(client);
  }
}
