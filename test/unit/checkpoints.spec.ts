/** From what went wrong to where it went wrong, and to a text that says what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { checkpointKeys, checkpointsOf, type Findings } from '../../src/node-red/checkpoints';
import { errorCodes, SupervisionError, type ErrorCode, type ErrorDetails } from '../../src/supervision/errors';

const catalogue = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '..', 'nodes', 'locales', 'en-US', 'supervision-events.json'), 'utf8'),
) as Record<string, unknown>;

const textOf = (key: string): unknown =>
  key.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], catalogue);

const error = (code: ErrorCode, details: ErrorDetails = {}): SupervisionError =>
  new SupervisionError(code, `It was ${code}.`, details);

/** `+` works, `-` does not, `?` nobody knows, `.` not reached; in the order of the checkpoints. */
function marks(findings: Findings): string {
  const signs = { ok: '+', failed: '-', unknown: '?', 'not-reached': '.' };
  return checkpointsOf(findings)
    .map(({ state }) => signs[state])
    .join('');
}

describe('the checkpoints of a connection', () => {
  it('all work', () => {
    marks({ secure: true, permission: { can: 'yes', why: 'so' } }).should.equal('+++++');
    marks({ secure: true, signedIn: true, permission: { can: 'unknown', why: 'who knows' } }).should.equal('+++?+');
    marks({ secure: true, permission: { can: 'no', why: 'no right' } }).should.equal('+++-+');
    marks({ secure: true }).should.equal('+++?+');
    marks({ secure: false }).should.equal('+?+?+');
  });

  for (const [what, findings, expected] of [
    ['nobody listens', { error: error('unreachable', { vendorCode: 'ECONNREFUSED', arrived: 'no' }) }, '-....'],
    ['no answer', { error: error('unreachable', { vendorCode: 'ETIMEDOUT', arrived: 'maybe' }) }, '-....'],
    ['no trust', { error: error('unreachable', { vendorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }, '+-...'],
    ['no TLS at all', { error: error('unreachable', { vendorCode: 'EPROTO' }) }, '+-...'],
    ['no HTTP', { error: error('platform-error', { vendorCode: 'HPE_INVALID_CONSTANT' }) }, '-....'],
    ['another server', { error: error('platform-error', { httpStatus: 404 }) }, '++-..'],
    ['too many', { error: error('rate-limited', { httpStatus: 429 }) }, '++-..'],
    ['a wrong password', { error: error('auth', { httpStatus: 401 }), signedIn: false }, '++-..'],
    ['a wrong password, from a driver that says nothing', { error: error('auth') }, '++-..'],
    ['a setting that is missing', { error: error('invalid-input', { arrived: 'no' }) }, '-....'],
    ['no right, from a driver that says nothing', { error: error('not-permitted', { httpStatus: 403 }) }, '+++-.'],
    ['no such phone, after the sign-in', { error: error('invalid-input'), signedIn: true }, '+++-.'],
    ['a phone that is in use', { error: error('supervisor-wrong-state'), signedIn: true }, '+++-.'],
    ['events that do not come', { error: error('unreachable', { vendorCode: 'ECONNRESET' }), signedIn: true }, '+++?-'],
    ['a session that is refused later', { error: error('auth'), signedIn: true }, '+++?-'],
    ['events at an address of their own', { error: error('unreachable', { arrived: 'no' }), signedIn: true }, '+++?-'],
    ['nothing in time', { gaveUpAfter: 10 }, '-....'],
    ['no events in time', { gaveUpAfter: 10, signedIn: true }, '+++?-'],
  ] as [string, Partial<Findings>, string][]) {
    it(`${what}: ${expected}`, () => {
      marks({ secure: true, ...findings }).should.equal(expected);
    });
  }

  it('have a sentence for whatever may go wrong, and say the seconds', () => {
    const errors = errorCodes.flatMap((code) => [error(code), error(code, { httpStatus: 500, vendorCode: 'EPROTO' })]);
    const all: Findings[] = [undefined, ...errors].flatMap((each) =>
      [undefined, 3].flatMap((gaveUpAfter) =>
        [undefined, false, true].flatMap((signedIn) =>
          ([undefined, 'yes', 'no', 'unknown'] as const).flatMap((can) =>
            [true, false].map((secure) => ({
              secure,
              error: each,
              gaveUpAfter,
              signedIn,
              permission: can && { can, why: 'why' },
            })),
          ),
        ),
      ),
    );
    const used = new Set<string>();
    for (const findings of all) {
      const checks = checkpointsOf(findings);
      checks.map(({ key }) => key).should.eql([...checkpointKeys]);
      for (const { text } of checks) {
        const sentence = textOf(text.key);
        used.add(text.key);
        should(sentence).be.a.String();
        should(/__\w+__/.test(String(sentence))).equal('seconds' in text.values);
      }
      should(checks.filter(({ state }) => state === 'failed').length).be.belowOrEqual(2);
    }
    const inner = Object.entries(textOf('checkpoint') as Record<string, object | string>);
    const there = inner.flatMap(([key, value]) =>
      typeof value === 'string' ? [`checkpoint.${key}`] : Object.keys(value).map((each) => `checkpoint.${key}.${each}`),
    );
    [...used].sort().should.eql(there.sort());
  });

  it('quote what the platform said, where it failed', () => {
    const checks = checkpointsOf({ secure: true, error: error('auth') });
    checks.map(({ message }) => message).should.eql([undefined, undefined, 'It was auth.', undefined, undefined]);
  });
});
