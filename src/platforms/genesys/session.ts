import type { CookieJar } from 'tough-cookie';
import { calledOff, orAborted } from '../../net/aborted';
import type { Http, HttpAnswer } from '../../net/http';
import { SupervisionError } from '../../supervision/errors';
import { exchange, type Chance } from './exchange';
import { refusal } from './status-codes';

export interface Credentials {
  username: string;
  password: string;
}

/** `out`: not signed in (yet). `refused`: user name or password are wrong; nothing is tried until `reset`. */
export type SignState = 'out' | 'in' | 'refused';

/**
 * The HTTP session: Basic sign-in on a GET, then the cookie; and the CSRF pair of that session.
 * Sign-ins are shared: a hundred requests that find the session dead cause one.
 */
export class Session {
  readonly #http: Http;
  readonly #jar: CookieJar;
  readonly #chance: Chance;
  readonly #basic: string;
  #csrf: { header: string; token: string } | undefined;
  #underWay: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  #refusal: SupervisionError | undefined;
  #state: SignState = 'out';
  #generation = 0;
  /** Where the sign-in brought no cookie, there is no session: whoever asks has to say who he is. */
  #hasCookie = true;
  #cookieWorks = false;
  #readsWantBasic = false;

  constructor(http: Http, jar: CookieJar, credentials: Credentials, chance: Chance) {
    this.#http = http;
    this.#jar = jar;
    this.#chance = chance;
    this.#basic = basic(credentials);
  }

  get state(): SignState {
    return this.#state;
  }

  /** Grows with every sign-in; lets a request tell whether the session it was sent with is still the present one. */
  get generation(): number {
    return this.#generation;
  }

  /** Who was told the pair against CSRF can tell whether it was replaced since. */
  get token(): string | undefined {
    return this.#csrf?.token;
  }

  /** Reads go with Basic, too: the server has shown that a good cookie is not enough for it. */
  get readsWantBasic(): boolean {
    return this.#readsWantBasic;
  }

  /** A request was answered by somebody who knew who asked. @param withBasic it went with Basic, in a new session */
  known(withBasic: boolean): void {
    if (!withBasic) this.#cookieWorks = true;
    else if (!this.#cookieWorks) this.#readsWantBasic = true;
  }

  /**
   * The headers of a request. It goes with the cookie alone: Basic on a request that finds the session dead opens a new one, and
   * several at once open several, whose cookies and CSRF tokens get mixed up.
   */
  headers(withBasic: boolean): Record<string, string> {
    return {
      ...((withBasic || !this.#hasCookie) && { Authorization: `Basic ${this.#basic}` }),
      ...(this.#csrf !== undefined && { [this.#csrf.header]: this.#csrf.token }),
    };
  }

  /** Takes the CSRF pair of an answer. The server tells the name of the header too. */
  observe(answer: HttpAnswer): void {
    const header = answer.headers['x-csrf-header'];
    const token = answer.headers['x-csrf-token'];
    if (header === undefined || token === undefined || token === '') return;
    // The name comes from the network and becomes a header of ours: any that HTTP allows, and no other.
    if (!/^[\w!#$%&'*+.^`|~-]{1,64}$/.test(header)) return;
    this.#csrf = { header, token };
    this.#http.keepSecret(token);
  }

  /** Signs in where nobody has. */
  async ensure(signal?: AbortSignal): Promise<void> {
    if (this.#state !== 'in') await this.#share(signal);
  }

  /**
   * Signs in anew.
   *
   * @param seen the generation the failed request was sent with; where the session is younger, nothing is to do
   * @throws SupervisionError `auth` once and for all until `reset`, or what the network says
   */
  async renew(seen: number, signal?: AbortSignal): Promise<void> {
    if (seen === this.#generation || this.#state !== 'in') await this.#share(signal);
  }

  /**
   * Fetches the CSRF pair of the session as it is.
   *
   * @param seen the token that was refused; where there is another one by now, nothing is to do
   */
  async refreshCsrf(seen: string | undefined, signal?: AbortSignal): Promise<void> {
    if (seen !== this.token) return;
    this.#refreshing ??= (this.#underWay ?? this.#getMe()).finally(() => {
      this.#refreshing = undefined;
    });
    await orAborted(this.#refreshing, signal);
  }

  /** After the server ended the session. */
  forget(): void {
    this.#state = this.#state === 'refused' ? 'refused' : 'out';
    this.#csrf = undefined;
  }

  /** Somebody changed something (a deploy): a refused password may be tried once more. */
  reset(): void {
    this.#refusal = undefined;
    this.#state = 'out';
  }

  async #share(signal: AbortSignal | undefined): Promise<void> {
    // Asking again with a wrong password locks the user out, and nothing but a person can change that.
    if (this.#refusal !== undefined) throw this.#refusal;
    // A sign-in that nobody waits for would stay behind on the server.
    if (signal?.aborted) throw calledOff();
    this.#underWay ??= this.#signIn().finally(() => {
      this.#underWay = undefined;
    });
    await orAborted(this.#underWay, signal);
  }

  async #signIn(): Promise<void> {
    this.#state = 'out';
    this.#csrf = undefined;
    await this.#jar.removeAllCookies();
    try {
      await this.#getMe();
      this.#hasCookie = (await this.#jar.getCookies(`${this.#http.baseURL}/me`)).length > 0;
      this.#state = 'in';
      this.#generation++;
    } catch (error) {
      if (error instanceof SupervisionError && error.code === 'auth') {
        this.#refusal = error;
        this.#state = 'refused';
      }
      throw error;
    }
  }

  async #getMe(): Promise<void> {
    const answer = await exchange(
      {
        kind: 'read',
        send: () => this.#http.request({ method: 'GET', path: '/me', headers: this.headers(true) }),
        judge: (received) => refusal(received, 'read', this.#http.redact, 'api'),
      },
      this.#chance,
    );
    this.observe(answer);
  }
}

/** Genesys reads Basic as ISO-8859-1. What does not fit there goes as UTF-8, which is the best guess left. */
export function basic({ username, password }: Credentials): string {
  const pair = `${username}:${password}`;
  const fits = Buffer.from(pair, 'latin1').toString('latin1') === pair;
  return Buffer.from(pair, fits ? 'latin1' : 'utf8').toString('base64');
}
