import type { NoticeEvent } from '../../supervision/driver';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { Agents } from './agents';
import type { Board } from './board';
import type { Link } from './contact';
import type { Self } from './self';
import type { Signing } from './signing';
import type { Stream, StreamListener } from './stream';

export type OpenStream = (
  at: Omit<Link, 'stream'>,
  loginId: string,
  listener: StreamListener,
  signal: AbortSignal,
) => Promise<Stream>;

/** What is done on every new link: who the supervisor is, his notifications, his sign-in, his teams. */
export class Hello {
  constructor(
    private readonly open: OpenStream,
    private readonly self: Self,
    private readonly signing: Signing,
    private readonly board: Board,
    private readonly agents: Agents,
    private readonly tell: (event: NoticeEvent) => void,
  ) {}

  /** The JID needs the login id, and people also sign in by name. */
  async stream(at: Omit<Link, 'stream'>, listener: StreamListener, signal: AbortSignal): Promise<Stream> {
    try {
      this.self.take(await at.client.me(this.self.loginId, signal));
      return await this.open(at, this.self.loginId, listener, signal);
    } catch (thrown) {
      throw hinted(asSupervisionError(thrown, 'finesse'), at.info.systemAuthMode);
    }
  }

  /** Signing in comes after the notifications: why it failed is only told there. */
  async say(link: Link, signal: AbortSignal): Promise<void> {
    await this.signing.ensure(link, signal);
    this.board.setTeams(this.self.user?.teams ?? []);
    await this.joinTeams(link, signal);
    await this.agents.resume(link, signal);
  }

  /** Team boards are not told by themselves. Without one, its agents are found all the same. */
  private async joinTeams({ client, stream }: Link, signal: AbortSignal): Promise<void> {
    const wanted = this.board.teamIds.map((id) => stream.subscribe(`/finesse/api/Team/${id}/Users`, signal));
    const [read, ...joined] = await Promise.allSettled([this.board.refreshAll(client, signal), ...wanted]);
    const thrown = [read, ...joined].flatMap((each) =>
      each.status === 'rejected' ? [asSupervisionError(each.reason, 'finesse')] : [],
    );
    for (const error of [...(read.status === 'fulfilled' ? read.value : []), ...thrown]) {
      if (error.code === 'unreachable' || error.code === 'auth') throw error;
      this.tell({ type: 'notice', message: `A team of the supervisor cannot be seen. ${error.message}` });
    }
  }
}

function hinted(error: SupervisionError, mode: string | undefined): SupervisionError {
  if (error.code !== 'auth' || mode !== 'SSO') return error;
  const { vendorCode, httpStatus, arrived } = error;
  const text = `${error.message} This Finesse uses single sign-on; a connection needs a user who signs in by password.`;
  return new SupervisionError('auth', text, {
    platform: 'finesse',
    ...(vendorCode !== undefined && { vendorCode }),
    ...(httpStatus !== undefined && { httpStatus }),
    arrived,
  });
}
