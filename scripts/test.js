'use strict';
// All tests, in two runs of mocha side by side: one keeps the processor busy with browsers and Node-REDs, the other mostly waits for
// telephones and servers. Arguments go to mocha; with spec files among them there is one run, of these.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const runs = [
  ['editor', 'nodes', 'flows'],
  ['platforms', 'simulators', 'unit'],
].map((folders) => folders.map((folder) => `dist/test/${folder}/**/*.spec.js`));

const tally = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tally-')), 'lines');
const given = process.argv.slice(2);
const mocha = path.join(path.dirname(require.resolve('mocha/package.json')), 'bin', 'mocha.js');

/** The exit code. Only the first prints as it goes on; the others when they are over, so that no two write into each other's lines. */
function run(specs, place) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...given, ...specs], {
      env: { ...process.env, TALLY: tally },
      stdio: ['ignore', ...(place === 0 ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(said);
      resolve(code ?? 1);
    });
  });
}

async function main() {
  const codes = await Promise.all((given.some((each) => each.endsWith('.js')) ? [[]] : runs).map(run));
  // "N passed, N failed", a line for each run that came to its end.
  const counts = fs.existsSync(tally) ? fs.readFileSync(tally, 'utf8').match(/\d+/g).map(Number) : [];
  const sum = (first) => counts.filter((_, place) => place % 2 === first).reduce((all, each) => all + each, 0);
  const line = `${sum(0)} passed, ${sum(1)} failed\n`;
  if (process.env.TALLY) fs.appendFileSync(process.env.TALLY, line);
  else process.stdout.write(line);
  fs.rmSync(path.dirname(tally), { recursive: true });
  process.exitCode = Math.max(...codes);
}

void main();
