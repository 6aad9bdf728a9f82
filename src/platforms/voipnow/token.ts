import { orAborted } from '../../net/aborted';
import { exchange, type Chance } from '../../net/exchange';
import type { Http, HttpAnswer } from '../../net/http';
import { SupervisionError } from '../../supervision/errors';
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
    const answer = await exchange(
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
    const fresh = decodeToken(answer.body, this.chance.now());
    this.http.keepSecret(fresh.token);
    this.held = fresh;
    return fresh.token;
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
    if (status >= 500 || status === 429) {
      const limited = status === 429 ? 'rate-limited' : 'platform-error';
      return new SupervisionError(limited, `VoipNow gives out no tokens at the moment. ${codes}`, {
        ...details,
        retryable: true,
      });
    }
    // A path that is not there is a wrong setting, and no word about the App.
    const error =
      code === undefined && (status === 404 || (status >= 300 && status < 400))
        ? new SupervisionError(
            'invalid-input',
            `There is no token endpoint at this address. Check URL and token path of the connection. ${codes}`,
            details,
          )
        : new SupervisionError(
            'auth',
            `VoipNow refused the App of this connection. Check App key and App secret, and that the App is trusted. ${codes}`,
            details,
          );
    this.refused = error;
    return error;
  }
}
