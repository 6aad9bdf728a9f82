import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import should from 'should';

const root = path.join(__dirname, '..', '..', '..');

describe('the node files', () => {
  it('bring no library into Node-RED before a connection or a simulator is used', () => {
    const text = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
    const { 'node-red': nodeRed } = JSON.parse(text) as { 'node-red': { nodes: Record<string, string> } };
    const files = Object.values(nodeRed.nodes).map((file) => path.join(root, file));
    const program = `${JSON.stringify(files)}.forEach((file) => require(file)); console.log(JSON.stringify(Object.keys(require.cache)));`;
    const loaded = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as string[];
    loaded.length.should.be.aboveOrEqual(files.length);
    should(loaded.filter((file) => file.includes('node_modules'))).be.empty();
  });
});
