import { orAborted } from '../../net/aborted';
import { exchange, type Chance } from '../../net/exchange';
import type { Http, HttpAnswer } from '../../net/http';
import { SupervisionError, type ErrorCode } from '../../supervision/errors';
import { decodeError, decodeToken } from './wire';

export interface AppCredentials {
  appId: string;
  appSecret: string;
}

/** The bearer token of a trusted App: fetched once for all who need it, renewed in time, never asked for again once refused. */
export class Token {
  private held: { token: string; until: number } | undefined;
  private refused: SupervisionError | undefined;
  private fetching: Promise<string> | undefined;

  constructor(
    private readonly http: Http,
    private readonly path: string,
    private readonly app: AppCredentials,
    private readonly chance: Chance,
  ) {}

  /** VoipNow has taken the App, and not taken that back since. */
  get isHeld(): boolean {
    return this.held !== undefined;
  }

  /** @throws SupervisionError `auth` where App key or secret are refused; anything else where they could not be asked */
  async get(signal?: AbortSignal): Promise<string> {
    if (this.refused) throw this.refused;
    if (this.held && this.chance.now() < this.held.until) return this.held.token;
    this.fetching ??= this.fetch().finally(() => {
      this.fetching = undefined;
    });
    return orAborted(this.fetching, signal);
  }

  /** This token was not taken. Of several who say so only the first has it renewed. */
  drop(token: string): void {
    if (this.held?.token === token) this.held = undefined;
  }

  /** A person has started the connection anew: a refusal is forgotten. */
  reset(): void {
    this.refused = undefined;
  }

  private async fetch(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: this.app.appId,
      client_secret: this.app.appSecret,
      // Usual, and needed where one server has both APIs; others ignore it.
      type: 'unifiedapi',
    });
    try {
      const answer = await this.ask(form).catch((thrown: unknown) => {
        if (!(thrown instanceof SupervisionError) || thrown.vendorCode !== 'invalid_request') throw thrown;
        // Something is missing: the vendor's own client sends an address too, and any will do (inferred).
        form.set('redirect_uri', this.http.baseURL + this.path);
        return this.ask(form);
      });
      const fresh = decodeToken(answer.body, this.chance.now());
      this.http.keepSecret(fresh.token);
      this.held = fresh;
      return fresh.token;
    } catch (thrown) {
      if (thrown instanceof SupervisionError && thrown.code === 'auth') this.refused = thrown;
      throw thrown;
    }
  }

  private ask(form: URLSearchParams): Promise<HttpAnswer> {
    return exchange(
      {
        // Asking for a token changes nothing that matters: it may be asked again.
        kind: 'read',
        send: () =>
          this.http.request({
            method: 'POST',
            path: this.path,
            headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
            body: form.toString(),
          }),
        judge: (came) => this.judge(came),
      },
      this.chance,
    );
  }

  private judge(answer: HttpAnswer): SupervisionError | undefined {
    const { status } = answer;
    const { code } = decodeError(answer.body);
    if (status >= 200 && status < 300 && code === undefined) return undefined;
    const details = {
      platform: 'voipnow',
      httpStatus: status,
      ...(code !== undefined && { vendorCode: this.http.redact.text(code).slice(0, 100) }),
    } as const;
    const codes = `(HTTP ${status}${details.vendorCode === undefined ? '' : `, ${details.vendorCode}`})`;
    // The vendor's demo programs know 409 as "limit exceeded".
    const isLimit = status === 429 || status === 409;
    if (status >= 500 || isLimit) {
      const limited = isLimit ? 'rate-limited' : 'platform-error';
      return new SupervisionError(limited, `VoipNow gives out no tokens at the moment. ${codes}`, {
        ...details,
        retryable: true,
      });
    }
    const says = (errorCode: ErrorCode, text: string): SupervisionError =>
      new SupervisionError(errorCode, `${text} ${codes}`, details);
    // A path that is not there is a wrong setting, and no word about the App.
    if (code === undefined && (status === 404 || (status >= 300 && status < 400))) {
      return says(
        'invalid-input',
        'There is no token endpoint at this address. Check URL and token path of the connection.',
      );
    }
    // Nor is a page that a proxy or a filter wrote; it may be gone in a minute.
    if (code === undefined && status !== 401) {
      return says('platform-error', 'The token endpoint, or a proxy before it, refused the request without a word.');
    }
    return says(
      'auth',
      'VoipNow refused the App of this connection. Check App key and App secret, and that the App is trusted.',
    );
  }
}
