import { getEventListeners } from 'node:events';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import should from 'should';
import { createJar } from '../../../src/net/cookies';
import { createHttp, type Http, type HttpOptions } from '../../../src/net/http';
import { makeCertificates, type Certificates } from '../../support/certificates';
import { failing } from '../../support/failing';
import { serveHttp, serveHttps, serveProxy, serveTcp, type Handler, type Running } from '../../support/servers';
import { until } from '../../support/until';

describe('http', () => {
  const open: { close(): void | Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  const keep = async <T extends { close(): void | Promise<void> }>(made: T | Promise<T>): Promise<T> => {
    const each = await made;
    open.push(each);
    return each;
  };
  const connect = (options: HttpOptions): Promise<Http> => keep(createHttp({ timeoutMs: 1000, ...options }));
  const hello: Handler = (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: request.url, method: request.method }));
  };
  const get = { method: 'GET', path: '/a' } as const;

  describe('requests', () => {
    it('appends the path to the base, encodes the query, sends JSON, and takes any status as an answer', async () => {
      const bodies: string[] = [];
      const server = await keep(
        serveHttp((request, response, body) => {
          bodies.push(`${request.headers['content-type'] ?? ''} ${body}`);
          response.writeHead(409, { 'x-one': 'first', 'content-type': 'application/json' });
          response.end(JSON.stringify({ url: request.url }));
        }),
      );
      const http = await connect({ baseURL: `${server.url}/api/v2/` });
      const answer = await http.request({
        method: 'POST',
        path: '/me',
        query: { a: 'x y,&*', n: 2 },
        body: { b: 'ü' },
      });
      should(answer).match({ status: 409, body: { url: '/api/v2/me?a=x%20y%2C%26*&n=2' } });
      should(answer.headers['x-one']).equal('first');
      should(bodies).deepEqual(['application/json; charset=UTF-8 {"b":"ü"}']);
    });

    it('keeps a body that is not JSON as text', async () => {
      const server = await keep(serveHttp((_request, response) => response.end('<html>Bad gateway</html>')));
      const answer = await (await connect({ baseURL: server.url })).request(get);
      should(answer).match({ text: '<html>Bad gateway</html>', body: undefined });
    });

    it('leaves nothing behind on a signal that outlives many requests', async () => {
      const server = await keep(
        serveHttp((request, response, body) => {
          if (request.url === '/a') hello(request, response, body);
          else request.socket.destroy();
        }),
      );
      const http = await connect({ baseURL: server.url });
      const { signal } = new AbortController();
      for (let i = 0; i < 20; i++) await http.request({ ...get, signal });
      await failing(http.request({ ...get, path: '/cut', signal }));
      should(getEventListeners(signal, 'abort')).deepEqual([]);
    });

    it('tells the headers of an answer whose body never comes', async () => {
      const server = await keep(
        serveHttp((_request, response) => {
          response.writeHead(200, { 'Set-GUID': 'JSESSIONID=new', 'content-length': 9 });
          response.write('half', () => response.destroy());
        }),
      );
      const told: unknown[] = [];
      const http = await connect({ baseURL: server.url });
      const onHeaders = (headers: object): number => told.push(headers);
      should(await failing(http.request({ ...get, onHeaders }))).match({ code: 'unreachable', arrived: 'maybe' });
      should(told).match([{ 'set-guid': 'JSESSIONID=new' }]);
    });

    it('does not follow redirects', async () => {
      const server = await keep(serveHttp((_request, response) => response.writeHead(302, { location: '/b' }).end()));
      should((await (await connect({ baseURL: server.url })).request(get)).status).equal(302);
    });

    it('keeps cookies apart, one jar per connection', async () => {
      const server = await keep(
        serveHttp((request, response) => {
          const session = request.headers.cookie ?? 'none';
          if (request.url?.startsWith('/in'))
            response.setHeader('set-cookie', [`S=${request.url.slice(3)}`, 'not a cookie', 'B=1; Path=/']);
          response.end(JSON.stringify(session));
        }),
      );
      const one = await connect({ baseURL: server.url, jar: createJar() });
      const two = await connect({ baseURL: server.url, jar: createJar() });
      await one.request({ ...get, path: '/in1' });
      await two.request({ ...get, path: '/in2' });
      should((await one.request(get)).body).match(/S=1.*B=1/);
      should((await two.request(get)).body).match(/S=2/);
      should((await two.request(get)).body).not.match(/S=1/);
    });

    it('does not repeat a cookie that a server quotes', async () => {
      const cookies = ['huaweielbsession=77aa01bb-node7; Path=/', 'B=1'];
      const server = await keep(serveHttp((_request, response) => response.setHeader('set-cookie', cookies).end()));
      const http = await connect({ baseURL: server.url, jar: createJar() });
      await http.request(get);
      should(http.redact.text('no session 77aa01bb-node7 on this node, 1 of 2')).equal(
        'no session *** on this node, 1 of 2',
      );
    });

    it('lets commands through while many polls are held, and close ends all of them', async () => {
      const server = await keep(
        serveHttp((request, response, body) => {
          if (request.url === '/a') hello(request, response, body);
        }),
      );
      const http = await connect({ baseURL: server.url, timeoutMs: 5000 });
      const polls = Array.from({ length: 60 }, () => failing(http.request({ ...get, path: '/poll', lane: 'poll' })));
      await until('all polls stand', () => server.open === 60);
      should((await http.request(get)).status).equal(200);
      http.close();
      for (const error of await Promise.all(polls)) should(error).match({ code: 'unreachable', arrived: 'maybe' });
      await until('no connection is left', () => server.open === 0);
    });

    it('is not led astray by proxies in the environment', async () => {
      const server = await keep(serveHttp(hello));
      process.env.http_proxy = 'http://127.0.0.1:1';
      try {
        should((await (await connect({ baseURL: server.url })).request(get)).status).equal(200);
      } finally {
        delete process.env.http_proxy;
      }
    });

    it('is not led astray by a global XMLHttpRequest that was there first', async () => {
      const server = await keep(serveHttp(hello));
      // The HTTP library chooses its adapter when it is loaded, so this needs a process of its own.
      const program = `globalThis.XMLHttpRequest = function () { throw new Error('XMLHttpRequest was used'); };
        const { createHttp } = require(${JSON.stringify(require.resolve('../../../src/net/http'))});
        const http = createHttp({ baseURL: ${JSON.stringify(server.url)} });
        http.request({ method: 'GET', path: '/a' }).then(({ status }) => { process.stdout.write(String(status)); http.close(); });`;
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
      should(stdout).equal('200');
    });
  });

  describe('failures', () => {
    it('refused: nothing arrived', async () => {
      const gone = await serveHttp(hello);
      await gone.close();
      should(await failing((await connect({ baseURL: gone.url })).request(get))).match({
        code: 'unreachable',
        arrived: 'no',
        vendorCode: 'ECONNREFUSED',
        retryable: true,
      });
    });

    it('an unknown host: nothing arrived', async () => {
      const http = await connect({ baseURL: 'http://no-such-host.invalid' });
      should(await failing(http.request(get))).match({ code: 'unreachable', arrived: 'no' });
    });

    it('hung: maybe arrived, and the connection is given up', async () => {
      const server = await keep(serveHttp(() => undefined));
      const http = await connect({ baseURL: server.url, timeoutMs: 60 });
      const error = await failing(http.request(get));
      should(error).match({ code: 'unreachable', arrived: 'maybe', retryable: true });
      should(error.message).match(/within 60 ms/);
      await until('the connection is closed', () => server.open === 0);
    });

    it('a TLS handshake that never ends: nothing arrived', async () => {
      const server = await keep(serveTcp(() => undefined));
      const http = await connect({ baseURL: `https://127.0.0.1:${server.port}`, timeoutMs: 60 });
      should(await failing(http.request(get))).match({ code: 'unreachable', arrived: 'no' });
    });

    it('a slow drip of a body ends at the deadline', async () => {
      const timers = new Set<NodeJS.Timeout>();
      const server = await keep(
        serveHttp((_request, response) => {
          const timer = setInterval(() => response.write('x'), 10);
          timers.add(timer);
          response.once('close', () => {
            clearInterval(timer);
          });
        }),
      );
      const http = await connect({ baseURL: server.url, timeoutMs: 100 });
      const before = Date.now();
      should(await failing(http.request(get))).match({ code: 'unreachable', arrived: 'maybe' });
      should(Date.now() - before).be.below(1000);
    });

    it('a body too large', async () => {
      const server = await keep(serveHttp((_request, response) => response.end('x'.repeat(5000))));
      const error = await failing((await connect({ baseURL: server.url, maxBytes: 1000 })).request(get));
      should(error).match({ code: 'platform-error', arrived: 'maybe', retryable: false });
    });

    it('a text that is not UTF-8, where that is said to matter', async () => {
      const server = await keep(
        serveHttp((request, response) => response.end(request.url === '/a' ? Buffer.from([0x61, 0xc3, 0x28]) : 'é')),
      );
      const strict = await connect({ baseURL: server.url, strictText: true });
      const error = await failing(strict.request(get));
      should(error).match({ code: 'platform-error', arrived: 'maybe', retryable: false });
      should(error.message).match(/not UTF-8/);
      should((await strict.request({ ...get, path: '/b' })).text).equal('é');
      should((await (await connect({ baseURL: server.url })).request(get)).text).equal('a\ufffd(');
    });

    it('cut in the middle of the answer, and before it', async () => {
      const server = await keep(
        serveHttp((request, response) => {
          if (request.url === '/a') response.writeHead(200, { 'content-length': '100' }).write('half');
          setImmediate(() => request.socket.destroy());
        }),
      );
      const http = await connect({ baseURL: server.url });
      should(await failing(http.request(get))).match({ code: 'unreachable', arrived: 'maybe' });
      should(await failing(http.request({ ...get, path: '/b' }))).match({ code: 'unreachable', arrived: 'maybe' });
    });

    it('a stale kept-alive connection that is reset counts as maybe arrived', async () => {
      let count = 0;
      const server = await keep(
        serveHttp((request, response, body) => {
          if (++count === 1) hello(request, response, body);
          else request.socket.resetAndDestroy();
        }),
      );
      const http = await connect({ baseURL: server.url });
      await http.request(get);
      should(await failing(http.request(get))).match({ arrived: 'maybe' });
      should(server.accepted).equal(1);
    });

    it('what does not speak HTTP', async () => {
      const server = await keep(serveTcp((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));
      should(await failing((await connect({ baseURL: server.url })).request(get))).match({ code: 'platform-error' });
    });

    it('the caller gives up: before it is sent nothing arrived, later maybe', async () => {
      const server = await keep(serveHttp(() => undefined));
      const http = await connect({ baseURL: server.url });
      should(await failing(http.request({ ...get, signal: AbortSignal.abort() }))).match({
        arrived: 'no',
        retryable: false,
      });
      const controller = new AbortController();
      const later = failing(http.request({ ...get, signal: controller.signal }));
      await until('the request stands', () => server.open === 1);
      controller.abort();
      should(await later).match({ code: 'unreachable', arrived: 'maybe', retryable: false });
    });

    it('a header that cannot be sent', async () => {
      const http = await connect({ baseURL: 'http://127.0.0.1:1' });
      should(await failing(http.request({ ...get, path: '/a\u0000ü' }))).match({ arrived: 'no' });
    });

    it('carries no secret', async () => {
      const server = await keep(serveHttp((request) => request.socket.destroy()));
      const http = await connect({ baseURL: server.url, secrets: ['canary'] });
      const error = await failing(
        http.request({ ...get, path: '/canary', headers: { Authorization: 'Basic canary' } }),
      );
      should(`${error.message}${String(error.stack)}${JSON.stringify(error.cause)}`).not.containEql('canary');
    });
  });

  describe('TLS', () => {
    let made: Certificates;
    before(async function () {
      this.timeout(20_000);
      made = await makeCertificates();
    });

    it('accepts a private CA that was given', async () => {
      const server = await keep(serveHttps(made.good, hello));
      const http = await connect({ baseURL: server.url, tls: { ca: made.ca } });
      should((await http.request(get)).status).equal(200);
    });

    const cases: [
      string,
      (made: Certificates) => { cert: string; key: string },
      (made: Certificates) => string | undefined,
      RegExp,
    ][] = [
      ['no CA', (m) => m.good, () => undefined, /CA.*tls-config|tls-config.*CA/],
      ['another CA', (m) => m.good, (m) => m.otherCa, /tls-config/],
      ['an expired certificate', (m) => m.expired, (m) => m.ca, /expired/],
      ['another host name', (m) => m.wrongHost, (m) => m.ca, /another host name/],
      ['a self-signed certificate', (m) => m.selfSigned, (m) => m.ca, /self-signed/],
    ];
    for (const [name, server, ca, says] of cases) {
      it(`refuses ${name}, says so, and sends nothing`, async () => {
        let asked = 0;
        const running = await keep(serveHttps(server(made), () => asked++));
        const error = await failing((await connect({ baseURL: running.url, tls: { ca: ca(made) } })).request(get));
        should(error).match({ code: 'unreachable', arrived: 'no', retryable: false });
        should(error.message).match(says);
        should(asked).equal(0);
      });
    }

    it('says when TLS meets a server without it', async () => {
      const server = await keep(serveHttp(hello));
      const http = await connect({ baseURL: server.url.replace('http:', 'https:') });
      const error = await failing(http.request(get));
      should(error).match({ code: 'unreachable', arrived: 'no' });
      should(error.message).match(/http or https/);
    });

    it('goes through a proxy by CONNECT, with sign-in there, CA kept, and the connection used again', async () => {
      const server = await keep(serveHttps(made.good, hello));
      const proxy = await keep(serveProxy());
      const http = await connect({
        baseURL: server.url,
        tls: { ca: made.ca },
        proxy: { url: proxy.url, username: 'p', password: 'q' },
      });
      await http.request(get);
      should((await http.request(get)).status).equal(200);
      const authorization = `Basic ${Buffer.from('p:q').toString('base64')}`;
      should(proxy.seen).deepEqual([{ method: 'CONNECT', target: `127.0.0.1:${server.port}`, authorization }]);
      http.close();
      await until('no connection is left', () => server.open === 0 && proxy.open === 0);
    });

    it('checks the certificate through a proxy too', async () => {
      const server = await keep(serveHttps(made.good, hello));
      const proxy = await keep(serveProxy());
      const http = await connect({ baseURL: server.url, tls: { ca: made.otherCa }, proxy: { url: proxy.url } });
      should(await failing(http.request(get))).match({ code: 'unreachable', arrived: 'no' });
    });

    it('does not take a refusal of the proxy for an answer', async () => {
      const server = await keep(serveHttps(made.good, hello));
      const proxy = await keep(serveProxy(407));
      const http = await connect({ baseURL: server.url, tls: { ca: made.ca }, proxy: { url: proxy.url } });
      const error = await failing(http.request(get));
      should(error).match({ code: 'unreachable', arrived: 'no' });
      should(error.message).match(/407.*proxy/);
    });

    it('a proxy that hangs or is gone: nothing arrived', async () => {
      const hung = await keep(serveTcp((socket) => socket.resume()));
      const one = await connect({ baseURL: 'https://localhost:1', proxy: { url: hung.url }, timeoutMs: 60 });
      should(await failing(one.request(get))).match({ code: 'unreachable', arrived: 'no' });
      await until('the proxy is let go', () => hung.open === 0);
      const two = await connect({ baseURL: 'https://localhost:1', proxy: { url: 'http://127.0.0.1:1' } });
      should(await failing(two.request(get))).match({ code: 'unreachable', arrived: 'no', vendorCode: 'ECONNREFUSED' });
    });
  });

  describe('proxy for plain HTTP', () => {
    let server: Running;
    beforeEach(async () => {
      server = await keep(serveHttp(hello));
    });

    it('forwards, with sign-in', async () => {
      const proxy = await keep(serveProxy());
      const http = await connect({ baseURL: server.url, proxy: { url: proxy.url, username: 'p', password: 'q:r' } });
      should((await http.request(get)).body).match({ url: '/a' });
      const authorization = `Basic ${Buffer.from('p:q:r').toString('base64')}`;
      should(proxy.seen).deepEqual([{ method: 'GET', target: `${server.url}/a`, authorization }]);
    });

    it('calls what is on the noproxy list directly', async () => {
      const proxy = await keep(serveProxy());
      const direct = async (baseURL: string, ...noproxy: string[]): Promise<boolean> => {
        const before = proxy.seen.length;
        await (await connect({ baseURL, proxy: { url: proxy.url, noproxy } })).request(get);
        return proxy.seen.length === before;
      };
      should(await direct(server.url, 'other', '127.0.0.1')).be.true();
      should(await direct(server.url, '*')).be.true();
      should(await direct(server.url, `127.0.0.1:${server.port}`)).be.true();
      should(await direct(server.url, '127.0.0.1:1', '7.0.0.1', '')).be.false();
    });

    it('refuses a proxy address that makes no sense', () => {
      should(() => createHttp({ baseURL: server.url, proxy: { url: 'proxy:3128' } })).throw(/proxy must be http/);
    });
  });
});
