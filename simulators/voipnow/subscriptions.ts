import { digest } from '../centre/random';

/** 0 Dial-In, 1 Dial-Out, 2 Hangup, 3 answer of an incoming call, 4 answer of an outgoing one by the other party. */
export const eventTypes = ['0', '1', '2', '3', '4'] as const;
export type EventType = (typeof eventTypes)[number];

export interface Subscription {
  readonly id: string;
  readonly extension: string;
  readonly type: EventType;
  /** 0 GET, 1 POST. */
  method: string;
  url: string;
  /** 0 disabled, 1 enabled. */
  status: string;
  note: string;
  modified: number;
}

export type Wanted = Omit<Subscription, 'id' | 'modified'>;

/** Who wants to be called back about what. They belong to the server's configuration: a reset leaves them alone. */
export class Subscriptions {
  private readonly byExtension = new Map<string, Set<Subscription>>();
  private count = 0;

  constructor(
    private readonly seed: string,
    private readonly now: () => number,
  ) {}

  add(wanted: Wanted): Subscription {
    this.count += 1;
    const id = digest(this.seed, 'event', String(this.count)).toString('hex').slice(0, 30);
    const subscription = { id, ...wanted, modified: this.now() };
    const known = this.byExtension.get(wanted.extension) ?? new Set();
    this.byExtension.set(wanted.extension, known.add(subscription));
    return subscription;
  }

  change(subscription: Subscription, values: Partial<Pick<Subscription, 'method' | 'url' | 'status' | 'note'>>): void {
    Object.assign(subscription, values, { modified: this.now() });
  }

  remove(subscription: Subscription): void {
    this.byExtension.get(subscription.extension)?.delete(subscription);
  }

  /** Sorted by url, as the API lists them. */
  list(extension: string, type?: string, id?: string): Subscription[] {
    return [...(this.byExtension.get(extension) ?? [])]
      .filter((item) => (type === undefined || item.type === type) && (id === undefined || item.id === id))
      .sort((a, b) => (a.url < b.url ? -1 : a.url > b.url ? 1 : 0));
  }
}
