import { orAborted } from '../../net/aborted';
import type { Chance } from '../../net/exchange';
import { unsent } from '../../net/unsent';
import type { AgentRef, DriverEvent, Running, StartOrder } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { invalid } from './address';
import type { Agents } from './agents';
import { learned, type Changes } from './changes';
import type { About } from './catalogue';
import type { FinesseClient } from './client';
import type { Link } from './contact';
import type { Directory } from './directory';
import { explained } from './explaining';
import { lateRefusal } from './failures';
import type { Attempt } from './legs';
import type { Mine } from './mine';
import type { Pending } from './pending';
import type { Readiness } from './readiness';
import type { Dialog } from './resources';
import type { Self } from './self';

export interface OrdersOptions {
  self: Self;
  mine: Mine;
  agents: Agents;
  directory: Directory;
  readiness: Readiness;
  pending: Pending;
  changes: Changes;
  /** The present link. @throws SupervisionError `unreachable` */
  link: () => Link;
  isUp: () => boolean;
  /** Reads my dialogs. */
  query: (signal: AbortSignal) => Promise<unknown>;
  newRequest: () => string;
  /** He goes on listening where he could not barge in. */
  keepListening: boolean;
  chance: Chance;
  /** Ends with the connection. */
  life: AbortSignal;
  tell: (event: DriverEvent) => void;
}

/** An order, from its beginning to the end of its leg. */
interface Current {
  readonly attempt: Attempt;
  /** Aborted when nothing more is to be done for it. */
  readonly over: AbortController;
  /** The second step on its way. */
  barging?: Promise<void>;
  /** Lets go of the agent's calls. */
  release?: () => void;
}

/** Carries orders out. To barge in takes two steps, the second only when the first has come true. */
export class Orders {
  private current: Current | undefined;

  constructor(private readonly options: OrdersOptions) {}

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const { self, mine, link, newRequest, agents, life } = this.options;
    const { client } = link();
    const extension = await unsent(this.prepare(client, order, signal));
    if (this.current) this.end(this.current);
    const leg = `${self.username}/${order.agent.id}/${order.id}`;
    const current: Current = { attempt: { leg, agent: order.agent, extension }, over: new AbortController() };
    this.current = current;
    mine.begin(current.attempt);
    current.release = agents.hold(order.agent, life);
    const stem = newRequest();
    // Finesse has answered, or can no longer, before the second step: one thing after the other.
    const next = (unsure: boolean): void => {
      if (order.mode === 'barge') void this.bargeIn(current, `${stem}.2`, order.confirmBy, unsure);
    };
    try {
      await this.monitor(current, `${stem}.1`, signal);
    } catch (thrown) {
      // It may have arrived: then its leg shows up, and the order goes on.
      if (asSupervisionError(thrown, 'finesse').arrived === 'maybe') next(true);
      throw thrown;
    }
    next(false);
  }

  async switch(running: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const { mine, query, newRequest } = this.options;
    const { agent } = running;
    if (mode !== 'barge') throw noWay(`Finesse has no way from "${running.mode}" to "${mode}" on a running call.`);
    if (!mine.monitoring(agent.id)) await unsent(query(signal));
    const monitor = mine.monitoring(agent.id);
    const extension = monitor && mine.extensionOf(agent.id);
    if (!monitor || extension === undefined) throw noWay('The supervisor does not listen to that agent any more.');
    try {
      await this.barge(agent, extension, monitor, newRequest(), signal, (error) => {
        void this.explain(agent, extension, error).then((why) => {
          this.tellRefused(why);
        });
      });
    } catch (thrown) {
      throw await this.explain(agent, extension, asSupervisionError(thrown, 'finesse'));
    }
  }

  /** Takes off his own leg: the one of his extension, on dialogs that he is in because of this agent. */
  async stop({ agent }: Running, signal: AbortSignal): Promise<void> {
    const { mine, query } = this.options;
    const unsure = await this.takeBack(agent, signal);
    let dialogs = mine.dialogsWith(agent.id);
    if (unsure || dialogs.length === 0) {
      await unsent(query(signal));
      dialogs = mine.dialogsWith(agent.id);
    }
    const gone = await this.drop(dialogs, signal);
    if (!gone) return;
    // The monitoring may have become a conference in this very moment.
    await query(signal);
    const others = mine.dialogsWith(agent.id).filter(({ id }) => !dialogs.some((dialog) => dialog.id === id));
    await this.drop(others, signal);
  }

  /** The leg is told to have ended. */
  left(leg: string): void {
    if (this.current?.attempt.leg === leg) this.end(this.current);
  }

  close(): void {
    if (this.current) this.end(this.current);
  }

  /** @returns the agent's extension */
  private async prepare(client: FinesseClient, { agent, confirmBy }: StartOrder, signal: AbortSignal): Promise<string> {
    const { self, directory, readiness } = this.options;
    const { extension, state } = await directory.again(agent.id, client, signal);
    await readiness.ensure(client, confirmBy, signal);
    if (agent.id === self.loginId || extension === self.extension)
      throw invalid('The supervisor cannot supervise himself.');
    if (extension !== undefined && state !== 'LOGOUT') return extension;
    throw new SupervisionError('agent-wrong-state', `Agent ${agent.label} is not signed in to Finesse.`, {
      platform: 'finesse',
    });
  }

  private async monitor(current: Current, requestId: string, signal: AbortSignal): Promise<void> {
    const { self, mine, link } = this.options;
    const { agent, extension } = current.attempt;
    const { client } = link();
    const done = this.expect('monitor', requestId, client, (error) => {
      void this.refuse(current, error);
    });
    try {
      const order = { user: self.loginId, from: this.ownExtension(), to: extension };
      await client.silentMonitor(order, { requestId, signal });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      if (error.arrived === 'maybe') throw error;
      done();
      mine.giveUp(current.attempt);
      this.end(current);
      throw await this.explain(agent, extension, error);
    }
  }

  /**
   * The second step of a barge: as soon as he listens, and not after the flow was told that it did not come true.
   *
   * @param unsure the answer of the first step was lost. Then a query has to show it, which also shows that verbs get through again: another one
   * that is lost could not be repeated
   */
  private async bargeIn(current: Current, requestId: string, until: number, unsure: boolean): Promise<void> {
    const { mine, changes, query, isUp, chance } = this.options;
    const { agent, extension } = current.attempt;
    const { signal } = current.over;
    let asked = !unsure;
    const ask = async (limit: AbortSignal): Promise<void> => {
      await query(limit);
      asked = true;
    };
    const look = (): Dialog | undefined => (asked && isUp() ? mine.monitoring(agent.id) : undefined);
    if (unsure) await ask(signal).catch(() => undefined);
    const monitor = await learned(changes, chance, { look, until, ask }, signal);
    if (!monitor || isOver(signal) || chance.now() >= until) return;
    const refused = (error: SupervisionError): void => {
      void this.refuse(current, error, 'listen');
    };
    current.barging = this.barge(agent, extension, monitor, requestId, this.options.life, refused).catch(
      (thrown: unknown) => {
        const error = asSupervisionError(thrown, 'finesse');
        // In doubt the conference tells, or the desk asks.
        if (error.arrived !== 'maybe') refused(error);
      },
    );
  }

  private async barge(
    agent: AgentRef,
    extension: string,
    monitor: Dialog,
    requestId: string,
    signal: AbortSignal,
    refused: (error: SupervisionError) => void,
  ): Promise<void> {
    const { self, mine, link } = this.options;
    const { client } = link();
    const done = this.expect('barge', requestId, client, (error) => {
      mine.barging(false);
      refused(error);
    });
    mine.barging(true);
    try {
      const order = { user: self.loginId, from: this.ownExtension(), to: extension };
      await client.bargeCall(order, monitor.id, { requestId, signal });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      if (error.arrived !== 'maybe') {
        done();
        mine.barging(false);
      }
      throw error;
    }
  }

  /** @returns whether one of them was gone */
  private async drop(dialogs: readonly Dialog[], signal: AbortSignal): Promise<boolean> {
    const { mine, link, newRequest } = this.options;
    if (dialogs.length === 0) return false;
    const { client } = link();
    mine.dropping(true);
    let gone = false;
    for (const { id } of dialogs) {
      const requestId = newRequest();
      const done = this.expect('drop', requestId, client, () => {
        mine.dropping(false);
      });
      try {
        await client.drop(id, this.ownExtension(), { requestId, signal });
      } catch (thrown) {
        const error = asSupervisionError(thrown, 'finesse');
        if (error.arrived !== 'maybe') done();
        gone = error.code === 'call-not-found';
        if (gone) continue;
        if (error.arrived !== 'maybe') mine.dropping(false);
        throw error;
      }
    }
    return gone;
  }

  /** Nothing more is done for the order. @returns whether a barge was on its way, so that only a query can tell what is */
  private async takeBack(agent: AgentRef, signal: AbortSignal): Promise<boolean> {
    const { current } = this;
    if (current?.attempt.agent.id !== agent.id) return false;
    const { barging } = current;
    this.end(current);
    this.options.mine.giveUp(current.attempt);
    if (!barging) return false;
    await orAborted(barging, signal);
    return true;
  }

  private end(current: Current): void {
    current.over.abort();
    current.release?.();
    if (this.current === current) this.current = undefined;
  }

  private expect(
    about: Extract<About, 'monitor' | 'barge' | 'drop'>,
    requestId: string,
    { http }: FinesseClient,
    refused: (error: SupervisionError) => void,
  ): () => void {
    const { pending, mine } = this.options;
    const done = pending.begin({
      requestId,
      about,
      refused: (error) => {
        refused(lateRefusal(error, about, http.redact));
      },
    });
    mine.settled.get(about)?.();
    mine.settled.set(about, done);
    return done;
  }

  /** The order was accepted and came to nothing. @param reached what had come true of it */
  private async refuse(current: Current, error: SupervisionError, reached?: 'listen'): Promise<void> {
    const { over, attempt } = current;
    if (isOver(over.signal)) return;
    const why = await this.explain(attempt.agent, attempt.extension, error);
    if (isOver(over.signal)) return;
    if (reached && this.options.keepListening) {
      this.tellRefused(why, reached);
      return;
    }
    if (!reached) this.options.mine.giveUp(attempt);
    this.tellRefused(why);
  }

  private tellRefused(error: SupervisionError, stays?: Mode): void {
    const { self, tell } = this.options;
    tell({ type: 'refused', supervisor: self.username, error, ...(stays !== undefined && { stays }) });
  }

  private async explain(agent: AgentRef, extension: string, error: SupervisionError): Promise<SupervisionError> {
    const { agents, link, life } = this.options;
    try {
      const dialogs = await agents.dialogs(link(), agent.id, life);
      return explained(error, agent, extension, this.ownExtension(), dialogs);
    } catch {
      // Finesse's own word must do.
      return error;
    }
  }

  private ownExtension(): string {
    const { extension } = this.options.self;
    if (extension !== undefined) return extension;
    throw new SupervisionError('supervisor-wrong-state', 'The supervisor is signed in without an extension.', {
      platform: 'finesse',
      arrived: 'no',
    });
  }
}

const isOver = ({ aborted }: AbortSignal): boolean => aborted;

const noWay = (text: string): SupervisionError =>
  new SupervisionError('transition-not-allowed', text, { platform: 'finesse', arrived: 'no' });
