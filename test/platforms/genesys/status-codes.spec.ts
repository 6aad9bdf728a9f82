import should from 'should';
import type { HttpAnswer } from '../../../src/net/http';
import { redactor } from '../../../src/net/redact';
import { isCsrfRefusal, isSignedOut, refusal } from '../../../src/platforms/genesys/status-codes';
import { apiRoot } from '../../../src/platforms/genesys/address';

const answer = (status: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
  body: typeof body === 'string' ? undefined : body,
});
const judge = (status: number, body: unknown, kind: 'read' | 'verb' = 'verb') =>
  refusal(answer(status, body), kind, redactor(['canary']));

describe('status codes of Genesys', () => {
  const table: [number, number, string][] = [
    [400, 1, 'invalid-input'],
    [400, 2, 'transition-not-allowed'],
    [403, 3, 'not-permitted'],
    [500, 4, 'platform-error'],
    [403, 5, 'not-permitted'],
    [404, 6, 'agent-not-found'],
    [500, 7, 'platform-error'],
    [403, 8, 'auth'],
    [500, 9, 'platform-error'],
    [400, 10, 'invalid-input'],
    [400, 11, 'invalid-input'],
    [500, 12, 'platform-error'],
    [500, 13, 'platform-error'],
    [500, 14, 'platform-error'],
    [500, 15, 'platform-error'],
    [500, 16, 'platform-error'],
    [500, 17, 'platform-error'],
    [409, 18, 'already-supervised'],
    [409, 19, 'already-supervised'],
    [403, 20, 'auth'],
    [400, 77, 'platform-error'],
  ];
  for (const [status, statusCode, code] of table) {
    it(`${statusCode} is ${code}, whatever HTTP says, and definite`, () => {
      for (const http of [status, 200]) {
        if (http === 200 && statusCode === 7) continue;
        should(judge(http, { statusCode })).match({
          code,
          vendorCode: String(statusCode),
          httpStatus: http,
          arrived: 'yes',
        });
      }
    });
  }

  it('0, and 7 with HTTP 200, are no refusal', () => {
    should(judge(200, { statusCode: 0 })).be.undefined();
    should(judge(200, { statusCode: 7 })).be.undefined();
    should(judge(500, { statusCode: 0 })).match({ code: 'platform-error' });
  });

  it('answers of somebody else leave a verb open, a read not', () => {
    should(judge(500, '<html>oops</html>')).match({ code: 'platform-error', arrived: 'maybe', retryable: true });
    should(judge(200, 'hello')).match({ code: 'platform-error', arrived: 'maybe' });
    should(judge(200, { statusCode: '' })).match({ code: 'platform-error', arrived: 'maybe' });
    should(judge(500, '<html>oops</html>', 'read')).match({ arrived: 'yes' });
    should(judge(302, '')).match({ code: 'platform-error', arrived: 'yes' });
    should(judge(404, 'no such page')).match({ code: 'platform-error' });
    should(judge(401, '')).match({ code: 'auth' });
    should(judge(401, { statusCode: 401 })).match({ code: 'auth', vendorCode: '401' });
    should(judge(429, { statusCode: 4 })).match({ code: 'rate-limited', retryable: true });
  });

  it('say what Genesys said, short and without secrets', () => {
    const { message } = judge(400, { statusCode: 10, statusMessage: `canary <b>\u0007${'x'.repeat(999)}` })!;
    should(message)
      .match(/Genesys says/)
      .and.not.match(/canary|<b>|\p{Cc}/u);
    should(message.length).be.below(400);
    should(judge(503, { statusCode: 4, statusMessage: 'Voice service is not available at this time' })!.message).match(
      /telephony behind Genesys is not available.*Voice service/,
    );
  });

  it('a redirection says to which server, and nothing more of the address', () => {
    const moved = (location: string): string => refusal(answer(302, '', { location }), 'read', redactor([]))!.message;
    should(moved('https://gws.example.com:8443/login;jsessionid=abc?token=def'))
      .match(/https:\/\/gws\.example\.com:8443\)/)
      .and.not.match(/abc|def/);
    should(moved('/login?token=def')).match(/another address\. /);
  });

  it('tell a dead session from a CSRF refusal', () => {
    should(isSignedOut(answer(403, { statusCode: 20 }))).be.true();
    should(isSignedOut(answer(401, ''))).be.true();
    should(isSignedOut(answer(401, { statusCode: 401 }))).be.true();
    should(isSignedOut(answer(401, { statusCode: 5 }))).be.false();
    should(isSignedOut(answer(403, { statusCode: 5 }))).be.false();
    should(isCsrfRefusal(answer(403, 'Missing or invalid Csrf token'))).be.true();
    should(isCsrfRefusal(answer(403, { statusCode: 20, statusMessage: 'csrf' }))).be.false();
  });
});

describe('the address of Genesys', () => {
  it('is completed to the API root', () => {
    for (const typed of [
      'http://gws:8090',
      'http://gws:8090/',
      ' http://gws:8090/api/v2/ ',
      'http://gws:8090/api/v2?x#y',
    ]) {
      should(apiRoot(typed)).equal('http://gws:8090/api/v2');
    }
    should(apiRoot('https://lb/genesys')).equal('https://lb/genesys/api/v2');
  });

  it('is refused where it is none', () => {
    for (const typed of ['', 'gws:8090', 'ftp://gws', 'http://a:b@gws'])
      should(() => apiRoot(typed)).throw({ code: 'invalid-input' });
  });
});
