import should from 'should';
import { realChance } from '../../../src/net/exchange';
import { HuaweiClient, type HuaweiOptions } from '../../../src/platforms/huawei/client';
import { createHuaweiDriver } from '../../../src/platforms/huawei/connect';
import { apiRoot, isWorkNumber } from '../../../src/platforms/huawei/paths';
import { SupervisionError } from '../../../src/supervision/errors';
import { failing } from '../../support/failing';
import { answering, refusing, scriptedHuawei, type HuaweiScript } from '../../support/scripted-huawei';
import { until } from '../../support/until';

describe('client of Huawei', () => {
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function setUp(script?: HuaweiScript, options: Partial<HuaweiOptions> = {}) {
    const gateway = await scriptedHuawei(script);
    const time = { now: Date.now() };
    const sleep = (): Promise<void> => Promise.resolve();
    const client = new HuaweiClient({
      url: gateway.url,
      agentId: '6105',
      phoneNumber: '70011',
      password: 'canary-word',
      releasePhone: true,
      chance: { ...realChance, now: () => time.now, random: () => 0.5, sleep },
      timeoutMs: 1_000,
      ...options,
    });
    closing.push(() => gateway.close());
    closing.push(() => {
      client.close();
    });
    return { gateway, client, time };
  }

  const poll = (client: HuaweiClient) => client.events(1_000, new AbortController().signal);

  describe('address', () => {
    it('is a host, an address, or the whole path', () => {
      const root = '/agentgateway/resource';
      for (const [typed, url] of [
        ['ccgw.example.com', `https://ccgw.example.com:8043${root}`],
        [' 10.0.0.1 ', `https://10.0.0.1:8043${root}`],
        ['ccgw.example.com:9000', `https://ccgw.example.com:9000${root}`],
        ['ccgw.example.com/agentgateway', `https://ccgw.example.com:8043${root}`],
        ['[::1]', `https://[::1]:8043${root}`],
        ['https://ccgw.example.com:8043', `https://ccgw.example.com:8043${root}`],
        ['https://ccgw.example.com:8043/', `https://ccgw.example.com:8043${root}`],
        ['https://ccgw.example.com', `https://ccgw.example.com${root}`],
        ['http://old.example.com:8000/agentgateway/resource/', `http://old.example.com:8000${root}`],
        ['https://front.example.com/cc/agentgateway/resource', `https://front.example.com/cc${root}`],
      ]) {
        should(apiRoot(typed!)).equal(url);
      }
    });

    it('is refused where it makes no sense', () => {
      const wrong = ['', 'ftp://x', 'https://', 'https://u:p@host', 'https://host/?a=b', 'https://host/#x', 'a b'];
      for (const typed of wrong) should(() => apiRoot(typed)).throw(SupervisionError);
    });
  });

  describe('sign-in', () => {
    it('says what the inspector wants, without a GUID', async () => {
      const { gateway, client } = await setUp();
      should(await client.session.signIn(false)).match({ loginTime: '1', mediatype: 'TTF', isForceChange: false });
      const [login] = gateway.seen;
      should(login).match({ method: 'PUT', path: '/onlineagent/6105' });
      should(login?.body).deepEqual({
        password: 'canary-word',
        phonenum: '70011',
        status: 4,
        releasephone: true,
        autoanswer: true,
        autoenteridle: true,
        ip: '127.0.0.1',
        listenStatus: true,
      });
      should(login?.headers).not.have.property('guid');
    });

    it('may have an empty password, and a telephone that is off the hook all the time', async () => {
      const { gateway, client } = await setUp(undefined, { password: '', releasePhone: false });
      await client.session.signIn(false);
      should(gateway.seen[0]?.body).match({ password: '', releasephone: false });
    });

    it('is forced only where that was chosen, and only when it has to be', async () => {
      const taken: HuaweiScript = ({ path }) => (path === '/onlineagent/6105' ? refusing('100-002') : undefined);
      const normal = await setUp(taken);
      should(await failing(normal.client.session.signIn(false))).match({ code: 'auth', vendorCode: '100-002' });
      should(normal.gateway.seen).have.length(1);
      const force = await setUp(taken);
      await force.client.session.signIn(true);
      should(force.gateway.seen.map(({ path }) => path)).deepEqual([
        '/onlineagent/6105',
        '/onlineagent/6105/forcelogin',
      ]);
      should(force.gateway.seen[1]?.body).deepEqual(force.gateway.seen[0]?.body);
      const free = await setUp();
      await free.client.session.signIn(true);
      should(free.gateway.seen).have.length(1);
    });

    it('that may not be forced says so', async () => {
      const { client } = await setUp(({ path }) => refusing(path.endsWith('forcelogin') ? '100-015' : '100-002'));
      const error = await failing(client.session.signIn(true));
      should(error).match({ code: 'auth', vendorCode: '100-015' });
      should(error.message).match(/signed in elsewhere/);
    });

    it('is not sent twice at once, and not while a session stands', async () => {
      const { gateway, client } = await setUp();
      await Promise.all([client.session.signIn(false), client.session.signIn(false)]);
      await client.session.signIn(true);
      should(gateway.seen).have.length(1);
      client.session.forget();
      await client.session.signIn(false);
      should(gateway.seen).have.length(2);
    });

    it('whose answer was cut may be what "already signed in" speaks of, until the gateway forgets it', async () => {
      let first = true;
      const { client, time } = await setUp(() => {
        if (!first) return refusing('100-002');
        first = false;
        return { cut: true };
      });
      should(await failing(client.session.signIn(false))).match({ code: 'unreachable', arrived: 'maybe' });
      const error = await failing(client.session.signIn(false));
      should(error).match({ code: 'unreachable', vendorCode: '100-002', retryable: true });
      should(error.message).match(/our own sign-in/);
      time.now += 131_000;
      should(await failing(client.session.signIn(false))).match({ code: 'auth', vendorCode: '100-002' });
    });

    it('that brings no GUID is none', async () => {
      for (const headers of [{}, { Guid: 'a b' }, { 'Set-GUID': 'JSESSIONID=' }]) {
        const { client } = await setUp(() => ({ headers, ...answering() }));
        should(await failing(client.session.signIn(false))).match({ code: 'platform-error' });
        should(client.session.guid).be.undefined();
      }
    });

    it('tells no secret when it fails', async () => {
      for (const reply of [
        refusing('100-004', 'bad canary-word'),
        { status: 500, body: '<p>canary-word</p>' },
        { cut: true },
      ]) {
        const { client } = await setUp(() => reply);
        const error = await failing(client.session.signIn(false));
        should(JSON.stringify([error, error.message, error.cause])).not.match(/canary-word/);
      }
    });
  });

  describe('GUID and cookie', () => {
    it('go with every request, and the content type, also without a body', async () => {
      const { gateway, client } = await setUp(({ path }) =>
        path === '/onlineagent/6105'
          ? {
              headers: {
                Guid: 'g1',
                'Set-Cookie': 'huaweielbsession=77aa01; Path=/',
                'Set-GUID': 'JSESSIONID=g1',
              },
              ...answering(),
            }
          : path.startsWith('/agentevent')
            ? { body: { retcode: '0', event: null } }
            : undefined,
      );
      await client.session.signIn(false);
      await poll(client);
      await client.addSupervise('6001');
      await client.stopSuperviseOrInsert('6001');
      await client.requestWhisper('6001');
      await client.agentStatus();
      await client.session.signOut(false, new AbortController().signal);
      for (const { headers } of gateway.seen.slice(1)) {
        should(headers).match({
          guid: 'g1',
          cookie: 'huaweielbsession=77aa01',
          'content-type': 'application/json; charset=UTF-8',
        });
      }
      should(gateway.seen).have.length(7);
    });

    it('of an earlier session do not go with a new sign-in', async () => {
      const { gateway, client } = await setUp(() => ({
        headers: { Guid: 'g1', 'Set-Cookie': 'loadbalance=gone; Path=/' },
        ...answering(),
      }));
      await client.session.signIn(false);
      client.session.forget();
      await client.session.signIn(false);
      should(gateway.seen[1]?.headers).not.have.property('cookie');
      should(gateway.seen[1]?.headers).not.have.property('guid');
    });

    it('changes with the answer of a poll, and stays where none comes (static)', async () => {
      const replies = [{ 'Set-GUID': 'JSESSIONID=new' }, {}];
      const { gateway, client } = await setUp(({ path }) =>
        path.startsWith('/agentevent') ? { headers: replies.shift() ?? {}, body: { retcode: '0' } } : undefined,
      );
      await client.session.signIn(false);
      await client.addSupervise('6001');
      for (let n = 0; n < 2; n++) {
        await poll(client);
        await client.addSupervise('6001');
      }
      should(gateway.sent('addsupervise').map(({ headers }) => headers.guid)).deepEqual(['guid-1', 'new', 'new']);
    });

    it('is taken from a poll whose body breaks off', async () => {
      const { gateway, client } = await setUp(({ path }) =>
        path.startsWith('/agentevent')
          ? { headers: { 'Set-GUID': 'JSESSIONID=new' }, body: { retcode: '0', event: null }, half: true }
          : undefined,
      );
      await client.session.signIn(false);
      should(await failing(poll(client))).match({ code: 'unreachable', arrived: 'maybe' });
      await client.addSupervise('6001');
      should(gateway.sent('addsupervise')[0]?.headers.guid).equal('new');
    });

    it('may change with every answer, also while a poll is held: the last one told counts', async () => {
      let n = 1;
      const held: (() => void)[] = [];
      const { gateway, client } = await setUp(({ path }) =>
        path.startsWith('/agentevent') || path.includes('addsupervise')
          ? { headers: { 'Set-GUID': `JSESSIONID=guid-${String(++n)}` }, body: { retcode: '0', result: {} } }
          : undefined,
      );
      await client.session.signIn(false);
      const request = client.http.request.bind(client.http);
      client.http.request = async (asked) => {
        if (asked.lane === 'poll') await new Promise<void>((resolve) => held.push(resolve));
        return request(asked);
      };
      const polled = poll(client);
      await client.addSupervise('6001');
      should(client.session.guid).equal('guid-2');
      held.shift()?.();
      await polled;
      await client.addSupervise('6001');
      should(gateway.sent('addsupervise').map(({ headers }) => headers.guid)).deepEqual(['guid-1', 'guid-3']);
    });

    it('of an earlier session that a late poll tells is not taken', async () => {
      let answer = (): void => undefined;
      const { gateway, client } = await setUp(({ path }) =>
        path.startsWith('/agentevent')
          ? { headers: { 'Set-GUID': 'JSESSIONID=late' }, body: { retcode: '0' } }
          : undefined,
      );
      await client.session.signIn(false);
      const request = client.http.request.bind(client.http);
      client.http.request = async (asked) => {
        if (asked.lane === 'poll') await new Promise<void>((resolve) => (answer = resolve));
        return request(asked);
      };
      const polled = poll(client);
      client.session.forget();
      await client.session.signIn(false);
      answer();
      await polled;
      await client.addSupervise('6001');
      should(gateway.sent('addsupervise')[0]?.headers.guid).equal('guid-2');
    });

    it('may be told as a plain cookie, where nothing else tells it', async () => {
      const cookies = ['huaweielbsession=x7; Path=/, JSESSIONID=polled; Path=/'];
      const { gateway, client } = await setUp(({ method, path }) => {
        if (method === 'PUT' && path.startsWith('/onlineagent')) {
          return { headers: { 'Set-Cookie': 'JSESSIONID=entered.AgentGateway0; Path=/; HttpOnly' }, ...answering() };
        }
        const [cookie] = path.startsWith('/agentevent') ? cookies.splice(0) : [];
        return { ...(cookie !== undefined && { headers: { 'Set-Cookie': cookie } }), body: { retcode: '0' } };
      });
      await client.session.signIn(false);
      await client.addSupervise('6001');
      for (let n = 0; n < 2; n++) {
        await poll(client);
        await client.addSupervise('6001');
      }
      should(gateway.sent('addsupervise').map(({ headers }) => headers.guid)).deepEqual([
        'entered.AgentGateway0',
        'polled',
        'polled',
      ]);
    });

    it('is no cookie where a header tells it', async () => {
      const { gateway, client } = await setUp(({ path }) => ({
        headers: {
          'Set-Cookie': 'JSESSIONID=of-the-servlet; Path=/',
          ...(!path.startsWith('/agentevent') && { Guid: 'g1' }),
        },
        ...answering(),
      }));
      await client.session.signIn(false);
      await poll(client);
      await client.addSupervise('6001');
      should(gateway.sent('addsupervise')[0]?.headers.guid).equal('g1');
    });

    for (const code of ['100-006', '000-003']) {
      it(`that was replaced while an order was on its way: refused with ${code}, sent again with the new one, once`, async () => {
        let release = (): void => undefined;
        const { gateway, client } = await setUp(({ path, headers }) => {
          if (path.startsWith('/agentevent'))
            return { headers: { 'Set-GUID': 'JSESSIONID=new' }, body: { retcode: '0' } };
          if (!path.includes('addsupervise')) return undefined;
          return headers.guid === 'new' ? answering() : refusing(code);
        });
        let doubts = 0;
        client.onDoubt(() => doubts++);
        await client.session.signIn(false);
        const request = client.http.request.bind(client.http);
        const late = new Promise<void>((resolve) => {
          release = resolve;
        });
        client.http.request = async (asked) => {
          const answer = await request(asked);
          if (asked.path.includes('addsupervise')) await late;
          return answer;
        };
        const order = client.addSupervise('6001');
        await until('the order arrived', () => gateway.sent('addsupervise').length === 1);
        await poll(client);
        release();
        await order;
        should(gateway.sent('addsupervise').map(({ headers }) => headers.guid)).deepEqual(['guid-1', 'new']);
        should(doubts).equal(0);
      });
    }

    it('of a session that is gone: the order fails with nothing done, is not repeated, and raises a doubt', async () => {
      const { gateway, client } = await setUp(({ path }) =>
        path.includes('addinsert') ? refusing('100-006') : undefined,
      );
      let doubts = 0;
      client.onDoubt(() => doubts++);
      await client.session.signIn(false);
      should(await failing(client.addInsert('6001'))).match({
        code: 'unreachable',
        vendorCode: '100-006',
        arrived: 'yes',
        retryable: true,
      });
      should(gateway.sent('addinsert')).have.length(1);
      should(gateway.sent('onlineagent')).have.length(1);
      should(doubts).equal(1);
    });

    it('is missing before the sign-in: nothing is sent', async () => {
      const { gateway, client } = await setUp();
      should(await failing(client.addSupervise('6001'))).match({ code: 'unreachable', arrived: 'no' });
      should(gateway.seen).be.empty();
    });

    it('is told nobody', async () => {
      const { client } = await setUp(({ path }) =>
        path.includes('addsupervise') ? refusing('900-003', 'for guid-1 and canary-word') : undefined,
      );
      await client.session.signIn(false);
      const error = await failing(client.addSupervise('6001'));
      should(JSON.stringify([error, error.message])).not.match(/guid-1|canary-word/);
    });
  });

  describe('orders', () => {
    it('are as documented', async () => {
      const { gateway, client } = await setUp();
      await client.session.signIn(false);
      await client.addSupervise('6001');
      await client.addInsert('6001');
      await client.requestWhisper('6001');
      await client.switchTo('6001', 'listen');
      await client.switchTo('6001', 'insert');
      await client.switchTo('6001', 'whisper');
      await client.stopSuperviseOrInsert('6001');
      await client.requestStopWhisper('6001');
      await client.sayFree();
      await client.sayBusy();
      await client.syncAgentInfo();
      await client.agentByWorkNo('6001');
      await client.allCallIds('6001');
      const lines = gateway.seen.slice(1).map(({ method, path, query }) => {
        const text = new URLSearchParams(query).toString();
        return `${method} ${path}${text === '' ? '' : `?${text}`}`;
      });
      const qc = '/qualitycontrol/6105';
      should(lines).deepEqual([
        `PUT ${qc}/addsupervise/6001`,
        `PUT ${qc}/addinsert/6001`,
        `POST ${qc}/requestwhisperagent?whisperagentid=6001`,
        `POST ${qc}/requestswitchinsertwhisperagent?whisperagentid=6001&switchtype=0`,
        `POST ${qc}/requestswitchinsertwhisperagent?whisperagentid=6001&switchtype=1`,
        `POST ${qc}/requestswitchinsertwhisperagent?whisperagentid=6001&switchtype=2`,
        `DELETE ${qc}/6001`,
        `POST ${qc}/requeststopwhisperagent?whisperagentid=6001`,
        'POST /onlineagent/6105/sayfree',
        'POST /onlineagent/6105/saybusy?reason=0',
        'POST /onlineagent/6105/syncagentinfo',
        'GET /agentgroup/6105/agentbyworkno/6001',
        'GET /calldata/6105/allcallinfoEx/6001',
      ]);
      should(gateway.seen.slice(1).every(({ body }) => body === undefined)).be.true();
    });

    it('take work numbers only, and send nothing else', async () => {
      const { gateway, client } = await setUp();
      await client.session.signIn(false);
      const hostile = [
        '',
        '100',
        '99',
        '1000000',
        '0101',
        '+101',
        '1e3',
        ' 6001',
        '6001 ',
        '60 01',
        '../6105',
        '6001/..',
      ];
      const odd = ['６００１', '٦٠٠١', '6001?x=1', '6001%2f', '6001\r\nGuid: x', '6001\0', '9'.repeat(100_000), 'agt'];
      for (const workNo of [...hostile, ...odd]) {
        for (const ask of [
          () => client.addSupervise(workNo),
          () => client.addInsert(workNo),
          () => client.requestWhisper(workNo),
          () => client.switchTo(workNo, 'listen'),
          () => client.stopSuperviseOrInsert(workNo),
          () => client.requestStopWhisper(workNo),
          () => client.agentByWorkNo(workNo),
          () => client.allCallIds(workNo),
        ]) {
          should(await failing(ask())).match({ code: 'invalid-input', arrived: 'no' });
        }
      }
      should(gateway.seen).have.length(1);
      for (const workNo of ['101', '59999', '60000', '999999']) should(isWorkNumber(workNo)).be.true();
    });

    for (const [code, ours] of [
      ['100-006', 'unreachable'],
      ['900-001', 'platform-error'],
      ['900-002', 'not-permitted'],
      ['900-003', 'agent-wrong-state'],
      ['900-004', 'agent-not-found'],
      ['900-005', 'supervisor-wrong-state'],
    ]) {
      it(`refused with ${code}: ${ours}, sent once`, async () => {
        const { gateway, client } = await setUp(({ path }) =>
          path.startsWith('/qualitycontrol') ? refusing(code!) : undefined,
        );
        await client.session.signIn(false);
        for (const ask of [
          () => client.addSupervise('6001'),
          () => client.addInsert('6001'),
          () => client.requestWhisper('6001'),
        ]) {
          should(await failing(ask())).match({ code: ours, vendorCode: code, arrived: 'yes' });
        }
        should(gateway.sent('/qualitycontrol')).have.length(3);
      });
    }

    it('whose answer is cut, or makes no sense, are not sent again', async () => {
      for (const reply of [
        { cut: true },
        { ...answering(), half: true },
        { status: 502, body: '<p/>' },
        { body: 'ok' },
      ]) {
        const { gateway, client } = await setUp(({ path }) => (path.startsWith('/qualitycontrol') ? reply : undefined));
        await client.session.signIn(false);
        should((await failing(client.addSupervise('6001'))).arrived).equal('maybe');
        should(gateway.sent('/qualitycontrol')).have.length(1);
      }
    });
  });

  it('asks a query again that the gateway could not answer just now', async () => {
    let n = 0;
    const { client } = await setUp(({ path }) => {
      if (!path.includes('agentbyworkno')) return undefined;
      return ++n < 3 ? refusing('000-004') : answering({ workno: '6001', status: '7' });
    });
    await client.session.signIn(false);
    should(await client.agentByWorkNo('6001')).match({ workNo: '6001', status: 7 });
  });

  describe('sign-out', () => {
    const over = (): AbortSignal => AbortSignal.timeout(1_000);
    const busy: HuaweiScript = ({ path }) => (path.endsWith('/logout') ? refusing('100-010') : undefined);

    it('is normal; forced only when the gateway says that he is busy', async () => {
      const { gateway, client } = await setUp();
      await client.session.signIn(false);
      await client.session.signOut(true, over());
      await client.session.signOut(true, over());
      should(gateway.seen.slice(1).map(({ method, path }) => `${method} ${path}`)).deepEqual([
        'DELETE /onlineagent/6105/logout',
      ]);
      const other = await setUp(busy);
      await other.client.session.signIn(false);
      await other.client.session.signOut(true, over());
      should(other.gateway.seen.slice(1).map(({ path }) => path)).deepEqual([
        '/onlineagent/6105/logout',
        '/onlineagent/6105/forcelogout',
      ]);
    });

    it('is never forced where that could end a call of his own', async () => {
      const { gateway, client } = await setUp(busy);
      await client.session.signIn(false);
      await client.session.signOut(false, over());
      should(gateway.sent('logout')).have.length(1);
    });

    it('is nothing for who is not signed in', async () => {
      const { gateway, client } = await setUp();
      await client.session.signOut(true, over());
      should(gateway.seen).be.empty();
    });
  });

  describe('connection', () => {
    const good = { url: 'ccgw.example.com', agentId: '6105', phoneNumber: '70011' };
    const create = (properties: object) =>
      createHuaweiDriver({ properties: { ...properties }, credentials: {}, network: { tls: {} } });

    it('takes its properties as they were typed', async () => {
      const typed = { ...good, agentId: 6105, phoneNumber: ' 70011 ', releasePhone: 'false', setIdle: false };
      const driver = create({ ...typed, signIn: 'force', timeoutSeconds: '3', lookSeconds: '' });
      should(driver).match({ platform: 'huawei', supervisor: '6105' });
      should(driver.capabilities).match({ legs: 'agent', arming: 'native', confirmSeconds: 15 });
      await driver.disconnect(AbortSignal.timeout(100));
    });

    for (const [what, wrong] of [
      ['no URL', { url: ' ' }],
      ['a URL that is none', { url: 'https://' }],
      ['no agent id', { agentId: '' }],
      ['an agent id that is no number', { agentId: 'sup.one' }],
      ['an agent id that leads elsewhere', { agentId: '../6105' }],
      ['no phone', { phoneNumber: '' }],
      ['a phone with spaces', { phoneNumber: '70 011' }],
      ['a phone that is too long', { phoneNumber: '7'.repeat(25) }],
      ['another sign-in', { signIn: 'sometimes' }],
      ['no time', { timeoutSeconds: 0 }],
      ['looks that never come', { lookSeconds: 'often' }],
    ] as const) {
      it(`with ${what} is refused in words`, () => {
        should(() => create({ ...good, ...wrong })).throw(SupervisionError, { code: 'invalid-input', arrived: 'no' });
      });
    }
  });
});
