import 'should';
import { searched } from '../../src/supervision/searching';

describe('searching a list of agents', () => {
  const bo = { id: '1', label: 'Bo Lind (1)', names: ['1', '6001', 'agt.one'] };
  const mira = { id: '2', label: 'Mira Costa (2)', names: ['2', '6002'] };
  const plain = { id: '6003', label: '6003' };
  const all = [mira, plain, bo];

  for (const [query, found] of [
    ['', [plain, bo, mira]],
    ['  ', [plain, bo, mira]],
    ['LIND', [bo]],
    ['600', [plain, bo, mira]],
    ['lind 600', [bo]],
    ['lind costa', []],
    ['agt.', [bo]],
    ['.*', []],
    ['(', [bo, mira]],
  ] as const) {
    it(`"${query}"`, () => {
      searched(all, query).should.eql([...found]);
    });
  }

  it('gives twenty at most, and leaves the list as it was', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ id: String(n), label: String(99 - n) }));
    const before = structuredClone(many);
    searched(many, '')
      .map(({ label }) => label)[0]!
      .should.equal('50');
    searched(many, '').length.should.equal(20);
    many.should.eql(before);
  });
});
