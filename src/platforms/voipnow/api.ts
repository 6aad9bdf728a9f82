import { exchange, realChance, type Chance } from '../../net/exchange';
import { createHttp, type Http, type HttpAnswer, type HttpOptions } from '../../net/http';
import { unsent } from '../../net/unsent';
import { isDenied, refusal, type Verb } from './failures';
import { roots, userSegment, type Removal } from './paths';
import { Token, type AppCredentials } from './token';

export interface VoipNowOptions extends Pick<HttpOptions, 'tls' | 'proxy' | 'timeoutMs' | 'maxBytes'>, AppCredentials {
  /** `https://pbx.example.com`, also with `/uapi` or `/unifiedapi`. */
  url: string;
  /** Default `/oauth/token.php`; some resellers have `/oauth/token`. */
  tokenPath?: string | undefined;
  /** Default `@me`: the user on whom the App is registered. */
  userId?: string | undefined;
  /** More that must never be seen in an error. */
  secrets?: readonly string[] | undefined;
  chance?: Chance | undefined;
}

export type Query = Readonly<Record<string, string | number>>;

/** Requests to the UnifiedAPI: with a token, retried where that is safe, and judged. */
export class VoipNowApi {
  readonly user: string;
  readonly token: Token;
  readonly chance: Chance;
  readonly http: Http;
  private readonly tokenHttp: Http;

  constructor(options: VoipNowOptions) {
    const { url, tokenPath, userId, appId, appSecret, secrets = [], chance = realChance, ...network } = options;
    const { api, token } = roots(url, tokenPath ?? '/oauth/token.php');
    this.user = userSegment(userId ?? '@me');
    this.chance = chance;
    const common = { ...network, platform: 'voipnow', secrets: [appSecret, ...secrets] } as const;
    this.http = createHttp({ ...common, baseURL: api });
    this.tokenHttp = createHttp({ ...common, baseURL: token.base });
    this.token = new Token(this.tokenHttp, token.path, { appId, appSecret }, chance);
  }

  /** Closes all connections; ends nothing on the platform. */
  close(): void {
    this.http.close();
    this.tokenHttp.close();
  }

  protected read(path: string, query?: Query, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.send({ method: 'GET', path, query, signal });
  }

  protected verb(
    verb: Verb,
    method: 'POST' | 'PUT',
    path: string,
    body: object,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    return this.send({ method, path, body, verb, signal });
  }

  /** The only way to a DELETE. */
  protected remove(verb: Verb, { path, query }: Removal, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.send({ method: 'DELETE', path, query, verb, signal });
  }

  /** With one repetition that is safe, because the server refused before it looked at the request: the token was too old. */
  private async send(asked: Asked): Promise<HttpAnswer> {
    const { verb, ...request } = asked;
    for (let last = false; ; last = true) {
      const token = await unsent(this.token.get(asked.signal));
      const answer = await exchange(
        {
          kind: verb === undefined ? 'read' : 'verb',
          send: () => this.http.request({ ...request, headers: { Authorization: `Bearer ${token}` } }),
          judge: (came) => (!last && isDenied(came) ? undefined : refusal(came, this.http.redact, verb)),
          signal: asked.signal,
        },
        this.chance,
      );
      if (!isDenied(answer)) return answer;
      this.token.drop(token);
    }
  }
}

interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Query | undefined;
  body?: unknown;
  verb?: Verb | undefined;
  signal?: AbortSignal | undefined;
}
