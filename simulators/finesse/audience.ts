import type { Audience } from './external/publisher';
import type { Directory } from './directory';
import { teamUri, userUri } from './people-shape';
import { root } from './world';

/** A centre with thousands of agents gets the rest of its nodes when something is published there. */
const atOnce = 100;

/** The nodes that exist from the start, and who is subscribed to a node without having asked. */
export function nodesOf(directory: Directory): [audience: Audience, topics: string[]] {
  const users = directory.list();
  const system = `${root}/SystemInfo`;
  const supervisors = users.filter(({ person }) => person.role === 'supervisor');
  const first = [...supervisors, ...users.slice(0, atOnce)];
  const own = new Map(
    users.flatMap((user) => [userUri(user), `${userUri(user)}/Dialogs`].map((topic) => [topic, user.loginId])),
  );
  const teams = new Set(users.map(({ team }) => team));
  const topics = [
    system,
    ...[...teams].map((team) => `${teamUri(team)}/Users`),
    ...first.flatMap((user) => [userUri(user), `${userUri(user)}/Dialogs`]),
  ];
  const audience: Audience = (topic) => {
    if (topic === system) return [...new Set(first.map(({ loginId }) => loginId))];
    const loginId = own.get(topic);
    return loginId === undefined ? [] : [loginId];
  };
  return [audience, [...new Set(topics)]];
}
