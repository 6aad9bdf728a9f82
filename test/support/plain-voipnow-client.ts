import { voipnowApp } from '../../simulators';
import type { Json } from './plain-genesys-client';

export interface VoipNowAnswer {
  status: number;
  body: Json;
  text: string;
  /** `error.code` of a refusal. */
  code: unknown;
  entry: Json[];
}

const credentials: Record<string, string | undefined> = {
  grant_type: 'client_credentials',
  client_id: voipnowApp.key,
  client_secret: voipnowApp.secret,
};

/** A VoipNow client with nothing clever in it: fetch and a token. It sees what the wire says. */
export class PlainVoipNowClient {
  token = '';
  private readonly stopped = new AbortController();

  constructor(readonly url: string) {}

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<VoipNowAnswer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: this.stopped.signal,
    });
    const text = await response.text();
    let parsed: unknown = {};
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not JSON, or nothing at all: the text is what there is.
    }
    const json = parsed as Json;
    const error = json.error as Json | undefined;
    return { status: response.status, body: json, text, code: error?.code, entry: (json.entry ?? []) as Json[] };
  }

  /** Asks for a token; `fields` change what is sent, undefined leaves one out. */
  async grant(fields: Record<string, string | undefined> = {}, path = '/oauth/token.php'): Promise<VoipNowAnswer> {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...credentials, ...fields })) {
      if (value !== undefined) form.set(name, value);
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.request('POST', path, form.toString(), headers);
  }

  async signIn(): Promise<this> {
    const { body } = await this.grant();
    this.token = String(body.access_token);
    return this;
  }

  get = (path: string): Promise<VoipNowAnswer> => this.request('GET', `/uapi${path}`);
  put = (path: string, body: unknown): Promise<VoipNowAnswer> => this.request('PUT', `/uapi${path}`, body);
  post = (path: string, body: unknown): Promise<VoipNowAnswer> => this.request('POST', `/uapi${path}`, body);
  delete = (path: string): Promise<VoipNowAnswer> => this.request('DELETE', `/uapi${path}`);

  /** The first call of an extension. */
  async call(extension: string): Promise<Json> {
    const { entry } = await this.get(`/phoneCalls/@me/${extension}`);
    return entry[0]!;
  }

  /** One of the three actions, as a careful client sends it. */
  async supervise(action: string, call: Json, more: Json = {}): Promise<VoipNowAnswer> {
    const [view] = call.phoneCallView as Json[];
    return this.put(`/phoneCalls/@me/${String(call.extension)}/${String(call.id)}`, {
      action,
      sendCallTo: '0007*6105',
      phoneCallViewId: view?.id,
      ...more,
    });
  }

  close(): void {
    this.stopped.abort();
  }
}

export const viewsOf = (call: Json | undefined): Json[] => (call?.phoneCallView ?? []) as Json[];
