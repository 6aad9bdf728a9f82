import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../net/backoff';
import { systemClock } from '../supervision/clock';
import { Desk } from '../supervision/desk/desk';
import type { Answer, CancelAnswer, CancelRequest, OrderRequest } from '../supervision/desk/request';
import type { PlatformDriver } from '../supervision/driver';
import { asSupervisionError, SupervisionError } from '../supervision/errors';
import type { Platform, Supervision } from '../supervision/vocabulary';
import type { Board } from './board';
import { callbacksAt } from './callbacks';
import { forCatch } from './failing';
import { readNetwork } from './network';
import { driverOf } from './platforms';
import { demandEnvironment } from './references';
import type { Definition, Red, RedNode } from './red';
import type { ConnectionUser, ContactState, Standing } from './standing';
import { Users } from './users';

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
  private readonly users = new Users((thrown) => {
    this.node.error(forCatch(asSupervisionError(thrown, this.platform)), {});
  });
  private state: ContactState = 'connecting';
  private since = new Date().toISOString();
  private desk: Desk | undefined;
  private current: PlatformDriver | undefined;
  /** There was contact, so there is a session on the platform that must not be taken away. */
  private met = false;
  private life: AbortController | undefined;
  private failure: SupervisionError | undefined;
  private linger: NodeJS.Timeout | undefined;
  private closing: Promise<void> = Promise.resolve();

  constructor(
    private readonly red: Red,
    private readonly node: RedNode,
    readonly platform: Platform,
    private readonly config: ConnectionDefinition,
    private readonly board: Board,
  ) {}

  get id(): string {
    return this.node.id;
  }

  get name(): string {
    return this.node.name ?? '';
  }

  /** What it speaks through, from the first user to the last. */
  get driver(): PlatformDriver | undefined {
    return this.current;
  }

  /** Signed in, or just about to: a second sign-in of the same user may end this one. */
  get occupied(): boolean {
    if (!this.current || this.state === 'refused') return false;
    return this.met || this.state === 'connecting';
  }

  /** As the runtime has filled them in: what stood in the environment is resolved. */
  get settings(): { properties: Record<string, unknown>; credentials: Record<string, string | undefined> } {
    const { credentials = {} } = this.node as { credentials?: Record<string, string | undefined> };
    return { properties: { ...this.config }, credentials };
  }

  /** Why it is not connected. */
  get why(): SupervisionError | undefined {
    return this.failure;
  }

  standing(): Standing {
    const { state, since, failure } = this;
    if (!this.life) return { state: 'unused', since };
    return { state, since, ...(failure && { error: failure.report() }) };
  }

  /** The supervisions that are not over. */
  running(): Supervision[] {
    return structuredClone(this.desk?.running() ?? []);
  }

  /** The nodes that use it, by id. */
  get usedBy(): Record<string, RedNode> {
    return this.users.nodes;
  }

  register(user: RedNode, listener: ConnectionUser): void {
    clearTimeout(this.linger);
    this.users.add(user, listener);
    if (this.life) listener.contact(this.state);
    else this.open();
  }

  deregister(user: RedNode): void {
    this.users.remove(user);
    if (this.users.count > 0 || !this.life) return;
    clearTimeout(this.linger);
    this.linger = setTimeout(() => {
      void this.close();
    }, lingerMs);
    this.linger.unref();
  }

  /** Never rejects. */
  async order(request: OrderRequest, signal: AbortSignal): Promise<Answer | SupervisionError> {
    const { agent, mode } = request;
    const { id: connectionId, name: connection, platform } = this;
    if (!this.desk) {
      const error = this.closed();
      this.board.refused({ platform, connection, connectionId, agent, mode }, error);
      return error;
    }
    const answer = await this.desk.order(request, signal);
    if (answer.error) this.board.refused(answer.supervision, answer.error);
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
    this.current = undefined;
    this.met = false;
    this.life = undefined;
    this.since = new Date().toISOString();
    life?.abort();
    this.board.changed();
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
    this.since = new Date().toISOString();
    this.tellContact('connecting');
    this.connect(life.signal).catch((thrown: unknown) => {
      if (!life.signal.aborted) this.fail(asSupervisionError(thrown, this.platform));
    });
  }

  private async connect(signal: AbortSignal): Promise<void> {
    const { red, node, config, platform } = this;
    const [createDriver] = await Promise.all([driverOf(platform), this.closing]);
    if (signal.aborted) return;
    const { properties, credentials } = this.settings;
    demandEnvironment(properties, credentials);
    const driver = createDriver({
      properties,
      credentials,
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
        this.board.heard(this.id, event);
        this.users.event(event, agentNames);
      },
      onNotice: (message) => {
        node.warn(message);
      },
      onContact: (error) => {
        // It is being closed, and perhaps opened again: what this contact still tells is no news.
        if (signal.aborted) return;
        if (error) this.fail(error);
        else this.tellContact('connected');
      },
    });
    this.desk = desk;
    this.current = driver;
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

  private tellContact(state: ContactState): void {
    if (state !== this.state) this.since = new Date().toISOString();
    this.state = state;
    if (state === 'connected') {
      this.failure = undefined;
      this.met = true;
    }
    this.board.changed();
    this.users.contact(state);
  }
}

/** Time heals an unreachable platform; a refused sign-in or a wrong setting waits for somebody. */
const needsPerson = ({ code }: SupervisionError): boolean =>
  code === 'auth' || code === 'invalid-input' || code === 'not-permitted';
