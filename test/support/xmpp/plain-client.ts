import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { until } from '../until';

export interface PlainClientOptions {
  /** `xmpps://host:port` or `xmpp://host:port`. */
  url: string;
  ca?: string;
  domain: string;
  username: string;
  password: string;
  resource: string;
}

/** An XMPP client that knows texts and nothing else, so that it shares no mistake with ours. */
export class PlainClient {
  /** What came and was not waited for yet. */
  received = '';
  #lastId = 0;

  private constructor(private readonly socket: net.Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.received += text;
    });
    socket.on('error', () => undefined);
  }

  static async connect({ url, ca, domain, username, password, resource }: PlainClientOptions): Promise<PlainClient> {
    const { protocol, hostname: host, port } = new URL(url);
    const secure = protocol === 'xmpps:';
    const to = { host, port: Number(port) };
    const socket = secure ? tls.connect({ ...to, ...(ca !== undefined && { ca }) }) : net.connect(to);
    await once(socket, secure ? 'secureConnect' : 'connect');
    const client = new PlainClient(socket);
    const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`;
    client.send(header);
    await client.take(/<\/stream:features>/);
    const credentials = Buffer.from(`\0${username}\0${password}`).toString('base64');
    client.send(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${credentials}</auth>`);
    await client.take(/<success[^>]*>/);
    client.send(header);
    await client.take(/<\/stream:features>/);
    await client.ask(
      'set',
      `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${resource}</resource></bind>`,
      undefined,
    );
    return client;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Waits for a text, and forgets what came before its end. */
  async take(pattern: RegExp): Promise<RegExpExecArray> {
    const found = await until(`${String(pattern)} in "${this.received.slice(-200)}"`, () =>
      pattern.exec(this.received),
    );
    this.received = this.received.slice(found.index + found[0].length);
    return found;
  }

  /** Sends an iq; fails where the answer is an error. */
  async ask(type: 'get' | 'set', payload: string, to: string | undefined): Promise<void> {
    const id = `plain-${++this.#lastId}`;
    this.send(`<iq type='${type}' id='${id}'${to === undefined ? '' : ` to='${to}'`}>${payload}</iq>`);
    const [answer] = await this.take(new RegExp(`<iq [^>]*id=['"]${id}['"][^>]*?(?:/>|>(?:(?!</iq>)[^])*</iq>)`));
    if (!/type=['"]result['"]/.test(answer)) throw new Error(`the server answered ${answer}`);
  }

  /** Ends the connection without a word. */
  close(): void {
    this.socket.destroy();
  }
}
