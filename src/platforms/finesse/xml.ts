import { Element } from 'ltx';
import { SupervisionError } from '../../supervision/errors';

export { Element } from 'ltx';

export interface XmlLimits {
  /** In characters. Default 1 048 576. */
  length?: number | undefined;
  /** Elements inside each other. Default 32. */
  depth?: number | undefined;
  /** Elements in all. Default 50 000. */
  elements?: number | undefined;
}

export const defaultLength = 1 << 20;

/**
 * What comes next in a document. ltx's own parser lets pass what is no XML: two roots, end tags that fit nothing, attributes
 * without value, document types. So this reads, and ltx only holds what was read.
 */
const name = '[A-Za-z_:\\u0080-\\uffff][\\w:.\\-\\u0080-\\uffff]*';
const tagOrText = new RegExp(
  [
    '([^<]+)',
    `<(${name})((?:\\s+${name}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`,
    `</(${name})\\s*>`,
    '<!\\[CDATA\\[([^]*?)\\]\\]>',
    '<!--[^]*?-->',
  ].join('|'),
  'y',
);
const attribute = new RegExp(`(${name})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');
const declaration = /^\uFEFF?\s*(?:<\?xml\s[^?<>]*\?>)?/;
const blank = /^\s*$/;

/**
 * Reads a document of one root element. All values stay texts. Names keep their prefix; a prefix need not be declared.
 *
 * @throws SupervisionError `platform-error`, which quotes nothing, for what is not well-formed, too large or too deep, and for document types,
 * processing instructions and entities other than XML's own five
 */
export function parseXml(text: string, limits: XmlLimits = {}): Element {
  const { length = defaultLength, depth = 32, elements = 50_000 } = limits;
  if (text.length > length) throw unreadable(`it is longer than ${length} characters`);
  const inside: Element[] = [];
  let root: Element | undefined;
  let count = 0;

  const open = (tag: string, attributes: string, closed: boolean): void => {
    if (inside.length === 0 && root !== undefined) throw unreadable('it has a second root element');
    if (inside.length === depth) throw unreadable(`its elements lie deeper than ${depth}`);
    if (++count > elements) throw unreadable(`it has more than ${elements} elements`);
    const element = new Element(tag, readAttributes(attributes));
    root ??= element;
    inside.at(-1)?.cnode(element);
    if (!closed) inside.push(element);
  };
  const close = (tag: string): void => {
    if (inside.pop()?.name !== tag) throw unreadable('an end tag does not fit its start tag');
  };
  const write = (words: string): void => {
    const element = inside.at(-1);
    if (element !== undefined) element.t(words);
    else if (!blank.test(words)) throw unreadable('there is text outside of the root element');
  };

  let at = declaration.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    tagOrText.lastIndex = at;
    const found = tagOrText.exec(text);
    if (found === null) throw unreadable(`no tag can be read at character ${at}`);
    const [, words, tag, attributes, slash, ending, data] = found;
    at = tagOrText.lastIndex;
    if (words !== undefined) write(unescapeXml(words));
    else if (tag !== undefined) open(tag, attributes ?? '', slash === '/');
    else if (ending !== undefined) close(ending);
    else if (data !== undefined) write(data);
  }
  if (root === undefined) throw unreadable('it has no element');
  if (inside.length > 0) throw unreadable('it ends too early');
  return root;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  if (text === '') return attributes;
  for (const [, key = '', double, single] of text.matchAll(attribute)) {
    if (Object.hasOwn(attributes, key)) throw unreadable('an attribute comes twice');
    attributes[key] = unescapeXml(double ?? single ?? '');
  }
  return attributes;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const foreign = /&(?!(?:#\d{1,7}|#x[\da-fA-F]{1,6}|amp|lt|gt|quot|apos);)/;
const entity = /&(?:#(\d+)|#x([^;]+)|(\w+));/g;

function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  if (foreign.test(text)) throw unreadable("it has an entity that is not one of XML's own");
  if (!text.includes('&#')) return unescapeWords(text);
  return text.replace(
    entity,
    (_entity, decimal?: string, hex?: string, word?: string) => entities[word ?? ''] ?? character(decimal, hex),
  );
}

/** A notification is a document full of these, so they go all at once; the ampersand last, since what it begins is text. */
const unescapeWords = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** Control characters pass, although XML forbids them: callers type them, and call variables carry them. */
function character(decimal: string | undefined, hex = ''): string {
  const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw unreadable('it has half a character');
  return String.fromCodePoint(code);
}

/** @param why ends the sentence "cannot be read as XML: …" */
export function unreadable(why: string): SupervisionError {
  return new SupervisionError('platform-error', `What Finesse sent cannot be read as XML: ${why}.`, {
    platform: 'finesse',
    arrived: 'maybe',
    retryable: true,
  });
}

type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * Makes an element; attributes without a value are left out. What is written is escaped.
 *
 * @throws SupervisionError `invalid-input` for a control character, which XML cannot carry
 */
export function xml(tag: string, attributes: Attributes = {}, ...children: readonly (Element | string)[]): Element {
  const element = new Element(tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.attr(key, writable(value));
  for (const child of children) element.cnode(typeof child === 'string' ? writable(child) : child);
  return element;
}

function writable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) return text;
  throw new SupervisionError('invalid-input', 'A value for Finesse holds a control character. Remove it.', {
    platform: 'finesse',
    arrived: 'no',
  });
}

/** An attribute by its full name, prefix included. */
export function attributeOf(element: Element, key: string): string | undefined {
  const value: unknown = Object.hasOwn(element.attrs, key) ? element.attrs[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
