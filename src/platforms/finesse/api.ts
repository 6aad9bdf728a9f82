import { exchange, realChance, type Chance } from '../../net/exchange';
import { createHttp, type Http, type HttpAnswer, type HttpOptions } from '../../net/http';
import { asSupervisionError, SupervisionError } from '../../supervision/errors';
import type { NodeAddress } from './address';
import type { About } from './catalogue';
import { readBody, refusal } from './failures';
import type { Login } from './login';
import { nonsense } from './wire';
import type { Element } from './xml';

export interface FinesseOptions extends Pick<HttpOptions, 'tls' | 'proxy' | 'timeoutMs'> {
  address: NodeAddress;
  login: Login;
  chance?: Chance | undefined;
}

/** What goes with a verb besides its body. */
export interface Sent {
  /** Comes back in the events that the request causes, most of the time. */
  requestId: string;
  signal?: AbortSignal | undefined;
}

/** Requests to one node of Finesse: with Basic, reads retried, verbs never sent twice, and everything judged. */
export class FinesseApi {
  readonly address: NodeAddress;
  readonly chance: Chance;
  readonly http: Http;
  protected readonly login: Login;

  constructor({ address, login, chance = realChance, ...network }: FinesseOptions) {
    this.address = address;
    this.login = login;
    this.chance = chance;
    this.http = createHttp({
      ...network,
      baseURL: address.root,
      platform: 'finesse',
      secrets: [login.password, login.basic],
      headers: { Accept: 'application/xml' },
    });
  }

  /** Closes all connections; ends nothing on the platform. */
  close(): void {
    this.http.close();
  }

  protected async read(
    path: string,
    about: About,
    query?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Element> {
    const { root } = await this.send({ method: 'GET', path, query, about, signal });
    if (!root) throw nonsense('an object');
    return root;
  }

  protected async verb(
    method: 'POST' | 'PUT',
    path: string,
    about: About,
    body: string,
    { requestId, signal }: Sent,
  ): Promise<void> {
    await this.send({ method, path, about, body, requestId, signal });
  }

  private async send({ about, body, requestId, ...request }: Request): Promise<{ root?: Element | undefined }> {
    const isVerb = request.method !== 'GET';
    const seen: { root?: Element | undefined; doubted: boolean } = { doubted: false };
    const headers = {
      Authorization: `Basic ${this.login.basic}`,
      ...(body !== undefined && { 'Content-Type': 'application/xml' }),
      ...(requestId !== undefined && { requestId }),
    };
    const judge = (answer: HttpAnswer): SupervisionError | undefined => {
      const read = readBody(answer);
      seen.root = read.root;
      const refused = refusal(answer, read, about, isVerb, this.http.redact);
      if (!refused) this.login.worked();
      else if (refused.code === 'auth') this.login.refused(refused);
      else if (answer.status === 401) seen.doubted = this.doubts(refused);
      return refused;
    };
    const send = async (): Promise<HttpAnswer> => {
      this.login.check();
      return this.http.request({ ...request, headers, body });
    };
    try {
      await exchange({ kind: isVerb ? 'verb' : 'read', send, judge, signal: request.signal }, this.chance);
    } catch (thrown) {
      const why = seen.doubted ? await this.findOut(request.signal) : undefined;
      throw why ?? thrown;
    }
    return seen;
  }

  /** A page without a word of Finesse says less than a refusal by it, and is asked about at once. */
  private doubts({ vendorCode }: SupervisionError): boolean {
    if (vendorCode === undefined) return true;
    return vendorCode === 'Authorization Failure' && this.login.doubted();
  }

  /** @returns why the password is not right any more; undefined where it is, or nobody can tell */
  private async findOut(signal: AbortSignal | undefined): Promise<SupervisionError | undefined> {
    const path = `/User/${encodeURIComponent(this.login.username)}`;
    const said = await this.read(path, 'me', undefined, signal).catch((thrown: unknown) => asSupervisionError(thrown));
    return said instanceof SupervisionError && said.code === 'auth' ? said : undefined;
  }
}

interface Request {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  query?: Readonly<Record<string, string>> | undefined;
  about: About;
  body?: string | undefined;
  requestId?: string | undefined;
  signal?: AbortSignal | undefined;
}
