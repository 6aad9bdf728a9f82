import type { Call, CentreEvent, Leg, LegChange } from '../centre/model';
import type { Dialog, Phase } from './book';
import { dialogUri } from './dialog-shape';
import type { User } from './directory';
import type { Notifier } from './notifier';
import { isRouted } from './states';
import type { World } from './world';

type LegEvent = Extract<CentreEvent, { type: 'leg' }>;

const isSilent = ({ watch }: Leg): boolean => watch !== undefined && watch.mode !== 'barge';

/** What a call is, one after the other, until somebody has answered it. */
const settingUp = (call: Call): readonly Phase[] =>
  isRouted(call) ? ['ALERTING'] : ['INITIATING', 'INITIATED', 'ALERTING'];

/** Turns what happens in the centre into what happens in the collections of dialogs of the users it concerns. */
export class Timeline {
  constructor(
    private readonly world: World,
    private readonly notifier: Notifier,
  ) {}

  handle(event: CentreEvent): void {
    switch (event.type) {
      case 'agent':
        this.state(event.person.user);
        break;
      case 'leg':
        this.leg(event);
        this.state(event.leg.party);
        break;
      case 'call':
        if (event.what === 'started') {
          this.world.centre.alias(event.call, 'finesse', this.world.book.of(event.call).id);
        }
        if (event.what === 'ended') this.ended(event.call);
        break;
      case 'subscription':
      case 'mood':
        break;
    }
  }

  private state(name: string): void {
    const user = this.world.directory.named(name);
    if (user !== undefined && this.world.states.refresh(user)) this.notifier.user(user);
  }

  private leg({ what, call, leg }: LegEvent): void {
    const { book } = this.world;
    const dialog = book.of(call);
    book.touch(dialog, leg);
    const monitor = book.monitorOf(leg);
    if (what === 'mode') this.modeChanged(dialog, leg, monitor);
    else if (isSilent(leg)) this.listening(what, call, leg, monitor);
    else if (what === 'left') this.leave(dialog, leg);
    else if (leg.role === 'customer') this.share(dialog);
    else this.present(what, dialog, leg);
  }

  /** An agent, or a supervisor who is heard by all, came onto the call or changed there. */
  private present(what: LegChange, dialog: Dialog, leg: Leg): void {
    const fresh = dialog.phase !== 'ACTIVE' && leg.role === 'agent';
    if (fresh && (what === 'ringing' || !dialog.shownTo.has(leg.party))) {
      for (const phase of what === 'ringing' ? (['ALERTING'] as const) : settingUp(dialog.call)) {
        dialog.phase = phase;
        this.show(dialog, leg.party);
      }
    }
    if (what === 'ringing' && fresh) return;
    if (leg.role === 'agent') dialog.phase = 'ACTIVE';
    this.show(dialog, leg.party);
    this.share(dialog, leg.party);
  }

  private leave(dialog: Dialog, leg: Leg): void {
    const own = this.user(dialog, leg.party);
    this.share(dialog, leg.party, leg);
    if (own === undefined) return;
    this.notifier.dialog(own, dialog, { state: 'DROPPED', leaving: leg });
    this.remove(dialog, own, leg);
  }

  private listening(what: LegChange, call: Call, leg: Leg, known: Dialog | undefined): void {
    if (what === 'left') {
      if (known !== undefined) this.endMonitor(known);
      return;
    }
    const agent = leg.watch?.agent ?? '';
    const monitor = known ?? this.world.book.openMonitor(call, leg, agent);
    const rings = what === 'ringing' ? (['INITIATING', 'INITIATED', 'ALERTING'] as const) : (['ACTIVE'] as const);
    for (const phase of rings) {
      monitor.phase = phase;
      this.show(monitor, leg.party);
      this.show(monitor, agent);
    }
  }

  /** Barged in: the call becomes a conference with the supervisor in it, and the silent monitor is over. */
  private modeChanged(dialog: Dialog, leg: Leg, monitor: Dialog | undefined): void {
    if (isSilent(leg)) {
      const own = this.user(dialog, leg.party);
      if (own !== undefined) this.remove(dialog, own, leg);
      if (monitor === undefined) this.listening('talking', dialog.call, leg, undefined);
      return;
    }
    const join = (): void => {
      dialog.conference = true;
      const linked = this.world.faults.is('finesse-barge-associated');
      if (linked && monitor !== undefined) dialog.associated = dialogUri(monitor);
      if (this.world.faults.value('finesse-barge-id') === 'new') this.renumber(dialog);
      else this.share(dialog, leg.party);
      this.show(dialog, leg.party);
    };
    const first = this.world.faults.value('finesse-barge-order') === 'conference-first';
    if (first) join();
    if (monitor !== undefined) this.endMonitor(monitor);
    if (!first) join();
  }

  /** Everybody loses the old dialog, and gets it as a new one. */
  private renumber(dialog: Dialog): void {
    const { book, centre } = this.world;
    const users = [...dialog.shownTo].flatMap((name) => this.world.directory.named(name) ?? []);
    for (const user of users) this.notifier.dialogs(user, 'DELETE', dialog, { state: 'DROPPED' });
    book.renumber(dialog);
    centre.alias(dialog.call, 'finesse', dialog.id);
    for (const user of users) this.notifier.dialogs(user, 'POST', dialog);
  }

  private endMonitor(monitor: Dialog): void {
    const { book, directory } = this.world;
    monitor.phase = 'DROPPED';
    this.share(monitor);
    for (const name of [...monitor.shownTo]) {
      const user = directory.named(name);
      if (user !== undefined) this.remove(monitor, user);
    }
    book.close(monitor);
  }

  private ended(call: Call): void {
    const { book, directory } = this.world;
    const dialog = book.of(call);
    for (const name of [...dialog.shownTo]) {
      const user = directory.named(name);
      if (user !== undefined) this.remove(dialog, user);
    }
    book.close(dialog);
  }

  private user({ shownTo }: Dialog, name: string): User | undefined {
    return shownTo.has(name) ? this.world.directory.named(name) : undefined;
  }

  /** Into his collection, or, where it is there already, once more as it is now. */
  private show(dialog: Dialog, name: string): void {
    const user = this.world.directory.named(name);
    if (user === undefined) return;
    if (this.world.book.show(dialog, name)) this.notifier.dialogs(user, 'POST', dialog);
    else this.notifier.dialog(user, dialog);
  }

  private remove(dialog: Dialog, user: User, leaving?: Leg): void {
    this.notifier.dialogs(user, 'DELETE', dialog, { state: 'DROPPED', leaving });
    this.world.book.hide(dialog, user.person.user);
  }

  /** To everybody who has it, but one. */
  private share(dialog: Dialog, except = '', leaving?: Leg): void {
    for (const name of dialog.shownTo) {
      const user = this.world.directory.named(name);
      if (user !== undefined && name !== except) this.notifier.dialog(user, dialog, { leaving });
    }
  }
}
