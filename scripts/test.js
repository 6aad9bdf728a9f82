'use strict';
// Runs of mocha side by side, each with arguments of its own: `args… + args… + args…`. Without any, all tests, in parts that take about
// as long as each other.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const specs = (names) => names.map((name) => `dist/test/${name}.spec.js`);
const allBut = (names) => ['dist/test/**/*.spec.js', ...specs(names).flatMap((each) => ['--ignore', each])];
// Those that need the usual ports of the simulator are in one part: the examples in the editor, and the demo.
const first = ['editor/**/*', 'flows/demo'];
const last = ['platforms/finesse/**/*', 'platforms/huawei/**/*'];
const everything = [specs(first), allBut([...first, ...last]), specs(last)];
const given = process.argv
  .slice(2)
  .join('\n')
  .split('\n+\n')
  .map((run) => run.split('\n'));
const runs = process.argv.length > 2 ? given : everything;

const tally = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tally-')), 'lines');
const mocha = path.join(path.dirname(require.resolve('mocha/package.json')), 'bin', 'mocha.js');

/** The exit code. Only the first prints as it goes on; the others when they are over, so that no two write into each other's lines. */
function run(args, place) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...args], {
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
  const codes = await Promise.all(runs.map(run));
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
