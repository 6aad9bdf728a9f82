import type { Element } from 'ltx';
import { attributeOf, xml } from '../xml';

/** The answer to a question of the server: to a ping the answer, to anything else that we do not know it. */
export function replyTo(iq: Element): Element {
  const head = { xmlns: 'jabber:client', id: attributeOf(iq, 'id'), to: attributeOf(iq, 'from') };
  if (attributeOf(iq, 'type') === 'get' && iq.getChild('ping') !== undefined)
    return xml('iq', { ...head, type: 'result' });
  const unknown = xml('service-unavailable', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' });
  return xml('iq', { ...head, type: 'error' }, xml('error', { type: 'cancel' }, unknown));
}
