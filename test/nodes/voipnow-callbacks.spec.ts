/** Call events: the telephone system calls Node-RED's web server, where a connection has a place of its own. */
import { once } from 'node:events';
import net from 'node:net';
import should from 'should';
import type { Supervision } from '../../src/supervision/vocabulary';
import { ask, caught, redeploy, sink, setSettings, showing, start, unload, type Msg } from '../support/node-red';
import { appOf, callbackSecret, onPbx, pbx, webServer } from '../support/pbx';
import { action, cancel, events, useStage } from '../support/stage';
import { until } from '../support/until';

const place = '/call-supervision/pbx';
const secretPlace = `${place}/${callbackSecret}`;
const supervisionOf = (msg: Msg | undefined): Supervision => msg?.supervision as Supervision;

describe('nodes: call events of VoipNow', () => {
  const stage = useStage(() => ({ voipnow: { port: 0 } }));
  let web: Awaited<ReturnType<typeof webServer>>;
  afterEach(async () => {
    await unload();
    setSettings();
    await web.close();
  });

  const nodes = (callbackUrl: string, more: object = {}) => [
    pbx(stage.sim.voipnow!.url, { callbackUrl, callbackExtensions: '0007*6001, 0007*6105', ...more }),
    action('coach', onPbx),
    cancel(),
    events(onPbx),
  ];
  // The runtime keeps what it gets, and removes from it what is no longer used.
  const credentials = () => appOf({ callbackSecret });
  const sent = (wanted: string): number =>
    stage.sim.journal.list().filter(({ method, path }) => method === wanted && path.includes('phoneCallEvents')).length;
  /** What the telephone system knows now. Whose answer came too late to be taken back is found again, and not made anew. */
  const subscriptions = (): number => sent('POST') - sent('DELETE');

  /** Connected, and known to the telephone system by four types of events of two extensions. */
  async function connected(root = '', more: object = {}): Promise<void> {
    web = await webServer(root);
    await start(nodes(`${web.url}${root}`, more), credentials());
    await showing('coach', 'connected');
    await until('its places are entered', () => subscriptions() === 8);
  }
  const status = async (path: string, init: RequestInit = {}): Promise<number> =>
    (await fetch(`${web.url}${path}`, init)).status;
  const form = (body: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });

  for (const root of ['', '/red']) {
    it(`come in below httpNodeRoot ${root || '/'}, and are quicker than looking`, async () => {
      await connected(root, { pollSeconds: '5' });
      stage.sim.faults.set('answer-after=50');
      stage.sim.centre.startCall({ agent: 'agt.one' });
      await until('the call is told', () => sink('happened').some(({ topic }) => topic === 'call.answered'));
      const began = Date.now();
      const { first } = await ask('coach', { _msgid: 'm1', payload: { agent: '0007*6001' } });
      supervisionOf(first[0]).confirmation.should.equal('confirmed');
      should(Date.now() - began).be.below(2_000);
      should(web.asked.length).be.above(1);
      for (const { path, status: answer } of web.asked) {
        path.startsWith(`${root}${secretPlace}/`).should.be.true();
        should(answer).equal(200);
      }
    });
  }

  it('by GET and by POST, with the right secret only', async () => {
    await connected();
    const good = `${secretPlace}/dial-in?ext=0007*6105`;
    should(await status(`${good}&CallID=1`)).equal(200);
    should(await status(good, form('CallID=2'))).equal(200);
    for (const wrong of [
      `${place}/${callbackSecret}x/dial-in?ext=0007*6105`,
      `${place}/x/dial-in?ext=0007*6105`,
      `${place}/dial-in?ext=0007*6105`,
      place,
      `/call-supervision/other/${callbackSecret}/dial-in?ext=0007*6105`,
    ]) {
      should(await status(wrong)).equal(404);
      should(await status(wrong, form('CallID=3'))).equal(404);
    }
    should(await status(good, { method: 'PUT', body: '' })).equal(404);
  });

  it('no larger than an event can be', async () => {
    await connected();
    should(await status(`${secretPlace}/dial-in?ext=0007*6105`, form(`a=${'x'.repeat(20_000)}`))).equal(413);
    should(await status(`${secretPlace}/dial-in?ext=0007*6105`, form('CallID=9'))).equal(200);
  });

  it('no slower than an event comes: who dawdles is sent away, and holds nobody up', async () => {
    await connected();
    const path = `${secretPlace}/dial-in?ext=0007*6105`;
    const { hostname, port } = new URL(web.url);
    const slow = net.connect(Number(port), hostname);
    let answer = '';
    slow.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    const over = once(slow, 'close');
    slow.write(`POST ${path} HTTP/1.1\r\nHost: flows\r\nContent-Type: application/x-www-form-urlencoded\r\n`);
    slow.write('Content-Length: 100\r\n\r\nCallID');
    should(await status(path, form('CallID=1'))).equal(200);
    should(answer).equal('');
    await over;
    answer.should.startWith('HTTP/1.1 400');
  });

  it('from the addresses that are listed', async () => {
    await connected('', { callbackAllow: '192.0.2.7, 198.51.100.0/24' });
    should(await status(`${secretPlace}/dial-in?ext=0007*6105`)).equal(404);
  });

  it('prove nothing by themselves: who says that the phone was answered is not believed', async () => {
    await connected();
    stage.sim.faults.set('auto-answer=off');
    stage.sim.centre.startCall({ agent: 'agt.one' });
    const asked = ask(
      'coach',
      { _msgid: 'm1', payload: { agent: '0007*6001' }, supervise: { options: { waitForPickup: 1 } } },
      8_000,
    );
    await showing('coach', 'ringing');
    should(await status(`${secretPlace}/answer?ext=0007*6105`, form('CallID=7'))).equal(200);
    const { second } = await asked;
    should(supervisionOf(second[0]).error?.code).equal('supervisor-no-answer');
  });

  it('have no place any more when the connection is gone; after a deploy, one', async () => {
    await connected();
    const path = `${secretPlace}/dial-in?ext=0007*6105`;
    await redeploy(nodes(web.url), 'full', credentials());
    await until('its places are entered again', () => sent('POST') > 8 && subscriptions() === 8);
    await until('its place is open again', async () => (await status(path)) === 200);
    await redeploy([action('coach', onPbx)], 'full');
    should(await status(path)).equal(404);
    const removed = stage.sim.journal
      .list()
      .filter(({ method, path: at }) => method === 'DELETE' && at.includes('phoneCallEvents'));
    // Entered for the first connection and for the second, and taken back by each.
    should(removed.length).equal(16);
  });

  for (const [what, secrets, settings, words] of [
    ['without its secret, as after an import', () => appOf(), {}, /need a secret/],
    ['with a secret that is too short', () => appOf({ callbackSecret: 'short' }), {}, /16 to 128/],
    ['where Node-RED has no web server for it', credentials, { httpNodeRoot: false }, /httpNodeRoot/],
  ] as const) {
    it(`a connection ${what}: a clear error, and everything else runs on`, async () => {
      web = await webServer();
      setSettings(settings);
      const url = stage.sim.voipnow!.url;
      const other = [pbx(url, { id: 'other' }), action('listen', { ...onPbx, voipnow: 'other' })];
      await start([...nodes(web.url), ...other], { ...secrets(), other: appOf().pbx! });
      await Promise.all([showing('coach', 'refused'), showing('listen', 'connected')]);
      for (const { code, message } of caught()) {
        code.should.equal('invalid-input');
        message.should.match(words);
      }
      caught().should.not.be.empty();
      const { caught: faults } = await ask('coach', { _msgid: 'm1', payload: { agent: '0007*6001' } });
      faults.map(({ code }) => code).should.eql(['invalid-input']);
      stage.sim.centre.startCall({ agent: 'agt.one' });
      should((await ask('listen', { _msgid: 'm2', payload: { agent: '0007*6001' } })).first.length).equal(1);
      should(subscriptions()).equal(0);
    });
  }
});
