import should from 'should';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../scripts/runtime/user-dir';

const read = (name: string): string => readFileSync(join(checkout, name), 'utf8');

describe('the repository', () => {
  it('gives people the test command that CI takes from the README', () => {
    read('README.md').should.match(/^npm install && npm test$/m);
    read('.ci/run').should.containEql('npm install && npm test');
  });

  it('locks versions, and no place to get them from', () => {
    read('package-lock.json').should.not.match(/"resolved": "https?:/);
  });

  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync(join(checkout, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  /** As a web page of the repository names the place of a heading. */
  const anchors = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );

  for (const page of pages) {
    it(`leads from ${page} to pages, parts and pictures that exist`, () => {
      for (const [, link = ''] of read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : join(page, '..', file);
        should(() => statSync(join(checkout, target))).not.throw();
        if (anchor !== undefined) anchors(target).should.containEql(anchor);
      }
    });
  }

  it('shows every picture on a page, and leads to every page', () => {
    const all = pages.map((page) => ({ page, text: read(page) }));
    for (const picture of readdirSync(join(checkout, 'docs', 'images')))
      all.some(({ text }) => text.includes(`images/${picture})`)).should.be.true(picture);
    for (const page of pages.filter((name) => name.startsWith('docs/')))
      read('README.md').should.containEql(`](${page})`);
  });

  it('leads from the help of a node to pages that exist', () => {
    const locales = join('nodes', 'locales');
    for (const language of readdirSync(join(checkout, locales))) {
      for (const file of readdirSync(join(checkout, locales, language)).filter((name) => name.endsWith('.html'))) {
        for (const [, page = '', anchor] of read(join(locales, language, file)).matchAll(
          /blob\/main\/([^)#]+)#?([^)]*)\)/g,
        )) {
          pages.should.containEql(page);
          if (anchor) anchors(page).should.containEql(anchor);
        }
      }
    }
  });
});
