'use strict';
// Dots and failures as usual, what was not run, and a last line that a machine can read: "N passed, N failed".
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
      process.stdout.write(`${passes} passed, ${failures} failed\n`);
    });
  }
};
