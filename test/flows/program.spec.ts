import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import 'should';
import { packedPackage } from '../support/packed';
import { until } from '../support/until';

/** What a failing test leaves running would keep the run open. */
const children = new Set<ChildProcess>();

/** Starts the program the way npx does. */
async function program(...args: string[]) {
  const { folder } = await packedPackage();
  const child = spawn(join(folder, 'node_modules', '.bin', 'call-supervision-simulator'), args, {
    shell: process.platform === 'win32',
  });
  children.add(child);
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = once(child, 'close') as Promise<[number | null]>;
  return { child, ended, output: () => output };
}

describe('call-supervision-simulator, as installed', function () {
  this.timeout(180_000);
  afterEach(() => {
    for (const child of children) child.kill();
    children.clear();
  });

  it('explains itself', async () => {
    const { ended, output } = await program('--help');
    (await ended)[0]!.should.equal(0);
    output().should.match(/--genesys-port/);
  });

  it('says in a sentence what is wrong with an option', async () => {
    const { ended, output } = await program('--no-such-thing');
    (await ended)[0]!.should.equal(2);
    output().trim().split('\n').should.have.length(1);
  });

  it('starts, answers, and ends with Ctrl-C', async () => {
    const { child, ended, output } = await program(
      ...['--genesys-port', '0', '--voipnow-port', '0', '--finesse-port', '0', '--finesse-xmpp-port', '0'],
      ...['--control-port', '0'],
    );
    const [, api] = await until('its address', () => /Genesys\s+(http\S+)/.exec(output()), 20_000);
    const authorization = `Basic ${Buffer.from('sup.one:simulator').toString('base64')}`;
    const answer = await fetch(`${api ?? ''}/me`, { headers: { authorization } });
    answer.status.should.equal(200);
    ((await answer.json()) as { statusCode: number }).statusCode.should.equal(0);
    child.kill('SIGINT');
    (await ended)[0]!.should.equal(0);
  });
});
