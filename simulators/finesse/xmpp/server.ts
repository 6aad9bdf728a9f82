import type { Journal } from '../../journal';
import { listen, type Handler, type Listening, type Tls, type Upgrade } from '../../net';
import type { User } from '../directory';
import { samePassword } from '../gate';
import type { Item, Publisher } from '../publisher';
import { isXmppDown, isXmppHung, type Side } from '../sides';
import type { World } from '../world';
import { BoshTransport } from './bosh';
import { Host } from './host';
import { Keepalive } from './keepalive';
import { PubSub } from './pubsub';
import { Sessions } from './sessions';
import { Stream, type Connections } from './stream';
import { WebSocketTransport } from './websocket';

/** What the server must know of its node; the publisher of a side is the server itself. */
export type Place = Omit<Side, 'publisher'>;

/** The notification service of one node: a small XMPP server, for Finesse's clients and nobody else. */
export class XmppServer implements Publisher {
  private readonly sessions = new Sessions();
  private readonly streams = new Set<Stream>();
  private readonly pubsub: PubSub;
  private readonly host: Host;
  private readonly sockets: WebSocketTransport;
  private readonly bosh: BoshTransport;
  private readonly keepalive: Keepalive<Stream>;
  private listening: Listening | undefined;

  constructor(
    private readonly world: World,
    private readonly place: Place,
    journal: Journal,
    onGone: (user: User) => void,
  ) {
    const { faults } = world;
    this.pubsub = new PubSub(world, place.domain, place.pubsubDomain, this.sessions);
    this.host = new Host(world, place, this.sessions, this.pubsub, journal, onGone);
    this.keepalive = new Keepalive(
      () => ({ pingAfter: faults.number('finesse-ping'), dropAfter: faults.number('finesse-idle') }),
      (stream) => {
        stream.ping();
      },
      (stream) => {
        stream.fail('connection-timeout');
      },
    );
    const connections: Connections = {
      domain: place.domain,
      hung: () => isXmppHung(faults, place),
      open: (transport) => {
        const accept = this.signIn.bind(this);
        const stream = new Stream(world, this.host, this.sessions, accept, transport);
        this.streams.add(stream);
        this.keepalive.heard(stream);
        return stream;
      },
      heard: (stream) => {
        this.keepalive.heard(stream);
      },
      gone: (stream) => {
        this.streams.delete(stream);
        this.keepalive.gone(stream);
      },
    };
    this.sockets = new WebSocketTransport(connections);
    this.bosh = new BoshTransport(connections);
  }

  /** For this port, and for the REST port, where newer releases take the same connections. */
  readonly upgrade: Upgrade = (request, socket, head) => {
    if (isXmppDown(this.world.faults, this.place)) socket.destroy();
    else this.sockets.upgrade(request, socket, head);
  };

  private readonly handle: Handler = (request, response) => {
    if (isXmppDown(this.world.faults, this.place)) response.destroy();
    else if (request.method !== 'POST' || !/^\/http-bind\/?$/.test(request.url ?? '')) response.writeHead(404).end();
    else {
      this.bosh.handle(request, response).catch(() => {
        // The request broke off, or was too big.
        response.destroy();
      });
    }
  };

  /** How many sessions are bound. */
  get size(): number {
    return this.sessions.size;
  }

  async start(port: number, tls: Tls | undefined): Promise<Listening> {
    this.listening = await listen(this.handle, port, tls, this.upgrade);
    return this.listening;
  }

  publish(item: Item): void {
    if (!isXmppDown(this.world.faults, this.place)) this.pubsub.publish(item);
  }

  setPresence(): void {
    this.host.announce();
  }

  /** Whether somebody has presence here. */
  sees({ loginId }: User): boolean {
    return this.sessions.of(loginId).some(({ priority }) => priority !== undefined);
  }

  /** Breaks connections without a word: all, or those of one user. */
  drop(user?: string): void {
    if (user === undefined) this.listening?.dropConnections();
    for (const stream of [...this.streams]) {
      if (user === undefined || stream.owner?.person.user === user) {
        this.sockets.cut(stream);
        this.bosh.cut(stream);
      }
    }
  }

  /** Ends sessions with an error of the stream. */
  fail(condition: string, user?: string): void {
    for (const session of this.sessions.list()) {
      if (user === undefined || session.user.person.user === user) session.fail(condition);
    }
  }

  async close(): Promise<void> {
    this.keepalive.close();
    this.sockets.close();
    this.bosh.close();
    await this.listening?.close();
  }

  private signIn(loginId: string, password: string): User | undefined {
    const user = this.world.directory.user(loginId);
    if (user === undefined || !samePassword(password, user.person.password)) return undefined;
    const refused = this.world.faults.value('finesse-xmpp-refuse');
    return refused === 'on' || refused.split(',').includes(user.person.user) ? undefined : user;
  }
}
