import type { Chance } from '../../net/exchange';
import type { CallEvent } from '../../supervision/driver';
import { asSupervisionError, type SupervisionError } from '../../supervision/errors';
import type { HuaweiClient } from './client';
import { isNotOffered, isUnanswerable } from './retcodes';
import type { AgentInfo } from './wire';

/** What is known of an agent's call. */
export interface KnownCall {
  on: 'yes' | 'no' | 'unknown';
  /** Its id, where the gateway tells. */
  call?: string | undefined;
}

export interface LookingOptions {
  lookMs: number;
  chance: Chance;
  /** Ends with the connection. */
  life: AbortSignal;
  tell: (event: CallEvent) => void;
  notice: (message: string) => void;
}

interface Looked {
  users: number;
  /** Looks that were refused, in a row. */
  refused: number;
  /** That he cannot be looked at was said. */
  told: boolean;
  /** He talks to the inspector himself: talking is no sign of a call, only an id is. */
  onlyById: boolean;
  ending: AbortController;
}

/** Agents whose last look is remembered. */
const kept = 1_000;
/** A gateway that does not let us look is asked less often, but not less than so. */
const slowestMs = 60_000;

/**
 * The calls of agents, by looking: the gateway tells an inspector nothing of other people's calls. Queries are throttled, so only
 * those are looked at on whom an inspector's leg stands, or whom somebody watches.
 */
export class Looking {
  private readonly looked = new Map<string, Looked>();
  private readonly known = new Map<string, KnownCall>();
  private paused = false;
  /** This gateway does not tell the ids of calls. */
  private withoutIds = false;

  constructor(
    private readonly client: HuaweiClient,
    private readonly options: LookingOptions,
  ) {}

  /** What the last look at this agent said. */
  last(agent: string): KnownCall {
    return this.known.get(agent) ?? { on: 'unknown' };
  }

  /**
   * Looks at an agent now. Changes are told where he is looked at anyway.
   *
   * @param hurry somebody waits: both questions are asked at once, although an agent without a call makes the second a vain one
   */
  async look(agent: string, signal: AbortSignal, hurry = false): Promise<{ info: AgentInfo; call: KnownCall }> {
    const vain = new AbortController();
    let asked = hurry ? this.askIds(agent, AbortSignal.any([signal, vain.signal])) : undefined;
    let info: AgentInfo;
    let talks: KnownCall['on'] = 'unknown';
    try {
      info = await this.infoOf(agent, signal);
      talks = speaks(info);
    } catch (thrown) {
      if (!isNotOffered(asSupervisionError(thrown, 'huawei'))) throw thrown;
      asked ??= this.askIds(agent, signal);
      const raw = await this.idsOf(asked);
      if (raw === undefined) throw thrown;
      info = { raw };
      talks = raw.length > 0 ? 'yes' : 'no';
    } finally {
      if (talks !== 'yes') vain.abort();
    }
    const ids = talks === 'yes' ? await this.idsOf(asked ?? this.askIds(agent, signal)) : undefined;
    const before = this.last(agent);
    const on = talks === 'yes' && this.looked.get(agent)?.onlyById && !ids?.length ? 'no' : talks;
    const call = this.weigh(before, on, ids);
    const isLookedAt = this.looked.has(agent);
    // A look that could not tell says nothing about the call that was there before.
    const now = call.on === 'unknown' && isLookedAt ? before : call;
    this.remember(agent, now);
    if (isLookedAt) for (const event of changes(agent, before, now, info.raw)) this.options.tell(event);
    return { info, call };
  }

  /**
   * From now on looks again and again.
   *
   * @param onlyById an inspector is inserted who talks to the agent while there is no call
   * @returns stops it
   */
  begin(agent: string, onlyById = false): () => void {
    const entry = this.looked.get(agent) ?? this.add(agent);
    entry.users += 1;
    entry.onlyById ||= onlyById;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      entry.users -= 1;
      if (entry.users > 0) return;
      this.looked.delete(agent);
      entry.ending.abort();
    };
  }

  /** While contact is lost nothing is asked. */
  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  stop(): void {
    for (const { ending } of this.looked.values()) ending.abort();
    this.looked.clear();
  }

  private add(agent: string): Looked {
    const entry: Looked = { users: 0, refused: 0, told: false, onlyById: false, ending: new AbortController() };
    this.looked.set(agent, entry);
    void this.round(agent, entry);
    return entry;
  }

  private async round(agent: string, entry: Looked): Promise<void> {
    const { chance, lookMs } = this.options;
    const { signal } = entry.ending;
    const ended = (): boolean => signal.aborted;
    while (!ended()) {
      const ms = Math.min(lookMs * 2 ** Math.min(entry.refused, 10), Math.max(lookMs, slowestMs));
      await chance.sleep(ms, signal).catch(() => undefined);
      if (ended() || this.paused) continue;
      try {
        await this.look(agent, signal);
        entry.refused = 0;
      } catch (thrown) {
        if (!ended()) this.refused(entry, asSupervisionError(thrown, 'huawei'));
      }
    }
  }

  /** Lost contact is told by the stream. What the gateway refuses to tell does not end a supervision. */
  private refused(entry: Looked, error: SupervisionError): void {
    if (error.code === 'unreachable') return;
    entry.refused += 1;
    if (entry.told) return;
    entry.told = true;
    this.options.notice(
      `Whether the supervised agent is on a call cannot be asked, so a supervision may outlast his call. It is asked less often now. ${error.message}`,
    );
  }

  private async infoOf(agent: string, signal: AbortSignal): Promise<AgentInfo> {
    try {
      return await this.client.agentByWorkNo(agent, signal);
    } catch (thrown) {
      // What was so at another time is no guide for an order of now.
      if (!this.looked.has(agent)) this.known.delete(agent);
      throw thrown;
    }
  }

  private askIds(agent: string, signal: AbortSignal): Promise<string[] | undefined> {
    if (this.withoutIds) return Promise.resolve(undefined);
    const ids = this.client.allCallIds(agent, signal);
    // Of an agent without a call nobody wants to know why there are none.
    ids.catch(() => undefined);
    return ids;
  }

  private async idsOf(asked: Promise<string[] | undefined>): Promise<string[] | undefined> {
    try {
      return await asked;
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (error.code === 'unreachable') throw error;
      // Perhaps because his call has ended since. That is no reason to give up.
      if (/^(100-007|100-011|400-\d+)$/.test(error.vendorCode ?? '')) return undefined;
      this.withoutIds = isUnanswerable(error) || error.code === 'not-permitted';
      this.options.notice(
        `The ids of an agent's calls cannot be asked; supervision goes on without them. ${error.message}`,
      );
      return undefined;
    }
  }

  private weigh(before: KnownCall, on: KnownCall['on'], ids: string[] | undefined): KnownCall {
    if (on !== 'yes') return { on };
    if (ids === undefined) return { on, call: before.on === 'yes' ? before.call : undefined };
    const [first] = ids;
    if (before.on === 'yes' && before.call !== undefined) {
      if (ids.includes(before.call)) return { on, call: before.call };
      // Talking, and not in the call that he had: with no other, he has none that we know of.
      if (first === undefined) return { on: 'no' };
    }
    return { on, call: first };
  }

  private remember(agent: string, call: KnownCall): void {
    this.known.delete(agent);
    this.known.set(agent, call);
    for (const [oldest] of this.known) {
      if (this.known.size <= kept) break;
      if (!this.looked.has(oldest)) this.known.delete(oldest);
    }
  }
}

/** Being called, or about to be, is not talking yet. */
function speaks({ status, ctiStatus }: AgentInfo): KnownCall['on'] {
  if (status === undefined && ctiStatus !== undefined) return ctiStatus === 3 || ctiStatus === 5 ? 'yes' : 'no';
  if (status === undefined || status === 0) return 'unknown';
  if (status !== 7) return 'no';
  return ctiStatus === 2 || ctiStatus === 4 ? 'no' : 'yes';
}

/** What is told of the difference between two looks. */
export function changes(agent: string, before: KnownCall, now: KnownCall, raw: unknown): CallEvent[] {
  const events: CallEvent[] = [];
  const tell = (event: CallEvent['event'], call: string | undefined): void => {
    events.push({ type: 'call', event, agent, ...(call !== undefined && { call }), raw });
  };
  // An id that was learned late belongs to the same call.
  const replaced =
    before.on === 'yes' &&
    now.on === 'yes' &&
    before.call !== undefined &&
    now.call !== undefined &&
    before.call !== now.call;
  if (before.on === 'yes' && (now.on === 'no' || replaced)) tell('call.ended', before.call);
  if (now.on === 'yes' && (before.on !== 'yes' || replaced)) tell('call.answered', now.call);
  return events;
}
