import type { Holding, Running, StartOrder } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { accepted, callCame, goneAsAnswered, heard, switched, type Attempt } from './attempt';
import type { HuaweiClient } from './client';
import { holdingsOf } from './holdings';
import { Leg, type LegOptions } from './leg';
import type { Looking } from './looking';
import { ownOfSync, type Own } from './own';
import type { Preparing } from './preparing';
import { isNotOffered } from './retcodes';
import { startWith, stopWith, switchWith } from './verbs';
import type { AgentEvent, OwnSnapshot } from './wire';

/** What changed while a query was out makes its answer old. */
const asksAtMost = 3;

/** Orders, events and queries about the inspector's one leg. */
export class Supervising {
  private readonly leg: Leg;
  /** The leg that may be gone with the session it was ordered in. */
  private doubtful: string | undefined;
  /** When the present order is given up, ms since the epoch. */
  private confirmBy = 0;

  constructor(
    private readonly client: HuaweiClient,
    private readonly own: Own,
    private readonly preparing: Preparing,
    private readonly looking: Looking,
    private readonly options: Omit<LegOptions, 'ended'>,
  ) {
    const ended = (): void => {
      preparing.over();
    };
    this.leg = new Leg(looking, { ...options, ended });
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const { agent, mode } = order;
    this.confirmBy = order.confirmBy;
    await this.prepare(signal);
    const last = this.looking.last(agent.id);
    const call = order.call ?? last.call;
    const onCall = order.call !== undefined || last.on === 'yes';
    // Its events may overtake the answer.
    const attempt = this.leg.begin(agent, mode, order.arm && mode !== 'barge' && !onCall, call);
    try {
      await this.ask(attempt, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      // What rang, if anything, was something else.
      if (error.arrived !== 'maybe') this.leg.end(attempt);
      throw error;
    }
    // Accepted in a session that is gone: whether anything is left of it, a query tells.
    if (this.doubtful !== attempt.leg) this.leg.update(attempt, accepted);
  }

  async switch({ agent }: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const attempt = this.leg.on(agent.id);
    if (!attempt) {
      const text = `There is no leg of the inspector on ${agent.id} whose mode could be switched.`;
      throw new SupervisionError('transition-not-allowed', text, { platform: 'huawei', arrived: 'no' });
    }
    const toggling = (): void => {
      this.note(attempt, { toggling: true });
    };
    const request = await switchWith(this.client, attempt, mode, toggling, signal);
    this.leg.update(attempt, (now) => switched(now, mode, request));
  }

  /** Resolves when the gateway took it; the end itself is told by events. */
  async stop(running: Running, signal: AbortSignal): Promise<void> {
    const attempt = this.leg.on(running.agent.id);
    if (!attempt) {
      this.tellGone(running);
      return;
    }
    this.note(attempt, { leaving: true });
    this.note(attempt, { stoppedBy: await stopWith(this.client, attempt, signal) });
  }

  /** The session is gone: what the gateway tells now is of another. What has become of a leg of the last one, a query tells. */
  doubt(): void {
    this.doubtful = this.leg.current?.leg;
  }

  /** An event of the inspector. */
  heard(event: AgentEvent): void {
    const attempt = this.leg.current;
    if (attempt && attempt.leg !== this.doubtful) this.leg.update(attempt, (now) => heard(now, event));
  }

  /** The agent is on a call now. */
  callCame(agent: string, call: string | undefined, raw: unknown): void {
    const attempt = this.leg.on(agent);
    const evidence = `query: agentbyworkno shows ${agent} on a call`;
    if (attempt) this.leg.update(attempt, (now) => callCame(now, call, evidence, raw));
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    for (let asks = 1; ; asks++) {
      const { version } = this.leg;
      const seen = await this.seen(signal);
      if (!seen) return [];
      if (this.leg.version !== version && asks < asksAtMost) continue;
      this.doubtful = undefined;
      this.own.take(ownOfSync(seen.state));
      const held = await holdingsOf(seen, this.leg, this.looking, signal);
      // Given up; a leg that comes late all the same is told.
      if (held.length === 0 && this.client.chance.now() >= this.confirmBy) this.preparing.over();
      return held;
    }
  }

  /** @returns undefined where it cannot be asked, and the answer of the stop was the last that is ever heard of the leg */
  private async seen(signal: AbortSignal): Promise<OwnSnapshot | undefined> {
    try {
      return await this.client.syncAgentInfo(signal);
    } catch (thrown) {
      const attempt = this.leg.current;
      if (attempt?.stoppedBy === undefined || !isNotOffered(asSupervisionError(thrown, 'huawei'))) throw thrown;
      this.leg.update(attempt, goneAsAnswered);
      return undefined;
    }
  }

  private note(attempt: Attempt, learned: Partial<Attempt>): void {
    this.leg.update(attempt, (now) => ({ attempt: { ...now, ...learned }, events: [] }));
  }

  private async prepare(signal: AbortSignal): Promise<void> {
    try {
      await this.preparing.ready(signal);
      // An order that comes late is wrong.
      if (this.client.chance.now() >= this.confirmBy) throw tooLate();
    } catch (thrown) {
      this.preparing.over();
      throw thrown;
    }
  }

  private async ask({ agent, mode }: Attempt, signal: AbortSignal): Promise<void> {
    try {
      await startWith(this.client, agent.id, mode, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      const isGeneral = error.vendorCode === '900-003';
      // Not every page of the documents has a code for the wrong state; where there is none, the general one may mean it.
      const mayBeState = isGeneral || error.vendorCode === '900-005';
      if (mayBeState && (await this.setFree(signal))) return startWith(this.client, agent.id, mode, signal);
      throw isGeneral && this.looking.last(agent.id).on === 'yes' ? crowded(error) : error;
    }
  }

  /** Where it cannot be told whether he could be set free, the refusal that was there before says more. */
  private async setFree(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.preparing.again(signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (error.code === 'supervisor-wrong-state') throw error;
      return false;
    }
  }

  /** Nothing of it is left, and whoever wants it gone may not know that. */
  private tellGone({ supervisor, agent, leg }: Running): void {
    const evidence = 'the inspector has no leg on this agent any more';
    const whose = { supervisor, agent: agent.id, evidence, raw: null };
    if (leg === undefined) this.options.tell({ type: 'arming', on: false, ...whose });
    else this.options.tell({ type: 'leg', state: 'left', leg, why: 'unknown', ...whose });
  }
}

function tooLate(): SupervisionError {
  const text = 'The inspector was not free in time, so the order was not sent.';
  return new SupervisionError('unconfirmed', text, { platform: 'huawei', arrived: 'no' });
}

/** The general refusal of the CTI, when nothing that is known could be in the way. */
function crowded({ vendorCode, httpStatus }: SupervisionError): SupervisionError {
  const text =
    'The CTI refused it although the agent is on a call and the inspector is idle. Most likely another inspector is on this agent. (retcode 900-003)';
  return new SupervisionError('already-supervised', text, {
    platform: 'huawei',
    ...(vendorCode !== undefined && { vendorCode }),
    ...(httpStatus !== undefined && { httpStatus }),
  });
}
