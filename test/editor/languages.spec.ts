import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { checkout, packageName } from '../../scripts/runtime/user-dir';
import { useEditor } from '../support/editor/editor';
import type { Red } from '../support/editor/red';
import { flowTypes, types } from '../support/editor/types';

declare const RED: Red;

const folder = join(checkout, 'nodes', 'locales');
const locales = readdirSync(folder);
const fallback = 'en-US';
/** One that has no texts here is answered in English. */
const asked = [...locales, ['de', 'sw', 'tlh'].find((locale) => !locales.includes(locale)) ?? ''];

interface Text {
  /** As the editor asks for it. */
  key: string;
  text: string;
}

/** The texts of a catalogue, with dotted keys. */
function texts(catalogue: unknown, prefix: string): Text[] {
  return Object.entries(catalogue as Record<string, unknown>).flatMap(([key, value]) =>
    typeof value === 'string' ? [{ key: prefix + key, text: value }] : texts(value, `${prefix}${key}.`),
  );
}

const catalogue = (locale: string, type: string): Text[] =>
  texts(JSON.parse(readFileSync(join(folder, locale, `${type}.json`), 'utf8')), `${packageName}/${type}:`);

/** What the help of a node says first. */
function firstLine(locale: string, type: string): string {
  const [, line = ''] =
    /^<script[^>]*>\s*([^\n]+)/.exec(readFileSync(join(folder, locale, `${type}.html`), 'utf8')) ?? [];
  return line.split(/[`<[*_]/)[0]!.trim();
}

describe('the languages', function () {
  this.timeout(60_000);
  const editor = useEditor();

  for (const locale of asked) {
    const shown = locales.includes(locale) ? locale : fallback;
    it(`in a browser that asks for ${locale} the texts and the help are in ${shown}`, async () => {
      const page = await editor.open([{ id: 'tab', type: 'tab', label: 'here' }], { locale });
      const all = types.flatMap((type) => catalogue(shown, type));
      const said = await page.page.evaluate(
        (keys) => keys.map((key) => RED._(key)),
        all.map(({ key }) => key),
      );
      // The value that a text has a place for was not given.
      const bare = (text = ''): string => text.replace(/__\w+__/g, '');
      all
        .map(({ key, text }, place) => ({ key, expected: bare(text), found: bare(said[place]) }))
        .filter(({ expected, found }) => expected !== found)
        .should.eql([]);

      const category = all.find(({ key }) => key.endsWith(':palette.label.call_supervision'));
      const header = page.page.locator('#red-ui-palette-header-call_supervision span');
      should(await header.textContent()).equal(category?.text);

      // The palette breaks long names in lines.
      const unbroken = (text = ''): string => text.replace(/\s/g, '');
      for (const type of flowTypes) {
        const palette = page.page.locator(`.red-ui-palette-node[data-palette-type="${type}"] .red-ui-palette-label`);
        const label = all.find(({ key }) => key === `${packageName}/${type}:${type}.palette`);
        unbroken(await palette.innerText()).should.equal(unbroken(label?.text));
      }
      for (const type of types) {
        const help = await page.page.evaluate((wanted) => RED.nodes.getNodeHelp(wanted), type);
        should(help).containEql(firstLine(shown, type));
      }

      await page.edit(await page.drag('supervision-listen'));
      const labels = await page.page
        .locator('#dialog-form [data-i18n]:not([data-i18n^="["]):not([data-i18n^="node-red:"])')
        .evaluateAll((elements) =>
          elements.map((element) => ({ key: String(element.getAttribute('data-i18n')), text: element.textContent })),
        );
      labels.should.not.be.empty();
      for (const { key, text } of labels)
        should(all).containEql({ key: key.includes(':') ? key : `${packageName}/supervision-listen:${key}`, text });
    });
  }
});
