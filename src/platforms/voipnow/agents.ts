import type { CallEvent } from '../../supervision/driver';
import { changes, type KnownCalls } from './agent-calls';
import type { VoipNowClient } from './client';
import type { Contact } from './contact';
import type { Rounds } from './notifications';
import { sameNumber } from './numbers';

interface Watched {
  agent: string;
  /** Nobody knows yet what was there before. */
  known: KnownCalls | undefined;
  watchers: number;
  /** VoipNow tells of this extension by itself. */
  told: boolean;
  /** It has told: its events find the way here. */
  heard: boolean;
}

export interface AgentsOptions {
  pollMs: number;
  life: AbortSignal;
  tell: (event: CallEvent) => void;
}

/** With call events coming in, asking is only there to heal those that were lost. */
const healingRounds = 10;

/** The calls of the agents that somebody is armed on, or that VoipNow sends call events of. */
export class Agents {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly client: VoipNowClient,
    private readonly contact: Contact,
    private readonly rounds: Rounds,
    private readonly options: AgentsOptions,
  ) {}

  /** VoipNow sends call events of this extension from now on. */
  subscribed(agent: string): void {
    this.entry(agent).told = true;
  }

  /** Begins to ask, and has asked once when it resolves: a call that is there by then was told. */
  async watch(agent: string, signal: AbortSignal): Promise<() => void> {
    const watched = this.entry(agent);
    watched.watchers += 1;
    // Whoever is armed waits for the next call: one that came since the agent was looked up is that call.
    watched.known ??= new Map();
    const stop = (): void => {
      watched.watchers -= 1;
      this.settle(watched);
    };
    try {
      await this.contact.asking(this.ask(watched, signal), signal);
    } catch (thrown) {
      stop();
      throw thrown;
    }
    if (watched.watchers === 0) return () => undefined;
    this.rounds.add(keyOf(agent), () => this.look(watched), this.pace(watched));
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      stop();
    };
  }

  /** Something is said to have happened at this extension. */
  hint(extension: string): void {
    for (const watched of this.watched.values()) {
      if (!sameNumber(watched.agent, extension)) continue;
      watched.heard = true;
      if (!this.rounds.has(keyOf(watched.agent))) this.rounds.add(keyOf(watched.agent), () => this.look(watched));
      else this.rounds.hint(keyOf(watched.agent));
    }
  }

  private entry(agent: string): Watched {
    const known = this.watched.get(agent) ?? { agent, known: undefined, watchers: 0, told: false, heard: false };
    this.watched.set(agent, known);
    return known;
  }

  private async ask(watched: Watched, signal: AbortSignal): Promise<void> {
    const calls = await this.client.allCalls(watched.agent, signal);
    const { known, events } = changes(watched.agent, watched.known ?? new Map(), calls);
    watched.known = known;
    for (const event of events) this.options.tell(event);
  }

  private async look(watched: Watched): Promise<number> {
    const { life } = this.options;
    // What was lost is told by the contact.
    await this.contact.asking(this.ask(watched, life), life).catch(() => undefined);
    this.settle(watched);
    return this.pace(watched);
  }

  private pace({ watchers, told, heard }: Watched): number {
    if (watchers === 0) return Infinity;
    return this.options.pollMs * (told && heard ? healingRounds : 1);
  }

  private settle(watched: Watched): void {
    if (watched.watchers > 0 || watched.told) return;
    this.rounds.remove(keyOf(watched.agent));
    this.watched.delete(watched.agent);
  }
}

const keyOf = (agent: string): string => `calls of ${agent}`;
