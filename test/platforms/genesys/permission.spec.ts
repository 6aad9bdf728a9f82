import should from 'should';
import { permissionOf } from '../../../src/platforms/genesys/permission';
import type { Device, User } from '../../../src/platforms/genesys/wire';

const user = (...roles: string[]): User => ({ id: 'u', roles, raw: {} });
const device = (...capabilities: string[]): Device => ({
  id: 'd',
  phoneNumber: '6105',
  capabilities,
  channels: ['voice'],
  raw: {},
});
const monitoring = { state: 'Coach' };

describe('genesys: may he supervise', () => {
  for (const [what, who, phone, can, why] of [
    ['his phone offers it', user('ROLE_SUPERVISOR'), device('Dial', 'ListenIn'), 'yes', /6105/],
    ['his phone offers it, whatever the roles say', user('ROLE_AGENT'), device('BargeIn'), 'yes', /6105/],
    ['he is doing it', user('ROLE_SUPERVISOR'), { ...device('Dial'), monitoring }, 'yes', /6105/],
    ['he may cancel what he does', user(), device('CancelSupervisorMonitoring'), 'yes', /6105/],
    ['no phone', user('ROLE_SUPERVISOR'), undefined, 'no', /not logged in/],
    ['no role', user('ROLE_AGENT'), device('Dial'), 'no', /role/],
    ['not offered now', user('ROLE_SUPERVISOR'), device('Dial'), 'no', /does not offer/],
    ['a server that lists nothing', user('ROLE_SUPERVISOR'), device(), 'unknown', /does not tell/],
    ['a server that tells no roles either', user(), device(), 'unknown', /does not tell/],
  ] as const) {
    it(`${what}: ${can}`, () => {
      const permission = permissionOf(who, phone);
      should(permission.can).equal(can);
      permission.why.should.match(why);
    });
  }
});
