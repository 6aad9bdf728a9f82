import type { Call } from './model';

/** How many calls that are over can still be read. */
const remembered = 200;

/** All calls, found by id, by what a platform calls them, or by who is on them. No lookup walks a list. */
export class CallStore {
  private count = 0;
  private readonly live = new Map<string, Call>();
  private readonly over = new Map<string, Call>();
  private readonly byAlias = new Map<string, Call>();
  private readonly byParty = new Map<string, Call>();

  open(start: Pick<Call, 'customer' | 'direction' | 'queue' | 'startedAt' | 'data'>): Call {
    this.count += 1;
    const call: Call = { id: `call-${this.count}`, ...start, aliases: {}, legs: [], mood: 0 };
    this.live.set(call.id, call);
    return call;
  }

  alias(call: Call, platform: string, id: string): void {
    // By name, whichever face was first to hear of the call: the same seed gives the same day.
    const all = Object.entries({ ...call.aliases, [platform]: id });
    call.aliases = Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
    this.byAlias.set(id, call);
  }

  enter(party: string, call: Call): void {
    this.byParty.set(party, call);
  }

  exit(party: string): void {
    this.byParty.delete(party);
  }

  close(call: Call): void {
    this.live.delete(call.id);
    this.over.set(call.id, call);
    const [oldest] = this.over.values();
    if (this.over.size <= remembered || oldest === undefined) return;
    this.over.delete(oldest.id);
    for (const id of Object.values(oldest.aliases)) this.byAlias.delete(id);
  }

  /** @param id ours or a platform's; live or over */
  find(id: string): Call | undefined {
    return this.live.get(id) ?? this.over.get(id) ?? this.byAlias.get(id);
  }

  /** The call somebody is on. */
  of(party: string): Call | undefined {
    return this.byParty.get(party);
  }

  listLive(): Call[] {
    return [...this.live.values()];
  }

  listOver(): Call[] {
    return [...this.over.values()];
  }
}
