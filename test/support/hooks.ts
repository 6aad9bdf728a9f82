/**
 * Root hooks of every run. An unhandled rejection kills every flow of a Node-RED, so here it fails the run, also one that
 * surfaces between two tests.
 */
const rejections: unknown[] = [];

process.on('unhandledRejection', (reason) => {
  rejections.push(reason);
});

export const mochaHooks = {
  afterEach(): void {
    const reason = rejections.shift();
    if (reason !== undefined) throw new Error('unhandled rejection', { cause: reason });
  },
};
