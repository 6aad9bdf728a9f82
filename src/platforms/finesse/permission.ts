import type { Permission } from '../../supervision/driver';
import type { User } from './resources';

/** A supervisor is one by his role and by the teams that he has, and supervises from the phone that he is signed in on. */
export function permissionOf({ roles, teams, extension, state }: User): Permission {
  if (roles.length > 0 && !roles.some((role) => role.toLowerCase() === 'supervisor')) {
    return { can: 'no', why: 'He has no supervisor role in Finesse.' };
  }
  if (teams.length === 0)
    return { can: 'no', why: 'He supervises no team in Finesse. Give him the teams of the agents.' };
  if (extension === undefined || state === 'LOGOUT') {
    return {
      can: 'no',
      why: 'He is not signed in on a phone. Let the connection sign him in, or sign in at the desktop.',
    };
  }
  const named = teams.map(({ id, name }) => name ?? id).slice(0, 5);
  const more = teams.length > named.length ? ` and ${teams.length - named.length} more` : '';
  return { can: 'yes', why: `He supervises ${named.join(', ')}${more} on extension ${extension}.` };
}
