import type { AgentRef, CallEvent } from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import type { EndedBy } from '../../supervision/vocabulary';
import { AgentCalls } from './agent-calls';
import type { Board, BoardEntry } from './board';
import type { Link } from './contact';
import { isBusy } from './on-call';
import type { Dialog, Update } from './resources';

interface Watched {
  agent: AgentRef;
  calls: AgentCalls;
  /** Who wants to be told of his calls, and who only wants to know of them. */
  users: number;
  /** Finesse tells of his calls by itself. */
  told: boolean;
  /** His calls can be read. */
  readable: boolean;
  /** It is being found out by which of the two he is seen. */
  opening: boolean;
  /** It is known. */
  open: boolean;
  /** Seen by his state alone: he is on some call. */
  busy: boolean;
}

export interface AgentsOptions {
  board: Board;
  /** The present link, good or not. */
  link: () => Link | undefined;
  isUccx: () => boolean;
  /** The supervisor's own extension. */
  own: () => string | undefined;
  tell: (event: CallEvent) => void;
  /** Something was learned of this agent's calls. */
  learned: (agent: string) => void;
}

/**
 * The calls of the agents that somebody is armed on, or listens to. Whether a supervisor may see them is not documented: where Finesse does not let
 * him, the state of the agent on the board of his team must do.
 */
export class Agents {
  private readonly watched = new Map<string, Watched>();
  /** Finesse said that calls of others may not be read. It is not asked again: refusals count towards a lock-out. */
  private forbidden = false;

  constructor(private readonly options: AgentsOptions) {}

  /** What can be read of his calls; undefined where that is not allowed. */
  async dialogs({ client }: Link, agent: string, signal: AbortSignal): Promise<Dialog[] | undefined> {
    const entry = this.options.board.byId(agent);
    if (this.forbidden || entry?.isNumber === true) return undefined;
    try {
      return await client.dialogs(agent, signal);
    } catch (thrown) {
      if (!(thrown instanceof SupervisionError)) throw thrown;
      // Who is on a team exists: it is his calls that are not to be had.
      if (entry && thrown.code === 'agent-not-found') return undefined;
      if (!isRefused(thrown)) throw thrown;
      this.forbidden = true;
      return undefined;
    }
  }

  /**
   * Begins to tell of his calls. What is there already when it resolves was told.
   *
   * @throws SupervisionError where contact is lost
   */
  async watch(link: Link, agent: AgentRef, signal: AbortSignal): Promise<() => void> {
    const watched = this.entry(agent, false);
    const release = this.use(watched);
    try {
      await this.open(link, watched, signal);
    } catch (thrown) {
      release();
      throw thrown;
    }
    return release;
  }

  /**
   * His calls are to be known, as soon as `look` says so: which one is joined, and who ends it. What is there already is no news. Whoever
   * watches them for him goes on.
   */
  hold(agent: AgentRef, signal: AbortSignal): { look: () => void; release: () => void } {
    const watched = this.entry(agent, true);
    const release = this.use(watched);
    const look = (): void => {
      const link = this.options.link();
      // Where contact is lost, they are opened again with it.
      if (link && !watched.opening) void this.open(link, watched, signal).catch(() => undefined);
    };
    return { look, release };
  }

  callOf(agent: string): string | undefined {
    return this.watched.get(agent)?.calls.current();
  }

  /** Why a call of his ended; `supervisor` where it goes on without him; undefined where his calls are not seen. */
  endOf(agent: string, call: string | undefined): EndedBy | undefined {
    const watched = this.watched.get(agent);
    if (!watched || !(watched.told || watched.readable)) return undefined;
    return watched.calls.endOf(call) ?? 'supervisor';
  }

  /** @returns whether somebody wanted to know */
  toldDialogs(agent: string, { event, payload }: Update): boolean {
    const watched = this.watched.get(agent);
    if (!watched || payload.type !== 'dialogs') return false;
    for (const dialog of payload.dialogs) {
      if (event === 'DELETE') watched.calls.gone(dialog);
      else watched.calls.look(dialog);
    }
    this.options.learned(agent);
    return true;
  }

  /** The board tells of his state. @returns whether his calls should be read again, since nothing else tells of them */
  toldState(entry: BoardEntry): boolean {
    const watched = this.watched.get(entry.loginId);
    if (!watched?.open || watched.told) return false;
    if (watched.readable) return true;
    this.byState(watched, entry);
    return false;
  }

  /** On a new link everything is subscribed to anew. */
  async resume(link: Link, signal: AbortSignal): Promise<void> {
    this.forbidden = false;
    const all = [...this.watched.values()].map(async (watched) => {
      watched.told = await this.subscribe(link, watched.agent.id, signal);
    });
    await Promise.all(all);
  }

  /** What happened meanwhile. */
  async readAll(link: Link, signal: AbortSignal): Promise<void> {
    await Promise.all([...this.watched.keys()].map((agent) => this.read(link, agent, signal)));
  }

  async read(link: Link, agent: string, signal: AbortSignal): Promise<void> {
    const watched = this.watched.get(agent);
    if (!watched) return;
    const dialogs = await this.dialogs(link, agent, signal);
    watched.readable = dialogs !== undefined;
    if (dialogs) watched.calls.all(dialogs);
    const entry = this.options.board.byId(agent);
    if (!dialogs && !watched.told && entry) this.byState(watched, entry);
    this.options.learned(agent);
  }

  private entry(agent: AgentRef, quiet: boolean): Watched {
    const known = this.watched.get(agent.id);
    if (known) return known;
    const { board, own, tell } = this.options;
    const supervisors = (): string[] => [own() ?? ''];
    const calls = new AgentCalls(agent.id, () => board.byId(agent.id)?.extension, supervisors, tell);
    calls.quiet = quiet;
    const watched = { agent, calls, users: 0, told: false, readable: false, opening: false, open: false, busy: false };
    this.watched.set(agent.id, watched);
    return watched;
  }

  private async open(link: Link, watched: Watched, signal: AbortSignal): Promise<void> {
    const { id } = watched.agent;
    watched.opening = true;
    try {
      watched.told = await this.subscribe(link, id, signal);
      await this.read(link, id, signal);
    } catch (thrown) {
      watched.opening = false;
      throw thrown;
    }
    watched.calls.quiet = false;
    watched.open = true;
    // Whoever waited for this may be gone.
    if (watched.users === 0) this.leave(watched);
  }

  private async subscribe({ stream }: Link, agent: string, signal: AbortSignal): Promise<boolean> {
    if (this.options.board.byId(agent)?.isNumber === true) return false;
    try {
      await stream.subscribe(nodeOf(agent), signal);
      return true;
    } catch (thrown) {
      // Not allowed, or no such node: then by other means. A lost contact is none.
      if (thrown instanceof SupervisionError && thrown.code !== 'unreachable') return false;
      throw thrown;
    }
  }

  private use(watched: Watched): () => void {
    watched.users += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      watched.users -= 1;
      // Whoever waited for a call lets go of the agent, and takes hold of him again in the same breath to join it.
      queueMicrotask(() => {
        this.tidy(watched);
      });
    };
  }

  private tidy(watched: Watched): void {
    const { id } = watched.agent;
    if (watched.users > 0) return;
    if (this.watched.get(id) === watched) this.watched.delete(id);
    this.leave(watched);
  }

  private leave(watched: Watched): void {
    const { agent, told } = watched;
    const link = this.options.link();
    if (!told || !link || this.watched.has(agent.id)) return;
    watched.told = false;
    // Finesse keeps what is not given back; the end of the session gives it back too.
    void link.stream.unsubscribe(nodeOf(agent.id), AbortSignal.timeout(5_000)).catch(() => undefined);
  }

  private byState(watched: Watched, entry: BoardEntry): void {
    const { id } = watched.agent;
    const busy = isBusy(entry, this.options.isUccx());
    if (busy === watched.busy) return;
    watched.busy = busy;
    if (watched.calls.quiet) return;
    const events = busy ? (['call.started', 'call.answered'] as const) : (['call.ended'] as const);
    for (const event of events)
      this.options.tell({ type: 'call', event, agent: id, detail: entry.state ?? '', raw: entry.raw });
  }
}

/** By Finesse, and not because something failed: in which words it says no is not documented. */
const isRefused = ({ code, httpStatus = 0 }: SupervisionError): boolean =>
  code !== 'rate-limited' &&
  code !== 'agent-not-found' &&
  ((httpStatus >= 400 && httpStatus < 500) || httpStatus === 501);

export const nodeOf = (agent: string): string => `/finesse/api/User/${agent}/Dialogs`;
