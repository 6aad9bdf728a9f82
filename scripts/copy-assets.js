'use strict';
// tsc leaves everything that is not TypeScript behind. The Node-RED loader looks for the editor file, the locales and the
// icons beside the compiled node, and nowhere else.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const nodes = path.join(root, 'dist', 'nodes');

// Node-RED fills the fields of a dialog before any script of the dialog runs, so rows that several dialogs have are put in here.
const withParts = (html) =>
  html.replace(/^( *)<!-- part: ([\w-]+) -->\n/gm, (_, indent, name) =>
    fs.readFileSync(path.join(root, 'nodes', 'parts', `${name}.html`), 'utf8').replace(/^(?=.)/gm, indent),
  );

fs.mkdirSync(nodes, { recursive: true });
for (const file of fs.readdirSync(path.join(root, 'nodes')).filter((name) => name.endsWith('.html'))) {
  const html = fs.readFileSync(path.join(root, 'nodes', file), 'utf8');
  fs.writeFileSync(path.join(nodes, file), withParts(html));
}
for (const [from, to] of [
  [path.join(root, 'nodes', 'locales'), path.join(nodes, 'locales')],
  [path.join(root, 'icons'), path.join(nodes, 'icons')],
]) {
  fs.rmSync(to, { recursive: true, force: true });
  if (fs.existsSync(from)) fs.cpSync(from, to, { recursive: true });
}
// One file for the editor to load, not ten: the HTML of every node asks for it, and the editor waits each time.
const editor = path.join(root, 'resources', 'editor');
const scripts = fs.readdirSync(editor).map((name) => fs.readFileSync(path.join(editor, name), 'utf8'));
fs.writeFileSync(path.join(root, 'resources', 'supervision-editor.js'), scripts.join('\n'));

const cli = path.join(root, 'dist', 'simulators', 'cli.js');
if (fs.existsSync(cli)) fs.chmodSync(cli, 0o755);
