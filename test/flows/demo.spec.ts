import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import 'should';
import { startCall } from '../../scripts/demo/acts';
import type { Example } from '../../scripts/demo/example';
import { Feed, type Told } from '../../scripts/demo/feed';
import { Narrator } from '../../scripts/demo/narrator';
import { prove } from '../../scripts/demo/proof';
import { freePort } from '../../scripts/runtime/ports';
import { checkout, temporaryFolder, type Temporary } from '../../scripts/runtime/user-dir';
import { platforms } from '../../src/supervision/vocabulary';
import type { Happening } from '../../simulators/alerts';
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

  /** The steps in their order, each once, and their figures in the table at the end. */
  const story = (...platforms: readonly string[]): RegExp => {
    const steps = ['before', 'alert', 'requested', 'confirmed +\\+\\d+ ms, \\S+', 'during'];
    const alone = 'after .*hears agt\\.one(?! and)';
    const told = [...steps, '.*sup\\.one \\(supervisor, barge\\)', 'ended +.* by cancel: \\S+', alone];
    const stories = platforms.map((platform) => [`The story on ${platform}:`, ...told.map((step) => `  ${step}`)]);
    const table = platforms.map((platform) => `  ${platform} +\\d+ ms +\\d+ ms  \\S+`);
    return new RegExp([...stories.flat(), 'Every step was confirmed', ...table].join('.*\\n(?:.*\\n)*?'));
  };

  for (const platform of platforms) {
    it(`--once tells the story on ${platform} and ends`, async () => {
      const { ended, output } = demo('--once', '--platform', platform, '--port', String(await freePort()));
      const [code] = await ended;
      output().should.match(story(platform));
      for (const once of [/^The story on/gm, /^ {2}accepted +\+\d+ ms/gm]) output().match(once)!.should.have.length(1);
      code!.should.equal(0);
      readdirSync(temporary.path).should.eql([]);
    });
  }

  it('--once tells it on each platform, also where all default ports are taken', async () => {
    const taken = [1880, 18_081, 18_082, 18_083, 18_084, 18_085].map((port) =>
      net
        .createServer()
        .on('error', () => undefined)
        .listen(port, '127.0.0.1'),
    );
    try {
      const { ended, output } = demo('--once');
      const [code] = await ended;
      output()
        .should.match(story(...platforms))
        .and.not.match(/127\.0\.0\.1:(1880|1808[1-5])\b/);
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

  const fault = { code: 'unreachable', message: 'Nobody listens there.' };
  const leg = (role: string, state = 'talking', mode?: string) => ({ party: role, role, state, mode });
  const happening = (...legs: object[]) => ({ type: 'leg.talking', legs, hears: {} }) as unknown as Happening;

  it('a story that does not come true fails, whether that was told before or comes later', async () => {
    for (const early of [true, false]) {
      const feed = new Feed();
      if (early) feed.tell({ fault });
      const proof = prove(feed);
      if (!early) feed.tell({ fault });
      await proof.should.be.rejectedWith(/could not be asked: Nobody listens there/);
    }
  });

  it('what failed before there was contact is not part of the story', async () => {
    const feed = new Feed();
    const server = http
      .createServer((_request, response) => {
        response.end();
        feed.tell({ call: happening(leg('agent')) });
      })
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      feed.tell({ fault });
      feed.tell({ event: { type: 'connection.up' } as NonNullable<Told['event']> });
      const example = { startCall: 'start-call' } as Example;
      const started = startCall({ nodeRed: { url: `http://127.0.0.1:${port}` }, example, feed });
      (await started).legs.should.eql([leg('agent')]);
      const missing = feed.first('A fault', (told) => told.fault, 1);
      await missing.should.be.rejectedWith('A fault did not come within 0.001 seconds.');
    } finally {
      server.close();
    }
  });

  it('draws the call only when it looks as told, also where that comes later', () => {
    const lines: string[] = [];
    const narrator = new Narrator((line) => lines.push(line.trim()));
    const both = [leg('customer'), leg('agent')];
    const supervision = { id: '1', mode: 'barge', requestedAt: '2026-01-01T00:00:00.000Z' };
    const event = (type: string) => ({ type, supervision }) as unknown as NonNullable<Told['event']>;
    narrator.hear({ call: happening(...both) });
    narrator.hear({ event: event('supervision.active') });
    lines.some((line) => line.startsWith('during')).should.be.false();
    narrator.hear({ call: happening(...both, leg('supervisor', 'talking', 'listen')) });
    lines.some((line) => line.startsWith('during')).should.be.false();
    narrator.hear({ call: happening(...both, leg('supervisor', 'talking', 'barge')) });
    lines.at(-3)!.should.startWith('during');
    narrator.hear({ event: event('supervision.ended') });
    lines.some((line) => line.startsWith('after')).should.be.false();
    narrator.hear({ call: happening(...both, leg('supervisor', 'left')) });
    lines.at(-2)!.should.startWith('after');
    narrator.hear({ call: happening(...both) });
    lines.filter((line) => line.startsWith('after')).should.have.length(1);
  });

  it('says in a sentence what is wrong with an option', async () => {
    for (const args of [['--no-such-thing'], ['--platform', 'x'], ['--port', 'x']]) {
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
