import { digest } from '../centre/random';
import type { Call, Leg } from '../centre/model';

export type Phase = 'INITIATING' | 'INITIATED' | 'ALERTING' | 'ACTIVE' | 'DROPPED';

/** A call as Finesse shows it. A silent monitor is a dialog of its own beside the one it listens to. */
export interface Dialog {
  id: string;
  /** The id it had before, if it had one. */
  secondaryId: string;
  readonly call: Call;
  /** On a silent monitor: who listens, and to whom (both user names). */
  readonly monitor?: { readonly leg: Leg; readonly agent: string };
  readonly startedAt: number;
  phase: Phase;
  /** A supervisor has barged in, at least once. */
  conference: boolean;
  /** The uri of the dialog it came from, where that is told. */
  associated: string;
  /** Since when each leg is as it is, by leg id. */
  readonly changed: Map<string, number>;
  readonly began: Map<string, number>;
  /** Who has it in his collection (user names). */
  readonly shownTo: Set<string>;
}

/** The dialogs. They end with their call; what Finesse has deleted cannot be found here. */
export class Book {
  private count = 0;
  private readonly first: number;
  private readonly byCall = new Map<string, Dialog>();
  private readonly byLeg = new Map<string, Dialog>();
  private readonly byUser = new Map<string, Set<Dialog>>();
  private readonly byId = new Map<string, Dialog>();

  constructor(
    seed: string,
    private readonly now: () => number,
  ) {
    // Ids of eight digits, as real ones are.
    this.first = 16_777_216 + (digest('finesse', seed).readUInt32BE(0) % 60_000_000);
  }

  /** The dialog of a call; made when it is asked for the first time. */
  of(call: Call): Dialog {
    const dialog = this.byCall.get(call.id) ?? this.make(call, call.startedAt);
    this.byCall.set(call.id, dialog);
    return dialog;
  }

  /** The silent monitor that this leg of a supervisor is. */
  monitorOf(leg: Leg): Dialog | undefined {
    return this.byLeg.get(leg.id);
  }

  openMonitor(call: Call, leg: Leg, agent: string): Dialog {
    const dialog = this.make(call, this.now(), { leg, agent });
    this.byLeg.set(leg.id, dialog);
    return dialog;
  }

  /** A dialog that somebody still sees. */
  find(id: string): Dialog | undefined {
    const dialog = this.byId.get(id);
    return dialog !== undefined && dialog.shownTo.size > 0 ? dialog : undefined;
  }

  /** An id that is no dialog's. */
  strangeId(): string {
    this.count += 1;
    return String(this.first + this.count);
  }

  /** The dialog goes on under another id. */
  renumber(dialog: Dialog): void {
    this.byId.delete(dialog.id);
    dialog.secondaryId = dialog.id;
    dialog.id = this.strangeId();
    this.byId.set(dialog.id, dialog);
  }

  ofUser(user: string): Dialog[] {
    return [...(this.byUser.get(user) ?? [])];
  }

  /** Whether it is new in his collection. */
  show(dialog: Dialog, user: string): boolean {
    if (dialog.shownTo.has(user)) return false;
    dialog.shownTo.add(user);
    const own = this.byUser.get(user) ?? new Set();
    this.byUser.set(user, own.add(dialog));
    return true;
  }

  hide(dialog: Dialog, user: string): void {
    dialog.shownTo.delete(user);
    const own = this.byUser.get(user);
    own?.delete(dialog);
    if (own?.size === 0) this.byUser.delete(user);
  }

  touch(dialog: Dialog, leg: Leg): void {
    const now = this.now();
    dialog.changed.set(leg.id, now);
    if (!dialog.began.has(leg.id)) dialog.began.set(leg.id, now);
  }

  close(dialog: Dialog): void {
    this.byId.delete(dialog.id);
    if (dialog.monitor === undefined) this.byCall.delete(dialog.call.id);
    else this.byLeg.delete(dialog.monitor.leg.id);
  }

  private make(call: Call, startedAt: number, monitor?: Dialog['monitor']): Dialog {
    const dialog: Dialog = {
      id: this.strangeId(),
      secondaryId: '',
      call,
      ...(monitor !== undefined && { monitor }),
      startedAt,
      phase: 'INITIATING',
      conference: false,
      associated: '',
      changed: new Map(),
      began: new Map(),
      shownTo: new Set(),
    };
    this.byId.set(dialog.id, dialog);
    return dialog;
  }
}
