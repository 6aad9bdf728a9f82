'use strict';
// tsc leaves everything that is not TypeScript behind. The Node-RED loader looks for the editor file, the locales and the
// icons beside the compiled node, and nowhere else.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const nodes = path.join(root, 'dist', 'nodes');

fs.mkdirSync(nodes, { recursive: true });
for (const file of fs.readdirSync(path.join(root, 'nodes'))) {
  if (file.endsWith('.html')) fs.copyFileSync(path.join(root, 'nodes', file), path.join(nodes, file));
}
for (const [from, to] of [
  [path.join(root, 'nodes', 'locales'), path.join(nodes, 'locales')],
  [path.join(root, 'icons'), path.join(nodes, 'icons')],
]) {
  fs.rmSync(to, { recursive: true, force: true });
  if (fs.existsSync(from)) fs.cpSync(from, to, { recursive: true });
}
const cli = path.join(root, 'dist', 'simulators', 'cli.js');
if (fs.existsSync(cli)) fs.chmodSync(cli, 0o755);
