import type { Notifier } from './notifier';
import { isOutOfService, isWebDown, isXmppDown, type Side } from './sides';
import type { World } from './world';
import type { XmppServer } from './xmpp/server';

interface Watched {
  side: Side;
  /** undefined: the notification service is somebody else's. */
  server: XmppServer | undefined;
}

/** Whose connections an action is about: `on` = everybody's, `a` or `b` = those of a node, else a user's. */
function meant(value: string, { name }: Side): { here: boolean; user: string | undefined } {
  if (value === 'a' || value === 'b') return { here: value === name, user: undefined };
  return { here: true, user: value === 'on' || value === '' ? undefined : value };
}

/** Tells, or breaks, at the moment a fault is set or taken back. The returned function stops it. */
export function watchIncidents(
  { faults, centre: { clock } }: World,
  watched: readonly Watched[],
  notifier: Notifier,
): () => void {
  const outSince = new Map<Side, number>();
  const look = (side: Side) => ({ out: isOutOfService(faults, side), web: isWebDown(faults, side) });
  const known = new Map(watched.map(({ side }) => [side, look(side)]));

  const act = ({ side, server }: Watched, name: string, value: string): void => {
    const [before, now] = [known.get(side), look(side)];
    known.set(side, now);
    if (before?.out !== now.out) {
      notifier.system(side);
      // What happened meanwhile is not told any more; how things stand now is.
      if (!now.out) notifier.recapitulate(side, outSince.get(side) ?? 0);
      outSince.set(side, clock.now());
    }
    if (before?.web !== now.web) side.publisher.setPresence(!now.web);
    const { here, user } = meant(value, side);
    if (name === 'finesse-xmpp-drop' && here) server?.drop(user);
    if (name === 'finesse-xmpp-conflict' && here) server?.fail('conflict', user);
    if (name === 'finesse-xmpp-down' && isXmppDown(faults, side)) server?.drop();
  };
  return faults.onChange((name, value) => {
    for (const each of watched) act(each, name, value);
  });
}
