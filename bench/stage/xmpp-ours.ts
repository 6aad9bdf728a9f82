import { XmppSession } from '../../src/platforms/finesse/xmpp/session';
import { Counter, counting } from './counter';
import type { Account } from './raw-xmpp';
import { serve } from './serve';

const counter = new Counter();
let session: XmppSession | undefined;

/** Our client, without the driver and without Node-RED. */
async function start({ url, domain, username, password }: Account): Promise<void> {
  session = new XmppSession({
    transport: 'websocket',
    url,
    domain,
    pubsub: `pubsub.${domain}`,
    username,
    password,
    resource: 'bench',
    network: { tls: {} },
  });
  session.listen(({ type }) => {
    if (type === 'item') counter.seen();
    if (type === 'unreadable' || type === 'closed') throw new Error(`Our client says ${type}.`);
  });
  await session.connect(AbortSignal.timeout(20_000));
}

serve({ start, ...counting(counter) }, () => session?.close(AbortSignal.timeout(1_000)));
