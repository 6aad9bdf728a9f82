import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { packedPackage, type Packed } from '../support/packed';

describe('the tarball', function () {
  this.timeout(180_000);
  let packed: Packed;
  before(async () => {
    packed = await packedPackage();
  });

  it('has the licence, what it is, and what changed', () => {
    for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json']) packed.files.should.containEql(file);
  });

  it('has nothing but what runs, its dialogs, examples and docs', () => {
    const expected = /^(dist\/(nodes|src|simulators)\/|resources\/|examples\/[^/]+\.json$|docs\/|[^/]+$)/;
    packed.files.filter((file) => !expected.test(file)).should.eql([]);
    packed.files
      .filter((file) => /(^|\/)(test|bench|scripts)\/|\.spec\.|\.tsbuildinfo|\.env|flows_cred/.test(file))
      .should.eql([]);
    packed.files
      .filter((file) => !file.includes('/'))
      .sort()
      .should.eql(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  it('has no source map that leads nowhere', () => {
    for (const file of packed.files.filter((name) => name.endsWith('.map'))) {
      const map = JSON.parse(readFileSync(join(packed.root, file), 'utf8')) as { sourcesContent?: unknown[] };
      should(map.sourcesContent?.length).be.above(0, file);
    }
    for (const file of packed.files.filter((name) => name.endsWith('.js') && name.startsWith('dist/'))) {
      const [, map] = /^\/\/# sourceMappingURL=(.*)$/m.exec(readFileSync(join(packed.root, file), 'utf8')) ?? [];
      if (map !== undefined) packed.files.should.containEql(join(file, '..', map).replaceAll('\\', '/'));
    }
  });

  it('has every file that package.json names, and can be required', () => {
    const manifest = JSON.parse(readFileSync(join(packed.root, 'package.json'), 'utf8')) as {
      main: string;
      types: string;
      bin: Record<string, string>;
      'node-red': { nodes: Record<string, string> };
    };
    const { main, types, bin } = manifest;
    const nodes = Object.values(manifest['node-red'].nodes);
    const dialogs = nodes.map((file) => file.replace(/\.js$/, '.html'));
    for (const file of [main, types, ...Object.values(bin), ...nodes, ...dialogs]) {
      packed.files.should.containEql(file);
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- what a user of the package does
    const exported = require(packed.root) as Record<string, unknown>;
    Object.keys(exported).should.containEql('SupervisionError').and.containEql('errorCodes');
  });
});
