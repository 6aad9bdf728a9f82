import type { Element } from 'ltx';
import type { SupervisionError } from '../../../supervision/errors';
import { attributeOf, unreadable } from '../xml';
import { lost, senseless, unknownDomain } from './failures';
import { StanzaSplitter } from './splitter';

export interface BodyListener {
  /** The start tag of the body, as an element without children. */
  open(header: Element): void;
  element(element: Element): void;
}

/**
 * Reads a `<body>`. Its children are told one by one, so that each has a limit of its own, however many lie in one body.
 *
 * @returns why this body is the last one, or undefined where it is not
 * @throws SupervisionError `platform-error`
 */
export function readBody(text: string, listener: BodyListener): SupervisionError | undefined {
  const splitter = new StanzaSplitter({
    open(header) {
      if (header.getName() !== 'body') throw senseless(notBosh);
      listener.open(header);
    },
    element: (element) => {
      listener.element(element);
    },
    end: () => undefined,
  });
  splitter.write(text);
  const { header, finished } = splitter;
  if (header === undefined || !finished) throw unreadable('it ends too early');
  return endOf(header);
}

const notBosh =
  'What answers at the address of the notifications is no BOSH. It usually is https://host:7443/http-bind/.';

function endOf(header: Element): SupervisionError | undefined {
  const type = attributeOf(header, 'type');
  if (type !== 'terminate' && type !== 'error') return undefined;
  const condition = attributeOf(header, 'condition');
  if (condition === undefined) return lost('Finesse has closed the notifications.');
  if (['host-unknown', 'host-gone', 'improper-addressing'].includes(condition)) return unknownDomain(condition);
  return lost(`Finesse ended the notifications (${condition.slice(0, 40)}).`, condition);
}
