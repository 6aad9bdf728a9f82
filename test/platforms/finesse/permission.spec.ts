import should from 'should';
import { permissionOf } from '../../../src/platforms/finesse/permission';
import type { User } from '../../../src/platforms/finesse/resources';

const user = (more: Partial<User>): User => ({
  loginId: '16105',
  roles: ['Agent', 'Supervisor'],
  teams: [{ id: '5120', name: 'Claims' }],
  extension: '6105',
  state: 'NOT_READY',
  raw: null,
  ...more,
});
const teams = Array.from({ length: 7 }, (_, n) => ({ id: String(n) }));

describe('finesse: may he supervise', () => {
  for (const [what, who, can, why] of [
    ['a supervisor with a team, on a phone', user({}), 'yes', /supervises Claims on extension 6105/],
    ['one with many teams', user({ teams }), 'yes', /0, 1, 2, 3, 4 and 2 more on extension/],
    ['a server that tells no roles', user({ roles: [] }), 'yes', /Claims/],
    ['an agent', user({ roles: ['Agent'] }), 'no', /no supervisor role/],
    ['no team', user({ teams: [] }), 'no', /no team/],
    ['no phone', user({ extension: undefined }), 'no', /not signed in/],
    ['signed out', user({ state: 'LOGOUT' }), 'no', /not signed in/],
  ] as const) {
    it(`${what}: ${can}`, () => {
      const permission = permissionOf(who);
      should(permission.can).equal(can);
      permission.why.should.match(why);
    });
  }
});
