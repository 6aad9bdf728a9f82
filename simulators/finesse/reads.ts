import type { Ask } from './ask';
import { dialogShape } from './dialog-shape';
import { supervises, type User } from './directory';
import { asBody, noSuchDialog, noSuchUser, notFound, unauthorised, wrongUser, type Failure } from './errors';
import { teamShape, userShape } from './people-shape';
import { isUccx, type World } from './world';
import { node, type Element } from './xml';

export interface Reply {
  http: number;
  body?: Element;
}

export const refusal = (failure: Failure): Reply => ({ http: failure.http, body: asBody(failure) });

const found = (body: Element): Reply => ({ http: 200, body });

/** UCCE takes the login name for the id, too. */
const userCalled = (world: World, name: string): User | undefined =>
  world.directory.user(name) ?? (isUccx(world) ? undefined : world.directory.named(name));

/** GET User/{id}: himself, or for a supervisor an agent of his. */
function readUser(world: World, { path, user }: Ask): Reply {
  const wanted = userCalled(world, path[1] ?? '');
  if (wanted === undefined) return refusal(noSuchUser(path[1]));
  const allowed = wanted === user || supervises(user, wanted);
  return allowed ? found(userShape(world, wanted)) : refusal(unauthorised(user.loginId));
}

/** GET User/{id}/Dialogs. Whether supervisors may read those of others is not documented. */
function readDialogs(world: World, { path, user }: Ask): Reply {
  const wanted = userCalled(world, path[1] ?? '');
  if (wanted === undefined) return refusal(noSuchUser(path[1]));
  const open = world.faults.value('finesse-agent-dialogs') === 'allowed' && supervises(user, wanted);
  if (wanted !== user && !open) return refusal(wrongUser(user.loginId));
  const dialogs = world.book.ofUser(wanted.person.user).map((dialog) => dialogShape(world, dialog));
  return found(node('Dialogs', ...dialogs));
}

/** GET Dialog/{id}: of those who are on it, and (as with the collections) of their supervisors. */
function readDialog(world: World, { path, user }: Ask): Reply {
  const dialog = world.book.find(path[1] ?? '');
  if (dialog === undefined) return refusal(noSuchDialog());
  const open = world.faults.value('finesse-agent-dialogs') === 'allowed';
  const visible = [...dialog.shownTo].some((name) => {
    const other = world.directory.named(name);
    return other !== undefined && (other === user || (open && supervises(user, other)));
  });
  return visible ? found(dialogShape(world, dialog)) : refusal(unauthorised(user.loginId));
}

function readTeam(world: World, { path, query, user }: Ask): Reply {
  const team = world.directory.team(path[1] ?? '');
  if (team === undefined) return refusal(notFound(path[1]));
  if (!user.supervises.includes(team)) return refusal(unauthorised(user.loginId));
  return found(teamShape(world, team, query.get('includeLoggedOutAgents') === 'true'));
}

/** Every GET but that of the system itself. */
export function read(world: World, ask: Ask): Reply {
  const [kind, , more] = ask.path;
  if (kind === 'User' && ask.path.length === 2) return readUser(world, ask);
  if (kind === 'User' && ask.path.length === 3 && more === 'Dialogs') return readDialogs(world, ask);
  if (kind === 'Dialog' && ask.path.length === 2) return readDialog(world, ask);
  if (kind === 'Team' && ask.path.length === 2) return readTeam(world, ask);
  return refusal(notFound());
}
