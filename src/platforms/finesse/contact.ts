import { calledOff } from '../../net/aborted';
import { backoffMs, type BackoffPolicy } from '../../net/backoff';
import type { Chance } from '../../net/exchange';
import type { ContactEvent } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { NodeAddress } from './address';
import { within } from './changes';
import type { FinesseClient } from './client';
import { checkService, outOfService, type Nodes } from './nodes';
import type { SystemInfo, Update } from './resources';
import type { Stream, StreamListener } from './stream';

/** One node, with its notifications. */
export interface Link {
  address: NodeAddress;
  client: FinesseClient;
  info: SystemInfo;
  stream: Stream;
}

export interface ContactOptions {
  openStream: (at: Omit<Link, 'stream'>, listener: StreamListener, signal: AbortSignal) => Promise<Stream>;
  /** Signs in and subscribes; with its end the contact stands. */
  hello: (link: Link, signal: AbortSignal) => Promise<void>;
  update: (node: string, update: Update) => void;
  garbled: (node: string) => void;
  tell: (event: ContactEvent) => void;
  chance: Chance;
  /** Ends with the connection. */
  life: AbortSignal;
  backoff?: BackoffPolicy | undefined;
}

const usual: BackoffPolicy = { firstMs: 1_000, capMs: 20_000 };
/** How long the old notifications may take to leave before the other node is entered: nobody may be signed in on both. */
const leaveMs = 500;

/**
 * The contact with Finesse, on one node at a time: made, lost, and made again there or on the other node. It is lost when the notifications end, when
 * the node says that it is out of service, and when Finesse itself is gone from its XMPP server.
 */
export class Contact {
  private held: Link | undefined;
  private state: 'never' | 'up' | 'down' = 'never';
  /** Finesse was told to be gone from its XMPP server. That nothing is told of it says nothing. */
  private isAway = false;
  private preferred: NodeAddress | undefined;
  /** Something told that it may be worth a try. */
  private woken = false;
  private rouse: () => void = () => undefined;

  constructor(
    private readonly nodes: Nodes,
    private readonly options: ContactOptions,
  ) {}

  /** @throws SupervisionError `unreachable` while there is no contact */
  get link(): Link {
    if (this.held && this.state === 'up') return this.held;
    const text = 'There is no contact with Finesse at the moment.';
    throw new SupervisionError('unreachable', text, { platform: 'finesse', arrived: 'no', retryable: true });
  }

  get isUp(): boolean {
    return this.state === 'up';
  }

  /** Whatever stands, also while it is not yet, or no longer, good. */
  get any(): Link | undefined {
    return this.held;
  }

  async connect(signal: AbortSignal): Promise<void> {
    if (this.state === 'up') return;
    await this.establish(signal, true);
    this.up();
  }

  async close(signal: AbortSignal, signOut: boolean): Promise<void> {
    const { held } = this;
    this.held = undefined;
    await held?.stream.close(signal, signOut);
  }

  /** The node tells how it is. */
  toldStatus(info: SystemInfo): void {
    if (info.status === undefined) return;
    if (info.status === 'IN_SERVICE') this.wake();
    else this.lost(outOfService(info.statusReason));
  }

  private up(): void {
    this.state = 'up';
    this.options.tell({ type: 'up' });
    // It may have ended while it was told.
    const ended = this.held?.stream.ended;
    if (ended) this.lost(ended);
  }

  /** Only what stood can be lost: while it is being made, whoever makes it sees for himself. */
  private lost(error: SupervisionError): void {
    if (this.state !== 'up' || this.options.life.aborted) return;
    this.state = 'down';
    this.woken = false;
    this.options.tell({ type: 'down', error });
    if (error.code !== 'auth') void this.regain();
  }

  private async regain(): Promise<void> {
    const { chance, life, backoff = usual, tell } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.pause(backoffMs(attempt, backoff, chance.random));
        if (life.aborted || this.isUp) return;
        await this.establish(life, false);
        this.up();
        return;
      } catch (thrown) {
        if (life.aborted) return;
        const error = asSupervisionError(thrown, 'finesse');
        tell({ type: 'down', error });
        // A wrong password waits for a person. Everything else may be a server that is just starting.
        if (error.code === 'auth') return;
      }
    }
  }

  /** Over early when the node says that it serves again. */
  private async pause(ms: number): Promise<void> {
    const { chance, life } = this.options;
    await within(ms, chance, life, (signal) => {
      return new Promise<void>((resolve) => {
        this.rouse = resolve;
        signal.addEventListener('abort', () => {
          resolve();
        });
        if (signal.aborted || this.woken) resolve();
      });
    });
    this.woken = false;
    this.rouse = () => undefined;
  }

  private wake(): void {
    this.woken = true;
    this.rouse();
  }

  /** @param picky stop at what only a person can change */
  private async establish(signal: AbortSignal, picky: boolean): Promise<void> {
    let first: SupervisionError | undefined;
    for (const address of this.nodes.from(this.preferred)) {
      try {
        await this.enter(address, signal);
        return;
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'finesse');
        first ??= error;
        const final =
          error.code === 'auth' || (picky && (error.code === 'invalid-input' || error.code === 'not-permitted'));
        if (final || signal.aborted) throw error;
      }
    }
    throw first ?? outOfService(undefined);
  }

  private async enter(address: NodeAddress, signal: AbortSignal): Promise<void> {
    const client = this.nodes.client(address);
    const info = await client.systemInfo(signal);
    checkService(info);
    this.nodes.learn(address, info);
    const { held } = this;
    if (held?.address.root === address.root && held.stream.ended === undefined) {
      // The notifications stood all the time: it was Finesse behind them that was away.
      this.checkPresence();
      await this.options.hello({ ...held, info }, signal);
      return;
    }
    this.held = undefined;
    if (held && held.stream.ended === undefined) await held.stream.close(AbortSignal.timeout(leaveMs), false);
    this.isAway = false;
    const at = { address, client, info };
    const stream = await this.options.openStream(at, this.listener(), signal);
    const link = { ...at, stream };
    this.held = link;
    try {
      await this.options.hello(link, signal);
      if (stream.ended !== undefined) throw stream.ended;
      this.checkPresence();
      if (this.options.life.aborted) throw calledOff();
    } catch (thrown) {
      this.held = undefined;
      await stream.close(AbortSignal.timeout(leaveMs), false);
      throw thrown;
    }
    this.preferred = address;
  }

  private checkPresence(): void {
    if (this.isAway) throw absent();
  }

  private listener(): StreamListener {
    return {
      update: (node, update) => {
        this.options.update(node, update);
      },
      garbled: (node) => {
        this.options.garbled(node);
      },
      serves: (available) => {
        this.isAway = !available;
        if (available) this.wake();
        else this.lost(absent());
      },
      closed: (error) => {
        this.lost(error);
      },
    };
  }
}

function absent(): SupervisionError {
  return new SupervisionError(
    'unreachable',
    'Finesse is away: its XMPP server stands, but the application is not there.',
    {
      platform: 'finesse',
      retryable: true,
      arrived: 'no',
    },
  );
}
