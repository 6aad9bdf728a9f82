import type { Holding } from '../../supervision/driver';
import type { EndedBy } from '../../supervision/vocabulary';
import { DialogStore } from './dialog-store';
import { causeOf, described, isSilent, monitoredBy } from './dialogs';
import { Grace } from './grace';
import { failedEvent, holdingOf, leftEvent, presentEvent } from './leg-events';
import { newLeg, presentIn, readDialog, type Attempt, type Known, type Leg, type Present } from './legs';
import type { MineOptions, Source } from './mine-options';
import type { Dialog, Update } from './resources';

/** So long after the end of a leg its cause may still be told. In milliseconds. */
const graceMs = 300;
/** The same for its conference: in which order monitoring ends and conference begins is not documented. */
const bargeGraceMs = 2_000;

/** The supervisor's own leg, as his dialogs show it. Fed by his events and by queries. */
export class Mine {
  /** Settles the request that is proved by him listening, by him being in the conference, or by his leaving. */
  readonly settled = new Map<'monitor' | 'barge' | 'drop', () => void>();
  private readonly store: DialogStore;
  private readonly grace: Grace;
  private attempt: Attempt | undefined;
  /** The dialogs that there were when it began. */
  private before: ReadonlySet<string> = new Set();
  private leg: Leg | undefined;
  private bargeSent = false;
  private dropSent = false;
  /** Contact was lost: what was seen before proves nothing until the leg's dialog is told or read again. */
  private doubted = false;

  constructor(private readonly options: MineOptions) {
    this.store = new DialogStore(() => options.self.extension);
    this.grace = new Grace(options.chance, options.life);
  }

  get version(): number {
    return this.store.version;
  }

  begin(attempt: Attempt): void {
    this.attempt = attempt;
    this.before = new Set(this.store.all().map(({ id }) => id));
    this.bargeSent = false;
    this.dropSent = false;
  }

  /** Nothing will come of it. */
  giveUp(attempt: Attempt): void {
    if (this.attempt === attempt) this.attempt = undefined;
  }

  /** A barge is on its way, or came to nothing. */
  barging(underWay: boolean): void {
    this.bargeSent = underWay;
    if (!underWay && this.grace.runs) this.finish(undefined);
  }

  /** We take him off. */
  dropping(underWay: boolean): void {
    this.dropSent = underWay;
  }

  /** Contact was lost. */
  lost(): void {
    this.doubted = true;
  }

  /** His dialogs cannot be asked for. */
  unasked(): void {
    this.store.isUnasked = true;
  }

  /** Something beside the dialogs is different. */
  changed(): void {
    this.options.changes.changed();
  }

  /** The silent monitoring of this agent, once it stands. */
  monitoring(agent: string): Dialog | undefined {
    const { leg } = this;
    const stands = leg?.agent.id === agent && leg.state === 'joined' && leg.mode === 'listen' && !this.grace.runs;
    return stands ? leg.dialog : undefined;
  }

  /** What was said of the leg last. */
  get evidence(): string | undefined {
    return this.leg?.evidence;
  }

  /** The extension on which this agent is listened to. */
  extensionOf(agent: string): string | undefined {
    return this.leg?.agent.id === agent ? this.leg.extension : undefined;
  }

  /** The dialogs that the supervisor is in because of this agent. */
  dialogsWith(agent: string): Dialog[] {
    const known = this.known();
    if (!known || this.leg?.agent.id !== agent) return [];
    const { extension } = this.leg;
    return this.store.all().filter((dialog) => readDialog(dialog, known)?.extension === extension);
  }

  /** The silent monitoring of this agent, also one that is only on its way. */
  listensTo(agent: string): Dialog | undefined {
    return this.leg?.agent.id === agent && this.leg.mode === 'listen' ? this.leg.dialog : undefined;
  }

  /** @returns whether something came that only a query can judge */
  takeEvent(event: Update['event'], dialogs: readonly Dialog[], source: Source): boolean {
    let doubtful = false;
    for (const dialog of dialogs) {
      if (!isSilent(dialog)) this.look(dialog);
      if (this.store.takeEvent(event, dialog)) doubtful = true;
    }
    this.weigh(source, false, (id) => dialogs.some((dialog) => dialog.id === id && !isSilent(dialog)));
    return doubtful;
  }

  /**
   * @param since the version when it was asked: what was told after that is newer
   * @param adopt a conference with an agent of a team counts as a leg, also where nobody here began it
   */
  takeQuery(dialogs: readonly Dialog[], since: number, adopt: boolean, source: Source): void {
    this.store.takeQuery(dialogs, since);
    for (const dialog of this.store.all()) if (this.leg?.dialog.id === dialog.id) this.leg.dialog = dialog;
    this.weigh(source, adopt, () => true);
  }

  /** The agent's calls are seen now. */
  learnedCall(agent: string): void {
    const { leg } = this;
    if (leg?.agent.id === agent && leg.call === undefined && !this.doubted) this.say(leg, null);
  }

  /** A call of the agent ended. */
  learnedEnd(agent: string): void {
    const { leg } = this;
    if (leg?.agent.id !== agent || !this.grace.runs || this.bargeSent) return;
    const cause = this.options.agents.endOf(agent, leg.call);
    if (cause !== undefined && cause !== 'supervisor') this.finish(cause);
  }

  holdings(said: string): Holding[] {
    const { leg, grace, options } = this;
    return leg && !grace.runs ? [holdingOf(options.supervisor, leg, said)] : [];
  }

  private known(adopt = false): Known | undefined {
    const { leg, attempt, before, options } = this;
    const me = options.self.extension;
    if (me === undefined) return undefined;
    const isAgent = (extension: string): boolean => options.board.byExtension(extension) !== undefined;
    return { me, leg, attempt, before, barges: this.bargeSent, adopt: adopt ? isAgent : undefined };
  }

  /** What a dialog says before it is gone: why it failed, and who left first. */
  private look(dialog: Dialog): void {
    const { leg } = this;
    const known = this.known();
    if (leg?.dialog.id === dialog.id) {
      leg.dialog = dialog;
      if (leg.mode === 'barge' && known) leg.cause ??= causeOf(dialog, leg.extension, [known.me]);
    }
    const failed = failedEvent(this.options.supervisor, dialog);
    const ours = known && monitoredBy(dialog, known.me) !== undefined;
    if (!failed || !ours || this.store.isOver(dialog.id) || leg?.state === 'joined') return;
    this.settled.get('monitor')?.();
    this.options.tell(failed);
  }

  /** @param tells whether the source speaks of this dialog */
  private weigh(source: Source, adopt: boolean, tells: (id: string) => boolean): void {
    const known = this.known(adopt);
    const next = known && presentIn(this.store.all(), known);
    this.doubted &&= next !== undefined && !tells(next.dialog.id);
    if (next && !this.doubted) {
      this.grace.stop();
      if (this.leg && this.leg.extension !== next.extension) this.end(this.leg, 'unknown', source.raw);
      this.see(next, source);
    } else if (this.leg && !next) this.ending(this.leg, source);
    this.options.changes.changed();
  }

  private see(next: Present, { said, raw }: Source): void {
    const { board, supervisor } = this.options;
    const leg = (this.leg ??= newLeg(next, this.attempt, board.byExtension(next.extension), supervisor));
    // From listening to the conference the phone may ring once more; he is on the call all the time.
    if (leg.told !== undefined && leg.state === 'joined' && next.state === 'ringing') return;
    Object.assign(leg, next, { evidence: `${said}: ${described(next.dialog)}` });
    if (next.state === 'joined') this.settled.get('monitor')?.();
    if (next.state === 'joined' && next.mode === 'barge') {
      this.settled.get('barge')?.();
      this.bargeSent = false;
    }
    this.say(leg, raw);
  }

  private say(leg: Leg, raw: unknown): void {
    const { agent, state, mode } = leg;
    leg.call ??= (mode === 'listen' ? leg.dialog.associated : undefined) ?? this.options.agents.callOf(agent.id);
    const told = [state, state === 'joined' ? mode : '', leg.call ?? ''].join('/');
    if (leg.told === told) return;
    leg.told = told;
    this.options.tell(presentEvent(this.options.supervisor, leg, raw));
  }

  /** Nothing shows the leg any more. Its end is told when its cause is known, and when it can no longer go on as a conference. */
  private ending(leg: Leg, { said, raw }: Source): void {
    leg.evidence = `${said}: ${described(leg.dialog)}`;
    if (this.grace.runs) return;
    const joins = this.bargeSent && leg.mode === 'listen' && !this.dropSent;
    const cause = this.dropSent ? 'supervisor' : leg.cause;
    if (cause !== undefined && !joins) {
      this.end(leg, cause, raw);
      return;
    }
    this.grace.run(joins ? bargeGraceMs : graceMs, async (stillOn) => {
      // The conference may stand, and its event be lost.
      if (joins) await this.options.ask().catch(() => undefined);
      if (stillOn()) this.finish(undefined);
    });
    if (!joins) this.learnedEnd(leg.agent.id);
  }

  private finish(cause: EndedBy | undefined): void {
    const { leg } = this;
    if (!leg) return;
    this.end(leg, cause ?? this.options.agents.endOf(leg.agent.id, leg.call) ?? 'unknown', null);
    this.options.changes.changed();
  }

  private end(leg: Leg, why: EndedBy, raw: unknown): void {
    this.grace.stop();
    this.leg = undefined;
    if (this.attempt?.leg === leg.id) this.attempt = undefined;
    this.bargeSent = false;
    this.dropSent = false;
    for (const settle of this.settled.values()) settle();
    this.settled.clear();
    this.options.tell(leftEvent(this.options.supervisor, leg, why, raw));
  }
}
