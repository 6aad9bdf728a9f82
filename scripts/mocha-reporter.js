'use strict';
// Dots and failures as usual, what was not run, and a last line that a machine can read: "N passed, N failed". Where several runs
// make one result, the line goes to the file that TALLY names, and whoever started the runs adds them up.
const fs = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const left = new Map();
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => {
      // The title says why, for example that a server is not installed.
      const [suite] = test.titlePath();
      left.set(suite, (left.get(suite) ?? 0) + 1);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      for (const [suite, count] of left) process.stdout.write(`NOT RUN: ${count} of "${suite}"\n`);
      const line = `${passes} passed, ${failures} failed\n`;
      if (process.env.TALLY) fs.appendFileSync(process.env.TALLY, line);
      else process.stdout.write(line);
    });
  }
};
