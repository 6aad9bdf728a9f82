import type { Element } from 'ltx';
import { defaultLength, parseXml, unreadable } from '../xml';

export interface SplitterListener {
  /** The start tag of the stream, as an element without children. */
  open(header: Element): void;
  /** Each child of the stream as soon as it is complete. */
  element(element: Element): void;
  end(): void;
}

/** What may come before the root, and what may yet become it. */
const declaration = /^\s*(?:<\?xml\s[^?<>]*\?>)?/;
const undecided = /^\s*(?:<(?:\?[^>]*)?)?$/;
const cdata = '<![CDATA[';

/**
 * Cuts a stream of XML into the children of its root, which XMPP never closes while it lives. Finds where they end, and nothing
 * else: each is then read as a document of its own. Keeps no more than one unfinished child.
 */
export class StanzaSplitter {
  readonly #listener: SplitterListener;
  #text = '';
  /** From here on the text was not looked at. */
  #at = 0;
  /** Where the tag under way begins, or -1. */
  #tag = -1;
  /** The quotation mark that must come before the tag can end. */
  #quote = '';
  /** The names of the elements that are open, the root's first. */
  readonly #open: string[] = [];
  #begun = false;
  #header: Element | undefined;
  #finished = false;
  #over = false;

  constructor(listener: SplitterListener) {
    this.#listener = listener;
  }

  get header(): Element | undefined {
    return this.#header;
  }

  /** The root has ended. */
  get finished(): boolean {
    return this.#finished;
  }

  /** @throws SupervisionError `platform-error` for what is no XML, or a child that is too large */
  write(chunk: string): void {
    this.#text += chunk;
    while (!this.#over && (this.#tag < 0 ? this.#findTag() : this.#finishTag()));
    if (this.#over) this.#text = '';
    if (this.#text.length > defaultLength) throw unreadable(`it is longer than ${defaultLength} characters`);
  }

  /** Nothing is told any more, also not of what was written already. */
  stop(): void {
    this.#over = true;
  }

  #findTag(): boolean {
    if (!this.#begun) {
      if (undecided.test(this.#text)) return false;
      this.#drop(declaration.exec(this.#text)?.[0].length ?? 0);
      this.#begun = true;
    }
    const tag = this.#text.indexOf('<', this.#at);
    const end = tag < 0 ? this.#text.length : tag;
    if (this.#open.length <= 1) {
      // Blanks between stanzas are a sign of life, no more.
      if (this.#text.slice(this.#at, end).trim() !== '') throw unreadable('there is text between two stanzas');
      this.#drop(end);
    } else this.#at = end;
    if (tag < 0) return false;
    this.#tag = this.#at;
    return true;
  }

  #finishTag(): boolean {
    const start = this.#text.slice(this.#tag, this.#tag + cdata.length);
    if (cdata.startsWith(start) && start.length > 1) return this.#skipCdata(start);
    const second = start[1];
    if (second === undefined) return false;
    if (second === '!') throw unreadable('it holds a comment or a document type');
    if (second === '?') throw unreadable('it holds a processing instruction');
    this.#at = Math.max(this.#at, this.#tag + 1);
    for (;;) {
      const found = this.#quote === '' ? this.#next() : this.#text.indexOf(this.#quote, this.#at);
      if (found < 0) {
        this.#at = this.#text.length;
        return false;
      }
      this.#at = found + 1;
      if (this.#quote !== '') this.#quote = '';
      else if (this.#text[found] !== '>') this.#quote = this.#text[found] ?? '';
      else break;
    }
    const tag = this.#text.slice(this.#tag, this.#at);
    this.#tag = -1;
    this.#take(tag);
    return true;
  }

  #next(): number {
    const mark = /[>"']/g;
    mark.lastIndex = this.#at;
    return mark.exec(this.#text)?.index ?? -1;
  }

  #skipCdata(start: string): boolean {
    const end = start === cdata ? this.#text.indexOf(']]>', this.#at) : -1;
    if (end < 0) return false;
    if (this.#open.length <= 1) throw unreadable('there is text between two stanzas');
    this.#at = end + 3;
    this.#tag = -1;
    return true;
  }

  #take(tag: string): void {
    const closed = tag.endsWith('/>');
    const [, slash, name = ''] = /^<(\/?)([^\s/>]*)/.exec(tag) ?? [];
    if (this.#header === undefined) {
      if (slash !== '') throw unreadable('it begins with an end tag');
      this.#header = parseXml(closed ? tag : `${tag.slice(0, -1)}/>`);
      this.#drop(this.#at);
      if (!closed) this.#open.push(name);
      this.#listener.open(this.#header);
      if (closed) this.#finish();
      return;
    }
    // A tag that fits nothing would otherwise swallow every stanza that follows.
    if (slash === '' && !closed) this.#open.push(name);
    else if (slash !== '' && this.#open.pop() !== name) throw unreadable('an end tag does not fit its start tag');
    if (this.#open.length === 0) {
      this.#drop(this.#at);
      this.#finish();
    } else if (this.#open.length === 1) {
      const element = parseXml(this.#text.slice(0, this.#at));
      // So that a namespace said once in the header is found.
      element.parent = this.#header;
      this.#drop(this.#at);
      this.#listener.element(element);
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#finished = true;
    this.#listener.end();
  }

  #drop(length: number): void {
    this.#text = this.#text.slice(length);
    this.#at = 0;
  }
}
