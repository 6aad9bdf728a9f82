import https from 'node:https';
import net from 'node:net';
import should from 'should';
import { startSimulator } from '../../simulators';
import { makeCertificates } from '../support/certificates';
import { Simulated } from '../support/simulated';
import { until } from '../support/until';

/** Sockets and listeners of this process. Timers are proven by the program, which has to end by itself. */
const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => name.includes('TCP'));

describe('simulator: lifetime', () => {
  it('leaves no socket open', async () => {
    const before = handles().length;
    const simulator = await startSimulator({ genesys: { port: 0 }, controlPort: 0, autoplay: true });
    const { port } = simulator.genesys!;
    const socket = net.connect(port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    await simulator.close();
    await closed;
    await until('the handles to go', () => handles().length <= before);
  });

  it('closes within a second while a poll is held', async () => {
    const world = await Simulated.start({ genesys: { port: 0, poll: { timeout: 30_000 } } });
    const client = await world.client().start();
    await until('the poll', () => world.simulator.journal.count('/meta/connect') > 1);
    const begin = Date.now();
    await world.simulator.close();
    should(Date.now() - begin).be.below(1000);
    await world.close();
    should(client.lastPoll).not.equal(undefined);
  });

  it('fails with the reason when a port is taken, and frees what it had', async () => {
    const first = await startSimulator({ genesys: { port: 0 } });
    const { port } = first.genesys!;
    await should(startSimulator({ controlPort: port })).be.rejectedWith({ code: 'EADDRINUSE' });
    await should(startSimulator({ genesys: { port }, controlPort: 0 })).be.rejectedWith({ code: 'EADDRINUSE' });
    await first.close();
    const second = await startSimulator({ genesys: { port } });
    await second.close();
  });

  it('listens on the loopback address only', async () => {
    const simulator = await startSimulator({ genesys: { port: 0 }, controlPort: 0 });
    for (const { url } of [simulator.genesys!, simulator.control!]) should(url).startWith('http://127.0.0.1:');
    await simulator.close();
  });

  it('speaks TLS with the certificate it is given', async () => {
    const { ca, good } = await makeCertificates();
    const simulator = await startSimulator({ genesys: { port: 0, tls: good } });
    const { api } = simulator.genesys!;
    should(api).startWith('https://');
    const status = await new Promise((resolve, reject) => {
      const request = https.get(`${api}/diagnostics/version`, { ca, agent: false }, (response) => {
        resolve(response.statusCode);
        response.resume();
      });
      request.once('error', reject);
    });
    should(status).equal(200);
    await simulator.close();
  });

  it('gives the same ids for the same seed', async () => {
    const ids = async (seed: string): Promise<string> => {
      const simulator = await startSimulator({ seed, genesys: { port: 0 } });
      const id = simulator.genesys!.deviceId('agt.one');
      await simulator.close();
      return id;
    };
    should(await ids('a')).equal(await ids('a'));
    should(await ids('a')).not.equal(await ids('b'));
  });
});
