import type { Permission } from '../../supervision/driver';
import { operationOf } from './capabilities';
import type { Device, User } from './resources';

const operations: readonly string[] = [...Object.values(operationOf), 'CancelSupervisorMonitoring'];

/** What his device offers is what a supervisor may do; the roles are only a hint, for servers that list nothing. */
export function permissionOf(user: User, device: Device | undefined): Permission {
  const hasRole = user.roles.includes('ROLE_SUPERVISOR');
  if (!device) {
    const why = 'He is not logged in on a telephone. Set a place, or let the connection start the session.';
    return { can: 'no', why };
  }
  const number = device.phoneNumber ?? device.id;
  const offered = device.capabilities.filter((each) => operations.includes(each));
  if (device.monitoring || offered.length > 0) return { can: 'yes', why: `Genesys offers supervision on ${number}.` };
  if (user.roles.length > 0 && !hasRole) {
    const why = 'He has no supervisor role in Genesys. Give him the role "supervisor" in its configuration.';
    return { can: 'no', why };
  }
  if (device.capabilities.length === 0) {
    const why = `Genesys does not tell what he may do on ${number}. His role, and the first order, will.`;
    return { can: 'unknown', why };
  }
  const why = `Genesys does not offer to supervise on ${number}. Check that he is logged in there, and that no other supervisor is.`;
  return { can: 'no', why };
}
