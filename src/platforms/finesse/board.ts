import { asSupervisionError, type SupervisionError } from '../../supervision/errors';
import type { FinesseClient } from './client';
import type { TeamRef, User } from './resources';

/** An agent on one of the supervisor's teams. */
export interface BoardEntry extends User {
  /** Empty where no team tells of him. */
  team: string;
  /** Nothing is known of him but his extension, which stands for his login id too. */
  isNumber?: boolean;
}

/** A list of this age is as good as a new one: a burst of orders asks once. In milliseconds. */
const freshMs = 1_000;

/** So many agents who are on no team are remembered. */
const unlistedKept = 100;

interface Loaded {
  at: number;
  users: Map<string, BoardEntry>;
  loading?: Promise<void> | undefined;
}

/** The supervisor's teams: who is on them, with which extension, in which state. Fed by queries, and kept by the events of the teams. */
export class Board {
  private readonly teams = new Map<string, Loaded>();
  /** Whom a flow named where Finesse shows no teams. */
  private readonly unlisted = new Map<string, BoardEntry>();

  constructor(
    private readonly now: () => number,
    /** An agent's state is another one now. */
    private readonly changed: (entry: BoardEntry, raw: unknown) => void,
  ) {}

  setTeams(teams: readonly TeamRef[]): void {
    for (const id of this.teams.keys()) if (!teams.some((team) => team.id === id)) this.teams.delete(id);
    for (const { id } of teams) if (!this.teams.has(id)) this.teams.set(id, { at: -Infinity, users: new Map() });
  }

  get teamIds(): string[] {
    return [...this.teams.keys()];
  }

  all(): BoardEntry[] {
    return [...this.teams.values()].flatMap(({ users }) => [...users.values()]);
  }

  byId(loginId: string): BoardEntry | undefined {
    for (const { users } of this.teams.values()) {
      const entry = users.get(loginId);
      if (entry) return entry;
    }
    return this.unlisted.get(loginId);
  }

  byExtension(extension: string): BoardEntry | undefined {
    return [...this.all(), ...this.unlisted.values()].find((entry) => entry.extension === extension);
  }

  /** An agent of whom no team tells. */
  remember(entry: BoardEntry): void {
    this.unlisted.delete(entry.loginId);
    this.unlisted.set(entry.loginId, entry);
    for (const oldest of this.unlisted.keys()) {
      if (this.unlisted.size <= unlistedKept) break;
      this.unlisted.delete(oldest);
    }
  }

  /** Reads one team, unless it was read just now. @param anyhow also then */
  async refresh(client: FinesseClient, team: string, signal: AbortSignal, anyhow = false): Promise<void> {
    const loaded = this.teams.get(team);
    if (!loaded || (!anyhow && this.now() - loaded.at < freshMs)) return;
    loaded.loading ??= this.load(client, team, loaded, signal).finally(() => {
      loaded.loading = undefined;
    });
    await loaded.loading;
  }

  /**
   * Reads all teams.
   *
   * @returns what went wrong with some of them
   * @throws SupervisionError where none could be read
   */
  async refreshAll(client: FinesseClient, signal: AbortSignal): Promise<SupervisionError[]> {
    const done = await Promise.allSettled(this.teamIds.map((team) => this.refresh(client, team, signal)));
    const failures = done.flatMap((each) =>
      each.status === 'rejected' ? [asSupervisionError(each.reason, 'finesse')] : [],
    );
    if (failures[0] && failures.length === done.length) throw failures[0];
    return failures;
  }

  /** An event told something of these people. @param team where it says so */
  told(users: readonly User[], team: string | undefined, raw: unknown): void {
    for (const user of users) {
      const known = this.byId(user.loginId);
      const home = known?.team ?? team;
      const loaded = home === undefined ? undefined : this.teams.get(home);
      if (loaded && home !== undefined) this.take(loaded, home, user, raw);
    }
  }

  private async load(client: FinesseClient, team: string, loaded: Loaded, signal: AbortSignal): Promise<void> {
    const { users } = await client.team(team, signal);
    loaded.at = this.now();
    for (const id of loaded.users.keys()) if (!users.some(({ loginId }) => loginId === id)) loaded.users.delete(id);
    for (const user of users) this.take(loaded, team, user, user.raw);
  }

  private take({ users }: Loaded, team: string, user: User, raw: unknown): void {
    const before = users.get(user.loginId);
    // A summary may leave the name out, and never has the login name.
    const names = {
      firstName: user.firstName ?? before?.firstName,
      lastName: user.lastName ?? before?.lastName,
      loginName: user.loginName ?? before?.loginName,
    };
    const entry: BoardEntry = { ...user, ...names, team };
    users.set(user.loginId, entry);
    if (before?.state !== entry.state || before?.mediaState !== entry.mediaState) this.changed(entry, raw);
  }
}
