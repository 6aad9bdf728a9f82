import fc from 'fast-check';
import should from 'should';
import { redactor } from '../../../src/net/redact';

describe('redact', () => {
  it('leaves no form of a known secret in any value', () => {
    const secret = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.jsonValue(), (canary, before, after, json) => {
        const redact = redactor([canary]);
        const forms = [canary, Buffer.from(canary).toString('base64'), JSON.stringify(canary).slice(1, -1)];
        for (const form of forms) should(redact.text(before + form + after).includes(canary)).be.false();
        const value = redact.value({ json, [`a${canary}`]: [before + canary, { deep: `${canary}${canary}${after}` }] });
        const seen: string[] = [];
        walk(value, (text) => seen.push(text));
        should(seen.some((text) => text.includes(canary))).be.false();
      }),
      { numRuns: 300 },
    );
  });

  it('does not put a secret together by taking another away', () => {
    should(redactor(['abc', '*']).text('aabcbc')).not.match(/abc|\*/);
    should(redactor(['***']).text('*****')).not.containEql('***');
  });

  it('knows the encoded forms', () => {
    const redact = redactor(['p@ss wörd/"1"']);
    for (const text of [
      'https://x/?p=p%40ss%20w%C3%B6rd%2F%221%22',
      'p=p%40ss+w%C3%B6rd%2F%221%22',
      Buffer.from('p@ss wörd/"1"', 'latin1').toString('base64'),
      '{"a":"p@ss wörd/\\"1\\""}',
    ]) {
      should(redact.text(`<${text}>`)).not.match(/p(@|%40)ss|w(ö|%C3%B6)rd|cEBzcy/);
    }
  });

  it('hides what gives itself away, also unknown', () => {
    const redact = redactor([]);
    should(redact.text('Authorization: Basic c3VwOnB3 Bearer abc.def')).not.match(/c3VwOnB3|abc\.def/);
    should(redact.text('JSESSIONID=abc123;Path=/')).equal('JSESSIONID=***;Path=/');
    should(redact.text('{"password":"hunter2"}')).not.containEql('hunter2');
    should(redact.text('http://sup:hunter2@gws:8090/')).equal('http://***gws:8090/');
    should(
      redact.value({ headers: { 'X-CSRF-TOKEN': 'c1', Cookie: 'x=y', accept: 'json' }, passphrase: 'p' }),
    ).deepEqual({
      headers: { 'X-CSRF-TOKEN': '***', Cookie: '***', accept: 'json' },
      passphrase: '***',
    });
  });

  it('survives circles, depth and strange values', () => {
    const circle: Record<string, unknown> = {
      name: 'x',
      error: new Error('pw'),
      when: null,
      run: () => 1,
      bytes: Buffer.from('pw'),
    };
    circle.self = circle;
    should(JSON.stringify(redactor(['pw']).value(circle))).not.containEql('pw');
    should(redactor(['']).text('plain')).equal('plain');
    should(redactor(['4711']).value({ pin: 4711, other: 12 })).deepEqual({ pin: '***', other: 12 });
    const polluting = JSON.parse('{"__proto__":{"polluted":true}}') as unknown;
    redactor([]).value(polluting);
    should(({} as Record<string, unknown>).polluted).be.undefined();
  });
});

function walk(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      see(name);
      walk(inner, see);
    }
  }
}
