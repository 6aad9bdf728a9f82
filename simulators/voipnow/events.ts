import type { CentreEvent, LeaveReason } from '../centre/model';
import type { Entry, View } from './book';
import type { Delivery } from './delivery';
import type { Extension } from './extensions';
import { callerIdOf } from './shapes';
import type { EventType, Subscription } from './subscriptions';
import type { World } from './world';

const nameOf: Readonly<Record<EventType, string>> = {
  0: 'Dial-In',
  1: 'Dial-Out',
  2: 'Hangup',
  3: 'Answer',
  4: 'Answer',
};

interface Message {
  name: string;
  subscription: Subscription;
  params: Record<string, string>;
}

/** With the order switched, an event waits for the next one, at most this long. */
const swapMs = 1000;

/**
 * Turns what happens to telephones into call events for whoever subscribed to them. A supervisor's phone is called like any other,
 * so it has the events of an incoming call (inferred); that somebody supervises is an event nowhere.
 */
export class CallEvents {
  private captured: Message[] | undefined;
  private held: { message: Message; cancel: () => void } | undefined;

  constructor(
    private readonly world: World,
    private readonly delivery: Delivery,
  ) {}

  /** Hears every event after the book did. */
  handle(event: CentreEvent): void {
    if (event.type !== 'leg' || event.leg.role === 'customer') return;
    const { book, extensions } = this.world;
    const extension = extensions.ofPerson(event.leg.party);
    const entry = book.of(event.call);
    const view = book.viewOf(entry, event.leg);
    if (extension === undefined || view === undefined) return;
    const out = entry.call.direction === 'outbound' && event.leg.watch === undefined;
    const tell = (type: EventType, status: string): void => {
      this.tell(extension, type, this.params(entry, view, extension, out, status));
    };
    const dial = out ? '1' : '0';
    if (event.what === 'ringing') tell(dial, 'CALLING');
    if (event.what === 'talking') {
      // A phone that is answered without having rung in the centre has rung all the same.
      if (!view.rang) tell(dial, 'CALLING');
      tell(out ? '4' : '3', 'ANSWER');
    }
    if (event.what === 'left') tell('2', this.hangupStatus(view, event.why));
  }

  /** Runs a request; what it causes is kept back until `release`, so that the answer goes first. */
  capture<T>(action: () => T): { result: T; release: () => void } {
    const captured: Message[] = [];
    this.captured = captured;
    try {
      const result = action();
      const release = (): void => {
        for (const message of captured.splice(0)) this.send(message);
      };
      return { result, release };
    } finally {
      this.captured = undefined;
    }
  }

  close(): void {
    this.held?.cancel();
  }

  /** The guide and an article of the vendor disagree on the words of a hangup. */
  private hangupStatus({ answeredAt }: View, why: LeaveReason | undefined): string {
    if (answeredAt !== undefined) return 'ANSWER';
    if (this.world.faults.value('voipnow-hangup-status') === 'article') return 'UNKNOWN';
    return why === 'no-answer' ? 'NOANSWER' : 'CANCEL';
  }

  /** All texts, each once, empty ones present. There is no type and no time among them. */
  private params(entry: Entry, view: View, own: Extension, out: boolean, status: string): Record<string, string> {
    const { faults } = this.world;
    const { call } = entry;
    const [, name = '', number = ''] = /^(.*?)\s*<(.*)>$/.exec(callerIdOf(this.world, entry, view)) ?? [];
    const guest = view.leg.watch !== undefined;
    const flow = out ? 'OUT' : 'IN';
    return {
      // The ring-back of a supervisor is a call of its own to the exchange (inferred).
      CallID: `${Math.floor(call.startedAt / 1000)}.${call.id.slice(5)}${guest ? view.leg.id.slice(4) : ''}`,
      CallerIDNum: number,
      CallerIDName: name,
      CalledDID: '',
      CalledExtension: out ? '' : own.number,
      CallStatus: status,
      CallFlow: faults.value('voipnow-event-case') === 'lower' ? flow.toLowerCase() : flow,
      CallerExtension: out ? own.number : '',
      CalledNumber: out ? call.customer : own.short,
      ...(faults.is('voipnow-call-api-id') && { CallAPIID: entry.id }),
    };
  }

  private tell(extension: Extension, type: EventType, params: Record<string, string>): void {
    for (const subscription of this.world.subscriptions.list(extension.number, type)) {
      if (subscription.status === '1') this.send({ name: nameOf[type], subscription, params });
    }
  }

  private send(message: Message): void {
    if (this.captured !== undefined) {
      this.captured.push(message);
      return;
    }
    const { faults, centre } = this.world;
    if (faults.take('notify-lost', message.name) !== undefined) return;
    const late = faults.number('notify-late');
    const times = faults.take('notify-twice', message.name) === undefined ? 1 : 2;
    for (let time = 0; time < times; time += 1) {
      if (late === 0) this.pass(message);
      else {
        centre.clock.after(late, () => {
          this.pass(message);
        });
      }
    }
  }

  /** In order, or every two in the wrong one. */
  private pass(message: Message): void {
    const first = this.held;
    if (first !== undefined) {
      first.cancel();
      this.held = undefined;
      this.deliver(message);
      this.deliver(first.message);
    } else if (this.world.faults.value('voipnow-event-order') === 'swapped') {
      const cancel = this.world.centre.clock.after(swapMs, () => {
        this.held = undefined;
        this.deliver(message);
      });
      this.held = { message, cancel };
    } else this.deliver(message);
  }

  private deliver({ subscription: { url, method }, params }: Message): void {
    this.delivery.send({ url, method: method === '1' ? 'POST' : 'GET', params });
  }
}
