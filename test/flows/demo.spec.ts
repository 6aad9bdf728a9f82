import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import 'should';
import { freePort } from '../../scripts/runtime/ports';
import { checkout, temporaryFolder, type Temporary } from '../../scripts/runtime/user-dir';
import { until } from '../support/until';

describe('npm run demo', function () {
  this.timeout(60_000);
  let temporary: Temporary;
  let running: { child: ChildProcess; ended: Promise<unknown> }[] = [];
  beforeEach(() => {
    temporary = temporaryFolder();
  });
  afterEach(async () => {
    for (const { child } of running) child.kill();
    await Promise.all(running.map(({ ended }) => ended));
    running = [];
    temporary.remove();
  });

  function demo(...args: string[]) {
    const env = { ...process.env, TMPDIR: temporary.path, TEMP: temporary.path, TMP: temporary.path };
    const child = spawn(process.execPath, [join(checkout, 'dist', 'scripts', 'demo', 'main.js'), ...args], { env });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ended = once(child, 'close') as Promise<[number | null]>;
    running.push({ child, ended });
    return { child, ended, output: () => output };
  }

  const story =
    /before [\s\S]*alert [\s\S]*requested [\s\S]*accepted +\+\d+ ms[\s\S]*confirmed +\+\d+ ms, \S+[\s\S]*sup\.one \(supervisor, barge\)[\s\S]*ended .*by cancel[\s\S]*after [\s\S]*confirmed by the platform/;

  it('--once tells the story and ends', async () => {
    const { ended, output } = demo('--once', '--platform', 'genesys', '--port', String(await freePort()));
    const [code] = await ended;
    output().should.match(story);
    code!.should.equal(0);
    readdirSync(temporary.path).should.eql([]);
  });

  it('--once does so where both default ports are taken', async () => {
    const taken = [1880, 18_081].map((port) =>
      net
        .createServer()
        .on('error', () => undefined)
        .listen(port, '127.0.0.1'),
    );
    try {
      const { ended, output } = demo('--once');
      const [code] = await ended;
      output()
        .should.match(story)
        .and.not.match(/127\.0\.0\.1:(1880|18081)/);
      code!.should.equal(0);
    } finally {
      for (const server of taken) server.close();
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`shows what to post, and leaves nothing behind after ${signal}`, async () => {
      const { child, ended, output } = demo('--port', String(await freePort()));
      const [, editor = ''] = await until('the address', () => /editor +(http\S+)/.exec(output()), 30_000);
      const [, alert = '', url = ''] = await until(
        'the line',
        () => /curl .* -d '(.*)' (http\S+)/.exec(output()),
        30_000,
      );
      (JSON.parse(alert) as { source: string }).source.should.equal('aws.connect');
      const headers = { 'content-type': 'application/json' };
      (await fetch(url, { method: 'POST', headers, body: alert })).status.should.equal(202);
      await until('the supervisor', () => output().includes('sup.one (supervisor, barge)'));
      child.kill(signal);
      const [code] = await ended;
      code!.should.equal(0);
      readdirSync(temporary.path).should.eql([]);
      const gone = await fetch(editor).then(
        () => false,
        () => true,
      );
      gone.should.be.true();
    });
  }

  it('says in a sentence what is wrong with an option', async () => {
    for (const args of [['--no-such-thing'], ['--platform', 'finesse'], ['--platform', 'x'], ['--port', 'x']]) {
      const { ended, output } = demo(...args);
      (await ended)[0]!.should.equal(2);
      output().trim().split('\n').should.have.length(1);
    }
  });

  it('explains itself', async () => {
    const { ended, output } = demo('--help');
    (await ended)[0]!.should.equal(0);
    output().should.match(/--once/);
  });
});
