import { randomBytes } from 'node:crypto';
import WebSocket, { type RawData } from 'ws';
import { attribute, readXml, xml, type Element } from '../xml';
import { ns } from '../xmpp/names';

export interface Account {
  /** `ws://127.0.0.1:5280/ws` */
  ws: string;
  domain: string;
  user: string;
  password: string;
  /** PEM, for a `wss:` address with a certificate of a private authority. */
  ca?: string;
}

interface Waiting {
  resolve: (answer: Element) => void;
  reject: (error: Error) => void;
}

const answerMs = 5000;

/** The condition of an error stanza, for people. */
const conditionOf = (stanza: Element): string => stanza.getChild('error')?.getChildElements()[0]?.getName() ?? 'error';

/** An ordinary user's session on a real XMPP server: enough of a client to run a publish-subscribe service with. */
export class ServerClient {
  private readonly answers = new Map<string, Waiting>();
  private readonly frames: Element[] = [];
  private wanted: ((frame: Element | undefined) => void) | undefined;
  private bound = false;
  private count = 0;

  private constructor(
    private readonly socket: WebSocket,
    /** Hears presence of others, and that the connection is gone. */
    private readonly hooks: { presence: (presence: Element) => void; closed: () => void },
  ) {
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      this.hear(data);
    });
    socket.on('close', () => {
      this.wanted?.(undefined);
      for (const { reject } of this.answers.values()) reject(new Error('The connection to the XMPP server is gone.'));
      this.answers.clear();
      if (this.bound) this.hooks.closed();
    });
  }

  /** Signs in by PLAIN and binds a resource. Rejects with a sentence where that fails. */
  static async connect(account: Account, hooks: ServerClient['hooks']): Promise<ServerClient> {
    const socket = new WebSocket(account.ws, ['xmpp'], {
      handshakeTimeout: answerMs,
      perMessageDeflate: false,
      ...(account.ca !== undefined && { ca: account.ca }),
    });
    const client = new ServerClient(socket, hooks);
    const timer = setTimeout(() => {
      socket.terminate();
    }, answerMs);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      await client.signIn(account);
    } catch (thrown) {
      socket.terminate();
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
    return client;
  }

  send(element: Element): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(element.toString());
  }

  /** Resolves with the answer; rejects with the condition of a refusal. */
  ask(type: 'get' | 'set', to: string | undefined, content: Element): Promise<Element> {
    this.count += 1;
    const id = `s${this.count}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.answers.delete(id);
        reject(new Error('The XMPP server does not answer.'));
      }, answerMs).unref();
      const settle = (action: () => void): void => {
        clearTimeout(timer);
        action();
      };
      this.answers.set(id, {
        resolve: (answer) => {
          settle(() => {
            resolve(answer);
          });
        },
        reject: (error) => {
          settle(() => {
            reject(error);
          });
        },
      });
      this.send(xml('iq', { xmlns: ns.client, type, id, to }, content));
    });
  }

  close(): void {
    this.bound = false;
    this.send(xml('close', { xmlns: ns.framing }));
    this.socket.close();
    // A server that hangs does not close its side.
    setTimeout(() => {
      this.socket.terminate();
    }, 200).unref();
  }

  private async signIn({ domain, user, password }: Account): Promise<void> {
    const open = xml('open', { xmlns: ns.framing, to: domain, version: '1.0' });
    this.send(open);
    await this.until('features');
    const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
    this.send(xml('auth', { xmlns: ns.sasl, mechanism: 'PLAIN' }, secret));
    await this.until('success');
    this.send(open);
    await this.until('features');
    this.bound = true;
    const resource = `simulator-${randomBytes(4).toString('hex')}`;
    await this.ask('set', undefined, xml('bind', { xmlns: ns.bind }, xml('resource', {}, resource)));
  }

  /** The next frame that is called so. Rejects when the server refuses, or is gone. */
  private async until(name: string): Promise<Element> {
    for (;;) {
      const frame = this.frames.shift() ?? (await new Promise<Element | undefined>((next) => (this.wanted = next)));
      const what = frame?.getName() ?? 'nothing';
      if (frame !== undefined && what === name) return frame;
      if (what !== 'open') throw new Error(`The XMPP server does not let the simulator sign in: ${what}.`);
    }
  }

  private hear(data: RawData): void {
    const frame = readXml((data as Buffer).toString('utf8'));
    if (frame === undefined) return;
    if (this.bound) this.stanza(frame);
    else if (this.wanted === undefined) this.frames.push(frame);
    else {
      const { wanted } = this;
      this.wanted = undefined;
      wanted(frame);
    }
  }

  private stanza(stanza: Element): void {
    const [id, type] = [attribute(stanza, 'id') ?? '', attribute(stanza, 'type')];
    if (stanza.is('presence')) this.hooks.presence(stanza);
    if (!stanza.is('iq')) return;
    if (type === 'get') {
      this.send(xml('iq', { xmlns: ns.client, type: 'result', id, to: attribute(stanza, 'from') }));
      return;
    }
    const waiting = this.answers.get(id);
    this.answers.delete(id);
    if (type === 'result') waiting?.resolve(stanza);
    else waiting?.reject(new Error(conditionOf(stanza)));
  }
}
