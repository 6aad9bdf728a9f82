import 'should';
import { judge } from '../../scripts/scorecard/verdict';

const manifest = {
  keywords: ['node-red'],
  dependencies: { axios: '^1.0.0' },
  'node-red': { nodes: { 'x-connection': 'x-connection.js', 'supervision-x': 'supervision-x.js' } },
};

/** As the tool writes it when all is well. */
const good = {
  package: { name: '@a/b', version: '1.0.0' },
  ...Object.fromEntries(
    ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'D02', 'D03'].map((id) => [id, { test: true }]),
  ),
  N02: { test: true, nodes: ['supervision-x'] },
  D01: { test: true, total: 1 },
};

const wrongOf = (card: unknown, output = '', package_: typeof manifest = manifest): string[] =>
  judge({ card, output }, package_).wrong;

describe('the verdict on a scorecard', () => {
  it('has one line a check, and nothing to say of a good one', () => {
    const { table, wrong } = judge({ card: good, output: '✅ all is well' }, manifest);
    table.should.matchEach(/^✔ [PND]\d\d {2}\w+/).and.have.length(12);
    wrong.should.eql([]);
  });

  it('names each check that failed, or was not made', () => {
    for (const id of Object.keys(good).filter((key) => key !== 'package')) {
      wrongOf({ ...good, [id]: { test: false } })
        .should.matchEach(new RegExp(`^${id}: .*the tool says no`))
        .and.have.length(1);
      wrongOf({ ...good, [id]: undefined })
        .should.matchEach(new RegExp(`^${id}: .*has not looked`))
        .and.have.length(1);
    }
    wrongOf(undefined).should.have.length(12);
  });

  it('says which dependency is behind', () => {
    wrongOf({ ...good, D03: { test: false, packages: ['axios'] } })[0]!.should.containEql('axios');
  });

  it('believes no check that the tool passes without having looked', () => {
    wrongOf({ ...good, N02: { test: true, nodes: [] } })[0]!.should.match(/^N02: .*saw no node.*supervision-x/);
    wrongOf({ ...good, N02: { test: true, nodes: ['supervision-x', 'y'] } })[0]!.should.match(/differs in y/);
    wrongOf(good, 'Unable to parse  dist/x.js')[0]!.should.containEql('dist/x.js');
    wrongOf(good, '', { ...manifest, keywords: [] })[0]!.should.match(/^P05: /);
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`d${at}`, '^1.0.0']));
    wrongOf({ ...good, D01: { test: true, total: 7 } }, '', {
      ...manifest,
      dependencies: many as never,
    })[0]!.should.match(/^D01/);
  });
});
