import type { CookieJar } from 'tough-cookie';
import { calledOff } from '../../net/aborted';
import type { Chance } from '../../net/exchange';
import type { Http, HttpAnswer } from '../../net/http';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import { invalid, workNumber } from './paths';
import { refusal } from './retcodes';
import { bodyOf, decodeEnvelope, decodeSignedIn, guidIn, guidInCookie, type SignedIn } from './wire';

export interface Inspector {
  /** Work number. */
  agentId: string;
  /** May be empty: agents without a password exist. */
  password: string;
  phoneNumber: string;
  /** The phone is hung up after each call and rings for the next. */
  releasePhone: boolean;
}

/** A gateway that is not polled for so long has signed the agent out (MAXTIME, default 120 s). */
const forgottenMs = 130_000;

/**
 * The one session of one inspector: the GUID that all requests carry, and the cookie of a load balancer. Sign-ins and sign-outs go
 * one after the other: the gateway wants no second before the first is answered.
 */
export class Session {
  #guid: string | undefined;
  /** The gateway told it as a plain cookie and in no header of its own. */
  #inCookie = false;
  #serial = 0;
  #signedIn: SignedIn | undefined;
  #before: Promise<unknown> = Promise.resolve();
  /** Until when "already signed in" may be our own sign-in, whose answer never came, or whose session we gave up too early. */
  #doubtfulUntil = 0;

  constructor(
    private readonly http: Http,
    private readonly jar: CookieJar,
    private readonly inspector: Inspector,
    private readonly chance: Chance,
  ) {
    workNumber(inspector.agentId, 'The agent id of the connection');
    if (!/^[^\s\p{Cc}]{1,24}$/u.test(inspector.phoneNumber)) {
      throw invalid("The connection needs the inspector's phone number: up to 24 characters, no spaces.");
    }
  }

  get agentId(): string {
    return this.inspector.agentId;
  }

  /** The token of the present session; undefined: nobody is signed in. */
  get guid(): string | undefined {
    return this.#guid;
  }

  /** Grows with every sign-in. */
  get serial(): number {
    return this.#serial;
  }

  /** Of the last sign-in, as the gateway told it. */
  get loginTime(): string | undefined {
    return this.#signedIn?.loginTime;
  }

  /**
   * Signs in, unless a session stands.
   *
   * @param forced where the agent is signed in already: take him over. Who was signed in before loses his session
   * @throws SupervisionError `auth` where somebody else has him, `invalid-input` for a wrong phone
   */
  signIn(forced: boolean): Promise<SignedIn> {
    return this.#next(() => this.#enter(forced));
  }

  /** The token of an answer, where it brings a new one. Rotating tokens come with the answers to polls. */
  observe(headers: Readonly<Record<string, unknown>>, signingIn = false): void {
    const said = guidIn(headers, signingIn);
    if (signingIn) this.#inCookie = said === undefined;
    const told = said ?? (this.#inCookie ? guidInCookie(headers) : undefined);
    if (told === undefined || (this.#guid === undefined && !signingIn)) return;
    this.#guid = told;
    this.http.keepSecret(told);
  }

  /**
   * The gateway knows this session no more.
   *
   * @param perhaps or still does, until it misses the polls
   */
  forget(perhaps = false): void {
    this.#guid = undefined;
    if (perhaps) this.#doubtfulUntil = this.chance.now() + forgottenMs;
  }

  /**
   * Signs out, if anybody is signed in.
   *
   * @param forced a sign-out that is refused because the inspector is on a call may end that call
   */
  signOut(forced: boolean, signal: AbortSignal): Promise<void> {
    return this.#next(() => this.#leave(forced, signal));
  }

  async #next<T>(step: () => Promise<T>): Promise<T> {
    const now = this.#before.then(step);
    this.#before = now.catch(() => undefined);
    return now;
  }

  async #enter(forced: boolean): Promise<SignedIn> {
    if (this.#guid !== undefined && this.#signedIn) return this.#signedIn;
    // The cookie of a load balancer may lead to a node that is gone.
    await this.jar.removeAllCookies();
    try {
      return await this.#ask('');
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (error.vendorCode === '100-002') {
        if (forced) return this.#ask('/forcelogin');
        if (this.chance.now() < this.#doubtfulUntil) throw perhapsOurselves(error);
      }
      throw error;
    }
  }

  async #ask(variant: '' | '/forcelogin'): Promise<SignedIn> {
    const { agentId, password, phoneNumber, releasePhone } = this.inspector;
    let answer: HttpAnswer;
    try {
      answer = await this.http.request({
        method: 'PUT',
        path: `/onlineagent/${agentId}${variant}`,
        body: {
          password,
          phonenum: phoneNumber,
          status: 4,
          releasephone: releasePhone,
          autoanswer: true,
          autoenteridle: true,
          ip: '127.0.0.1',
          listenStatus: true,
        },
      });
    } catch (thrown) {
      const error = asSupervisionError(thrown, 'huawei');
      if (error.arrived === 'maybe') this.#doubtfulUntil = this.chance.now() + forgottenMs;
      throw error;
    }
    const error = refusal(answer, 'sign-in', this.http.redact);
    if (error) throw error;
    this.observe(answer.headers, true);
    if (this.#guid === undefined) {
      const text = 'The gateway accepted the sign-in without telling a GUID. Check that headers reach us unchanged.';
      throw new SupervisionError('platform-error', text, { platform: 'huawei' });
    }
    this.#serial += 1;
    this.#doubtfulUntil = 0;
    this.#signedIn = decodeSignedIn(decodeEnvelope(bodyOf(answer)).result);
    return this.#signedIn;
  }

  async #leave(forced: boolean, signal: AbortSignal): Promise<void> {
    if (this.#guid === undefined) return;
    const error = await this.#say('logout', signal);
    // Busy: a leg of ours may still be on its way out.
    if (error?.vendorCode === '100-010' && forced) await this.#say('forcelogout', signal);
    this.#guid = undefined;
  }

  async #say(what: 'logout' | 'forcelogout', signal: AbortSignal): Promise<SupervisionError | undefined> {
    if (signal.aborted || this.#guid === undefined) throw calledOff();
    const answer = await this.http.request({
      method: 'DELETE',
      path: `/onlineagent/${this.agentId}/${what}`,
      headers: headersOf(this.#guid),
      signal,
    });
    return refusal(answer, 'sign-out', this.http.redact);
  }
}

/** What the gateway wants to see on every request but the sign-in, also on those without a body. */
export const headersOf = (guid: string): Record<string, string> => ({
  'Content-Type': 'application/json; charset=UTF-8',
  Guid: guid,
});

function perhapsOurselves({ httpStatus }: SupervisionError): SupervisionError {
  const text =
    'The agent counts as signed in, most likely by our own sign-in of a moment ago. The gateway forgets it within two minutes; it is tried again until then.';
  return new SupervisionError('unreachable', text, {
    platform: 'huawei',
    vendorCode: '100-002',
    ...(httpStatus !== undefined && { httpStatus }),
    retryable: true,
  });
}
