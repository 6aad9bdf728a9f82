import should from 'should';
import type { HttpAnswer } from '../../../src/net/http';
import { redactor } from '../../../src/net/redact';
import { isSessionLost, refusal, type Asking } from '../../../src/platforms/huawei/retcodes';

const answer = (status: number, body: unknown): HttpAnswer => ({
  status,
  headers: {},
  text: typeof body === 'string' ? body : JSON.stringify(body),
  body: typeof body === 'string' ? undefined : body,
});
const judge = (body: unknown, asking: Asking = 'start', status = 200) =>
  refusal(answer(status, body), asking, redactor(['canary']));

const range = (group: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `${group}-${String(from + n).padStart(3, '0')}`);

/** Every code of the sheet. */
const documented = [
  ...range('000', 0, 6),
  '000-007',
  ...range('100', 1, 21),
  ...range('101', 1, 7),
  ...range('104', 1, 12),
  ...range('105', 1, 7),
  '106-001',
  '107-001',
  ...range('110', 2, 22),
  ...range('200', 1, 18),
  ...range('300', 1, 4),
  ...range('400', 1, 3),
  ...range('500', 1, 9),
  ...range('600', 1, 5),
  ...['700-014', '700-016', '700-017', '700-023', '700-024', '700-100'],
  '800-001',
  ...range('900', 1, 5),
  '999-001',
];

describe('return codes of the CC-Gateway', () => {
  const table: [string, Asking, string][] = [
    ['000-003', 'start', 'unreachable'],
    ['000-004', 'start', 'platform-error'],
    ['000-005', 'start', 'invalid-input'],
    ['100-001', 'sign-in', 'invalid-input'],
    ['100-011', 'sign-in', 'invalid-input'],
    ['100-002', 'sign-in', 'auth'],
    ['100-003', 'sign-in', 'platform-error'],
    ['100-004', 'sign-in', 'auth'],
    ['100-006', 'start', 'unreachable'],
    ['100-006', 'sign-in', 'auth'],
    ['100-009', 'state', 'supervisor-wrong-state'],
    ['100-010', 'sign-out', 'supervisor-wrong-state'],
    ['100-013', 'sign-in', 'invalid-input'],
    ['100-014', 'sign-in', 'invalid-input'],
    ['100-015', 'sign-in', 'auth'],
    ['100-020', 'sign-in', 'auth'],
    ['100-021', 'sign-in', 'platform-error'],
    ['105-006', 'read', 'unreachable'],
    ['110-016', 'sign-in', 'auth'],
    ['300-001', 'read', 'not-permitted'],
    ['300-002', 'read', 'agent-not-found'],
    ['900-001', 'start', 'platform-error'],
    ['900-002', 'start', 'not-permitted'],
    ['900-003', 'start', 'agent-wrong-state'],
    ['900-003', 'switch', 'transition-not-allowed'],
    ['900-004', 'start', 'agent-not-found'],
    ['900-005', 'start', 'supervisor-wrong-state'],
    ['900-005', 'switch', 'transition-not-allowed'],
  ];
  for (const [retcode, asking, code] of table) {
    it(`${retcode} of a ${asking} is ${code}`, () => {
      should(judge({ message: '', retcode }, asking)).match({ code, vendorCode: retcode, arrived: 'yes' });
    });
  }

  it('are all known, each with a sentence and its own code', () => {
    for (const retcode of documented) {
      const error = judge({ message: '', retcode });
      should(error?.vendorCode).equal(retcode);
      should(error?.message)
        .endWith(`(retcode ${retcode})`)
        .and.not.match(/is not known/);
    }
  });

  it('that are not known are passed on as they are', () => {
    for (const retcode of ['1234', '77-1', 'constructor', '__proto__-1', 'NO']) {
      should(judge({ retcode, message: 'Why not.' })).match({ code: 'platform-error', vendorCode: retcode });
      should(judge({ retcode, message: 'Why not.' })?.message).match(/not known.*Why not\./);
    }
    should(judge({ retcode: '900-099' })).match({ code: 'platform-error', vendorCode: '900-099' });
    should(judge({ retcode: '100-099' })).match({ code: 'platform-error', vendorCode: '100-099' });
  });

  it('name both places where the permission may be missing', () => {
    for (const retcode of ['900-002', '300-001']) {
      should(judge({ retcode })?.message)
        .match(/right 13/)
        .and.match(/Configuration Center → Quality Management → Monitor Relationship/);
    }
  });

  it('0 is success as text and as number, whatever the message says', () => {
    should(judge({ retcode: '0', message: 'failed' })).be.undefined();
    should(judge({ retcode: 0 })).be.undefined();
  });

  it('mean the same with zeros too many, too few, or without the dash', () => {
    for (const retcode of ['000', '000000', '00']) should(judge({ retcode })).be.undefined();
    for (const [retcode, written] of [
      ['900-5', '900-005'],
      ['0-3', '000-003'],
      ['100-06', '100-006'],
      ['100006', '100-006'],
      [900005, '900-005'],
    ] as const) {
      should(judge({ retcode })?.vendorCode).equal(written);
      should(judge({ retcode })?.code).equal(judge({ retcode: written })?.code);
    }
    should(isSessionLost(judge({ retcode: '100-6' })!)).be.true();
    for (const retcode of ['5', '10006', '0100000', '123456', '900-0005']) {
      should(judge({ retcode })?.vendorCode).equal(retcode);
    }
  });

  it('of a session that is gone are told apart from those of a sign-in', () => {
    for (const retcode of ['100-006', '000-003', '105-005', '105-006', '105-007']) {
      should(isSessionLost(judge({ retcode }, 'start')!)).be.true();
    }
    should(isSessionLost(judge({ retcode: '100-006' }, 'sign-in')!)).be.false();
    should(isSessionLost(judge({ retcode: '100-002' }, 'sign-in')!)).be.false();
  });

  it('leave open what was done only where they do not say', () => {
    for (const retcode of ['000-000', '000-007', '100-007']) {
      should(judge({ retcode }, 'start')?.arrived).equal('maybe');
      should(judge({ retcode }, 'read')?.arrived).equal('yes');
    }
  });

  describe('answers that are none of the gateway', () => {
    it('leave an order open, a query not', () => {
      for (const [status, body] of [
        [200, '<html>hello</html>'],
        [200, { message: 'success' }],
        [200, '{"retcode":"0'],
        [500, '<html>Internal</html>'],
        [502, { retcode: '0' }],
      ] as const) {
        should(judge(body, 'start', status)).match({ code: 'platform-error', arrived: 'maybe', httpStatus: status });
        should(judge(body, 'read', status)).match({ code: 'platform-error', arrived: 'yes' });
      }
    });

    it('before the order was looked at do not', () => {
      for (const [status, code] of [
        [302, 'platform-error'],
        [400, 'platform-error'],
        [401, 'not-permitted'],
        [403, 'not-permitted'],
        [404, 'platform-error'],
        [405, 'platform-error'],
        [429, 'rate-limited'],
      ] as const) {
        should(judge('<html>no</html>', 'start', status)).match({ code, arrived: 'yes', httpStatus: status });
      }
    });

    it('to a sign-in are about the sign-in', () => {
      should(judge('<html>no</html>', 'sign-in', 401)).match({ code: 'auth', httpStatus: 401 });
      should(judge('<html>no</html>', 'sign-in', 403)).match({ code: 'not-permitted', httpStatus: 403 });
      should(isSessionLost(judge('<html>no</html>', 'sign-in', 401)!)).be.false();
      should(isSessionLost(judge('<html>no</html>', 'start', 401)!)).be.true();
      should(isSessionLost(judge('<html>no</html>', 'start', 403)!)).be.false();
    });

    it('are quoted without markup and secrets', () => {
      const { message } = judge('<html><b>canary</b>\r\nnot here</html>', 'start', 404)!;
      should(message)
        .match(/\*\*\* not here/)
        .and.not.match(/canary|</);
      should(judge({ retcode: 'canary-1', message: 'canary' })!.message).not.match(/canary/);
      should(judge({ retcode: 'canary-1' })!.vendorCode).not.match(/canary/);
    });
  });
});
