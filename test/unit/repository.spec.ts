import should from 'should';
import { readFileSync, statSync } from 'node:fs';
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

  it('leads to pages and pictures that exist', () => {
    for (const page of ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/nodes.md', 'docs/messages.md']) {
      const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '');
      for (const link of links) should(() => statSync(join(checkout, page, '..', link))).not.throw();
    }
  });
});
