import type { Faults } from '../faults';
import { node, readXml, xml, type Element } from './xml';

export interface Update {
  data: Element;
  event: 'POST' | 'PUT' | 'DELETE';
  source: string;
  requestId: string;
  /** Errors and team boards: the captures have their event in small letters. */
  small?: boolean;
}

/** The document that a notification carries. Where captures and documents disagree, a choice decides. */
export function updateText(faults: Faults, { data, event, source, requestId, small = false }: Update): string {
  const letters = faults.value('finesse-event-case');
  const lower = letters === 'lower' || (letters === 'documented' && small);
  const echo = faults.value('finesse-request-id');
  const parts = {
    data: node('data', data),
    event: node('event', lower ? event.toLowerCase() : event),
    request: echo === 'absent' ? undefined : node('requestId', echo === 'echoed' ? requestId : ''),
    source: node('source', source),
  };
  const eventFirst = faults.value('finesse-update-order') === 'event-first';
  const order = eventFirst
    ? [parts.event, parts.request, parts.source, parts.data]
    : [parts.data, parts.event, parts.request, parts.source];
  return node('Update', ...order).toString();
}

/** What stands in a pub/sub item: the document as text, or (in one capture) as elements. */
export function notificationOf(faults: Faults, text: string): Element {
  const content = faults.value('finesse-payload') === 'elements' ? readXml(text) : undefined;
  return xml('notification', { xmlns: faults.value('finesse-payload-namespace') }, content ?? text);
}
