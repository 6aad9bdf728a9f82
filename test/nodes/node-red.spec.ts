import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import helper from 'node-red-node-test-helper';
import should from 'should';
import { nodeRedDir } from '../../scripts/runtime/node-red';
import '../support/node-red';

interface Manifest {
  version: string;
  engines: { node: string };
}

describe('the Node-RED that is tested', () => {
  const { version, engines } = JSON.parse(readFileSync(join(nodeRedDir, 'package.json'), 'utf8')) as Manifest;

  it('is the one that was asked for', () => {
    const { _RED: red } = helper as unknown as { _RED: { version(): string } };
    red.version().should.startWith(version);
  });

  it('supports the Node.js that runs it: npm only warns, and the helper does not look', () => {
    const semver = createRequire(join(nodeRedDir, 'package.json'))('semver') as {
      satisfies(version: string, range: string): boolean;
    };
    should(semver.satisfies(process.version, engines.node)).be.true(
      `Node-RED ${version} wants Node.js ${engines.node}`,
    );
  });
});
