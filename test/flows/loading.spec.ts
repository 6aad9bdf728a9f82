import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { packageName } from '../../scripts/runtime/user-dir';
import { packedPackage } from '../support/packed';
import { openRuntime, type Runtime } from '../support/runtime';

interface NodeSet {
  id: string;
  name: string;
  module: string;
  types: string[];
  enabled: boolean;
  err?: unknown;
}

/** In a process of its own: what loading all nodes pulls in. */
const loadAll = `
const { dirname, join } = require('node:path');
const root = process.argv[1];
const { nodes } = require(join(root, 'package.json'))['node-red'];
const types = [];
const RED = {
  nodes: { registerType: (type) => types.push(type) },
  httpAdmin: { locals: {}, get: () => undefined, post: () => undefined },
  auth: { needsPermission: () => undefined },
};
for (const file of Object.values(nodes)) require(join(root, file))(RED);
const loaded = Object.keys(require.cache).map((file) => file.replaceAll('\\\\', '/'));
console.log(JSON.stringify({ types, loaded }));
`;

describe('the installed package in Node-RED', function () {
  this.timeout(180_000);
  let runtime: Runtime;
  let names: string[];
  before(async () => {
    const { root } = await packedPackage();
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      'node-red': { nodes: Record<string, string> };
    };
    names = Object.keys(manifest['node-red'].nodes).sort();
    runtime = await openRuntime();
  });
  after(() => runtime.close());

  it('has every node type, enabled and without error', async () => {
    const sets = (await runtime.get<NodeSet[]>('/nodes')).filter(({ module }) => module === packageName);
    sets
      .map(({ name }) => name)
      .sort()
      .should.eql(names);
    for (const { name, types, enabled, err } of sets) {
      ({ name, types, enabled, err }).should.eql({ name, types: [name], enabled: true, err: undefined });
    }
  });

  it('has the texts and the help of every node', async () => {
    for (const name of names) {
      const catalogue = await runtime.get<object>(`/nodes/${packageName}/${name}/messages?lng=en-US`).catch(() => ({}));
      const all = await runtime.get<Record<string, object>>('/locales/nodes?lng=en-US');
      (all[`${packageName}/${name}`] ?? catalogue).should.have.property(name);
    }
    const editor = await runtime.text('/nodes');
    for (const name of names) {
      editor.should.match(new RegExp(`registerType\\(\\s*['"]${name}['"]`));
      editor.should.match(new RegExp(`data-help-name=["']${name}["']`));
    }
  });

  it('serves an icon for every node that has one of its own', async () => {
    const icons = (await runtime.get<Record<string, string[]>>('/icons'))[packageName] ?? [];
    icons.should.not.be.empty();
    for (const icon of icons) (await runtime.text(`/icons/${packageName}/${icon}`)).should.match(/<svg/);
    for (const name of names) icons.should.containEql(`${name}.svg`);
  });

  it('serves what the dialogs share', async () => {
    const editor = await runtime.text('/nodes');
    const scripts = [...editor.matchAll(/src="(resources\/@call-supervision[^"]+)"/g)].map(([, path]) => path ?? '');
    scripts.should.not.be.empty();
    for (const script of new Set(scripts)) (await runtime.text(`/${script}`)).should.match(/window\.supervision\w+/);
  });

  it('offers the examples in the import dialog', async () => {
    const listed = JSON.stringify(await runtime.get(`/library/examples/flows/${packageName}`));
    const { files } = await packedPackage();
    const examples = files.filter((file) => file.startsWith('examples/'));
    examples.should.not.be.empty();
    for (const file of examples) listed.should.containEql(file.slice('examples/'.length, -'.json'.length));
  });

  it('loads nothing of a platform, and no HTTP library, as long as there is no connection', async () => {
    const { root } = await packedPackage();
    const { types, loaded } = JSON.parse(
      execFileSync(process.execPath, ['-e', loadAll, root], { encoding: 'utf8' }),
    ) as {
      types: string[];
      loaded: string[];
    };
    types.sort().should.eql(names);
    loaded
      .filter((file) =>
        /\/(axios|tough-cookie|valibot|ltx|ws)\/|\/dist\/src\/platforms\/(genesys|voipnow|huawei|finesse)\//.test(file),
      )
      .should.eql([]);
  });
});
