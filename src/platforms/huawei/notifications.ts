import { orAborted } from '../../net/aborted';
import { backoffMs, type BackoffPolicy } from '../../net/backoff';
import { asSupervisionError, type SupervisionError } from '../../supervision/errors';
import type { HuaweiClient } from './client';
import { ContactTelling } from './contact-telling';
import { astray, isHiccup, mayBeAstray, sessionOver } from './losses';
import { isDenied, isSessionLost } from './retcodes';
import { checkSession } from './session-check';
import { isOf, loginTimeOf, type AgentEvent, type SignedIn } from './wire';

export interface NotificationsListener {
  /** In the order of arrival, duplicates included. */
  event(event: AgentEvent): void;
  /** The stream stands again, and events may have been lost: ask what is true. Not told for `start`. */
  up(): void;
  /** Told once for every reason until the next `up`. Final where a person is needed. */
  down(error: SupervisionError): void;
  /** The gateway took a sign-in: the first, or one after the session was lost. */
  signedIn(told: SignedIn): void;
  notice(text: string): void;
}

export interface NotificationsOptions {
  /** Between an answer and the next poll. The vendor's own clients wait 200 to 500 ms. Default 200. */
  pauseMs?: number | undefined;
  /** The gateway holds a poll for about 10 s; one that is not answered after this time is dead. Default 20 000. */
  pollMs?: number | undefined;
  /** Between tries after a failure. Default 1 s doubling up to 15 s, with jitter: after 120 s without a poll the agent is signed out. */
  backoff?: BackoffPolicy | undefined;
}

/** A session that was polled as lately as this did not run out by itself (MAXTIME, default 120 s). */
const onTimeMs = 100_000;

/** So many polls in a row may be answered as if there were no session, though it stands. */
const astrayAtMost = 2;

/** Keeps the session of the inspector and its one long poll standing. Only this signs in. */
export class Notifications {
  private readonly stopping = new AbortController();
  /** Ends the poll that is under way. */
  private poll: AbortController | undefined;
  private running: Promise<void> | undefined;
  private verifying = false;
  /** In a row. */
  private failures = 0;
  private readonly telling: ContactTelling;
  /** When the gateway answered the last poll. */
  private heardAt = 0;
  /** Signed in anew since the last poll that was answered: if that did not help, the next time waits. */
  private cured = false;
  private readonly pauseMs: number;
  private readonly pollMs: number;
  private readonly backoff: BackoffPolicy;

  constructor(
    private readonly client: HuaweiClient,
    private readonly listener: NotificationsListener,
    options: NotificationsOptions = {},
  ) {
    this.pauseMs = options.pauseMs ?? 200;
    this.pollMs = options.pollMs ?? 20_000;
    this.backoff = options.backoff ?? { firstMs: 1_000, capMs: 15_000 };
    this.telling = new ContactTelling(listener);
    client.onDoubt(() => {
      void this.verify();
    });
  }

  /**
   * Signs in, and begins to poll. To be called once; afterwards the stream comes back by itself after every loss.
   *
   * @param forced take over an agent who is signed in already
   * @throws SupervisionError `auth`, `invalid-input`, `unreachable`, `platform-error`
   */
  async start(forced: boolean, signal: AbortSignal): Promise<void> {
    // Not called off with the caller: a sign-in that nobody waits for would stay behind, and shut us out the next time.
    const signedIn = await orAborted(this.client.session.signIn(forced), signal);
    if (this.stopping.signal.aborted) return;
    this.telling.tell(() => {
      this.listener.signedIn(signedIn);
    });
    this.heardAt = this.client.chance.now();
    this.running = this.run();
  }

  /** Never rejects. Does not sign out. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.poll?.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { client, pauseMs } = this;
    const stop = this.stopping.signal;
    const stopped = (): boolean => stop.aborted;
    while (!stopped()) {
      try {
        if (client.session.guid === undefined) {
          if (!(await this.signInAnew())) return;
        } else if (this.failures > 0) {
          await this.probe();
        }
        if (!stopped()) this.telling.up();
        const events = await this.next();
        this.failures = 0;
        this.cured = false;
        this.heardAt = client.chance.now();
        this.deliver(events);
        await client.chance.sleep(pauseMs, stop);
      } catch (thrown) {
        if (stopped()) return;
        await this.failed(asSupervisionError(thrown, 'huawei'));
      }
    }
  }

  /**
   * Never forced: whoever took the agent over would be thrown out, and would throw us out in turn.
   *
   * @returns false: it was refused, and only a person can change that
   */
  private async signInAnew(): Promise<boolean> {
    this.telling.gap = true;
    try {
      const signedIn = await this.client.session.signIn(false);
      this.cured = true;
      this.telling.tell(() => {
        this.listener.signedIn(signedIn);
      });
      return true;
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      const isFinal = error.vendorCode !== undefined && ['auth', 'invalid-input', 'not-permitted'].includes(error.code);
      // What a proxy refused, it may let through later.
      if (!isFinal) throw error;
      this.telling.down(error);
      return false;
    }
  }

  /** After a failure: a poll would be held for ten seconds before it told whether the session stands. */
  private async probe(): Promise<void> {
    const state = await checkSession(this.client, this.stopping.signal);
    if (state === 'gone' || state === 'denied') throw this.over(state === 'denied');
  }

  private async next(): Promise<AgentEvent[]> {
    const { client } = this;
    const poll = new AbortController();
    this.poll = poll;
    if (this.stopping.signal.aborted) poll.abort();
    try {
      return await client.events(this.pollMs, poll.signal);
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      const isLost = isSessionLost(error) && !isDenied(error);
      if (client.session.guid !== undefined && (!isLost || (await this.wentAstray(error))))
        throw isLost ? astray() : error;
      throw this.over();
    }
  }

  /**
   * A poll was answered as if there were no session. It may have reached the wrong node of a cluster, and to give up a session that
   * stands is to be shut out: it still has the agent. So the session is asked about itself, but not for ever.
   */
  private async wentAstray(error: SupervisionError): Promise<boolean> {
    if (this.failures >= astrayAtMost || !mayBeAstray(error)) return false;
    return (await checkSession(this.client, this.stopping.signal)) === 'stands';
  }

  private deliver(events: readonly AgentEvent[]): void {
    for (const event of events) {
      this.telling.tell(() => {
        this.listener.event(event);
      });
    }
    if (events.some((event) => this.ends(event))) throw this.over();
  }

  /** The inspector is signed out: he himself, and of this sign-in. One of an earlier sign-in comes late. */
  private ends(event: AgentEvent): boolean {
    const { agentId, loginTime } = this.client.session;
    if (event.type !== 'AgentOther_ShutdownService' || !isOf(event, agentId)) return false;
    const ended = loginTimeOf(event);
    return ended === undefined || loginTime === undefined || ended === loginTime;
  }

  private async failed(error: SupervisionError): Promise<void> {
    const { chance } = this.client;
    const lost = isSessionLost(error);
    this.failures += 1;
    this.telling.gap = true;
    if (lost || this.failures > 1 || !isHiccup(error)) this.telling.down(error);
    // A session that is gone is opened anew at once; if that did not help, later.
    if (lost && !this.cured) return;
    const ms = backoffMs(this.failures, this.backoff, chance.random);
    await chance.sleep(ms, this.stopping.signal).catch(() => undefined);
  }

  /**
   * The gateway does not know the session any more.
   *
   * @param perhaps it did not say so itself
   */
  private over(perhaps = false): SupervisionError {
    this.client.session.forget(perhaps);
    const onTime = this.client.chance.now() - this.heardAt < onTimeMs;
    return sessionOver(onTime);
  }

  /**
   * A command was answered as if there were no session. Behind a load balancer that may be one request on the wrong node, so the
   * session is asked about itself before it is given up.
   */
  private async verify(): Promise<void> {
    const { client, stopping } = this;
    const { guid } = client.session;
    if (this.verifying || guid === undefined) return;
    this.verifying = true;
    try {
      const state = await checkSession(client, stopping.signal);
      if ((state !== 'gone' && state !== 'denied') || client.session.guid !== guid) return;
      client.session.forget(state === 'denied');
      this.poll?.abort();
    } catch {
      // Nobody answered: the next poll finds out.
    } finally {
      this.verifying = false;
    }
  }
}
