import { createRequire } from 'node:module';
import path from 'node:path';
import { parse, type Element } from 'ltx';
import { Counter, counting } from './counter';
import type { Account } from './raw-xmpp';
import { serve } from './serve';

/** The part of `@xmpp/client` that is used here. */
interface Library {
  client(account: { service: string; domain: string; username: string; password: string; resource: string }): Client;
  xml(name: string, attributes: object, ...children: unknown[]): Element;
}

interface Client {
  on(event: 'stanza', heard: (stanza: Element) => void): void;
  on(event: 'error', heard: () => void): void;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
  send(stanza: Element): Promise<void>;
}

const counter = new Counter();
let client: Client | undefined;

/** An event as a document of its own, as ours gives it. */
function hear(stanza: Element): void {
  const items = stanza.getChild('event')?.getChild('items')?.getChildren('item') ?? [];
  for (const item of items) {
    const update = parse(item.getChild('notification')?.getText() ?? '');
    if (update.getName() === 'Update') counter.seen();
  }
}

async function start({ folder, url: service, ...account }: Account & { folder: string }): Promise<void> {
  const load = createRequire(path.join(folder, 'package.json'));
  const library = load('@xmpp/client') as Library;
  client = library.client({ service, ...account, resource: 'bench' });
  client.on('stanza', hear);
  // It tries to come back when the simulator has ended. What fails before that, `start` tells, or a count that is not reached.
  client.on('error', () => undefined);
  await client.start();
  await client.send(library.xml('presence', {}, library.xml('priority', {}, '0')));
}

serve({ start, ...counting(counter) }, async () => {
  await client?.stop();
});
