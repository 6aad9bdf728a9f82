import fs from 'node:fs';
import path from 'node:path';
import should from 'should';

const locales = path.join(__dirname, '..', '..', '..', 'nodes', 'locales');
const names = (language: string, end: string): string[] =>
  fs.readdirSync(path.join(locales, language)).filter((name) => name.endsWith(end));
const read = (language: string, name: string): string => fs.readFileSync(path.join(locales, language, name), 'utf8');

function texts(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value as Record<string, unknown>).flatMap(texts);
}

/** What people read: the texts, and the help without its code, its addresses and the marks of its lists. */
function prose(language: string): [name: string, text: string][] {
  const catalogues = names(language, '.json').flatMap((name): [string, string][] =>
    texts(JSON.parse(read(language, name))).map((text) => [name, text]),
  );
  const helps = names(language, '.html').flatMap((name): [string, string][] =>
    read(language, name)
      .replace(/<\/?script[^>]*>/g, '')
      .replace(/`[^`]+`/g, 'x')
      .replace(/\]\([^)]+\)/g, ']')
      .replace(/^: [\w.]+ \([^)]+\) : /gm, '')
      .split('\n')
      .map((text) => [name, text]),
  );
  return [...catalogues, ...helps];
}

/** Without quotation marks, because one in another looks different, and without the space that keeps French marks in the line. */
const bare = (text: string): string =>
  text
    .replace(/[„“”‚‘«»]/g, '')
    .replace(/[\u00a0\s]+/g, ' ')
    .trim();

const quotes = { de: /„([^“]+)“/g, es: /«([^»]+)»/g, fr: /«\u00a0([^»]+)\u00a0»/g };
/** Words of a platform that stand in no dialog. */
const foreign = ['Insert', 'Whisper'];

describe('the wording', () => {
  for (const [language, quote] of Object.entries(quotes)) {
    it(`in ${language}: what the help quotes stands in the dialogs`, () => {
      const shown = names(language, '.json').flatMap((name) => texts(JSON.parse(read(language, name))).map(bare));
      for (const name of names(language, '.html')) {
        const quoted = [...read(language, name).matchAll(quote)].map(([, words]) => bare(words!));
        const unknown = quoted.filter(
          (words) => !foreign.includes(words) && !shown.some((text) => text.includes(words)),
        );
        should(unknown).be.empty();
      }
    });
  }

  it('in fr: a mark does not begin a line, because the space before it does not break', () => {
    for (const [name, text] of prose('fr')) should(text).not.match(/ [;?!»]|« | :(\s|$)|[^\u00a0][?!;](\s|$)/, name);
  });

  it('in es: a question and an exclamation are opened', () => {
    for (const [name, text] of prose('es')) {
      for (const [open, close] of ['¿?', '¡!']) {
        text.split(open!).length.should.equal(text.split(close!).length, `${name}: ${text}`);
      }
    }
  });

  it('in de: quotation marks are German, and those that open are closed', () => {
    for (const [name, text] of prose('de')) {
      should(text).not.match(/["”«»]/, name);
      if (name.endsWith('.json')) text.split('„').length.should.equal(text.split('“').length, `${name}: ${text}`);
    }
  });
});
