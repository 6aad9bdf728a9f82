import net from 'node:net';
import should from 'should';
import { callbacksAt } from '../../../src/node-red/callbacks';
import { allowList, CallbackReader, type Hint } from '../../../src/platforms/voipnow/callbacks';
import type { CallbackRequest } from '../../../src/platforms/settings';
import { application, type Application } from '../../support/application';
import { PlainVoipNowClient } from '../../support/plain-voipnow-client';
import { until } from '../../support/until';
import { agent, Floor, supervisor } from './floor';

const secret = 'a-long-and-random-secret';

describe('call events of VoipNow', () => {
  describe('read', () => {
    const hints: Hint[] = [];
    const event = (more: Partial<CallbackRequest> = {}): CallbackRequest => ({
      method: 'POST',
      path: `/${secret}/dial-in`,
      query: { ext: supervisor },
      body: { CallID: '1741083605.2231', CallStatus: 'CALLING' },
      address: '192.0.2.7',
      ...more,
    });
    beforeEach(() => {
      hints.length = 0;
    });
    const reader = (allowed = ''): CallbackReader =>
      new CallbackReader(secret, allowList(allowed), (hint) => hints.push(hint));

    it('by GET and by form, the type from the URL, the extension from the URL or the event', () => {
      const read = reader();
      should(read.take(event())).equal(200);
      should(read.take(event({ method: 'GET', query: { ext: supervisor, CallID: '2' }, body: {} }))).equal(200);
      should(read.take(event({ path: `/${secret}/answer`, query: {}, body: { calledextension: agent } }))).equal(200);
      should(hints).deepEqual([
        { event: 'dial-in', extension: supervisor },
        { event: 'dial-in', extension: supervisor },
        { event: 'answer', extension: agent },
      ]);
    });

    it('forged, or aimed elsewhere: not found', () => {
      const read = reader();
      const wrong: Partial<CallbackRequest>[] = [
        { path: '/' },
        { path: '/dial-in' },
        { path: `/${secret}x/dial-in` },
        { path: `/${secret.slice(0, -1)}/dial-in` },
        { path: `/${secret}` },
        { path: `/${secret}/constructor` },
        { path: `/${secret}/dial-in/more` },
        { method: 'PUT' },
        { query: {}, body: {} },
        { query: { ext: '../1' } },
      ];
      for (const each of wrong) should(read.take(event(each))).equal(404);
      should(hints).be.empty();
    });

    it('replayed: answered, and nothing is done again', () => {
      const read = reader();
      for (let n = 0; n < 3; n++) should(read.take(event())).equal(200);
      should(hints).have.length(1);
    });

    it('without the name of a call, or again after something else: that is no replay', () => {
      const read = reader();
      for (let n = 0; n < 3; n++) should(read.take(event({ body: {} }))).equal(200);
      should(hints).have.length(3);
      for (const word of ['dial-in', 'hang-up', 'dial-in']) read.take(event({ path: `/${secret}/${word}` }));
      should(hints.slice(3).map((hint) => hint.event)).deepEqual(['dial-in', 'hang-up', 'dial-in']);
    });

    it('whose it is: the URL, the called, or the caller; in whichever case, and whatever is appended', () => {
      const read = reader();
      const caller = { CALLEREXTENSION: agent, CalledExtension: '' };
      const forms: Partial<CallbackRequest>[] = [
        { query: { ext: `${agent}?CallID=1` }, body: {} },
        { query: { EXT: `${agent}@pbx.example.com` }, body: {} },
        { query: { ext: '' }, body: { calledEXTENSION: agent } },
        { query: {}, body: caller, path: `/${secret}/answered-out` },
        { query: {}, body: { CallerExtension: agent, CalledExtension: supervisor, CallFlow: 'out' } },
        { query: { ext: agent }, path: `/${secret}/answer/` },
      ];
      for (const each of forms) should(read.take(event(each))).equal(200);
      should(hints.map(({ extension }) => extension)).deepEqual(forms.map(() => agent));
    });

    it('from the addresses that were listed only', () => {
      const read = reader('192.0.2.7, 198.51.100.0/24 2001:db8::/32');
      for (const [address, status] of [
        ['192.0.2.7', 200],
        ['::ffff:192.0.2.7', 200],
        ['198.51.100.200', 200],
        ['2001:db8::1', 200],
        ['192.0.2.8', 404],
        ['::1', 404],
        ['', 404],
      ] as const) {
        should(read.take(event({ address }))).equal(status, address);
      }
      for (const wrong of ['host', '1.2.3.4/33', '1.2.3.4/x', '1.2.3'])
        should(() => allowList(wrong)).throw(/IP address/);
    });
  });

  describe('on the web server of Node-RED', () => {
    let app: Application;
    const taken: CallbackRequest[] = [];
    const open = (settings: Record<string, unknown> = {}) =>
      application(settings).then((made) => {
        app = made;
        taken.length = 0;
        return callbacksAt(app.red, 'cfg1')?.open((request) => {
          taken.push(request);
          return request.path === '/s/dial-in' ? 200 : 404;
        });
      });
    afterEach(() => app.close());
    const send = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${app.url}${path}`, init);
    const form = (body: string, type = 'application/x-www-form-urlencoded'): RequestInit => ({
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

    it('hands on GET and form, with the query, and answers without a body', async () => {
      const place = await open();
      should(place?.path).equal('/call-supervision/cfg1');
      const answer = await send('/call-supervision/cfg1/s/dial-in?ext=0007*101', form('CallID=1.2&CallerIDName=A+B'));
      should([answer.status, await answer.text()]).deepEqual([200, '']);
      should((await send('/call-supervision/cfg1/x/y?CallID=3')).status).equal(404);
      should(taken).match([
        {
          method: 'POST',
          path: '/s/dial-in',
          query: { ext: '0007*101' },
          body: { CallID: '1.2', CallerIDName: 'A B' },
        },
        { method: 'GET', path: '/x/y', query: { CallID: '3' }, body: {} },
      ]);
      should(taken[0]?.address).match(/127\.0\.0\.1$/);
      should((await send('/call-supervision/cfg1/s/dial-in', form('{"a":1}', 'application/json'))).status).equal(200);
      should(taken.at(-1)?.body).deepEqual({});
    });

    it('reads no more than a call event can be, and waits for none that does not come', async () => {
      await open();
      should((await send('/call-supervision/cfg1/s/dial-in', form(`a=${'x'.repeat(17_000)}`))).status).equal(413);
      const socket = net.connect(app.port, '127.0.0.1');
      socket.write('POST /call-supervision/cfg1/s/dial-in HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\na');
      await until('the connection', () => app.open > 0);
      socket.destroy();
      should(taken).be.empty();
    });

    it('is gone when it was closed', async () => {
      const place = await open();
      should(app.routes()).equal(1);
      place?.close();
      should(app.routes()).equal(0);
      should((await send('/call-supervision/cfg1/s/dial-in')).status).equal(404);
      should(taken).be.empty();
    });

    it('stands behind the middleware, and not at all where the server is off', async () => {
      const seen: string[] = [];
      const refuses = (
        request: { headers: Record<string, unknown> },
        response: { writeHead(n: number): { end(): void } },
        next: () => void,
      ): void => {
        seen.push('asked');
        if (request.headers['x-pass'] === 'yes') next();
        else response.writeHead(401).end();
      };
      await open({ httpNodeMiddleware: [refuses] });
      should((await send('/call-supervision/cfg1/s/dial-in')).status).equal(401);
      should((await send('/call-supervision/cfg1/s/dial-in', { headers: { 'x-pass': 'yes' } })).status).equal(200);
      should(seen).have.length(2);
      should(callbacksAt({ ...app.red, settings: { httpNodeRoot: false } } as never, 'cfg1')).be.undefined();
    });
  });

  describe('with a PBX that sends them', () => {
    let floor: Floor;
    let app: Application;
    beforeEach(async () => {
      floor = await Floor.open();
      app = await application();
    });
    afterEach(async () => {
      await floor.close();
      await app.close();
    });
    const shift = (pollSeconds: number) =>
      floor.connected({
        properties: {
          pollSeconds,
          callbackUrl: app.url,
          callbackExtensions: `${agent}, ${supervisor}`,
          callbackAllow: '127.0.0.1',
        },
        credentials: { callbackSecret: secret },
        callbacks: callbacksAt(app.red, 'cfg1'),
      });
    const subscribed = async (): Promise<number> => {
      const client = await new PlainVoipNowClient(floor.url).signIn();
      const counts = await Promise.all(
        [agent, supervisor].map(async (extension) => {
          const { entry } = await client.request('GET', `/uapi/extensions/@me/${extension}/phoneCallEvents`);
          return entry.length;
        }),
      );
      client.close();
      return counts.reduce((sum, count) => sum + count, 0);
    };

    it('subscribes once, hears at once what polling would hear much later, and cleans up', async () => {
      const first = await shift(30);
      await until('subscriptions', async () => (await subscribed()) === 8);
      floor.call();
      const before = Date.now();
      const { supervision, error } = await first.order({ mode: 'barge', confirmSeconds: 20 });
      should(error).be.undefined();
      floor.simulator.centre.customerHangsUp('agt.one');
      await first.told('supervision.ended');
      should(Date.now() - before).be.below(5_000);
      should(supervision.phase).equal('active');
      should(first.types()).containEql('call.ended');
      const again = await shift(30);
      await until('subscriptions', async () => (await subscribed()) === 8);
      should(again.notices).be.empty();
      await again.desk.close(900);
      await first.desk.close(900);
      should(await subscribed()).equal(0);
      should(JSON.stringify([first.events, first.notices])).not.containEql(secret);
    });

    it('an older server has fewer types; what comes in is used', async () => {
      floor.set('voipnow-event-types=3', 'voipnow-event-created=204');
      const one = await shift(0.2);
      await until('subscriptions', async () => (await subscribed()) === 4);
      floor.call();
      await one.active();
      should(one.notices).be.empty();
    });
  });
});
