import { createJar } from '../../net/cookies';
import { createHttp, type Http, type HttpAnswer, type HttpOptions } from '../../net/http';
import { unsent } from '../../net/unsent';
import { apiRoot } from './address';
import { exchange as exchangeOnce, realChance, type Chance } from './exchange';
import { basic, Session, type Credentials } from './session';
import { isCsrfRefusal, isSignedOut, refusal } from './status-codes';
import { decodeEnvelope, nonsense, tolerant } from './wire';
import { decodeEach } from './wire-schemas';

export interface GenesysOptions extends Pick<HttpOptions, 'tls' | 'proxy' | 'timeoutMs' | 'maxBytes'> {
  /** `http://gws:8090` or `http://gws:8090/api/v2`. */
  url: string;
  credentials: Credentials;
  chance?: Chance | undefined;
}

export interface Asked {
  method: 'GET' | 'POST';
  path: string;
  query?: Readonly<Record<string, string | number>> | undefined;
  body?: unknown;
  /** Of whom the server's "not found" speaks. Default the agent. */
  missing?: 'agent-not-found' | 'call-not-found';
  signal?: AbortSignal | undefined;
}

/** Requests to Genesys Web Services v2: signed in, with the pair against CSRF, retried where that is safe, and judged. */
export class GenesysApi {
  readonly http: Http;
  readonly session: Session;
  readonly chance: Chance;

  constructor(options: GenesysOptions) {
    const { url, credentials, chance = realChance, ...network } = options;
    const jar = createJar();
    this.http = createHttp({
      ...network,
      baseURL: apiRoot(url),
      jar,
      platform: 'genesys',
      secrets: [credentials.password, basic(credentials)],
    });
    this.chance = chance;
    this.session = new Session(this.http, jar, credentials, chance);
  }

  /**
   * A GET below the API root, signed in, with retries.
   *
   * @returns the body, an object whose `statusCode` is 0
   */
  async read(
    path: string,
    query?: Readonly<Record<string, string | number>>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    return decodeEnvelope((await this.send({ method: 'GET', path, query, signal })).body).body;
  }

  /** Closes all connections; ends nothing on the platform. */
  close(): void {
    this.http.close();
  }

  /**
   * Signed in, and with the two repetitions that are safe because the server refused before it looked at the request: a dead
   * session (sign in again) and an old CSRF token (fetch a new one), each at most once.
   */
  async send(asked: Asked): Promise<HttpAnswer> {
    const { session } = this;
    await unsent(session.ensure(asked.signal));
    let renewed = false;
    let refreshed = false;
    for (;;) {
      const { generation, token } = session;
      // A read that was refused with the cookie gets Basic too, now that the session is new: some server may want it each time.
      const withBasic = asked.method === 'GET' && (renewed || session.readsWantBasic);
      const answer = await this.exchange(asked, session.headers(withBasic), [
        ...(renewed ? [] : [isSignedOut]),
        ...(refreshed ? [] : [isCsrfRefusal]),
      ]);
      if (!renewed && isSignedOut(answer)) {
        renewed = true;
        await unsent(session.renew(generation, asked.signal));
      } else if (!refreshed && isCsrfRefusal(answer)) {
        refreshed = true;
        await unsent(session.refreshCsrf(token, asked.signal));
      } else {
        if (!isSignedOut(answer)) session.known(withBasic);
        if (asked.method === 'GET' && generation === session.generation) session.observe(answer);
        return answer;
      }
    }
  }

  /** @param passed refusals that come back as answers instead of errors */
  protected async exchange(
    asked: Asked,
    headers: Record<string, string>,
    passed: readonly ((answer: HttpAnswer) => boolean)[] = [],
  ): Promise<HttpAnswer> {
    const { missing, ...request } = asked;
    const kind = asked.method === 'GET' ? 'read' : 'verb';
    return exchangeOnce(
      {
        kind,
        send: () => this.http.request({ ...request, headers }),
        judge: (answer) =>
          passed.some((passes) => passes(answer)) ? undefined : refusal(answer, kind, this.http.redact, missing),
        signal: asked.signal,
      },
      this.chance,
    );
  }

  protected async list<T>(
    path: string,
    name: string,
    decode: (value: unknown) => T,
    signal: AbortSignal | undefined,
  ): Promise<T[]> {
    const items = (await this.read(path, { fields: '*' }, signal))[name];
    if (!Array.isArray(items)) throw nonsense(`Genesys answered ${path} without ${name}.`);
    return decodeEach(items, tolerant(decode));
  }
}
