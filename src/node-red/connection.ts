import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../net/backoff';
import { systemClock } from '../supervision/clock';
import { Desk } from '../supervision/desk/desk';
import type { Answer, CancelAnswer, CancelRequest, OrderRequest } from '../supervision/desk/request';
import { asSupervisionError, SupervisionError } from '../supervision/errors';
import type { Platform, SupervisionEvent } from '../supervision/vocabulary';
import { callbacksAt } from './callbacks';
import { forCatch } from './failing';
import { readNetwork } from './network';
import { driverOf } from './platforms';
import { nodeById, type Definition, type Red, type RedNode } from './red';

/** `refused`: the sign-in was refused and is not tried again until the connection is deployed anew. */
export type ContactState = 'connecting' | 'connected' | 'disconnected' | 'refused';

/** What a node that uses a connection hears from it. */
export interface ConnectionUser {
  /** Hands events on to a flow, which may change them: gets a copy of its own. */
  keeps?: boolean;
  contact(state: ContactState): void;
  event(event: SupervisionEvent, agentNames: readonly string[]): void;
}

export interface ConnectionDefinition extends Definition {
  url?: string;
  tls?: string;
  proxy?: string;
}

/** Closing must be over in a second, also with a dead platform. */
const closeMs = 900;
/** Between two deploys of its users a connection stays: a supervision must not end because a debug node was moved. */
const lingerMs = 2_000;
const retry = { firstMs: 1_000, capMs: 30_000 };

/**
 * What a connection node is to the nodes that use it. It owns one driver and one desk; the first user makes it connect, and it
 * disconnects when the last one has left.
 */
export class Connection {
  /** The runtime brings errors and status of a config node to the flows of the nodes in this map. */
  readonly users: Record<string, RedNode> = {};
  private readonly listeners = new Map<string, ConnectionUser>();
  private state: ContactState = 'connecting';
  private desk: Desk | undefined;
  private life: AbortController | undefined;
  private failure: SupervisionError | undefined;
  private linger: NodeJS.Timeout | undefined;
  private closing: Promise<void> = Promise.resolve();

  constructor(
    private readonly red: Red,
    private readonly node: RedNode,
    readonly platform: Platform,
    private readonly config: ConnectionDefinition,
  ) {}

  register(user: RedNode, listener: ConnectionUser): void {
    clearTimeout(this.linger);
    this.users[user.id] = user;
    this.listeners.set(user.id, listener);
    if (this.life) listener.contact(this.state);
    else this.open();
  }

  deregister(user: RedNode): void {
    Reflect.deleteProperty(this.users, user.id);
    this.listeners.delete(user.id);
    if (this.listeners.size > 0 || !this.life) return;
    clearTimeout(this.linger);
    this.linger = setTimeout(() => {
      void this.close();
    }, lingerMs);
    this.linger.unref();
  }

  /** Never rejects. */
  async order(request: OrderRequest, signal: AbortSignal): Promise<Answer | SupervisionError> {
    if (!this.desk) return this.closed();
    const answer = await this.desk.order(request, signal);
    // A copy: flows change their messages, and the desk goes by what it wrote down.
    return { ...answer, supervision: structuredClone(answer.supervision) };
  }

  /** Never rejects. */
  async cancel(what: CancelRequest): Promise<CancelAnswer> {
    if (!this.desk) return { supervisions: [], error: this.closed() };
    const answer = await this.desk.cancel(what);
    return { ...answer, supervisions: structuredClone(answer.supervisions) };
  }

  /** Ends what was started and signs out; within a second even when the platform is dead. */
  async close(): Promise<void> {
    clearTimeout(this.linger);
    const { desk, life } = this;
    this.desk = undefined;
    this.life = undefined;
    life?.abort();
    // Signing out of the old session also logs the supervisor out of his telephone, so a new one waits for it.
    if (desk) this.closing = desk.close(closeMs);
    await this.closing;
  }

  private closed(): SupervisionError {
    return (
      this.failure ??
      new SupervisionError('unreachable', 'The connection is not up.', { platform: this.platform, arrived: 'no' })
    );
  }

  private open(): void {
    const life = new AbortController();
    this.life = life;
    this.failure = undefined;
    this.tellContact('connecting');
    this.connect(life.signal).catch((thrown: unknown) => {
      if (!life.signal.aborted) this.fail(asSupervisionError(thrown, this.platform));
    });
  }

  private async connect(signal: AbortSignal): Promise<void> {
    const { red, node, config, platform } = this;
    const [createDriver] = await Promise.all([driverOf(platform), this.closing]);
    if (signal.aborted) return;
    const driver = createDriver({
      properties: { ...config },
      credentials: (node as { credentials?: Record<string, string | undefined> }).credentials ?? {},
      network: readNetwork(red, config),
      callbacks: callbacksAt(red, node.id),
    });
    const desk = new Desk({
      driver,
      connection: node.name ?? '',
      connectionId: node.id,
      clock: systemClock,
      newId: randomUUID,
      onEvent: (event, agentNames) => {
        this.tellEvent(event, agentNames);
      },
      onNotice: (message) => {
        node.warn(message);
      },
      onContact: (error) => {
        if (error) this.fail(error);
        else this.tellContact('connected');
      },
    });
    this.desk = desk;
    for (let attempt = 1; ; attempt++) {
      const error = await desk.connect(signal);
      if (!error || needsPerson(error)) return;
      await delay(backoffMs(attempt, retry, Math.random), undefined, { signal, ref: false });
    }
  }

  /** Contact could not be made, or was lost. */
  private fail(error: SupervisionError): void {
    this.failure = error;
    this.tellContact(needsPerson(error) ? 'refused' : 'disconnected');
    this.node.error(forCatch(error), {});
  }

  /** The last who keeps it may have the event itself, but for what the desk goes on working with: a copy costs more than the rest. */
  private tellEvent(event: SupervisionEvent, agentNames: readonly string[]): void {
    let keepers = 0;
    for (const { keeps } of this.listeners.values()) if (keeps) keepers++;
    this.each((user) => {
      if (!user.keeps) user.event(event, agentNames);
      else if (--keepers > 0) user.event(structuredClone(event), agentNames);
      else user.event(ownSupervision(event), agentNames);
    });
  }

  /** One node that fails must not keep the news from the others, nor stop the desk. */
  private each(tell: (user: ConnectionUser) => void): void {
    for (const user of this.listeners.values()) {
      try {
        tell(user);
      } catch (thrown) {
        this.node.error(forCatch(asSupervisionError(thrown, this.platform)), {});
      }
    }
  }

  private tellContact(state: ContactState): void {
    this.state = state;
    if (state === 'connected') this.failure = undefined;
    this.each((user) => {
      user.contact(state);
    });
  }
}

const ownSupervision = (event: SupervisionEvent): SupervisionEvent =>
  event.supervision ? { ...event, supervision: structuredClone(event.supervision) } : event;

/** Time heals an unreachable platform; a refused sign-in or a wrong setting waits for somebody. */
const needsPerson = ({ code }: SupervisionError): boolean =>
  code === 'auth' || code === 'invalid-input' || code === 'not-permitted';

/** A connection node, as the nodes that use it see it. */
export interface ConnectionNode extends RedNode {
  connection: Connection;
  users: Record<string, RedNode>;
}

/** Makes a config node a connection. */
export function runConnection(red: Red, node: RedNode, config: ConnectionDefinition, platform: Platform): void {
  const connection = new Connection(red, node, platform, config);
  Object.assign(node, { connection, users: connection.users });
  node.on('close', (_removed: boolean, done: () => void) => {
    void connection.close().finally(done);
  });
}

/** The connection behind the id of a config node. */
export function connectionOf(red: Red, id: unknown): Connection | undefined {
  const connection = (nodeById(red, id) as Partial<ConnectionNode> | undefined)?.connection;
  return connection instanceof Connection ? connection : undefined;
}
