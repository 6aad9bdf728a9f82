import type { Chance } from '../../net/exchange';
import type { NoticeEvent } from '../../supervision/driver';
import { SupervisionError } from '../../supervision/errors';
import { invalid } from './address';
import { learned, type Changes } from './changes';
import type { Link } from './contact';
import { lateRefusal } from './failures';
import type { Pending } from './pending';
import type { Self } from './self';

export interface SigningOptions {
  /** Sign in where the supervisor is signed out. Without it somebody else (the desktop) has to. */
  signIn: boolean;
  /** Where to sign in. Of a supervisor who is signed in already, his own counts. */
  extension: string | undefined;
  timeoutMs: number;
}

/** Signs the supervisor in, and out again if it was we who signed him in. */
export class Signing {
  private byUs = false;
  private root: string | undefined;

  constructor(
    private readonly self: Self,
    private readonly pending: Pending,
    private readonly changes: Changes,
    private readonly options: SigningOptions,
    private readonly newRequest: () => string,
    private readonly tell: (event: NoticeEvent) => void,
  ) {}

  /** Learns who the supervisor is, and signs him in where that is wanted. */
  async ensure({ client, address }: Link, signal: AbortSignal): Promise<void> {
    const { self } = this;
    const moved = this.root !== undefined && this.root !== address.root;
    const user = await client.me(self.loginId, signal);
    self.take(user);
    this.root = address.root;
    if (user.roles.length > 0 && !user.roles.some((role) => role.toLowerCase() === 'supervisor')) {
      const text = `The user ${self.username} is no supervisor in Finesse.`;
      throw new SupervisionError('not-permitted', text, { platform: 'finesse', arrived: 'no' });
    }
    const isOut = user.state === undefined || user.state === 'LOGOUT';
    const { signIn, extension } = this.options;
    if (!isOut && extension !== undefined && user.extension !== undefined && user.extension !== extension) {
      const message = `The supervisor is signed in on extension ${user.extension}, not on ${extension} as the connection says. Calls come to ${user.extension}.`;
      this.tell({ type: 'notice', message });
    }
    // After a change of nodes Finesse wants the sign-in again; who is signed in keeps his state.
    if (signIn && (isOut || (moved && this.byUs))) await this.signIn(client, signal);
  }

  /**
   * Signs out whom we signed in. Never rejects.
   *
   * @returns whether the end of the notifications may sign him out too: not while he talks to somebody
   */
  async signOut({ client }: Link, signal: AbortSignal): Promise<boolean> {
    const { self } = this;
    if (!this.byUs) return false;
    // From a call nobody is signed out; its end is on its way, or he stays on it.
    const isFree = (): true | undefined => (self.state === 'TALKING' || self.state === 'HOLD' ? undefined : true);
    if (!(await this.changes.until(isFree, signal))) return false;
    const sent = { requestId: this.newRequest(), signal };
    try {
      if (self.state === 'READY') await client.notReady(self.loginId, undefined, sent);
      await client.signOut(self.loginId, { ...sent, requestId: this.newRequest() });
      this.byUs = false;
    } catch {
      // Nobody is left to act on it; leaving the notifications says the same.
    }
    return true;
  }

  private async signIn(client: Link['client'], signal: AbortSignal): Promise<void> {
    const { self, options } = this;
    const extension = options.extension ?? self.extension;
    if (extension === undefined) {
      throw invalid('To sign the supervisor in, the connection needs the extension of his phone.');
    }
    let refused: SupervisionError | undefined;
    const requestId = this.newRequest();
    const done = this.pending.begin({
      requestId,
      about: 'sign-in',
      refused: (error) => {
        refused = lateRefusal(error, 'sign-in', client.http.redact);
        this.changes.changed();
      },
    });
    const { chance } = client;
    try {
      await client.signIn(self.loginId, extension, { requestId, signal });
      this.byUs = true;
      const outcome = await this.outcome(client, chance, () => refused, signal);
      if (outcome !== 'in') throw outcome;
    } finally {
      done();
    }
  }

  private async outcome(
    client: Link['client'],
    chance: Chance,
    refused: () => SupervisionError | undefined,
    signal: AbortSignal,
  ): Promise<'in' | SupervisionError> {
    const { self } = this;
    const look = (): 'in' | SupervisionError | undefined =>
      refused() ?? (self.state !== undefined && self.state !== 'LOGOUT' ? 'in' : undefined);
    const ask = async (limit: AbortSignal): Promise<void> => {
      self.take(await client.me(self.loginId, limit));
    };
    const until = chance.now() + this.options.timeoutMs;
    const found = await learned(this.changes, chance, { look, until, ask }, signal);
    if (found) return found;
    const text = 'Finesse took the sign-in of the supervisor, and then did not sign him in.';
    return new SupervisionError('platform-error', text, { platform: 'finesse', retryable: true });
  }
}
