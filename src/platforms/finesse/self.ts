import type { Changes } from './changes';
import type { User } from './resources';

/** What is known of the supervisor himself. Fed by his events and by queries. */
export class Self {
  user: User | undefined;
  private lastExtension: string | undefined;

  constructor(
    /** As the connection names him: login id or login name. */
    readonly username: string,
    private readonly changes: Changes,
  ) {}

  /** @returns whether his state is another one now */
  take(user: User): boolean {
    const before = this.user?.state;
    // An event may tell less than a query did.
    const { roles, teams } = user;
    const old = this.user;
    this.user = {
      ...user,
      roles: roles.length > 0 ? roles : (old?.roles ?? []),
      teams: teams.length > 0 ? teams : (old?.teams ?? []),
    };
    if (user.extension !== undefined) this.lastExtension = user.extension;
    this.changes.changed();
    return before !== user.state;
  }

  get loginId(): string {
    return this.user?.loginId ?? this.username;
  }

  /** Where he is, or last was, signed in. */
  get extension(): string | undefined {
    return this.user?.extension ?? this.lastExtension;
  }

  get state(): string | undefined {
    return this.user?.state;
  }
}
