import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import should from 'should';
import { makeCertificates } from '../support/certificates';
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
      ['--voipnow-cert', 'x.pem'],
      ['--voipnow-cert', 'no-such.pem', '--voipnow-key', 'no-such.pem'],
      ['--huawei-port', '65536'],
      ['--huawei-key', 'x.pem'],
    ]) {
      should(await exit(run(...args))).equal(2);
      should(err).match(/\. Try --help\.\n$/);
    }
  });

  it('runs until it is told to stop, and ends by itself while a poll is held', async () => {
    const started = run(
      '--genesys-port',
      '0',
      '--voipnow-port',
      '0',
      '--huawei-port',
      '0',
      '--control-port',
      '0',
      '--autoplay',
      '--fault',
      'csrf-header=X-T',
    );
    const address = await until('the address', () => /Genesys\s+(\S+)/.exec(out)?.[1]);
    const client = await new PlainGenesysClient(address, 'sup.one').start();
    const stopped = exit(started);
    started.kill('SIGINT');
    should(await stopped).equal(0);
    should(err).equal('');
    await client.close();
  });

  for (const [face, name] of [
    ['voipnow', 'VoipNow'],
    ['huawei', 'Huawei'],
  ] as const) {
    it(`speaks HTTPS as ${name} when it is given a certificate`, async () => {
      const { good } = await makeCertificates();
      const folder = await mkdtemp(path.join(os.tmpdir(), 'simulator-'));
      const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
      await writeFile(cert, good.cert);
      await writeFile(key, good.key);
      const off = ['genesys', 'voipnow', 'huawei', 'control'].filter((other) => other !== face);
      const ports = [`--${face}-port`, '0', ...off.flatMap((other) => [`--${other}-port`, 'off'])];
      const started = run(...ports, `--${face}-cert`, cert, `--${face}-key`, key);
      const address = new RegExp(`${name}\\s+(\\S+)`);
      should(await until('the address', () => address.exec(out)?.[1])).startWith('https://127.0.0.1:');
      await until('how to sign in', () => /(app\s+simulator-app|sign in\s+sup\.one)/.exec(out));
      const stopped = exit(started);
      started.kill('SIGTERM');
      should(await stopped).equal(0);
      await rm(folder, { recursive: true });
    });
  }

  it('ends with 1 and the reason when a port is taken', async () => {
    run('--genesys-port', '0', '--voipnow-port', 'off', '--huawei-port', 'off', '--control-port', 'off');
    const first = child;
    const port = await until('the address', () => /Genesys\s+\S+:(\d+)/.exec(out)?.[1]);
    should(await exit(run('--genesys-port', port))).equal(1);
    should(err).containEql('EADDRINUSE');
    first?.kill('SIGKILL');
  });
});
