import type { User } from './directory';
import type { World } from './world';

const graceMs = 60_000;

/** Signs out whoever has lost his presence at the notification service, and did not come back in time. */
export class ForcedLogout {
  private readonly waiting = new Map<string, () => void>();
  private over = false;

  constructor(
    private readonly world: World,
    /** Whether he has presence on any node. */
    private readonly isSeen: (user: User) => boolean,
  ) {}

  gone(user: User): void {
    // Who is cut off because the simulator ends has not gone away himself.
    if (this.over || this.world.faults.value('finesse-forced-logout') === 'off') return;
    this.waiting.get(user.loginId)?.();
    const cancel = this.world.centre.clock.after(graceMs, () => {
      this.waiting.delete(user.loginId);
      if (!this.isSeen(user)) this.signOut(user);
    });
    this.waiting.set(user.loginId, cancel);
  }

  close(): void {
    this.over = true;
    for (const cancel of this.waiting.values()) cancel();
    this.waiting.clear();
  }

  private signOut(user: User): void {
    const { centre, states, faults } = this.world;
    const how = faults.value('finesse-forced-logout');
    if (how === 'off' || states.of(user) === 'LOGOUT') return;
    const category = how === 'logout' ? 'LOGOUT' : 'NOT_READY';
    states.setReason(user, { id: '-1', code: '255', label: 'Connection Failure', category });
    centre.setState(user.person.user, how === 'logout' ? 'signed-out' : 'not-ready');
  }
}
