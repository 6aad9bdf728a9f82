import type { IncomingMessage, ServerResponse } from 'node:http';
import should from 'should';
import type { SupervisionError } from '../../../src/supervision/errors';
import { GenesysClient } from '../../../src/platforms/genesys/client';
import { realChance } from '../../../src/platforms/genesys/exchange';
import { Notifications, type NotificationsOptions } from '../../../src/platforms/genesys/notifications';
import {
  cometdServer,
  deny,
  fakeGenesys,
  fayeServer,
  type FakeGenesys,
  type MakeBayeuxServer,
} from '../../support/bayeux-servers';
import { failing } from '../../support/failing';
import { asked, ok, scripted, signedOut } from '../../support/scripted';
import { until } from '../../support/until';

/** A listener that nothing is expected of. */
const quiet = {
  event: () => undefined,
  up: () => Promise.resolve(),
  down: () => undefined,
  notice: () => undefined,
};
const soon = (): AbortSignal => AbortSignal.timeout(5000);

interface Heard {
  events: { channel: string; n: unknown }[];
  ups: boolean[];
  downs: SupervisionError[];
  notices: string[];
}

interface Stream extends Heard {
  client: GenesysClient;
  notifications: Notifications;
  /** What happened, in order. */
  story: string[];
  /** Pauses the stream made. */
  waits: number[];
}

const servers: [string, MakeBayeuxServer, NotificationsOptions][] = [
  ['cometd-nodejs-server', cometdServer, {}],
  ['faye', fayeServer, { appendMessageType: false }],
];

for (const [name, make, urls] of servers) {
  describe(`notifications of Genesys, against ${name}`, () => {
    const closing: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    async function serve(options: Parameters<MakeBayeuxServer>[0] = {}): Promise<FakeGenesys> {
      const server = await fakeGenesys(make, options);
      closing.push(() => server.close());
      return server;
    }

    function listenTo(server: FakeGenesys, options: NotificationsOptions = {}): Stream {
      const heard: Heard = { events: [], ups: [], downs: [], notices: [] };
      const story: string[] = [];
      const waits: number[] = [];
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
        waits.push(ms);
        return realChance.sleep(ms, signal);
      };
      const client = new GenesysClient({
        url: server.url,
        credentials: { username: 'sup', password: 'right' },
        chance: { ...realChance, sleep },
      });
      const notifications = new Notifications(
        client,
        {
          event: (channel, message) => {
            const { n } = message.raw as { n?: unknown };
            story.push(`event ${String(n)}`);
            heard.events.push({ channel, n });
          },
          up: (gap) => {
            story.push(gap ? 'up with gap' : 'up');
            heard.ups.push(gap);
            return Promise.resolve();
          },
          down: (error) => {
            story.push(`down ${error.code}`);
            heard.downs.push(error);
          },
          notice: (text) => heard.notices.push(text),
        },
        { networkDelayMs: 1000, backoff: { firstMs: 20, capMs: 50 }, ...urls, ...options },
      );
      closing.push(async () => {
        await notifications.stop(AbortSignal.timeout(500));
        client.close();
      });
      return { client, notifications, story, waits, ...heard };
    }

    async function started(server: FakeGenesys, options: NotificationsOptions = {}): Promise<Stream> {
      const stream = listenTo(server, options);
      await stream.notifications.start(soon());
      return stream;
    }

    /** Publishes until an event comes through: after a restart the moment of the new subscription is the client's. */
    async function eventsFlow(server: FakeGenesys, { events }: Stream): Promise<void> {
      const before = events.length;
      await until('an event', () => {
        server.bayeux.publish('/v2/me/calls', { n: 'probe' });
        return events.length > before;
      });
    }

    it('hears the topics of the user, in order', async () => {
      const server = await serve();
      const { events } = await started(server);
      const channels = ['/v2/me/devices', '/v2/me/calls', '/notifications/services'];
      for (let n = 0; n < 30; n++) server.bayeux.publish(channels[n % 3]!, { n });
      server.bayeux.publish('/v2/somebody/else', { n: 99 });
      await until('30 events', () => events.length === 30);
      const numbers = (channel: string): unknown[] =>
        events.filter((each) => each.channel === channel).map(({ n }) => n);
      should(numbers(channels[0]!)).deepEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
      should(numbers(channels[1]!)).deepEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
    });

    it('takes a burst of 2000 without loss and in order', async () => {
      const server = await serve();
      const { events } = await started(server);
      for (let n = 0; n < 2000; n++) {
        server.bayeux.publish('/v2/me/calls', { n });
        // Over several polls, not one.
        if (n % 200 === 0) await new Promise(setImmediate);
      }
      await until('2000 events', () => events.length === 2000);
      should(events.map(({ n }) => n)).deepEqual(Array.from({ length: 2000 }, (_, n) => n));
    });

    it('is quiet while polls end without events', async () => {
      const server = await serve({ timeoutMs: 20 });
      const stream = await started(server);
      const before = server.posts.length;
      await until('some polls', () => server.posts.length > before + 5);
      should(stream.story).deepEqual([]);
    });

    it('handshakes and subscribes anew when the server forgot everything', async () => {
      const server = await serve();
      const stream = await started(server);
      server.restart();
      await eventsFlow(server, stream);
      await until('up', () => stream.ups.length === 1);
      should(stream.ups).deepEqual([true]);
      should(server.signIns).equal(1);
    });

    it('signs in first when the HTTP session is over', async () => {
      const server = await serve({ timeoutMs: 50 });
      const stream = await started(server);
      server.endSessions();
      await until('the second sign-in', () => server.signIns === 2);
      await until('up', () => stream.ups.length === 1);
      await eventsFlow(server, stream);
      should(stream.ups).deepEqual([true]);
      should(stream.downs).deepEqual([]);
      should(server.signIns).equal(2);
    });

    it('stops for good and says so when the password is no longer right', async () => {
      const server = await serve({ timeoutMs: 50 });
      const stream = await started(server);
      server.password = 'changed';
      server.endSessions();
      await until('down', () => stream.downs.length === 1);
      should(stream.downs[0]).match({ code: 'auth', vendorCode: '20' });
      const { posts, signIns } = { posts: server.posts.length, signIns: server.signIns };
      await failing(stream.client.me());
      await stream.notifications.stop(soon());
      // It does not even wait for a better day.
      should(stream.waits).deepEqual([]);
      should(server.posts.length).equal(posts);
      should(server.signIns).equal(signIns).and.equal(2);
    });

    it('rejects start where the password is wrong', async () => {
      const server = await serve();
      server.password = 'other';
      should(await failing(listenTo(server).notifications.start(soon()))).match({ code: 'auth' });
      should(server.signIns).equal(1);
    });

    it('rejects start where nobody listens, and where the caller gives up', async () => {
      const server = await serve();
      const stream = listenTo(server);
      await server.close();
      should(await failing(stream.notifications.start(soon()))).match({ code: 'unreachable', arrived: 'no' });
      const other = await serve();
      other.faults.push(() => undefined);
      const waiting = listenTo(other);
      const controller = new AbortController();
      const start = failing(waiting.notifications.start(controller.signal));
      await until('the handshake stands', () => other.posts.length === 1);
      controller.abort();
      should(await start).match({ code: 'unreachable' });
    });

    it('notices a server that hangs, and a cut poll costs only a query', async () => {
      const server = await serve({ timeoutMs: 60 });
      const stream = await started(server, { networkDelayMs: 60 });
      server.faults.push(() => undefined);
      await until('down', () => stream.downs.length === 1);
      should(stream.downs[0]).match({ code: 'unreachable', vendorCode: 'ETIMEDOUT' });
      await until('up', () => stream.ups.length === 1);
      server.faults.push((request) => request.socket.destroy());
      await until('up again', () => stream.ups.length === 2);
      should(stream.ups).deepEqual([true, true]);
      should(stream.downs.length).equal(1);
      await eventsFlow(server, stream);
    });

    it('does not give up a poll that is merely slow', async () => {
      const server = await serve({ timeoutMs: 300 });
      const stream = await started(server, { networkDelayMs: 150 });
      const before = server.posts.length;
      await until('two long polls', () => server.posts.length > before + 2);
      should(stream.story).deepEqual([]);
    });

    it('takes a 502, a 504, garbage and half an answer of a proxy for what they are', async () => {
      const server = await serve({ timeoutMs: 30 });
      const stream = await started(server);
      const bad: ((response: ServerResponse) => void)[] = [
        (response) => response.writeHead(502).end('<html>Bad gateway</html>'),
        (response) => response.writeHead(504).end(),
        (response) => response.end('<html>Welcome</html>'),
        (response) => response.end('[{"channel":"/meta/con'),
        (response) => response.end('[]'),
        (response) => response.end('[{"statusCode":0}]'),
        (response) => response.end('null'),
      ];
      for (const [index, answer] of bad.entries()) {
        server.faults.push((request, response) => {
          request.resume();
          answer(response);
        });
        await until('up after it', () => stream.ups.length === index + 1);
      }
      should(stream.downs).deepEqual([]);
      should(stream.ups.every((gap) => gap)).be.true();
      await eventsFlow(server, stream);
    });

    it('says down once while failures go on, and up when they end', async () => {
      const server = await serve({ timeoutMs: 30 });
      const stream = await started(server);
      for (let i = 0; i < 5; i++) server.faults.push((_request, response) => response.writeHead(503).end('down'));
      await until('up', () => stream.ups.length === 1);
      should(stream.story).deepEqual(['down platform-error', 'up with gap']);
    });

    it('says it also where the password was changed while the server was away', async () => {
      const server = await serve({ timeoutMs: 30 });
      const stream = await started(server);
      for (let i = 0; i < 3; i++) server.faults.push((_request, response) => response.writeHead(503).end('down'));
      await until('down', () => stream.downs.length === 1);
      server.password = 'changed';
      server.endSessions();
      await until('the other reason', () => stream.downs.length === 2);
      should(stream.story).deepEqual(['down platform-error', 'down auth']);
    });

    it('does not storm a server that refuses again and again', async () => {
      const server = await serve({ timeoutMs: 30 });
      const stream = await started(server, { backoff: { firstMs: 200, capMs: 200 } });
      for (let i = 0; i < 8; i++)
        server.faults.push((_request, response) => {
          deny(response);
        });
      await until('up', () => stream.ups.length === 1);
      should(stream.downs.length).equal(1);
      // One sign-in for each two refusals, with a pause between the pairs.
      should(server.signIns).be.within(2, 6);
    });

    it('warns once of a second client on the session', async () => {
      const server = await serve({ timeoutMs: 30 });
      const stream = await started(server);
      const crowd = (request: IncomingMessage, response: ServerResponse): void => {
        request.resume();
        const advice = { reconnect: 'retry', interval: 10, 'multiple-clients': true };
        response.end(JSON.stringify([{ channel: '/meta/connect', successful: true, advice }]));
      };
      server.faults.push(crowd, crowd, crowd);
      await until('all were answered', () => server.faults.length === 0);
      await eventsFlow(server, stream);
      should(stream.notices.length).equal(1);
      should(stream.notices[0]).match(/Another client/);
    });

    it('a listener that throws does not end the stream', async () => {
      const server = await serve();
      const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
      const notices: string[] = [];
      let events = 0;
      const notifications = new Notifications(
        client,
        {
          event: () => {
            events++;
            throw new Error('boom');
          },
          up: () => Promise.resolve(),
          down: () => undefined,
          notice: (text) => notices.push(text),
        },
        urls,
      );
      closing.push(async () => {
        await notifications.stop(soon());
        client.close();
      });
      await notifications.start(soon());
      server.bayeux.publish('/v2/me/calls', {});
      await until('one', () => events === 1);
      server.bayeux.publish('/v2/me/calls', {});
      await until('two', () => events === 2);
      should(notices[0]).match(/boom/);
    });

    it('stop says good-bye and leaves nothing open', async () => {
      const server = await serve();
      const stream = await started(server);
      await stream.notifications.stop(soon());
      if (urls.appendMessageType !== false) should(server.posts.at(-1)).equal('/disconnect');
      stream.client.close();
      await until('no connection is left', () => server.open === 0);
      const posts = server.posts.length;
      server.bayeux.publish('/v2/me/calls', { n: 1 });
      should(stream.events).deepEqual([]);
      should(server.posts.length).equal(posts);
    });

    it('stop ends with its signal even where the server is dead', async () => {
      const server = await serve();
      const stream = await started(server);
      server.faults.push(
        () => undefined,
        () => undefined,
      );
      const before = Date.now();
      await stream.notifications.stop(AbortSignal.timeout(100));
      should(Date.now() - before).be.below(1000);
    });
  });
}

describe('notifications of Genesys, addresses', () => {
  it('carry the type of the message, or not', async () => {
    for (const appendMessageType of [true, false]) {
      const server = await fakeGenesys(cometdServer);
      const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
      const notifications = new Notifications(client, quiet, { appendMessageType });
      await notifications.start(soon());
      await notifications.stop(soon());
      const expected = appendMessageType ? ['/handshake', '', '/connect'] : ['', '', ''];
      should(server.posts.slice(0, 3)).deepEqual(expected);
      client.close();
      await server.close();
    }
  });

  it('fall back to the plain address on a server that knows no other', async () => {
    const server = await fakeGenesys(fayeServer);
    const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
    const notifications = new Notifications(client, quiet);
    await notifications.start(soon());
    should(server.posts.slice(0, 2)).deepEqual(['/handshake', '']);
    await notifications.stop(soon());
    client.close();
    await server.close();
  });

  for (const status of [400, 405, 501]) {
    it(`fall back to the plain address also where the other is answered by ${String(status)}`, async () => {
      const server = await fakeGenesys(cometdServer);
      server.faults.push((_request, response) => response.writeHead(status).end('<html>No such service</html>'));
      const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
      const notifications = new Notifications(client, quiet);
      try {
        await notifications.start(soon());
        should(server.posts.slice(0, 4)).deepEqual(['/handshake', '', '', '']);
      } finally {
        await notifications.stop(soon());
        client.close();
        await server.close();
      }
    });
  }

  for (const wants of [true, false]) {
    it(`go with the cookie, and with Basic only where that is asked for (${String(wants)})`, async () => {
      const basics: boolean[] = [];
      const server = await scripted(({ path, headers, body }) => {
        if (!path.startsWith('/notifications')) return { ...ok(), headers: { 'set-cookie': 'JSESSIONID=1' } };
        basics.push(headers.authorization !== undefined);
        if (wants && headers.authorization === undefined) return signedOut;
        const messages = body as { id: string; channel: string; subscription?: string }[];
        return {
          body: messages.map((each) => ({ ...each, successful: true, clientId: 'c', advice: { interval: 20 } })),
        };
      });
      const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
      const notifications = new Notifications(client, quiet);
      try {
        await notifications.start(soon());
        should(basics).deepEqual(wants ? [false, true, true, true] : [false, false, false]);
        should(asked(server.seen).filter((each) => each === 'GET /me')).have.length(1);
      } finally {
        await notifications.stop(soon());
        client.close();
        await server.close();
      }
    });
  }

  it('a handshake that is denied after a fresh sign-in is not tried for ever by start', async () => {
    const server = await fakeGenesys(cometdServer, { deny: () => true });
    const client = new GenesysClient({ url: server.url, credentials: { username: 'sup', password: 'right' } });
    const error = await failing(new Notifications(client, quiet).start(soon()));
    should(error).match({ code: 'platform-error' });
    should(server.signIns).equal(2);
    client.close();
    await server.close();
  });
});
