import type { CallEvent } from '../../supervision/driver';
import type { EndedBy } from '../../supervision/vocabulary';
import { causeOf, isCallOf, isOn, isSilent, legOf } from './dialogs';
import type { Dialog } from './resources';

type State = 'started' | 'answered' | 'held';

/** A call of an agent as it was last seen. */
interface Seen {
  dialog: Dialog;
  state: State;
  wasAnswered: boolean;
  cause?: EndedBy | undefined;
}

/** The calls of one agent, and what has changed in them. A silent monitoring is none of his. */
export class AgentCalls {
  /** Calls that are seen for the first time are no news: they were there before. */
  quiet = false;
  private readonly seen = new Map<string, Seen>();
  /** How the last call ended. */
  private last: { call: string; why: EndedBy } | undefined;

  constructor(
    private readonly agent: string,
    private readonly extension: () => string | undefined,
    /** Extensions of supervisors: their coming and going ends nothing. */
    private readonly own: () => readonly string[],
    private readonly tell: (event: CallEvent) => void,
  ) {}

  /** The one that he speaks in, where there is but one. */
  current(): string | undefined {
    const active = [...this.seen].filter(([, { state }]) => state === 'answered');
    return active.length === 1 ? active[0]?.[0] : undefined;
  }

  /** Why a call ended; undefined while it goes on. @param call the last one where it is not given */
  endOf(call: string | undefined): EndedBy | undefined {
    if (call !== undefined && this.seen.has(call)) return undefined;
    if (call === undefined && this.seen.size > 0) return undefined;
    return this.last && (call === undefined || this.last.call === call) ? this.last.why : 'unknown';
  }

  /** An event: a dialog came or changed. */
  look(dialog: Dialog): void {
    const extension = this.extension();
    const before = this.seen.get(dialog.id);
    if (extension === undefined || isSilent(dialog) || (!before && !isCallOf(dialog, extension))) return;
    const cause = before?.cause ?? causeOf(dialog, extension, this.own(), before?.dialog);
    const own = legOf(dialog, extension);
    if (!own || dialog.state === 'DROPPED' || own.state === 'DROPPED' || own.state === 'WRAP_UP') {
      if (before) this.over(dialog, { ...before, cause });
      return;
    }
    const state: State = own.state === 'HELD' ? 'held' : isOn(own.state) ? 'answered' : 'started';
    this.seen.set(dialog.id, {
      dialog,
      state,
      wasAnswered: before?.wasAnswered === true || state !== 'started',
      cause,
    });
    this.compare(before, state, dialog);
  }

  /** An event: a dialog is gone. */
  gone(dialog: Dialog): void {
    const before = this.seen.get(dialog.id);
    const extension = this.extension();
    if (!before) return;
    const cause = extension === undefined ? undefined : causeOf(dialog, extension, this.own(), before.dialog);
    this.over(dialog, { ...before, cause: before.cause ?? cause });
  }

  /** A query: all of them. */
  all(dialogs: readonly Dialog[]): void {
    for (const [id, before] of [...this.seen]) {
      if (!dialogs.some((dialog) => dialog.id === id))
        this.over(before.dialog, { ...before, cause: before.cause ?? 'unknown' });
    }
    for (const dialog of dialogs) this.look(dialog);
  }

  private compare(before: Seen | undefined, state: State, { id: call, raw }: Dialog): void {
    if (!before && !this.quiet) this.say('call.started', call, raw);
    if (state === 'started') return;
    if (before?.wasAnswered !== true && !this.quiet) this.say('call.answered', call, raw);
    if (state === 'held' && before?.state !== 'held') this.say('call.held', call, raw);
    if (state === 'answered' && before?.state === 'held') this.say('call.resumed', call, raw);
  }

  private over(dialog: Dialog, { cause: seen = 'unknown', wasAnswered }: Seen): void {
    const { id: call, raw } = dialog;
    this.seen.delete(call);
    // Whoever passes a customer on loses two calls at once: his, and the one in which he asked before.
    const passedOn = seen === 'agent' && this.seen.size > 0 && hasCustomer(dialog);
    // One that rang elsewhere, unanswered, was passed on by nobody.
    const cause = !wasAnswered ? 'unknown' : passedOn ? 'transfer' : seen;
    this.last = { call, why: cause };
    this.say(cause === 'transfer' ? 'call.transferred' : 'call.ended', call, raw);
  }

  private say(event: CallEvent['event'], call: string, raw: unknown): void {
    this.tell({ type: 'call', event, agent: this.agent, call, raw });
  }
}

const hasCustomer = ({ participants }: Dialog): boolean =>
  participants.some(({ type, state }) => type !== 'AGENT_DEVICE' && isOn(state));
