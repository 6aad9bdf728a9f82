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
      ['--finesse-xmpp-port', 'x'],
      ['--finesse-key', 'x.pem'],
      ['--finesse-http-port', '0'],
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
      '--finesse-port',
      '0',
      '--finesse-xmpp-port',
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
      const off = ['genesys', 'voipnow', 'huawei', 'finesse', 'control'].filter((other) => other !== face);
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

  it('speaks HTTPS and wss as Finesse, on two nodes, and sends plain HTTP on', async () => {
    const { good } = await makeCertificates();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'simulator-'));
    const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
    await writeFile(cert, good.cert);
    await writeFile(key, good.key);
    const off = ['genesys', 'voipnow', 'huawei', 'control'].flatMap((face) => [`--${face}-port`, 'off']);
    const ports = ['port', 'xmpp-port', 'http-port', 'secondary-port'].flatMap((name) => [`--finesse-${name}`, '0']);
    const started = run(...off, ...ports, '--finesse-cert', cert, '--finesse-key', key);
    const plain = await until('the addresses', () => /plain\s+(\S+)/.exec(out)?.[1]);
    should(out).match(/Finesse\s+https:\/\/127\.0\.0\.1:\d+ wss:\/\/127\.0\.0\.1:\d+\/ws\/\nsecond\s+https:/);
    const { status, headers } = await fetch(`${plain}/finesse/api/SystemInfo?x=1`, { redirect: 'manual' });
    should(status).equal(301);
    should(headers.get('location')).match(/^https:\/\/127\.0\.0\.1:\d+\/finesse\/api\/SystemInfo\?x=1$/);
    const stopped = exit(started);
    started.kill('SIGTERM');
    should(await stopped).equal(0);
    await rm(folder, { recursive: true });
  });

  it('ends with 1 and the reason when a port is taken', async () => {
    run(
      '--genesys-port',
      '0',
      ...['voipnow', 'huawei', 'finesse', 'control'].flatMap((face) => [`--${face}-port`, 'off']),
    );
    const first = child;
    const port = await until('the address', () => /Genesys\s+\S+:(\d+)/.exec(out)?.[1]);
    should(await exit(run('--genesys-port', port))).equal(1);
    should(err).containEql('EADDRINUSE');
    first?.kill('SIGKILL');
  });
});
