import { attribute, xml, type Element } from '../xml';
import { ns } from './names';

export type ErrorType = 'cancel' | 'modify' | 'auth' | 'wait';

/** The good answer to a request. */
export function result(iq: Element, ...children: Element[]): Element {
  return xml('iq', { ...answering(iq), type: 'result' }, ...children);
}

/** The refusal of any stanza. `more` is a condition of an extension. */
export function refused(stanza: Element, type: ErrorType, condition: string, more?: Element): Element {
  const error = xml('error', { type }, xml(condition, { xmlns: ns.stanzaErrors }), more);
  return xml(stanza.getName(), { ...answering(stanza), type: 'error' }, error);
}

/** From whom it was sent to; to the sender, whose address the stream knows. */
function answering(stanza: Element): { id: string | undefined; from: string | undefined } {
  return { id: attribute(stanza, 'id'), from: attribute(stanza, 'to') };
}
