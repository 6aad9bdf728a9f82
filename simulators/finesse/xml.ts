import { Element, parse } from 'ltx';

export { Element } from 'ltx';

/** More than any request or stanza of a sensible client. */
const sizeLimit = 256 * 1024;
const depthLimit = 32;

type Attributes = Readonly<Record<string, string | undefined>>;

/** An element and what is in it; what is undefined is left out. */
export function xml(name: string, attributes: Attributes = {}, ...children: (Element | string | undefined)[]): Element {
  const element = new Element(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.attrs[key] = value;
  for (const child of children) if (child !== undefined && child !== '') element.cnode(child);
  return element;
}

/** An element without attributes. */
export const node = (name: string, ...children: (Element | string | undefined)[]): Element =>
  xml(name, {}, ...children);

export const attribute = (element: Element, name: string): string | undefined => {
  const value: unknown = element.attrs[name];
  return typeof value === 'string' ? value : undefined;
};

export const elementsOf = (element: Element): Element[] =>
  element.children.filter((child): child is Element => typeof child !== 'string');

/** One root, every tag closed by its own name, no declaration of types, not too deep. The parser itself forgives all of that. */
function wellFormed(text: string): boolean {
  const markup =
    /<(?:!--[\s\S]*?-->|!\[CDATA\[[\s\S]*?\]\]>|\?[\s\S]*?\?>|(\/?)([^\s<>/!?="']+)(?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>)/y;
  const open: string[] = [];
  let roots = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', markup.lastIndex)) {
    const before = text.slice(markup.lastIndex, at);
    markup.lastIndex = at;
    if (open.length === 0 && before.trim() !== '') return false;
    const [whole, closing, name, alone] = markup.exec(text) ?? [];
    if (whole === undefined) return false;
    if (name === undefined) continue;
    if (closing === '/') {
      if (alone === '/' || open.pop() !== name) return false;
      continue;
    }
    if (open.length === 0) roots += 1;
    if (alone !== '/') open.push(name);
    if (open.length > depthLimit) return false;
  }
  return open.length === 0 && roots === 1 && text.slice(markup.lastIndex).trim() === '';
}

/** The root element; undefined where the text is not XML, is too big or too deep, or declares types and entities. */
export function readXml(text: string): Element | undefined {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (content.length > sizeLimit || content.includes('\0') || !wellFormed(content)) return undefined;
  try {
    return parse(content);
  } catch {
    // An unknown entity or a forbidden character.
    return undefined;
  }
}
