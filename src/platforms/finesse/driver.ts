import { setMaxListeners } from 'node:events';
import { orAborted } from '../../net/aborted';
import type { BackoffPolicy } from '../../net/backoff';
import type { Chance } from '../../net/exchange';
import type {
  AgentRef,
  DriverEvent,
  FoundAgent,
  Holding,
  Permission,
  PlatformDriver,
  Running,
  StartOrder,
} from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { Agents } from './agents';
import { Asking } from './asking';
import { Board, type BoardEntry } from './board';
import { finesseCapabilities } from './capabilities';
import { Changes } from './changes';
import { Contact, type Link } from './contact';
import { agentRef, Directory } from './directory';
import { Hearing } from './hearing';
import { Hello, type OpenStream } from './hello';
import { Mine } from './mine';
import type { Nodes } from './nodes';
import { onCall } from './on-call';
import { Orders } from './orders';
import { Pending } from './pending';
import { permissionOf } from './permission';
import { Readiness, type ReadinessOptions } from './readiness';
import { Self } from './self';
import { Signing, type SigningOptions } from './signing';
import { Steps } from './steps';
import { withPlainRaw } from './xml-read';

export interface FinesseDriverOptions extends SigningOptions, ReadinessOptions {
  username: string;
  nodes: Nodes;
  openStream: OpenStream;
  /** A person has started the connection anew. */
  reset: () => void;
  keepListening: boolean;
  chance: Chance;
  backoff?: BackoffPolicy | undefined;
}

/** Cisco Finesse in our words. Sheet sections 3 to 6 tell what happens on the wire. */
export class FinesseDriver implements PlatformDriver {
  readonly platform = 'finesse';
  readonly capabilities = finesseCapabilities;
  readonly supervisor: string;
  private readonly life = new AbortController();
  private readonly self: Self;
  private readonly board: Board;
  private readonly directory: Directory;
  private readonly agents: Agents;
  private readonly mine: Mine;
  private readonly asking: Asking;
  private readonly signing: Signing;
  private readonly orders: Orders;
  private readonly contact: Contact;
  private listener: (event: DriverEvent) => void = () => undefined;

  constructor(private readonly options: FinesseDriverOptions) {
    const { username, nodes, chance } = options;
    const life = this.life.signal;
    setMaxListeners(0, life);
    const changes = new Changes();
    const pending = new Pending();
    const newRequest = requestIds(chance);
    const link = (): Link => this.contact.link;
    const tell = (event: DriverEvent): void => {
      this.tell(event);
    };
    this.supervisor = username;
    this.self = new Self(username, changes);
    const { self } = this;
    this.board = new Board(chance.now, (entry, raw) => {
      this.agentState(entry, raw);
    });
    const { board } = this;
    this.directory = new Directory(board);
    this.agents = new Agents({
      board,
      link: () => this.contact.any,
      isUccx: () => this.isUccx,
      own: () => self.extension,
      tell,
      learned: (agent) => {
        // While contact is lost nobody is to take old news for new; with it everything is read.
        if (!this.contact.isUp) return;
        this.mine.learnedCall(agent);
        this.mine.learnedEnd(agent);
      },
    });
    const { agents } = this;
    const ask = (): Promise<void> => this.asking.query(life);
    this.mine = new Mine({ supervisor: username, self, board, agents, ask, chance, changes, life, tell });
    const { mine } = this;
    this.asking = new Asking(self, mine, link, life);
    this.signing = new Signing(self, pending, changes, options, newRequest, tell);
    const readiness = new Readiness(self, pending, changes, options, newRequest);
    const steps = new Steps({ self, mine, pending, link, newRequest });
    this.orders = new Orders({
      ...{
        self,
        mine,
        agents,
        directory: this.directory,
        readiness,
        steps,
        changes,
        chance,
        link,
        newRequest,
        life,
        tell,
      },
      isUp: () => this.contact.isUp,
      query: (signal) => this.asking.query(signal),
      keepListening: options.keepListening,
    });
    const hello = new Hello(options.openStream, self, this.signing, board, agents, tell);
    const hearing = new Hearing({
      ...{ self, mine, agents, board, pending, tell },
      system: (info) => {
        this.contact.toldStatus(info);
      },
      ask: {
        mine: () => {
          this.background(ask);
        },
        agent: (agent) => {
          this.background(() => agents.read(link(), agent, life));
        },
        self: () => {
          this.background(async () => self.take(await link().client.me(self.loginId, life)));
        },
      },
    });
    this.contact = new Contact(nodes, {
      openStream: (at, listener, signal) => hello.stream(at, listener, signal),
      hello: (made, signal) => hello.say(made, signal),
      update: (node, update) => {
        hearing.update(node, update);
      },
      garbled: (node) => {
        hearing.garbled(node);
      },
      ...{ tell, chance, life, backoff: options.backoff },
    });
  }

  listen(listener: (event: DriverEvent) => void): void {
    this.listener = listener;
  }

  async connect(signal: AbortSignal): Promise<void> {
    this.checkOpen();
    this.options.reset();
    const limit = AbortSignal.any([signal, this.life.signal]);
    await orAborted(this.contact.connect(limit), limit);
  }

  /** The order of things: no more orders, out of Finesse while its events still come, then out of its notifications. */
  async disconnect(signal: AbortSignal): Promise<void> {
    const { contact, signing } = this;
    this.orders.close();
    const link = contact.any;
    const out = link !== undefined && (await signing.signOut(link, signal));
    this.life.abort();
    await contact.close(signal, out);
    this.options.nodes.close();
  }

  async find(agent: string, signal: AbortSignal): Promise<FoundAgent> {
    this.checkOpen();
    const { link } = this.contact;
    // He mostly is who he was a moment ago: his calls are read while his team is.
    const guess = this.directory.known(agent);
    const early = guess && this.agents.dialogs(link, guess.loginId, signal);
    early?.catch(() => undefined);
    const entry = await this.directory.find(agent, link.client, signal);
    const isRight = guess?.loginId === entry.loginId;
    const dialogs = await (isRight ? early : this.agents.dialogs(link, entry.loginId, signal));
    const seen = onCall(entry, dialogs, this.isUccx);
    if (dialogs || seen.onCall === 'yes') return { agent: agentRef(entry), ...seen };
    // Only his state tells, and it may just have changed.
    const now = await this.directory.again(entry.loginId, link.client, signal, true);
    return { agent: agentRef(now), ...onCall(now, undefined, this.isUccx) };
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.orders.start(order, signal);
  }

  async switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.orders.switch(running, mode, signal);
  }

  async stop(running: Running, signal: AbortSignal): Promise<void> {
    this.checkOpen();
    await this.orders.stop(running, signal);
  }

  async watch(agent: AgentRef, signal: AbortSignal): Promise<() => void> {
    this.checkOpen();
    return this.agents.watch(this.contact.link, agent, signal);
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    this.checkOpen();
    await this.asking.query(signal);
    return this.mine.holdings(this.asking.said);
  }

  get isSignedIn(): boolean {
    return this.self.user !== undefined;
  }

  async maySupervise(signal: AbortSignal): Promise<Permission> {
    this.checkOpen();
    return permissionOf(await this.contact.link.client.me(this.self.loginId, signal));
  }

  async searchAgents(query: string, signal: AbortSignal): Promise<AgentRef[]> {
    this.checkOpen();
    return this.directory.search(query, this.contact.link.client, signal);
  }

  private get isUccx(): boolean {
    return this.contact.any?.info.deploymentType === 'UCCX';
  }

  private checkOpen(): void {
    if (!this.life.signal.aborted) return;
    throw new SupervisionError('unreachable', 'The connection is closed.', { platform: 'finesse', arrived: 'no' });
  }

  private tell(event: DriverEvent): void {
    this.listener(withPlainRaw(event));
    if (event.type === 'down') this.mine.lost();
    if (event.type === 'leg') this.orders.told(event);
    if (event.type === 'up') this.recovered();
  }

  /** Contact stands again: what no event told is read. */
  private recovered(): void {
    this.mine.changed();
    if (!this.asking.met) return;
    this.background(async () => {
      await this.asking.query(this.life.signal);
      await this.agents.readAll(this.contact.link, this.life.signal);
    });
  }

  private agentState(entry: BoardEntry, raw: unknown): void {
    if (!this.contact.isUp) return;
    const { loginId, state } = entry;
    if (this.agents.toldState(entry)) {
      this.background(() => this.agents.read(this.contact.link, loginId, this.life.signal));
    }
    if (state !== undefined) this.tell({ type: 'call', event: 'agent.state', agent: loginId, detail: state, raw });
  }

  /** What fails here is asked again by whoever needs it. */
  private background(task: () => Promise<unknown>): void {
    const run = async (): Promise<void> => {
      await task();
    };
    run().catch(() => undefined);
  }
}

/** A mark of this driver, and a number. */
function requestIds({ random }: Chance): () => string {
  const mark = Math.floor(random() * 0xffffffff).toString(36);
  let count = 0;
  return () => `cs-${mark}-${String(++count)}`;
}
