import { isComing, isOn, isSilent, legOf } from './dialogs';
import type { Dialog, Update } from './resources';

/** How many dialogs that are over are remembered, to know an old event when it comes late. */
const overKept = 100;

/** The supervisor's dialogs, of which events and queries tell, not always in the order in which things happened. */
export class DialogStore {
  /** Queries are not to be had: what comes up anew is believed from an event. */
  isUnasked = false;
  private readonly live = new Map<string, Dialog>();
  private readonly over = new Set<string>();
  private readonly touched = new Map<string, number>();
  private count = 0;

  constructor(private readonly me: () => string | undefined) {}

  /** Grows with everything that an event tells. */
  get version(): number {
    return this.count;
  }

  all(): Dialog[] {
    return [...this.live.values()];
  }

  isOver(id: string): boolean {
    return this.over.has(id);
  }

  /**
   * A call may be joined twice, and a late event of the first time looks like the second. So a dialog that was over is believed only
   * from a query.
   *
   * @returns whether one is needed
   */
  takeEvent(event: Update['event'], dialog: Dialog): boolean {
    if (event !== 'DELETE' && isSilent(dialog)) return true;
    this.touched.set(dialog.id, ++this.count);
    if (event === 'DELETE' || this.isGone(dialog)) this.forget(dialog.id);
    else if (this.over.has(dialog.id) && !(this.isUnasked && event === 'POST')) return true;
    else {
      this.over.delete(dialog.id);
      this.live.set(dialog.id, dialog);
    }
    return false;
  }

  /** @param since the version when it was asked: what was told after that is newer */
  takeQuery(dialogs: readonly Dialog[], since: number): void {
    const isOld = (id: string): boolean => (this.touched.get(id) ?? 0) <= since;
    for (const id of [...this.live.keys()]) {
      if (isOld(id) && !dialogs.some((dialog) => dialog.id === id)) this.forget(id);
    }
    for (const dialog of dialogs) {
      if (!isOld(dialog.id)) continue;
      if (this.isGone(dialog)) {
        this.forget(dialog.id);
      } else {
        this.over.delete(dialog.id);
        this.live.set(dialog.id, dialog);
      }
    }
  }

  private forget(id: string): void {
    this.live.delete(id);
    this.over.delete(id);
    this.over.add(id);
    for (const old of this.over) {
      if (this.over.size <= overKept) break;
      this.over.delete(old);
      this.touched.delete(old);
    }
  }

  private isGone(dialog: Dialog): boolean {
    const me = this.me();
    const leg = me === undefined ? undefined : legOf(dialog, me);
    return dialog.state === 'DROPPED' || dialog.state === 'FAILED' || !(isOn(leg?.state) || isComing(leg?.state));
  }
}
