import type { Element } from 'ltx';
import { asSupervisionError } from '../../../supervision/errors';
import { attributeOf, parseXml } from '../xml';
import { senseless } from './failures';
import type { XmppEvent } from './types';

type ItemEvent = Extract<XmppEvent, { type: 'item' | 'unreadable' }>;

/** How many ids are kept. A duplicate comes from a second subscription, at once after the first. */
const memory = 2000;

/** What a `<message>` of the publish-subscribe service brings, without what came before. */
export class Items {
  readonly #seen = new Set<string>();

  read(message: Element): ItemEvent[] {
    const event = message.getChild('event');
    return (event?.getChildren('items') ?? []).flatMap((items) => {
      const node = attributeOf(items, 'node') ?? '';
      return items
        .getChildren('item')
        .map((item) => ({ item, id: attributeOf(item, 'id') ?? '' }))
        .filter(({ id }) => this.#isNew(node, id))
        .map(({ item, id }) => decode(node, id, item));
    });
  }

  #isNew(node: string, id: string): boolean {
    if (id === '') return true;
    const key = `${node}\n${id}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest = ''] = this.#seen;
    if (this.#seen.size > memory) this.#seen.delete(oldest);
    return true;
  }
}

function decode(node: string, id: string, item: Element): ItemEvent {
  try {
    return { type: 'item', node, id, payload: payloadOf(item) };
  } catch (thrown) {
    return { type: 'unreadable', node, id, error: asSupervisionError(thrown, 'finesse') };
  }
}

/** Cisco's page has the payload as escaped text, a capture as elements, and its namespace differs from release to release. */
function payloadOf(item: Element): Element {
  const notification = item.getChild('notification') ?? item;
  const [payload] = notification.getChildElements();
  if (payload !== undefined) return payload;
  const text = notification.getText().trim();
  if (text === '') throw senseless('Finesse sent a notification without content.');
  // Escaped once more than it should be, by something in between.
  return parseXml(text.startsWith('&lt;') ? parseXml(`<text>${text}</text>`).getText().trim() : text);
}
