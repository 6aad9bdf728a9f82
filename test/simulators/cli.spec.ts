import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import should from 'should';
import { PlainGenesysClient } from '../support/plain-genesys-client';
import { until } from '../support/until';

const program = path.join(__dirname, '..', '..', 'simulators', 'cli.js');

describe('call-supervision-simulator', () => {
  let out = '';
  let err = '';
  let child: ChildProcess | undefined;

  function run(...args: string[]): ChildProcess {
    out = err = '';
    const started = spawn(process.execPath, [program, ...args]);
    started.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child = started;
    return started;
  }
  afterEach(() => child?.kill('SIGKILL'));

  const exit = async (started: ChildProcess): Promise<unknown> => (await once(started, 'close'))[0];

  it('explains itself', async () => {
    should(await exit(run('--help'))).equal(0);
    should(out).containEql('--genesys-port').and.containEql('--fault');
  });

  it('ends with 2 and a sentence on a wrong option', async () => {
    for (const args of [
      ['--nope'],
      ['--genesys-port', 'x'],
      ['--agents', '3'],
      ['--fault', 'nonsense'],
      ['--clock', 'x'],
    ]) {
      should(await exit(run(...args))).equal(2);
      should(err).match(/\. Try --help\.\n$/);
    }
  });

  it('runs until it is told to stop, and ends by itself while a poll is held', async () => {
    const started = run('--genesys-port', '0', '--control-port', '0', '--autoplay', '--fault', 'csrf-header=X-T');
    const address = await until('the address', () => /Genesys\s+(\S+)/.exec(out)?.[1]);
    const client = await new PlainGenesysClient(address, 'sup.one').start();
    const stopped = exit(started);
    started.kill('SIGINT');
    should(await stopped).equal(0);
    should(err).equal('');
    await client.close();
  });

  it('ends with 1 and the reason when a port is taken', async () => {
    run('--genesys-port', '0', '--control-port', 'off');
    const first = child;
    const port = await until('the address', () => /Genesys\s+\S+:(\d+)/.exec(out)?.[1]);
    should(await exit(run('--genesys-port', port))).equal(1);
    should(err).containEql('EADDRINUSE');
    first?.kill('SIGKILL');
  });
});
