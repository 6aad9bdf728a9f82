import fs from 'node:fs';
import path from 'node:path';
import should from 'should';

const root = path.join(__dirname, '..', '..', '..');
const locales = path.join(root, 'nodes', 'locales');
const languages = ['de', 'en-US', 'es', 'fr', 'ja', 'zh-CN'];
const read = (...names: string[]): string => fs.readFileSync(path.join(locales, ...names), 'utf8');
const files = fs.readdirSync(path.join(locales, 'en-US')).sort();
const translated = languages.filter((language) => language !== 'en-US');

/** Texts by their dotted keys. */
function texts(catalog: unknown, prefix = ''): [key: string, text: string][] {
  return Object.entries(catalog as Record<string, unknown>).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string): string[] => [...text.matchAll(/__\w+__/g)].map(([name]) => name).sort();
/** What is code, and so the same in every language. */
const codes = (help: string): string[] => [...new Set([...help.matchAll(/`[^`]+`/g)].map(([code]) => code))].sort();
/** The properties in the lists that Node-RED makes a table of. */
const properties = (help: string): string[] => [...help.matchAll(/^: ([\w.]+) \([^)]+\) :/gm)].map(([, name]) => name!);
const count = (help: string, mark: RegExp): number => [...help.matchAll(mark)].length;

describe('the languages', () => {
  it('are six, each with the same files', () => {
    fs.readdirSync(locales).sort().should.deepEqual(languages);
    for (const language of translated) fs.readdirSync(path.join(locales, language)).sort().should.deepEqual(files);
  });

  for (const language of translated) {
    describe(language, () => {
      it('has every text, with the same placeholders, and none that is empty', () => {
        for (const file of files.filter((name) => name.endsWith('.json'))) {
          const english = texts(JSON.parse(read('en-US', file)));
          const own = new Map(texts(JSON.parse(read(language, file))));
          [...own.keys()].sort().should.deepEqual(english.map(([key]) => key).sort());
          for (const [key, text] of english) {
            should(own.get(key)!.trim()).not.equal('', `${file}: ${key} is empty`);
            should(placeholders(own.get(key)!)).deepEqual(placeholders(text), `${file}: ${key}`);
          }
        }
      });

      it('is not English with another name', () => {
        const english = new Map(texts(JSON.parse(read('en-US', 'supervision-events.json'))));
        const own = texts(JSON.parse(read(language, 'supervision-events.json')));
        const same = own.filter(
          ([key, text]) => english.get(key) === text && /[a-z] [a-z]/i.test(text.replace(/__\w+__/g, '')),
        );
        should(same.map(([key]) => key).filter((key) => !key.startsWith('platform.'))).be.empty();
      });

      it('has a short status for the canvas', () => {
        const { status } = JSON.parse(read(language, 'supervision-events.json')) as { status: Record<string, string> };
        for (const [key, text] of Object.entries(status)) should(text.length).be.below(24, `status ${key}: ${text}`);
      });

      for (const file of files.filter((name) => name.endsWith('.html'))) {
        it(`helps with ${file.replace('.html', '')}: same sections, same properties, same code`, () => {
          const [english, own] = [read('en-US', file), read(language, file)];
          for (const mark of [/^### /gm, /^\d\. /gm, /^- /gm]) should(count(own, mark)).equal(count(english, mark));
          properties(own).should.deepEqual(properties(english));
          for (const line of own.split('\n').filter((each) => each.startsWith(': ')))
            line.should.match(/^:[^:]+:[^:]+$/);
          const lost = codes(english).filter((code) => !codes(own).includes(code) && !code.includes(' '));
          should(lost).be.empty();
        });
      }
    });
  }
});
