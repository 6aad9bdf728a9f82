import { exchange, realChance, type Chance } from '../../net/exchange';
import { createHttp, type Http, type HttpAnswer, type HttpOptions, type HttpRequest } from '../../net/http';
import { createJar } from '../../net/cookies';
import { readRetries } from '../../net/retry';
import { SupervisionError } from '../../supervision/errors';
import { apiRoot } from './paths';
import { isReading, isSessionLost, refusal, type Asking } from './retcodes';
import { headersOf, Session, type Inspector } from './session';
import { bodyOf, decodeEnvelope } from './wire';

export interface HuaweiOptions extends Pick<HttpOptions, 'tls' | 'proxy' | 'timeoutMs' | 'maxBytes'>, Inspector {
  /** A host, `https://host:8043`, or the whole path. */
  url: string;
  chance?: Chance | undefined;
}

export interface Asked extends Pick<HttpRequest, 'method' | 'path' | 'query' | 'lane' | 'timeoutMs' | 'signal'> {
  asking: Asking;
  /** Tried once, and told as it is: its answer decides whether the session stands. */
  decides?: boolean | undefined;
}

/** Requests of one signed-in inspector: each with the present GUID, retried where that is safe, and judged. */
export class HuaweiApi {
  readonly session: Session;
  readonly chance: Chance;
  readonly http: Http;
  #doubted: () => void = () => undefined;

  constructor(options: HuaweiOptions) {
    const { url, chance = realChance, agentId, password, phoneNumber, releasePhone, ...network } = options;
    const jar = createJar();
    this.chance = chance;
    this.http = createHttp({
      ...network,
      baseURL: apiRoot(url),
      jar,
      platform: 'huawei',
      secrets: [password],
    });
    this.session = new Session(this.http, jar, { agentId, password, phoneNumber, releasePhone }, chance);
  }

  /** Called when the gateway answers a request of the present session as if it knew no such session. */
  onDoubt(doubted: () => void): void {
    this.#doubted = doubted;
  }

  /** Closes all connections; ends nothing on the platform. */
  close(): void {
    this.http.close();
  }

  /** @returns the `result` of the answer */
  protected async send(asked: Asked): Promise<unknown> {
    return decodeEnvelope(bodyOf(await this.answered(asked))).result;
  }

  /**
   * With one repetition that is safe, because the gateway refused before it looked at the request: the GUID had been replaced while
   * it was on its way.
   */
  protected async answered({ asking, decides = false, ...request }: Asked): Promise<HttpAnswer> {
    const { session, http } = this;
    const { serial } = session;
    for (let last = false; ; last = true) {
      let guid = '';
      try {
        return await exchange(
          {
            kind: isReading(asking) ? 'read' : 'verb',
            send: () => {
              guid = session.guid ?? notSignedIn();
              const headers = headersOf(guid);
              // There is one poll at a time, so what it tells is the newest; the answers to other requests overtake each other.
              const isNews = (): boolean =>
                session.guid === guid || (request.lane === 'poll' && session.serial === serial);
              const onHeaders = (told: Readonly<Record<string, unknown>>): void => {
                if (isNews()) session.observe(told);
              };
              return http.request({ ...request, headers, onHeaders });
            },
            judge: (answer) => {
              const error = refusal(answer, asking, http.redact);
              if (error && isSessionLost(error) && session.guid === guid && !decides) this.#doubted();
              return error;
            },
            signal: request.signal,
          },
          this.chance,
          decides ? { ...readRetries, attempts: 1 } : readRetries,
        );
      } catch (thrown) {
        const replaced = session.guid !== guid && session.serial === serial && session.guid !== undefined;
        if (last || !replaced || !(thrown instanceof SupervisionError) || !isSessionLost(thrown)) throw thrown;
      }
    }
  }
}

function notSignedIn(): never {
  const text = 'The inspector has no session at the gateway now. Try again in a moment.';
  throw new SupervisionError('unreachable', text, { platform: 'huawei', retryable: true, arrived: 'no' });
}
