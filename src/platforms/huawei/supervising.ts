import type { AgentRef, DriverEvent, Holding, Running, StartOrder } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Mode } from '../../supervision/vocabulary';
import { accepted, callCame, heard, newAttempt, proved, switched, type Attempt, type Observed } from './attempt';
import { huaweiWord, modeOfState } from './capabilities';
import type { HuaweiClient } from './client';
import type { Looking } from './looking';
import { ownOfSync, type Own } from './own';
import { isWorkNumber } from './paths';
import type { Preparing } from './preparing';
import { startWith, stopWith } from './verbs';
import type { AgentEvent, OwnSnapshot } from './wire';

export interface SupervisingOptions {
  supervisor: string;
  /** The phone rings for every supervision. */
  releasePhone: boolean;
  tell: (event: DriverEvent) => void;
}

/** What changed while a query was out makes its answer old. */
const asksAtMost = 3;

/** The inspector's one leg, from orders, events and queries. */
export class Supervising {
  private attempt: Attempt | undefined;
  private stopLooking: (() => void) | undefined;
  /** The leg that may be gone with the session it was ordered in. */
  private doubtful: string | undefined;
  private count = 0;
  /** Grows with all that is learned of the leg. */
  private version = 0;

  constructor(
    private readonly client: HuaweiClient,
    private readonly own: Own,
    private readonly preparing: Preparing,
    private readonly looking: Looking,
    private readonly options: SupervisingOptions,
  ) {}

  async start(order: StartOrder, signal: AbortSignal): Promise<void> {
    const { agent, mode } = order;
    await this.prepare(signal);
    const last = this.looking.last(agent.id);
    const call = order.call ?? last.call;
    const onCall = order.call !== undefined || last.on === 'yes';
    // Its events may overtake the answer.
    const attempt = this.begin(agent, mode, order.arm && mode !== 'barge' && !onCall, call);
    try {
      await this.ask(attempt, signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (error.arrived !== 'maybe') this.drop(attempt);
      throw error;
    }
    this.update(attempt.leg, accepted);
  }

  async switch({ agent }: Running, mode: Mode, signal: AbortSignal): Promise<void> {
    const { attempt } = this;
    if (attempt?.agent.id !== agent.id) {
      const text = `There is no leg of the inspector on ${agent.id} whose mode could be switched.`;
      throw new SupervisionError('transition-not-allowed', text, { platform: 'huawei', arrived: 'no' });
    }
    await this.client.switchTo(agent.id, huaweiWord[mode], signal);
    this.update(attempt.leg, (now) => switched(now, mode));
  }

  /** Resolves when the gateway took it; the end itself is told by events. */
  async stop(running: Running, signal: AbortSignal): Promise<void> {
    const { attempt } = this;
    if (attempt?.agent.id !== running.agent.id) {
      // Nothing of it is left, and the desk may not know that.
      this.tellGone(running);
      return;
    }
    await stopWith(this.client, attempt, signal);
  }

  /** Signed in anew: what the gateway tells now is of this session. What has become of a leg of the last one, a query tells. */
  doubt(): void {
    this.doubtful = this.attempt?.leg;
  }

  /** An event of the inspector. */
  heard(event: AgentEvent): void {
    const { attempt } = this;
    if (attempt && attempt.leg !== this.doubtful) this.update(attempt.leg, (now) => heard(now, event));
  }

  /** The agent is on a call now. */
  callCame(agent: string, call: string | undefined, raw: unknown): void {
    const { attempt } = this;
    if (attempt?.agent.id !== agent) return;
    this.update(attempt.leg, (now) => callCame(now, call, `query: agentbyworkno shows ${agent} on a call`, raw));
  }

  async snapshot(signal: AbortSignal): Promise<Holding[]> {
    for (let asks = 1; ; asks++) {
      const { version } = this;
      const seen = await this.client.syncAgentInfo(signal);
      if (this.version !== version && asks < asksAtMost) continue;
      this.doubtful = undefined;
      this.own.take(ownOfSync(seen.state));
      return this.holdings(seen, signal);
    }
  }

  private async holdings(seen: OwnSnapshot, signal: AbortSignal): Promise<Holding[]> {
    const mode = modeOfState(seen.state);
    const on = seen.qcWorkNo !== undefined && isWorkNumber(seen.qcWorkNo) ? seen.qcWorkNo : this.attempt?.agent.id;
    if (mode !== undefined && on !== undefined) return [await this.standing(seen, mode, on, signal)];
    const { attempt } = this;
    if (!attempt) return [];
    if (this.own.state === 'seized') {
      const evidence = `query: syncagentinfo has state ${String(seen.state)}: the inspector is engaged`;
      const state = attempt.told === 'nothing' ? 'ringing' : attempt.told;
      const { mode: _ordered, ...held } = this.hold(attempt, state, evidence);
      return [held];
    }
    // An order that was accepted and shows nothing yet may still come true; a leg that was there is gone.
    if (attempt.told !== 'nothing') this.end(attempt);
    return [];
  }

  private async standing(seen: OwnSnapshot, mode: Mode, on: string, signal: AbortSignal): Promise<Holding> {
    const known = this.attempt?.agent.id === on ? this.attempt : undefined;
    const attempt = known ?? this.begin({ id: on, label: on }, mode, mode !== 'barge', undefined);
    // Whether it waits for a call, or has one, is the agent's affair.
    if (attempt.waits) await this.looking.look(on, signal).catch(() => undefined);
    const now = this.attempt?.leg === attempt.leg ? this.attempt : attempt;
    const { call, on: onCall } = this.looking.last(on);
    const waits = now.waits && onCall !== 'yes' && (known !== undefined || onCall === 'no');
    const evidence = `query: syncagentinfo has state ${String(seen.state)} (${huaweiWord[mode]}) on ${on}${waits ? '; the agent has no call' : ''}`;
    return this.hold({ ...now, mode, call: now.call ?? call }, waits ? 'armed' : 'joined', evidence);
  }

  private hold(attempt: Attempt, state: Holding['state'], evidence: string): Holding {
    const next = proved(attempt, state);
    this.set(next);
    const { supervisor, agent, mode, leg, call } = next;
    return {
      supervisor,
      agent,
      state,
      mode,
      ...(state !== 'armed' && { leg }),
      ...(call !== undefined && { call }),
      evidence,
    };
  }

  private async prepare(signal: AbortSignal): Promise<void> {
    try {
      await this.preparing.ready(signal);
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
      if (error.vendorCode === '900-003' && this.looking.last(agent.id).on === 'yes') throw crowded(error);
      if (error.vendorCode !== '900-005' || !(await this.preparing.again(signal))) throw error;
      await startWith(this.client, agent.id, mode, signal);
    }
  }

  private begin(agent: AgentRef, mode: Mode, waits: boolean, call: string | undefined): Attempt {
    const { supervisor, releasePhone: rings } = this.options;
    this.count += 1;
    const leg = `${agent.id}/${String(this.count)}`;
    const attempt = newAttempt({ leg, supervisor, agent, mode, rings, waits, call });
    if (this.attempt) this.forget(this.attempt);
    this.set(attempt);
    return attempt;
  }

  private update(leg: string, change: (attempt: Attempt) => Observed): void {
    const before = this.attempt;
    if (before?.leg !== leg) return;
    const { attempt, events } = change(before);
    if (attempt === undefined) this.end(before);
    else if (attempt !== before) this.set(attempt);
    for (const event of events) this.options.tell(event);
  }

  private set(attempt: Attempt): void {
    this.version += 1;
    this.attempt = attempt;
    const { told, mode, agent } = attempt;
    if (told === 'nothing' || this.stopLooking) return;
    const alone = mode === 'barge' && this.looking.last(agent.id).on !== 'yes';
    this.stopLooking = this.looking.begin(agent.id, alone);
  }

  /** The order was refused: what rang was something else. */
  private drop({ leg }: Attempt): void {
    if (this.attempt?.leg === leg) this.end(this.attempt);
  }

  private end(attempt: Attempt): void {
    this.forget(attempt);
    this.preparing.over();
  }

  private forget({ leg }: Attempt): void {
    this.version += 1;
    if (this.attempt?.leg === leg) this.attempt = undefined;
    this.stopLooking?.();
    this.stopLooking = undefined;
  }

  private tellGone({ supervisor, agent, leg }: Running): void {
    const evidence = 'the inspector has no leg on this agent any more';
    const whose = { supervisor, agent: agent.id, evidence, raw: null };
    if (leg === undefined) this.options.tell({ type: 'arming', on: false, ...whose });
    else this.options.tell({ type: 'leg', state: 'left', leg, why: 'unknown', ...whose });
  }
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
