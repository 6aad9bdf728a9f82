import { realChance } from '../../../../src/net/exchange';
import { XmppSession } from '../../../../src/platforms/finesse/xmpp/session';
import type { XmppEvent, XmppSettings } from '../../../../src/platforms/finesse/xmpp/types';
import type { SupervisionError } from '../../../../src/supervision/errors';
import { failing } from '../../../support/failing';
import { until } from '../../../support/until';

export type ItemEvent = Extract<XmppEvent, { type: 'item' }>;

/** A session, and what it told. */
export interface Heard {
  session: XmppSession;
  events: XmppEvent[];
  items: () => ItemEvent[];
  closed: () => SupervisionError[];
  /** Waits until the session says that it has ended. */
  end: (limitMs?: number) => Promise<SupervisionError>;
}

export const soon = (ms = 5000): AbortSignal => AbortSignal.timeout(ms);

/** Makes sessions, and closes them all. */
export class Sessions {
  readonly #made: XmppSession[] = [];

  constructor(private readonly defaults: Partial<XmppSettings>) {}

  make(settings: Partial<XmppSettings>): Heard {
    const session = new XmppSession({
      transport: 'websocket',
      url: 'wss://127.0.0.1:1/ws/',
      domain: 'finesse.test',
      pubsub: 'pubsub.finesse.test',
      username: '7012',
      password: 'right-secret',
      resource: 'node-red-1',
      network: { tls: {} },
      chance: realChance,
      ...this.defaults,
      ...settings,
    });
    this.#made.push(session);
    const events: XmppEvent[] = [];
    session.listen((event) => events.push(event));
    const closed = (): SupervisionError[] => events.flatMap((event) => (event.type === 'closed' ? [event.error] : []));
    return {
      session,
      events,
      items: () => events.filter((event) => event.type === 'item'),
      closed,
      end: (limitMs) => until('the session to end', () => closed()[0], limitMs),
    };
  }

  async online(settings: Partial<XmppSettings>): Promise<Heard> {
    const heard = this.make(settings);
    await heard.session.connect(soon());
    return heard;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#made.splice(0).map((session) => session.close(soon(500))));
  }
}

/** What a session that cannot be opened fails with. */
export const refusal = ({ session }: Pick<Heard, 'session'>, limitMs = 5000): Promise<SupervisionError> =>
  failing(session.connect(soon(limitMs)));
