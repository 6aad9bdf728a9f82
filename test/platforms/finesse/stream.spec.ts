import should from 'should';
import { Login } from '../../../src/platforms/finesse/login';
import { Stream, type StreamListener } from '../../../src/platforms/finesse/stream';
import { parseXml } from '../../../src/platforms/finesse/xml';
import type { Xmpp, XmppEvent, XmppListener, XmppSettings } from '../../../src/platforms/finesse/xmpp/types';
import { SupervisionError } from '../../../src/supervision/errors';
import { failing } from '../../support/failing';

const settings: Omit<XmppSettings, 'url'> = {
  transport: 'websocket',
  domain: 'fina.lab',
  pubsub: 'pubsub.fina.lab',
  username: '7012',
  password: 'x',
  resource: 'r1',
  network: { tls: {} },
};

const refusal = (code: 'auth' | 'unreachable', text: string): SupervisionError =>
  new SupervisionError(code, text, { platform: 'finesse', retryable: code !== 'auth' });

/** Notifications whose openings end as told, one after the other. */
function setUp(...ends: (SupervisionError | undefined)[]) {
  const opened: string[] = [];
  const closed: string[] = [];
  const told: unknown[] = [];
  const subscribing: { ends?: SupervisionError } = {};
  let hear: XmppListener = () => undefined;
  const open = ({ url }: XmppSettings): Xmpp => {
    const end = ends[opened.length];
    opened.push(url);
    return {
      listen: (listener) => {
        hear = listener;
      },
      connect: () => (end ? Promise.reject(end) : Promise.resolve()),
      subscribe: () => (subscribing.ends ? Promise.reject(subscribing.ends) : Promise.resolve()),
      unsubscribe: () => Promise.resolve(),
      close: () => {
        closed.push(url);
        return Promise.resolve();
      },
    };
  };
  const listener: StreamListener = {
    update: (node, update) => told.push(['update', node, update.event]),
    garbled: (node) => told.push(['garbled', node]),
    serves: (available) => told.push(['serves', available]),
    closed: (error) => told.push(['closed', error.code]),
  };
  const login = new Login('7012', 'x');
  const start = (urls = ['wss://a', 'wss://b'], signal = AbortSignal.timeout(1_000)): Promise<Stream> =>
    Stream.open(open, settings, urls, login, listener, signal);
  return {
    start,
    opened,
    closed,
    told,
    login,
    subscribing,
    say: (event: XmppEvent) => {
      hear(event);
    },
  };
}

describe('notifications of one node of Finesse', () => {
  it('are opened at the first address that works, and what was tried is closed', async () => {
    const { start, opened, closed } = setUp(refusal('unreachable', 'nobody there'), undefined);
    should((await start()).url).equal('wss://b');
    should(opened).deepEqual(['wss://a', 'wss://b']);
    should(closed).deepEqual(['wss://a']);
  });

  it('where a server has no such path, the other spelling of it is tried, once', async () => {
    const noPath = (httpStatus: number): SupervisionError =>
      new SupervisionError('platform-error', 'x', { platform: 'finesse', httpStatus });
    for (const [typed, other] of [
      ['wss://a/ws/', 'wss://a/ws'],
      ['https://a/http-bind', 'https://a/http-bind/'],
    ] as const) {
      const { start, opened } = setUp(noPath(404), undefined);
      should((await start([typed, 'wss://b/ws/'])).url).equal(other);
      should(opened).deepEqual([typed, other]);
    }
    const { start, opened } = setUp(noPath(302), noPath(404), noPath(503), noPath(404), noPath(404));
    await failing(start(['wss://a/ws/', 'wss://b/ws/', 'xmpps://c']));
    should(opened).deepEqual(['wss://a/ws/', 'wss://a/ws', 'wss://b/ws/', 'xmpps://c']);
  });

  it('that do not come about fail with what was wrong with the best guess', async () => {
    const { start, closed } = setUp(refusal('unreachable', 'expired'), refusal('unreachable', 'refused'));
    should((await failing(start())).message).equal('expired');
    should(closed).deepEqual(['wss://a', 'wss://b']);
  });

  it('a password that is refused goes nowhere else, neither here nor by REST', async () => {
    const { start, opened, login } = setUp(refusal('auth', 'wrong'));
    should((await failing(start())).code).equal('auth');
    should((await failing(start())).code).equal('auth');
    should(opened).deepEqual(['wss://a']);
    should(() => {
      login.check();
    }).throw({ code: 'auth', arrived: 'no' });
  });

  it('called off, they try no other address', async () => {
    const { start, opened } = setUp(refusal('unreachable', 'x'), undefined);
    await failing(start(undefined, AbortSignal.abort()));
    should(opened).deepEqual(['wss://a']);
  });

  it('tell events, and of what cannot be read that there was something', async () => {
    const { start, say, told } = setUp(undefined);
    await start();
    const node = '/finesse/api/User/7012/Dialogs';
    const item = (text: string): XmppEvent => ({ type: 'item', node, id: '1', payload: parseXml(text) });
    say(item('<Update><data><dialogs/></data><event>put</event></Update>'));
    say(item('<Update><data/><event>nonsense</event></Update>'));
    say(item('<html/>'));
    say({ type: 'unreadable', node, id: '2', error: refusal('unreachable', 'x') });
    should(told).deepEqual([
      ['update', node, 'PUT'],
      ['garbled', node],
      ['garbled', node],
      ['garbled', node],
    ]);
  });

  it('tell whether Finesse itself is there, and of nobody else', async () => {
    const { start, say, told } = setUp(undefined);
    await start();
    for (const [from, available] of [
      ['finesse@fina.lab/a', false],
      ['Finesse@FINA.lab', true],
      ['finesse@finb.lab', false],
      ['7012@fina.lab/desktop', false],
    ] as const) {
      say({ type: 'presence', from, available });
    }
    should(told).deepEqual([
      ['serves', false],
      ['serves', true],
    ]);
  });

  it('are there also where a subscription is not answered; where they have ended, contact is lost', async () => {
    const { start, say, subscribing } = setUp(undefined);
    const stream = await start();
    const subscribe = (): Promise<void> => stream.subscribe('/finesse/api/Team/1/Users', AbortSignal.timeout(1_000));
    const unanswered = { platform: 'finesse', vendorCode: 'ETIMEDOUT', arrived: 'maybe' } as const;
    subscribing.ends = new SupervisionError('unreachable', 'not answered', unanswered);
    should(await failing(subscribe())).match({ code: 'platform-error', message: 'not answered' });
    say({ type: 'closed', error: refusal('unreachable', 'cut') });
    should((await failing(subscribe())).code).equal('unreachable');
  });

  it('remember that they have ended', async () => {
    const { start, say, told } = setUp(undefined);
    const stream = await start();
    say({ type: 'closed', error: refusal('unreachable', 'cut') });
    should(told).deepEqual([['closed', 'unreachable']]);
    should(stream.ended?.message).equal('cut');
  });
});
