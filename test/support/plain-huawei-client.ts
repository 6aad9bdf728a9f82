import http from 'node:http';
import https from 'node:https';
import type { Json } from './plain-genesys-client';

export interface HuaweiAnswer {
  status: number;
  body: Json;
  text: string;
  /** `retcode`, as it came. */
  code: unknown;
  result: Json;
  /** Names and values in turn, spelt and ordered as on the wire. */
  rawHeaders: string[];
  header: (name: string) => string | undefined;
}

const asJson = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};

/** A CC-Gateway client with nothing clever in it: a GUID, a cookie, and one poll after the other when it is told to. */
export class PlainHuaweiClient {
  guid = '';
  cookie = '';
  /** What polls brought, oldest first. */
  readonly events: Json[] = [];
  private readonly agent: http.Agent;

  constructor(
    readonly api: string,
    readonly workNo = '6105',
    private readonly ca?: string,
  ) {
    this.agent = ca === undefined ? new http.Agent({ keepAlive: true }) : new https.Agent({ keepAlive: true, ca });
  }

  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<HuaweiAnswer> {
    const sent = {
      'Content-Type': 'application/json; charset=UTF-8',
      ...(this.guid !== '' && { Guid: this.guid }),
      ...(this.cookie !== '' && { Cookie: this.cookie }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const ask = this.ca === undefined ? http.request : https.request;
      const options = { method, headers: sent, agent: this.agent, ...(signal !== undefined && { signal }) };
      const request = ask(this.api + path, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('error', reject);
        response.once('end', () => {
          const { statusCode: status = 0, rawHeaders } = response;
          const parsed = asJson(text);
          resolve({
            status,
            body: parsed,
            text,
            code: parsed.retcode,
            result: parsed.result as Json,
            rawHeaders,
            header: (name) => rawHeaders[rawHeaders.indexOf(name) + 1 || rawHeaders.length],
          });
        });
      });
      request.once('error', reject);
      request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  /** @param how `''`, `/forcelogin` or `/loginex`; `fields` change what is sent, undefined leaves one out */
  async signIn(fields: Json = {}, how = ''): Promise<HuaweiAnswer> {
    const body = { password: 'simulator', phonenum: this.workNo, ...fields };
    const answer = await this.request('PUT', `/onlineagent/${this.workNo}${how}`, body);
    if (answer.code === '0' || answer.code === 0) {
      this.guid = answer.header('Guid') ?? '';
      [this.cookie = ''] = (answer.header('Set-Cookie') ?? '').split(';');
    }
    return answer;
  }

  /** One poll. The GUID of the answer, if there is one, is the one to use from then on. */
  async poll(signal?: AbortSignal): Promise<HuaweiAnswer> {
    const answer = await this.request('GET', `/agentevent/${this.workNo}`, undefined, {}, signal);
    this.guid = answer.header('Set-GUID')?.replace('JSESSIONID=', '') ?? this.guid;
    const event = answer.body.event as Json | null | undefined;
    if (event?.eventType !== undefined) this.events.push(event);
    return answer;
  }

  /** Fetches until one of this name is there, and takes all of them out. */
  async until(eventType: string): Promise<string[]> {
    while (!this.events.some((event) => event.eventType === eventType)) await this.poll();
    return this.events.splice(0).map((event) => String(event.eventType));
  }

  /** As many events as that, taken out. */
  async next(count: number): Promise<Json[]> {
    while (this.events.length < count) await this.poll();
    return this.events.splice(0, count);
  }

  own = (method: string, path: string): Promise<HuaweiAnswer> =>
    this.request(method, `/onlineagent/${this.workNo}/${path}`);
  qc = (method: string, path: string, body?: unknown): Promise<HuaweiAnswer> =>
    this.request(method, `/qualitycontrol/${this.workNo}/${path}`, body);

  listen = (agent = '6001'): Promise<HuaweiAnswer> => this.qc('PUT', `addsupervise/${agent}`);
  insert = (agent = '6001'): Promise<HuaweiAnswer> => this.qc('PUT', `addinsert/${agent}`);
  whisper = (agent = '6001'): Promise<HuaweiAnswer> => this.qc('POST', `requestwhisperagent?whisperagentid=${agent}`);
  cancel = (agent = '6001'): Promise<HuaweiAnswer> => this.qc('DELETE', agent);
  stopWhisper = (agent = '6001'): Promise<HuaweiAnswer> =>
    this.qc('POST', `requeststopwhisperagent?whisperagentid=${agent}`);
  switchTo = (type: number | string, agent = '6001'): Promise<HuaweiAnswer> =>
    this.qc('POST', `requestswitchinsertwhisperagent?whisperagentid=${agent}&switchtype=${type}`);
  toggle = (agent = '6001'): Promise<HuaweiAnswer> => this.qc('POST', `switch/${agent}`);

  /** What the gateway takes him to be doing, in its own enumeration. */
  async state(): Promise<unknown> {
    const { result } = await this.own('GET', 'agentstatus');
    return result.agentState;
  }

  close(): void {
    this.agent.destroy();
  }
}
