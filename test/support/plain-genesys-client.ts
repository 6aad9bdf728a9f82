import { agentPassword, supervisorPassword } from '../../simulators';

export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  body: Json;
  text: string;
  headers: Headers;
}

export interface Message extends Json {
  channel: string;
  data?: Json;
  successful?: boolean;
  error?: string;
  advice?: Json;
  clientId?: string;
}

const asJson = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};

/** A Genesys client with nothing clever in it: fetch, a cookie jar, and Bayeux by hand. It sees what the wire says. */
export class PlainGenesysClient {
  readonly cookies = new Map<string, string>();
  readonly messages: Message[] = [];
  readonly headers: Record<string, string> = {};
  clientId = '';
  /** The last reply to a poll, or why there was none. */
  lastPoll: Message | Error | undefined;
  private stopped = new AbortController();
  private polling: Promise<void> | undefined;

  constructor(
    readonly api: string,
    readonly user: string,
    readonly password = user.startsWith('sup') ? supervisorPassword : agentPassword,
  ) {}

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(path.startsWith('http') ? path : this.api + path, {
      method,
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...this.headers,
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: this.stopped.signal,
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      this.cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: asJson(text), text, headers: response.headers };
  }

  get basic(): Record<string, string> {
    return { authorization: `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}` };
  }

  async signIn(): Promise<Answer> {
    return this.request('GET', '/me?subresources=*', undefined, this.basic);
  }

  get = (path: string): Promise<Answer> => this.request('GET', path);
  post = (path: string, body: unknown): Promise<Answer> => this.request('POST', path, body);

  async bayeux(messages: unknown, subPath = ''): Promise<Message[]> {
    const answer = await this.request('POST', `/notifications${subPath}`, messages);
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as Message[];
  }

  async handshake(): Promise<Message> {
    const [reply] = await this.bayeux([
      { id: '1', channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] },
    ]);
    this.clientId = String(reply?.clientId);
    return reply!;
  }

  async subscribe(subscription: string): Promise<Message> {
    const replies = await this.bayeux([{ channel: '/meta/subscribe', subscription, clientId: this.clientId }]);
    return replies.find(({ channel }) => channel === '/meta/subscribe')!;
  }

  /** Polls until `close`; what arrives is in `messages`. */
  poll(): void {
    const loop = async (): Promise<void> => {
      while (!this.stopped.signal.aborted) {
        const messages = await this.bayeux(
          [{ channel: '/meta/connect', connectionType: 'long-polling', clientId: this.clientId }],
          '/connect',
        );
        for (const message of messages) {
          if (message.channel === '/meta/connect') this.lastPoll = message;
          else this.messages.push(message);
        }
        if (messages.some(({ successful }) => successful === false)) return;
      }
    };
    this.polling = loop().catch((thrown: unknown) => {
      this.lastPoll = thrown as Error;
    });
  }

  /** Signed in, subscribed, polling, in a contact-centre session. */
  async start(): Promise<this> {
    await this.signIn();
    await this.handshake();
    await this.subscribe('/v2/me/devices');
    await this.subscribe('/v2/me/calls');
    this.poll();
    await this.post('/me', { operationName: 'StartContactCenterSession', channels: ['voice'] });
    return this;
  }

  async device(): Promise<Json> {
    const { body } = await this.get('/me/devices?fields=*');
    return (body.devices as Json[])[0]!;
  }

  async onDevice(operationName: string, more: Json = {}): Promise<Answer> {
    const { id } = await this.device();
    return this.post(`/me/devices/${String(id)}`, { operationName, ...more });
  }

  async calls(): Promise<Json[]> {
    const { body } = await this.get('/me/calls?fields=*');
    return body.calls as Json[];
  }

  async onCall(operationName: string, more: Json = {}): Promise<Answer> {
    const [call] = await this.calls();
    return this.post(`/me/calls/${String(call?.id)}`, { operationName, ...more });
  }

  /** `Ringing`, `Established`, `ParticipantsUpdated` … for calls; `Device ListenIn` or `Device` for devices. */
  story(): string[] {
    return this.messages.map(({ data = {} }) => {
      if (data.messageType === 'CallStateChangeMessage') {
        const call = data.call as Json;
        return data.notificationType === 'StatusChange' ? String(call.state) : String(data.notificationType);
      }
      if (data.messageType !== 'DeviceStateChangeMessage') return String(data.messageType);
      const [device] = data.devices as Json[];
      const state = device?.supervisorMonitoringState as Json | undefined;
      return state === undefined ? 'Device' : `Device ${String(state.state)}`;
    });
  }

  lastCall(): Json {
    const last = this.messages.filter(({ channel }) => channel === '/v2/me/calls').at(-1);
    return last?.data?.call as Json;
  }

  async close(): Promise<void> {
    this.stopped.abort();
    await this.polling;
  }
}
