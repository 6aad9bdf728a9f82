import { SupervisionError } from '../../../supervision/errors';
import { attributeOf, xml } from '../xml';
import type { Asking } from './asking';

const pubsubNs = 'http://jabber.org/protocol/pubsub';

/** What this session has subscribed to by itself. The server keeps such subscriptions after the session, so they are given back. */
export class Subscriptions {
  readonly #asking: Asking;
  readonly #service: string;
  /** By node; the id that the server gave the subscription, if any. */
  readonly #held = new Map<string, string | undefined>();

  constructor(asking: Asking, service: string) {
    this.#asking = asking;
    this.#service = service;
  }

  /** @param jid with the resource: by the user alone, the events would also go to his other sessions */
  async subscribe(node: string, jid: string, signal: AbortSignal): Promise<void> {
    const answer = await this.#asking.ask(
      {
        type: 'set',
        to: this.#service,
        payload: xml('pubsub', { xmlns: pubsubNs }, xml('subscribe', { node, jid })),
        what: `the subscription to ${node}`,
      },
      signal,
    );
    const given = answer.getChild('pubsub')?.getChild('subscription');
    const state = given === undefined ? undefined : attributeOf(given, 'subscription');
    if (state !== undefined && state !== 'subscribed') throw withheld(node, state);
    this.#held.set(node, given === undefined ? undefined : attributeOf(given, 'subid'));
  }

  async unsubscribe(node: string, jid: string, signal: AbortSignal): Promise<void> {
    const subid = this.#held.get(node);
    this.#held.delete(node);
    try {
      await this.#asking.ask(
        {
          type: 'set',
          to: this.#service,
          payload: xml('pubsub', { xmlns: pubsubNs }, xml('unsubscribe', { node, jid, subid })),
          what: `the end of the subscription to ${node}`,
        },
        signal,
      );
    } catch (thrown) {
      // The server knows of no such subscription, or no such node any more.
      const gone = ['unexpected-request', 'item-not-found'];
      if (!(thrown instanceof SupervisionError && gone.includes(thrown.vendorCode ?? ''))) throw thrown;
    }
  }

  /** Gives everything back, as far as there is time. Never rejects. */
  async leave(jid: string, signal: AbortSignal): Promise<void> {
    await Promise.allSettled([...this.#held.keys()].map((node) => this.unsubscribe(node, jid, signal)));
  }
}

function withheld(node: string, state: string): SupervisionError {
  return new SupervisionError('not-permitted', `Finesse does not give the events of ${node} (${state.slice(0, 30)}).`, {
    platform: 'finesse',
    vendorCode: state,
  });
}
