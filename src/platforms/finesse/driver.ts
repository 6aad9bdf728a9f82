import { calledOff, orAborted } from '../../net/aborted';
import type { BackoffPolicy } from '../../net/backoff';
import type { Chance } from '../../net/exchange';
import type {
  AgentRef,
  DriverEvent,
  FoundAgent,
  Holding,
  PlatformDriver,
  Running,
  StartOrder,
} from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { Agents, isBusy } from './agents';
import { Board, type BoardEntry } from './board';
import { finesseCapabilities } from './capabilities';
import { Changes } from './changes';
import { Contact, type Link } from './contact';
import { callOf, isCallOf, isOn, legOf } from './dialogs';
import { agentRef, Directory } from './directory';
import { Hearing } from './hearing';
import { Mine } from './mine';
import type { Nodes } from './nodes';
import { Orders } from './orders';
import { Pending } from './pending';
import { Readiness } from './readiness';
import { Self } from './self';
import { Signing } from './signing';
import type { Stream, StreamListener } from './stream';

export interface FinesseDriverOptions {
  username: string;
  nodes: Nodes;
  openStream: (
    at: Omit<Link, 'stream'>,
    loginId: string,
    listener: StreamListener,
    signal: AbortSignal,
  ) => Promise<Stream>;
  /** A person has started the connection anew. */
  reset: () => void;
  /** Sign in where the supervisor is signed out, and out again at the end. */
  signIn: boolean;
  extension: string | undefined;
  setNotReady: boolean;
  reasonCodeId: string | undefined;
  keepListening: boolean;
  timeoutMs: number;
  chance: Chance;
  backoff?: BackoffPolicy | undefined;
}

/** Cisco Finesse in our words. Sheet sections 3 to 6 tell what happens on the wire. */
export class FinesseDriver implements PlatformDriver {
  readonly platform = 'finesse';
  readonly capabilities = finesseCapabilities;
  readonly supervisor: string;
  private readonly life = new AbortController();
  private readonly changes = new Changes();
  private readonly pending = new Pending();
  private readonly self: Self;
  private readonly board: Board;
  private readonly directory: Directory;
  private readonly agents: Agents;
  private readonly mine: Mine;
  private readonly signing: Signing;
  private readonly orders: Orders;
  private readonly hearing: Hearing;
  private readonly contact: Contact;
  private asking: Promise<void> | undefined;
  /** What an earlier run left behind was looked for. */
  private met = false;
  private requests = 0;
  private readonly mark: string;
  private listener: (event: DriverEvent) => void = () => undefined;

  constructor(private readonly options: FinesseDriverOptions) {
    const { username, nodes, chance, signIn, extension, timeoutMs, setNotReady, reasonCodeId, keepListening } = options;
    const { changes, pending } = this;
    const life = this.life.signal;
    this.supervisor = username;
    this.mark = Math.floor(chance.random() * 0xffffffff).toString(36);
    const newRequest = (): string => `cs-${this.mark}-${String(++this.requests)}`;
    const tell = (event: DriverEvent): void => {
      this.tell(event);
    };
    const self = (this.self = new Self(username, changes));
    this.board = new Board(chance.now, (entry, _before, raw) => {
      this.agentState(entry, raw);
    });
    this.directory = new Directory(this.board);
    this.agents = new Agents({
      board: this.board,
      link: () => this.contact.any,
      isUccx: () => this.contact.any?.info.deploymentType === 'UCCX',
      own: () => self.extension,
      tell,
      learned: (agent) => {
        // While contact is lost nobody is to take old news for new; with it everything is read.
        if (!this.contact.isUp) return;
        this.mine.learnedCall(agent);
        this.mine.learnedEnd(agent);
      },
    });
    const refOf = (address: string): AgentRef | undefined => {
      const entry = this.board.byExtension(address);
      return entry && agentRef(entry);
    };
    this.mine = new Mine({
      supervisor: username,
      extension: () => self.extension,
      refOf,
      callOf: (agent) => this.agents.callOf(agent),
      endOf: (agent, call) => this.agents.endOf(agent, call),
      ask: () => this.query(life),
      chance,
      changes,
      life,
      tell,
    });
    const notice = (message: string): void => {
      tell({ type: 'notice', message });
    };
    this.signing = new Signing(self, pending, changes, { signIn, extension, timeoutMs }, newRequest, notice);
    this.orders = new Orders({
      self,
      mine: this.mine,
      agents: this.agents,
      directory: this.directory,
      readiness: new Readiness(self, pending, changes, { setNotReady, reasonCodeId }, newRequest),
      pending,
      changes,
      link: () => this.link,
      isUp: () => this.contact.isUp,
      query: (signal) => this.query(signal),
      newRequest,
      keepListening,
      chance,
      life,
      tell,
    });
    this.hearing = new Hearing({
      self,
      mine: this.mine,
      agents: this.agents,
      board: this.board,
      pending,
      system: (info) => {
        this.contact.toldStatus(info);
      },
      ask: {
        mine: () => {
          this.background((signal) => this.query(signal));
        },
        agent: (agent) => {
          this.background((signal) => this.agents.read(this.link, agent, signal));
        },
        self: () => {
          this.background(async (signal) => self.take(await this.link.client.me(self.loginId, signal)));
        },
      },
      tell,
    });
    this.contact = new Contact(nodes, {
      openStream: (at, listener, signal) => this.openStream(at, listener, signal),
      hello: (link, signal) => this.hello(link, signal),
      update: (node, update) => {
        this.hearing.update(node, update);
      },
      garbled: (node) => {
        this.hearing.garbled(node);
      },
      tell,
      chance,
      life,
      backoff: options.backoff,
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

  async disconnect(signal: AbortSignal): Promise<void> {
    const { contact, signing } = this;
    const link = contact.any;
    const out = signing.isOurs;
    // The order of things: no more orders, out of Finesse while its events still come, then out of its notifications.
    this.orders.close();
    if (link && out && !this.life.signal.aborted) {
      await signing.signOut(link, signal).catch(() => undefined);
    }
    this.life.abort();
    await contact.close(signal, out);
    this.options.nodes.close();
  }

  async find(agent: string, signal: AbortSignal): Promise<FoundAgent> {
    this.checkOpen();
    const { link } = this;
    const entry = await this.directory.find(agent, link.client, signal);
    return { agent: agentRef(entry), ...(await this.onCall(link, entry, signal)) };
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
    return this.agents.watch(this.link, agent, signal);
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    this.checkOpen();
    await this.query(signal);
    return this.mine.holdings(`query of ${this.myNode}`);
  }

  private get link(): Link {
    return this.contact.link;
  }

  private get myNode(): string {
    return `/User/${this.self.loginId}/Dialogs`;
  }

  private checkOpen(): void {
    if (!this.life.signal.aborted) return;
    throw new SupervisionError('unreachable', 'The connection is closed.', { platform: 'finesse', arrived: 'no' });
  }

  private tell(event: DriverEvent): void {
    this.listener(event);
    if (event.type === 'leg' && event.state === 'left') this.orders.left(event.leg);
    if (event.type === 'up') this.recovered();
  }

  /** The JID needs the login id, and people also sign in by name. */
  private async openStream(at: Omit<Link, 'stream'>, listener: StreamListener, signal: AbortSignal): Promise<Stream> {
    this.self.take(await at.client.me(this.self.loginId, signal));
    return this.options.openStream(at, this.self.loginId, listener, signal);
  }

  private async hello(link: Link, signal: AbortSignal): Promise<void> {
    await this.signing.ensure(link, signal);
    this.board.setTeams(this.self.user?.teams ?? []);
    await this.joinTeams(link, signal);
    await this.agents.resume(link, signal);
  }

  /** Team boards are not told by themselves. Without one, its agents are found all the same. */
  private async joinTeams({ client, stream }: Link, signal: AbortSignal): Promise<void> {
    const wanted = this.board.teamIds.map((id) => stream.subscribe(`/finesse/api/Team/${id}/Users`, signal));
    const [read, ...joined] = await Promise.allSettled([this.board.refreshAll(client, signal), ...wanted]);
    const thrown = [read, ...joined].flatMap((each) =>
      each.status === 'rejected' ? [asSupervisionError(each.reason, 'finesse')] : [],
    );
    for (const error of [...(read.status === 'fulfilled' ? read.value : []), ...thrown]) {
      if (error.code === 'unreachable' || error.code === 'auth') throw error;
      this.tell({ type: 'notice', message: `A team of the supervisor cannot be seen. ${error.message}` });
    }
  }

  /** Contact stands again: what the events did not tell is read. */
  private recovered(): void {
    this.changes.changed();
    if (!this.met) return;
    this.background(async (signal) => {
      await this.query(signal);
      await this.agents.readAll(this.link, signal);
    });
  }

  private agentState(entry: BoardEntry, raw: unknown): void {
    const { loginId, state } = entry;
    if (this.agents.toldState(entry)) this.background((signal) => this.agents.read(this.link, loginId, signal));
    if (state === undefined || !this.contact.isUp) return;
    this.tell({ type: 'call', event: 'agent.state', agent: loginId, detail: state, raw });
  }

  /** Reads my dialogs. Several who ask at once are one. */
  private async query(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw calledOff();
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    await orAborted(this.asking, signal);
  }

  private async ask(): Promise<void> {
    const { client } = this.link;
    const since = this.mine.version;
    const dialogs = await client.dialogs(this.self.loginId, this.life.signal);
    const adopt = !this.met;
    this.met = true;
    this.mine.takeQuery(dialogs, since, adopt, { said: `query of ${this.myNode}`, raw: null });
  }

  /** What fails here is asked again by whoever needs it. */
  private background(task: (signal: AbortSignal) => Promise<unknown>): void {
    const run = async (): Promise<void> => {
      await task(this.life.signal);
    };
    run().catch(() => undefined);
  }

  private async onCall(
    link: Link,
    entry: BoardEntry,
    signal: AbortSignal,
  ): Promise<Pick<FoundAgent, 'onCall' | 'call'>> {
    const { loginId, extension, state } = entry;
    if (state === 'LOGOUT' || extension === undefined) return { onCall: 'no' };
    const busy = isBusy(entry, link.info.deploymentType === 'UCCX');
    const dialogs = await this.agents.dialogs(link, loginId, signal);
    if (!dialogs) return { onCall: busy ? 'yes' : state === undefined ? 'unknown' : 'no' };
    const on = dialogs.some((dialog) => isCallOf(dialog, extension) && isOn(legOf(dialog, extension)?.state));
    if (!on) return { onCall: busy && dialogs.length === 0 ? 'unlikely' : 'no' };
    const call = callOf(dialogs, extension);
    return { onCall: 'yes', ...(call !== undefined && { call }) };
  }
}
