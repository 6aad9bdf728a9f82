import type { AgentRef } from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import { searched } from '../../supervision/searching';
import { invalid } from './address';
import type { Board, BoardEntry } from './board';
import type { FinesseClient } from './client';
import { isMissing } from './failures';
import type { User } from './resources';

/**
 * From what a flow calls an agent to one person on the supervisor's teams. Only an exact match counts: nobody may be listened to by
 * mistake.
 */
export class Directory {
  constructor(private readonly board: Board) {}

  /**
   * @param agent login id, extension, login name, or first and last name
   * @throws SupervisionError `agent-not-found`; `not-permitted` (on none of the teams); `invalid-input` (not one agent)
   */
  async find(agent: string, client: FinesseClient, signal: AbortSignal): Promise<BoardEntry> {
    const text = agentText(agent);
    const { board } = this;
    const known = match(board.all(), text);
    // People change seats: what is known of him is read again, by his team alone.
    if (known) {
      await board.refresh(client, known.team, signal);
      const again = match(board.all(), text);
      if (again) return again;
    }
    const shown = await this.readTeams(client, signal);
    return (
      match(board.all(), text) ??
      (await (shown ? this.byName(text, client, signal) : this.unlisted(text, client, signal)))
    );
  }

  /** Who is meant as far as is known, without a question. */
  known(agent: string): BoardEntry | undefined {
    return match(this.board.all(), agentText(agent));
  }

  /**
   * As he is now.
   *
   * @param anyhow ask, also where he was read a moment ago
   * @throws SupervisionError `agent-not-found`
   */
  async again(loginId: string, client: FinesseClient, signal: AbortSignal, anyhow = false): Promise<BoardEntry> {
    const known = this.board.byId(loginId);
    if (known?.isNumber) return known;
    if (known?.team === '') return this.unlisted(loginId, client, signal);
    if (known) await this.board.refresh(client, known.team, signal, anyhow);
    const entry = this.board.byId(loginId);
    if (entry) return entry;
    throw notFound(loginId);
  }

  /** For somebody who looks for an agent: people on the supervisor's teams by a part of what they are called. */
  async search(query: string, client: FinesseClient, signal: AbortSignal): Promise<AgentRef[]> {
    await this.board.refreshAll(client, signal);
    const agents = this.board.all().map((entry) => {
      const { id, label, names = [] } = agentRef(entry);
      // Seats change; the login id stays.
      return { id, label, names: [id, ...names] };
    });
    return searched([...new Map(agents.map((agent) => [agent.id, agent])).values()], query);
  }

  isAgent(extension: string): boolean {
    return this.board.byExtension(extension) !== undefined;
  }

  /** @returns whether Finesse tells who is on the supervisor's teams: not every one offers that */
  private async readTeams(client: FinesseClient, signal: AbortSignal): Promise<boolean> {
    const { board } = this;
    try {
      await board.refreshAll(client, signal);
      return board.teamIds.length > 0;
    } catch (thrown) {
      if (thrown instanceof SupervisionError && isMissing(thrown)) return false;
      throw thrown;
    }
  }

  /** No team tells who he is: Finesse is asked for him alone. A number that is nobody's id is taken for his extension. */
  private async unlisted(text: string, client: FinesseClient, signal: AbortSignal): Promise<BoardEntry> {
    const read = (id: string): Promise<User | undefined> =>
      client.user(id, signal).catch((thrown: unknown) => {
        const refused = thrown instanceof SupervisionError && (isMissing(thrown) || thrown.code === 'not-permitted');
        if (refused) return undefined;
        throw thrown;
      });
    const named = await read(text);
    const seated = this.board.byExtension(text);
    const user =
      named && isCalled(named, text) ? named : seated && !seated.isNumber ? await read(seated.loginId) : undefined;
    const isHe = user !== undefined && (user === named || user.extension === text);
    const entry = isHe ? { ...user, team: '' } : numbered(text);
    if (!entry) throw notFound(text);
    this.board.remember(entry);
    return entry;
  }

  /** Lists of teams know no login names. */
  private async byName(text: string, client: FinesseClient, signal: AbortSignal): Promise<BoardEntry> {
    let user: User;
    try {
      user = await client.user(text, signal);
    } catch (thrown) {
      if (!(thrown instanceof SupervisionError)) throw thrown;
      const forbidden = thrown.code === 'not-permitted' && thrown.vendorCode !== 'Invalid Supervisor';
      // Who he is may not even be asked: he is on no team of this supervisor, or there is nobody of that name.
      throw forbidden || thrown.code === 'agent-not-found' ? notFound(text, thrown) : thrown;
    }
    if (!isCalled(user, text)) throw notFound(text);
    const entry = this.board.byId(user.loginId);
    if (!entry) {
      throw new SupervisionError(
        'not-permitted',
        `Agent ${labelOf(user)} is on none of the teams of this supervisor.`,
        {
          platform: 'finesse',
        },
      );
    }
    entry.loginName = user.loginName;
    return entry;
  }
}

/**
 * What a flow called the agent, cleaned.
 *
 * @throws SupervisionError `invalid-input`
 */
function agentText(agent: string): string {
  const text = agent.trim();
  if (text === '') throw invalid('The agent is empty. Give an agent id, an extension or a name.');
  if (text.length > 128 || /[*,<>/\\?#%\p{Cc}\p{Cs}]/u.test(text)) {
    throw invalid('The agent must be one agent id, extension or name.');
  }
  return text;
}

/**
 * The one person that is exactly meant; upper and lower case count only where they make the difference, and full names only where no
 * id, extension or login name fits.
 *
 * @throws SupervisionError `invalid-input` where two people are meant equally
 */
function match(entries: readonly BoardEntry[], text: string): BoardEntry | undefined {
  const folded = text.toLowerCase();
  const keys = (entry: BoardEntry): (string | undefined)[] => [entry.loginId, entry.extension, entry.loginName];
  const names = (entry: BoardEntry): (string | undefined)[] => [fullName(entry)];
  for (const of of [keys, names]) {
    const same = entries.filter((entry) => of(entry).includes(text));
    const alike = entries.filter((entry) => of(entry).some((key) => key?.toLowerCase() === folded));
    const found = [...new Map((same.length > 0 ? same : alike).map((entry) => [entry.loginId, entry])).values()];
    if (found.length > 1) {
      const named = found.slice(0, 5).map(labelOf).join('; ');
      throw invalid(`"${text}" is more than one agent: ${named}. Give a name that only one has.`);
    }
    if (found[0]) return found[0];
  }
  return undefined;
}

const isCalled = ({ loginId, loginName }: User, text: string): boolean =>
  loginId === text || loginName?.toLowerCase() === text.toLowerCase();

function numbered(text: string): BoardEntry | undefined {
  if (!/^\+?\d{1,20}$/.test(text)) return undefined;
  return { loginId: text, extension: text, roles: [], teams: [], raw: null, team: '', isNumber: true };
}

const fullName = ({ firstName, lastName }: User): string | undefined =>
  [firstName, lastName].filter(Boolean).join(' ') || undefined;

const labelOf = (user: User): string => {
  const name = fullName(user);
  return name === undefined ? user.loginId : `${name} (${user.loginId})`;
};

export function agentRef(entry: BoardEntry): AgentRef {
  const names = [entry.extension, entry.loginName, fullName(entry)].flatMap((name) => name ?? []);
  return { id: entry.loginId, label: labelOf(entry), names };
}

function notFound(text: string, cause?: SupervisionError): SupervisionError {
  const says = `No agent on the teams of this supervisor has the id, extension or name "${text}".`;
  return new SupervisionError('agent-not-found', says, { platform: 'finesse', ...(cause && { cause }) });
}
