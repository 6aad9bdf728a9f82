import { digest } from '../centre/random';
import type { Call, CentreEvent, Leg } from '../centre/model';
import type { Faults } from '../faults';

/** How one party is seen in a call. A view has an id once it is shown, and keeps it. */
export interface View {
  id?: string;
  readonly leg: Leg;
  /** Caller id the phone of this leg was called with; empty: the ordinary one. */
  readonly callerId: string;
  readonly since: number;
  /** His phone was heard ringing first. */
  readonly rang: boolean;
  answeredAt?: number;
  heldAt?: number;
  recordedAt?: number;
}

/** A live call as VoipNow knows it. */
export interface Entry {
  /** 20 characters. */
  readonly id: string;
  readonly call: Call;
  /** The agent who had the call first: his extension is charged. */
  charged: string;
  readonly views: View[];
  count: number;
}

/**
 * The live calls with their ids, views and times. The centre keeps no times of its legs; this follows its events. A call that is
 * over is in no list: that is all a client ever learns of its end.
 */
export class Book {
  private readonly entries = new Map<string, Entry>();
  private readonly byCall = new Map<string, Entry>();
  private readonly callerIds = new Map<string, string>();

  constructor(
    private readonly seed: string,
    private readonly faults: Faults,
    private readonly now: () => number,
  ) {}

  /** Hears every event before anybody asks about it. */
  handle(event: CentreEvent): void {
    if (event.type === 'leg') this.leg(event.what, this.of(event.call), event.leg);
    else if (event.type === 'call' && event.what === 'ended') {
      this.entries.delete(this.of(event.call).id);
      this.byCall.delete(event.call.id);
    }
  }

  /** What the phone of this party shows when it is called next; taken back with an empty text. */
  announce(party: string, callerId: string): void {
    if (callerId === '') this.callerIds.delete(party);
    else this.callerIds.set(party, callerId);
  }

  of(call: Call): Entry {
    const known = this.byCall.get(call.id);
    if (known !== undefined) return known;
    const id = digest(this.seed, 'voipnow', call.id).toString('hex').slice(0, 20);
    const entry = { id, call, charged: '', views: [], count: this.faults.number('voipnow-first-view') };
    this.entries.set(id, entry);
    this.byCall.set(call.id, entry);
    return entry;
  }

  find(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  /** Oldest first. */
  list(): Entry[] {
    return [...this.entries.values()];
  }

  viewOf(entry: Entry, leg: Leg): View | undefined {
    return entry.views.find((view) => view.leg === leg);
  }

  private leg(what: string, entry: Entry, leg: Leg): void {
    if (leg.role === 'customer') return;
    const view = this.viewOf(entry, leg) ?? this.enter(entry, leg);
    if (what === 'talking') view.answeredAt ??= this.now();
    if (what === 'held') view.heldAt = this.now();
    if (what === 'resumed') delete view.heldAt;
    if (view.id === undefined && this.shown(leg)) {
      view.id = String(entry.count).padStart(2, '0');
      entry.count += 1;
    }
  }

  private enter(entry: Entry, leg: Leg): View {
    const view: View = {
      leg,
      callerId: this.callerIds.get(leg.party) ?? '',
      since: this.now(),
      rang: leg.state === 'ringing',
    };
    entry.views.push(view);
    if (leg.role === 'agent' && entry.charged === '') entry.charged = leg.party;
    return view;
  }

  private shown({ state, watch }: Leg): boolean {
    if (state === 'left') return false;
    if (watch === undefined) return true;
    if (watch.mode !== 'barge' && !this.faults.is('voipnow-silent-views')) return false;
    return state !== 'ringing' || this.faults.is('voipnow-ringing-view');
  }
}

/** The views a client sees now. */
export const shownViews = ({ views }: Entry): (View & { id: string })[] =>
  views.filter((view): view is View & { id: string } => view.id !== undefined && view.leg.state !== 'left');
