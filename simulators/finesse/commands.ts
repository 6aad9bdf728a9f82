import type { Ask, Verdict } from './ask';
import { callAction } from './call-actions';
import { dialogAction } from './dialog-actions';
import { failureNamed, genericError, notFound, type Failure } from './errors';
import type { Notifier } from './notifier';
import { refusal, type Reply } from './reads';
import { userAction } from './user-actions';
import { root, type World } from './world';

/** What Finesse itself checks; the telephony is never asked, so it is never told later. */
const ownChecks = ['Parameter Missing', 'Invalid Input'];

interface Order {
  ask: Ask;
  /** What the request is called by faults. */
  labels: readonly string[];
  requestId: string;
}

/**
 * PUT and POST: checked, accepted, done. With `finesse-cti-delay` the telephony takes its time; then the requests about one object
 * wait for each other, and what has become impossible meanwhile fails as an event.
 */
export class Commands {
  private readonly busyUntil = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly notifier: Notifier,
  ) {}

  run(order: Order): Reply {
    const { faults } = this.world;
    const forced = faults.take('finesse-error', ...order.labels);
    const verdict = forced === undefined || forced === '' ? this.decide(order.ask) : failureNamed(forced);
    if (typeof verdict !== 'function') {
      if (!this.isLate(verdict)) return refusal(verdict);
      this.later(order, () => verdict);
      return this.accepted();
    }
    if (faults.take('silent', ...order.labels) === undefined) this.later(order, () => this.decide(order.ask), verdict);
    return this.accepted();
  }

  private accepted(): Reply {
    return { http: this.world.faults.number('finesse-accepted') };
  }

  private decide(ask: Ask): Verdict {
    const [kind, , more] = ask.path;
    const length = ask.path.length;
    if (ask.method === 'POST' && kind === 'User' && length === 3 && more === 'Dialogs') {
      return callAction(this.world, ask);
    }
    if (ask.method === 'PUT' && kind === 'User' && length === 2) return userAction(this.world, ask, this.notifier);
    if (ask.method === 'PUT' && kind === 'Dialog' && length === 2) return dialogAction(this.world, ask);
    return notFound();
  }

  private isLate({ http, type, late = false }: Failure): boolean {
    const choice = this.world.faults.value('finesse-errors');
    if (choice === 'documented') return late;
    return choice === 'async' && http === 400 && !ownChecks.includes(type);
  }

  /** @param ready what to do, where it was found out already and no time passes until it is done */
  private later(order: Order, decide: () => Verdict, ready?: () => void): void {
    const { centre, faults } = this.world;
    const delay = faults.number('finesse-cti-delay');
    if (delay === 0) {
      this.finish(order, ready ?? decide());
      return;
    }
    const object = order.ask.path.join('/');
    const now = centre.clock.now();
    const due = Math.max(now, this.busyUntil.get(object) ?? 0) + delay;
    this.busyUntil.set(object, due);
    centre.clock.after(due - now, () => {
      if (this.busyUntil.get(object) === due) this.busyUntil.delete(object);
      this.finish(order, decide());
    });
  }

  private finish({ ask, requestId }: Order, verdict: Verdict): void {
    this.notifier.during(requestId, () => {
      if (typeof verdict !== 'function') {
        this.fail(ask, verdict);
        return;
      }
      try {
        verdict();
      } catch (thrown) {
        // The centre refused what no rule of Finesse forbids.
        this.fail(ask, { ...genericError(), message: thrown instanceof Error ? thrown.message : String(thrown) });
      }
    });
  }

  private fail({ user, path }: Ask, failure: Failure): void {
    if (path[0] === 'User' && path.length === 2) this.notifier.userError(user, failure);
    else {
      // Nothing was made yet; which uri a real server names then is not documented.
      const unknown = path[0] === 'User' && this.world.faults.value('finesse-error-source') === 'dialog';
      const uri = unknown ? `${root}/Dialog/${this.world.book.strangeId()}` : `${root}/${path.join('/')}`;
      this.notifier.dialogError(user, uri, failure);
    }
  }
}
