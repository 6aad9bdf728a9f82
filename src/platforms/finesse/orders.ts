import { orAborted } from '../../net/aborted';
import type { Chance } from '../../net/exchange';
import { unsent } from '../../net/unsent';
import type { AgentRef, DriverEvent, LegEvent, RefusedEvent, Running, StartOrder } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { invalid } from './address';
import type { Agents } from './agents';
import { learned, type Changes } from './changes';
import type { Link } from './contact';
import type { Directory } from './directory';
import { explained } from './explaining';
import { isMissing } from './failures';
import { checkLeaving } from './leaving';
import type { Attempt } from './legs';
import type { Mine } from './mine';
import type { Readiness } from './readiness';
import type { Dialog } from './resources';
import type { Self } from './self';
import type { Steps } from './steps';

export interface OrdersOptions {
  self: Self;
  mine: Mine;
  agents: Agents;
  directory: Directory;
  readiness: Readiness;
  steps: Steps;
  changes: Changes;
  chance: Chance;
  /** The present link. @throws SupervisionError `unreachable` */
  link: () => Link;
  isUp: () => boolean;
  /** Reads my dialogs. */
  query: (signal: AbortSignal) => Promise<unknown>;
  newRequest: () => string;
  /** He goes on listening where he could not barge in. */
  keepListening: boolean;
  /** Ends with the connection. */
  life: AbortSignal;
  tell: (event: DriverEvent) => void;
}

/** An order, from its beginning to the end of its leg. */
interface Current {
  readonly attempt: Attempt;
  /** Aborted when nothing more is to be done for it. */
  readonly over: AbortController;
  /** Begins to look at the agent's calls. */
  readonly look: () => void;
  /** Lets go of them. */
  readonly release: () => void;
  /** The second step on its way. */
  barging?: Promise<void>;
}

/** Carries orders out. To barge in takes two steps, the second only when the first has come true. */
export class Orders {
  private current: Current | undefined;

  constructor(private readonly options: OrdersOptions) {}

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const { self, mine, agents, steps, newRequest, life } = this.options;
    const { agent, confirmBy } = order;
    const { look, release } = agents.hold(agent, life);
    const to = await unsent(this.prepare(order, signal)).catch((thrown: unknown) => {
      release();
      throw thrown;
    });
    this.close();
    const attempt: Attempt = { leg: `${self.username}/${agent.id}/${order.id}`, agent, extension: to };
    const current: Current = { attempt, over: new AbortController(), look, release };
    this.current = current;
    mine.begin(attempt);
    const stem = newRequest();
    const refused = (error: SupervisionError): void => {
      void this.refuse(current, error);
    };
    // Finesse has answered, or can no longer, before the second step: one thing after the other.
    const next = (unsure: boolean): void => {
      if (order.mode === 'barge') void this.bargeIn(current, `${stem}.2`, confirmBy, unsure);
    };
    try {
      await steps.monitor({ to, requestId: `${stem}.1`, signal, refused });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'finesse');
      if (error.arrived === 'maybe') {
        // If it has arrived its leg shows up, and the order goes on.
        next(true);
        throw error;
      }
      mine.giveUp(attempt);
      this.end(current);
      throw await this.explain(agent, to, error);
    }
    next(false);
  }

  async switch({ agent, mode: from }: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const { mine, steps, query, newRequest } = this.options;
    if (mode !== 'barge') throw noWay(`Finesse has no way from "${from}" to "${mode}" on a running call.`);
    if (!mine.monitoring(agent.id)) await unsent(query(signal));
    const monitor = mine.monitoring(agent.id);
    const to = monitor && mine.extensionOf(agent.id);
    if (!monitor || to === undefined) throw noWay('The supervisor does not listen to that agent any more.');
    const refused = (error: SupervisionError): void => {
      void this.explain(agent, to, error).then((why) => {
        this.tellRefused(why);
      });
    };
    try {
      await steps.barge(monitor, { to, requestId: newRequest(), signal, refused });
    } catch (thrown) {
      throw await this.explain(agent, to, asSupervisionError(thrown, 'finesse'));
    }
  }

  /** Takes off his own leg, on dialogs that he is in because of this agent. */
  async stop({ agent }: Running, signal: AbortSignal): Promise<void> {
    const { mine, steps } = this.options;
    const query = (limit: AbortSignal): Promise<unknown> =>
      this.options.query(limit).catch((thrown: unknown) => {
        // Where they cannot be asked for at all, his dialogs are what the events tell.
        if (!(thrown instanceof SupervisionError && isMissing(thrown))) throw thrown;
      });
    const unsure = await this.takeBack(agent, signal);
    // From a conference he is taken off only where it is certain who else is on it.
    if (unsure || mine.listensTo(agent.id) === undefined) await unsent(query(signal));
    const dialogs = mine.dialogsWith(agent.id);
    this.checkLeaving(dialogs);
    const refused = (error: SupervisionError): void => {
      this.tellRefused(error, { ofStop: true });
    };
    if (!(await steps.drop(dialogs, refused, signal))) return;
    // The monitoring may have become a conference in this very moment.
    await query(signal);
    const others = mine.dialogsWith(agent.id).filter(({ id }) => !dialogs.some((dialog) => dialog.id === id));
    this.checkLeaving(others);
    await steps.drop(others, refused, signal);
  }

  /** Something was told of the leg. Before, no call of the agent is of interest: who waits for the supervisor comes first. */
  told({ leg, state }: LegEvent): void {
    if (this.current?.attempt.leg !== leg) return;
    if (state === 'left') this.end(this.current);
    else this.current.look();
  }

  close(): void {
    if (this.current) this.end(this.current);
  }

  /** @returns the agent's extension */
  private async prepare({ agent, confirmBy }: StartOrder, signal: AbortSignal): Promise<string> {
    const { self, directory, readiness, link } = this.options;
    const { client } = link();
    const { extension, state } = await directory.again(agent.id, client, signal);
    await readiness.ensure(client, confirmBy, signal);
    if (extension === self.extension) throw invalid('The supervisor cannot supervise himself.');
    if (extension !== undefined && state !== 'LOGOUT') return extension;
    throw new SupervisionError('agent-wrong-state', `Agent ${agent.label} is not signed in to Finesse.`, {
      platform: 'finesse',
    });
  }

  /**
   * The second step of a barge: as soon as he listens, and not after the flow was told that it did not come true.
   *
   * @param unsure the answer of the first step was lost. Then a query has to show it, which also shows that requests get through
   * again: another one that is lost could not be repeated
   */
  private async bargeIn(current: Current, requestId: string, until: number, unsure: boolean): Promise<void> {
    const { mine, changes, query, isUp, chance, steps, life } = this.options;
    const { agent, extension: to } = current.attempt;
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
    const barging = steps.barge(monitor, { to, requestId, signal: life, refused }).catch((thrown: unknown) => {
      const error = asSupervisionError(thrown, 'finesse');
      // In doubt the conference tells, or the desk asks.
      if (error.arrived === 'maybe') this.tellRefused(error, { isDoubt: true });
      else refused(error);
    });
    current.barging = barging;
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

  private checkLeaving(dialogs: readonly Dialog[]): void {
    const { self, directory } = this.options;
    checkLeaving(dialogs, self.extension, (extension) => directory.isAgent(extension));
  }

  private end(current: Current): void {
    current.over.abort();
    current.release();
    if (this.current === current) this.current = undefined;
  }

  /** The order was accepted and came to nothing. @param reached what had come true of it */
  private async refuse(current: Current, error: SupervisionError, reached?: 'listen'): Promise<void> {
    const { over, attempt } = current;
    if (isOver(over.signal)) return;
    if (!reached) {
      this.end(current);
      this.options.mine.giveUp(attempt);
    }
    const why = await this.explain(attempt.agent, attempt.extension, error);
    const { keepListening, mine } = this.options;
    const { evidence } = mine;
    const stays = reached && keepListening && evidence !== undefined;
    this.tellRefused(why, stays ? { stays: { mode: reached, evidence } } : {});
  }

  private tellRefused(error: SupervisionError, more: Pick<RefusedEvent, 'stays' | 'isDoubt' | 'ofStop'> = {}): void {
    const { self, tell } = this.options;
    tell({ type: 'refused', supervisor: self.username, error, ...more });
  }

  /** Never rejects: where the agent's calls cannot be read, Finesse's own word must do. */
  private async explain(agent: AgentRef, extension: string, error: SupervisionError): Promise<SupervisionError> {
    const { agents, link, life, steps } = this.options;
    try {
      const dialogs = await agents.dialogs(link(), agent.id, life);
      return explained(error, agent, extension, steps.extension, dialogs);
    } catch {
      return error;
    }
  }
}

const isOver = ({ aborted }: AbortSignal): boolean => aborted;

const noWay = (text: string): SupervisionError =>
  new SupervisionError('transition-not-allowed', text, { platform: 'finesse', arrived: 'no' });
