import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { nodeAddress, sibling } from '../../../src/platforms/finesse/address';
import { FinesseClient } from '../../../src/platforms/finesse/client';
import { Login } from '../../../src/platforms/finesse/login';
import { makeCertificates, type Pair } from '../../support/certificates';
import { failing } from '../../support/failing';
import {
  apiErrors,
  refusing,
  scriptedFinesse,
  type FinesseReply,
  type FinesseScript,
} from '../../support/scripted-finesse';

const order = { user: '7012', from: '4100', to: '4127' };
const sent = { requestId: 'nr-1' };
const canary = 'canary-51aa';

describe('client of Finesse', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(
    script: FinesseScript = () => undefined,
    options: { tls?: object; pair?: Pair; url?: string } = {},
  ) {
    const server = await scriptedFinesse(script, options.pair);
    const waits: number[] = [];
    const chance = {
      ...realChance,
      random: () => 0.5,
      sleep: (ms: number): Promise<void> => {
        waits.push(ms);
        return Promise.resolve();
      },
    };
    const login = new Login('7012', canary);
    const address = nodeAddress(options.url ?? server.url.replace('127.0.0.1', 'localhost'));
    const client = new FinesseClient({ address, login, chance, timeoutMs: 1_000, tls: options.tls ?? {} });
    closing.push(() => server.close());
    closing.push(() => {
      client.close();
    });
    return { server, client, waits, login };
  }

  const answering =
    (reply: FinesseReply): FinesseScript =>
    () =>
      reply;

  describe('address', () => {
    it('is that of the server, with the port of Finesse where none is named', () => {
      const roots: [string, string][] = [
        ['fina.example.com', 'https://fina.example.com:8445/finesse/api'],
        [' https://fina.example.com/ ', 'https://fina.example.com:8445/finesse/api'],
        ['https://fina.example.com:8445/finesse/api/', 'https://fina.example.com:8445/finesse/api'],
        ['fina.example.com:9443', 'https://fina.example.com:9443/finesse/api'],
        ['https://proxy.example.com:443', 'https://proxy.example.com:443/finesse/api'],
        ['10.0.0.7', 'https://10.0.0.7:8445/finesse/api'],
        ['[::1]', 'https://[::1]:8445/finesse/api'],
        ['http://127.0.0.1:18084', 'http://127.0.0.1:18084/finesse/api'],
      ];
      for (const [typed, root] of roots) should(nodeAddress(typed).root).equal(root);
      const wrong = ['', 'http://fina.example.com', 'ftp://x', 'https://a:b@x', 'https://x/desktop', 'not a host'];
      for (const typed of wrong) should(() => nodeAddress(typed)).throw({ code: 'invalid-input', arrived: 'no' });
    });

    it('of the other node has the same port, unless it names its own', () => {
      const own = nodeAddress('fina.example.com:9443');
      should(sibling(own, 'finb.example.com', undefined)?.root).equal('https://finb.example.com:9443/finesse/api');
      should(sibling(own, 'finb.example.com', '8446')?.root).equal('https://finb.example.com:8446/finesse/api');
      should(sibling(own, 'fe80::1', undefined)?.root).equal('https://[fe80::1]:9443/finesse/api');
      for (const host of ['', 'a/b', 'a@b', 'x y']) should(sibling(own, host, undefined)).be.undefined();
      should(sibling(nodeAddress('http://127.0.0.1:1'), 'finb.example.com', undefined)).be.undefined();
    });
  });

  describe('reads', () => {
    it('go with Basic, and ask for XML', async () => {
      const { server, client } = await setUp(
        answering({ body: '<User><loginId>00712</loginId><extension>0100</extension></User>' }),
      );
      // Numbers stay texts, with their zeros.
      should(await client.user('mlopez')).match({ loginId: '00712', extension: '0100' });
      should(server.seen[0]).match({ method: 'GET', path: '/User/mlopez' });
      const { authorization, accept } = server.seen[0]?.headers ?? {};
      should(authorization).equal(`Basic ${Buffer.from(`7012:${canary}`).toString('base64')}`);
      should(accept).match(/xml/);
    });

    it('of a team also ask for those who are signed out', async () => {
      const { server, client } = await setUp(answering({ body: '<Team><id>5120</id><users/></Team>' }));
      should(await client.team('5120')).match({ id: '5120', users: [] });
      should(server.seen[0]).match({ path: '/Team/5120', query: 'includeLoggedOutAgents=true' });
    });

    it('are asked again where that helps', async () => {
      let tries = 0;
      const { client, waits } = await setUp(() => {
        tries++;
        if (tries === 1)
          return { status: 503, headers: { 'retry-after': '2' }, body: apiErrors('Service Unavailable') };
        return tries === 2 ? { cut: true } : { body: '<SystemInfo><status>IN_SERVICE</status></SystemInfo>' };
      });
      should((await client.systemInfo()).status).equal('IN_SERVICE');
      should(waits).deepEqual([2_000, 250]);
    });

    it('cannot be aimed elsewhere by an id', async () => {
      const { server, client } = await setUp();
      for (const id of ['', '.', '..', 'a/b', 'a\\b', 'a\nb', '\ud800', 'x'.repeat(300)]) {
        should(await failing(client.user(id))).match({ code: 'invalid-input', arrived: 'no' });
        should(await failing(client.drop(id, '4100', sent))).match({ code: 'invalid-input', arrived: 'no' });
      }
      should(server.seen).be.empty();
      await failing(client.user('a b?c#d%2e'));
      should(server.seen[0]?.path).equal('/User/a%20b%3Fc%23d%252e');
    });
  });

  describe('verbs', () => {
    it('are worded as documented', async () => {
      const { server, client } = await setUp();
      await client.silentMonitor(order, sent);
      await client.bargeCall(order, '33554517', sent);
      await client.drop('33554517', '4100', sent);
      await client.signIn('7012', '+4100', sent);
      await client.notReady('7012', '23', sent);
      await client.notReady('7012', undefined, sent);
      await client.signOut('7012', sent);
      should(server.seen.map(({ method, path }) => `${method} ${path}`)).deepEqual([
        'POST /User/7012/Dialogs',
        'POST /User/7012/Dialogs',
        'PUT /Dialog/33554517',
        ...Array<string>(4).fill('PUT /User/7012'),
      ]);
      should(server.seen.map(({ body }) => body)).deepEqual([
        '<Dialog><requestedAction>SILENT_MONITOR</requestedAction><fromAddress>4100</fromAddress><toAddress>4127</toAddress></Dialog>',
        '<Dialog><requestedAction>BARGE_CALL</requestedAction><fromAddress>4100</fromAddress><toAddress>4127</toAddress><associatedDialogUri>/finesse/api/Dialog/33554517</associatedDialogUri></Dialog>',
        '<Dialog><requestedAction>DROP</requestedAction><targetMediaAddress>4100</targetMediaAddress></Dialog>',
        '<User><state>LOGIN</state><extension>+4100</extension></User>',
        '<User><state>NOT_READY</state><reasonCodeId>23</reasonCodeId></User>',
        '<User><state>NOT_READY</state></User>',
        '<User><state>LOGOUT</state></User>',
      ]);
      for (const { headers } of server.seen) {
        should(headers['content-type']).equal('application/xml');
        should(headers.requestid).equal('nr-1');
      }
    });

    it('escape what they carry, and refuse what XML cannot', async () => {
      const { server, client } = await setUp();
      await client.signIn('7012', '4<1>&"', sent);
      should(server.seen[0]?.body).containEql('<extension>4&lt;1&gt;&amp;');
      should((await failing(client.signIn('7012', '4\u0001', sent))).code).equal('invalid-input');
      should(server.seen).have.length(1);
    });

    it('are accepted with 200 and 202', async () => {
      for (const status of [200, 202, 204]) {
        const { client } = await setUp(answering({ status }));
        await client.silentMonitor(order, sent);
      }
    });

    it('are accepted whatever word comes beside that', async () => {
      for (const body of ['Accepted', 'OK', '{}', '{"status":"accepted"}', ' ']) {
        const { client } = await setUp(answering({ status: 202, headers: { 'content-type': 'text/plain' }, body }));
        await client.drop('501', '4100', sent);
      }
    });

    it('are never sent twice, whatever goes wrong after they left', async () => {
      const wrong: [FinesseReply, object][] = [
        [{ cut: true }, { code: 'unreachable', arrived: 'maybe' }],
        [
          { status: 502, body: '<html>x</html>' },
          { code: 'platform-error', arrived: 'maybe', retryable: true },
        ],
        [
          { status: 200, body: '<html>' },
          { code: 'platform-error', arrived: 'maybe' },
        ],
        [refusing(500, 'Internal Server Error'), { code: 'platform-error', arrived: 'maybe' }],
        [refusing(503, 'Service Unavailable'), { code: 'platform-error', arrived: 'yes', retryable: true }],
        [
          { status: 429, body: '' },
          { code: 'rate-limited', arrived: 'yes' },
        ],
      ];
      for (const [reply, expected] of wrong) {
        const { server, client } = await setUp(answering(reply));
        should(await failing(client.bargeCall(order, '1', sent))).match(expected);
        should(server.seen).have.length(1);
      }
    });

    it('are sent again only when they cannot have left', async () => {
      const { client, server } = await setUp();
      await server.close();
      should(await failing(client.silentMonitor(order, sent))).match({
        code: 'unreachable',
        arrived: 'no',
        retryable: true,
      });
    });
  });

  describe('refusals', () => {
    type Row = [verb: 'monitor' | 'barge' | 'drop', status: number, type: string, data: string, code: string];
    const rows: Row[] = [
      ['monitor', 400, 'Invalid State', '', 'supervisor-wrong-state'],
      ['monitor', 400, 'Invalid Destination', '', 'agent-wrong-state'],
      ['monitor', 400, 'Invalid Input', '', 'invalid-input'],
      ['monitor', 400, 'Parameter Missing', 'fromAddress', 'invalid-input'],
      ['monitor', 400, 'Generic Error', '', 'platform-error'],
      ['monitor', 400, 'Generic Error', '88049', 'agent-wrong-state'],
      ['monitor', 400, '13145', '', 'agent-wrong-state'],
      ['monitor', 400, 'Call Operation Failure', '34', 'platform-error'],
      ['monitor', 400, 'Call Operation Failure', '22', 'agent-wrong-state'],
      ['monitor', 401, 'Authorization Failure', 'jsmith', 'not-permitted'],
      ['monitor', 401, 'Invalid Authorization User Specified', '7012', 'not-permitted'],
      // An id that looks like a code is none.
      ['monitor', 401, 'Invalid Supervisor', '20700', 'not-permitted'],
      ['monitor', 400, 'Invalid Destination', '13139', 'agent-wrong-state'],
      ['barge', 400, '20700', '', 'resource-limit'],
      ['barge', 400, 'Generic Error', '20700', 'resource-limit'],
      ['barge', 400, '20999', '', 'call-shape'],
      ['barge', 400, 'Call Operation Failure', '22', 'call-shape'],
      ['barge', 400, 'Invalid Destination', '', 'agent-wrong-state'],
      ['barge', 400, 'Invalid State', '', 'transition-not-allowed'],
      ['barge', 501, 'Not Implemented', '', 'mode-unsupported'],
      ['drop', 404, 'Not Found', '', 'call-not-found'],
      ['drop', 404, 'Dialog Not Found', '', 'call-not-found'],
      ['monitor', 400, 'Call Operation Failure', '268', 'call-not-found'],
      ['monitor', 400, 'Something New', '', 'platform-error'],
      ['monitor', 400, 'constructor', '__proto__', 'platform-error'],
    ];
    for (const [verb, status, type, data, code] of rows) {
      it(`${verb}: ${status} ${type} ${data} is ${code}`, async () => {
        const { server, client } = await setUp(answering(refusing(status, type, data)));
        const run = {
          monitor: () => client.silentMonitor(order, sent),
          barge: () => client.bargeCall(order, '1', sent),
          drop: () => client.drop('1', '4100', sent),
        }[verb];
        const error = await failing(run());
        should(error).match({ code, httpStatus: status, platform: 'finesse', arrived: 'yes' });
        should([type, data]).containEql(error.vendorCode);
        should(error.message).match(/Finesse says: .*Refused\./);
        should(server.seen).have.length(1);
      });
    }

    it('of a user who is not there: the agent, or the connection', async () => {
      const { client } = await setUp(answering(refusing(404, 'User Not Found', '9')));
      should((await failing(client.user('9'))).code).equal('agent-not-found');
      should((await failing(client.me('9'))).code).equal('invalid-input');
    });

    it('quote nothing secret', async () => {
      const basic = Buffer.from(`7012:${canary}`).toString('base64');
      const { client } = await setUp(answering(refusing(400, `Odd ${canary}`, basic)));
      const error = await failing(client.silentMonitor(order, sent));
      should(JSON.stringify(error.report())).not.containEql(canary).and.not.containEql(basic);
    });
  });

  describe('401', () => {
    it('of the user himself is a wrong password, and is never sent again by itself', async () => {
      for (const reply of [refusing(401, 'Authorization Failure', '7012'), { status: 401, body: '<html>no</html>' }]) {
        const { server, client, login } = await setUp(answering(reply));
        should(await failing(client.me('7012'))).match({
          code: 'auth',
          httpStatus: 401,
          arrived: 'yes',
          retryable: false,
        });
        should(await failing(client.me('7012'))).match({ code: 'auth', arrived: 'no' });
        should(await failing(client.silentMonitor(order, sent))).match({ code: 'auth', arrived: 'no' });
        should(server.seen).have.length(1);
        login.reset();
        await failing(client.me('7012'));
        should(server.seen).have.length(2);
      }
    });

    it('without a word of Finesse is asked about at once, and stops nothing where the password is right', async () => {
      let right = true;
      const page = { status: 401, body: '<html><body>HTTP Status 401</body></html>' };
      const { client } = await setUp(({ method, path }) => {
        if (method === 'POST') return right ? { status: 202 } : page;
        return path === '/User/7012' && right ? { body: '<User><loginId>7012</loginId></User>' } : page;
      });
      for (let n = 0; n < 9; n++) {
        should(await failing(client.dialogs('7101'))).match({ code: 'not-permitted', httpStatus: 401, arrived: 'yes' });
      }
      await client.silentMonitor(order, sent);
      right = false;
      should(await failing(client.silentMonitor(order, sent))).match({ code: 'auth', httpStatus: 401 });
    });

    it('of anything else may mean the role; before the fifth it is found out', async () => {
      let right = true;
      const { server, client } = await setUp(({ path }) =>
        path === '/User/7012' && right
          ? { body: '<User><loginId>7012</loginId></User>' }
          : refusing(401, 'Authorization Failure'),
      );
      for (let n = 0; n < 9; n++) should((await failing(client.team('1'))).code).equal('not-permitted');
      const asked = (path: string): number => server.seen.filter((seen) => seen.path === path).length;
      should(asked('/User/7012')).equal(3);
      right = false;
      const before = server.seen.length;
      for (let n = 0; n < 9; n++) await failing(client.team('1'));
      should(server.seen.length - before).be.belowOrEqual(4);
      should((await failing(client.team('1'))).code).equal('auth');
    });
  });

  describe('what is no answer of Finesse', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><User><loginId>&c;</loginId></User>`;
    const xxe = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><User><loginId>&x;</loginId></User>';
    const bodies: [string, string | Buffer, RegExp][] = [
      ['a page', '<html><body>Sign in<br></body></html>', /cannot be read as XML/],
      ['a bomb', bomb, /cannot be read as XML/],
      ['a file of ours', xxe, /cannot be read as XML/],
      ['50 000 levels', '<a>'.repeat(50_000), /deeper/],
      ['half an answer', '<User><loginId>7', /ends too early/],
      ['another object', '<Team><id>1</id></Team>', /something else where a user was expected/],
      ['a user without an id', '<User/>', /something else where a user was expected/],
      ['nothing', '', /something else/],
      ['JSON', '{"loginId":"7"}', /cannot be read as XML/],
      ['broken UTF-8 in a tag', Buffer.from('3c5573ff65723e3c2f557365723e', 'hex'), /cannot be read|something else/],
      ['5 MB', `<User><loginId>${'7'.repeat(5 << 20)}</loginId></User>`, /larger than what is accepted/],
      ['3 MB of elements', `<User>${'<a/>'.repeat(750_000)}</User>`, /more than 50000 elements/],
    ];
    for (const [what, body, says] of bodies) {
      it(`${what} is told clearly, at once`, async () => {
        const { client } = await setUp(answering({ body }));
        const began = process.cpuUsage();
        const error = await failing(client.user('7'));
        should(error.code).equal('platform-error');
        should(error.message).match(says);
        should(process.cpuUsage(began).user / 1_000).be.below(1_500);
        should(error.message.length).be.below(500);
      });
    }

    it('leaves no memory behind', async () => {
      const { client } = await setUp(answering({ body: `<User>${'<a/>'.repeat(750_000)}</User>` }));
      const round = async (): Promise<void> => {
        for (let n = 0; n < 5; n++) await failing(client.user('7'));
      };
      await round();
      const before = process.memoryUsage().rss;
      await round();
      await round();
      should(process.memoryUsage().rss - before).be.below(150 << 20);
    });

    it('broken UTF-8 in a value costs that value alone', async () => {
      const body = Buffer.concat([
        Buffer.from('<User><loginId>7101</loginId><firstName>An'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('</firstName></User>'),
      ]);
      const { client } = await setUp(answering({ body }));
      should((await client.user('7101')).loginId).equal('7101');
    });

    it('a wrong place', async () => {
      const redirect = await setUp(answering({ status: 301, headers: { location: 'https://elsewhere/' }, body: '' }));
      should(await failing(redirect.client.systemInfo())).match({ code: 'invalid-input', message: /8445/ });
      const other = await setUp(answering({ status: 404, body: '<html>404</html>' }));
      should(await failing(other.client.systemInfo())).match({
        code: 'invalid-input',
        message: /no Finesse at this address/,
      });
    });
  });

  describe('TLS', () => {
    it('an expired certificate, a wrong CA and a wrong name are told, and nothing was sent', async () => {
      const { ca, otherCa, good, expired, wrongHost, selfSigned } = await makeCertificates();
      const script = answering({ body: '<SystemInfo><status>IN_SERVICE</status></SystemInfo>' });
      const fine = await setUp(script, { pair: good, tls: { ca } });
      should((await fine.client.systemInfo()).status).equal('IN_SERVICE');
      const wrong: [Pair, string, RegExp][] = [
        [expired, ca, /expired/],
        [good, otherCa, /CA|signed/],
        [wrongHost, ca, /another host name/],
        [selfSigned, ca, /self-signed/],
      ];
      for (const [pair, trusted, says] of wrong) {
        const { client, server } = await setUp(script, { pair, tls: { ca: trusted } });
        should(await failing(client.silentMonitor(order, sent))).match({
          code: 'unreachable',
          arrived: 'no',
          message: says,
        });
        should(server.seen).be.empty();
      }
    });
  });
});
