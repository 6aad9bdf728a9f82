import type { Faults } from '../faults';
import type { Publisher } from './publisher';

/** One of the two servers that share the work: its REST API, its notification service, its own XMPP domain. */
export interface Side {
  readonly name: 'a' | 'b';
  readonly domain: string;
  readonly pubsubDomain: string;
  readonly publisher: Publisher;
  /** Known once it listens; 0 until then, and where the notification service is somebody else's. */
  ports: { rest: number; xmpp: number };
  readonly secure: boolean;
}

const holds = (faults: Faults, fault: string, { name }: Pick<Side, 'name'>): boolean =>
  ['on', name].includes(faults.value(fault));

/** The link to the telephony is lost: requests are refused and nothing is told. */
export const isOutOfService = (faults: Faults, side: Pick<Side, 'name'>): boolean =>
  holds(faults, 'finesse-out-of-service', side);

/** The web application is gone: nobody answers at the REST port, and the user `finesse` is away. */
export const isWebDown = (faults: Faults, side: Pick<Side, 'name'>): boolean => holds(faults, 'finesse-web-down', side);

/** The notification service takes connections and says nothing any more. */
export const isXmppHung = (faults: Faults, side: Pick<Side, 'name'>): boolean =>
  holds(faults, 'finesse-xmpp-hung', side);

/** The notification service takes no connections. */
export const isXmppDown = (faults: Faults, side: Pick<Side, 'name'>): boolean =>
  holds(faults, 'finesse-xmpp-down', side);
