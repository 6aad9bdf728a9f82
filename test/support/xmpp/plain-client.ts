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
  async take(pattern: RegExp, limitMs = 5000): Promise<RegExpExecArray> {
    const found = await until(String(pattern), () => pattern.exec(this.received), limitMs);
    this.received = this.received.slice(found.index + found[0].length);
    return found;
  }

  /** Sends an iq; gives the answer, and fails where it is an error. */
  async ask(type: 'get' | 'set', payload: string, to: string | undefined, limitMs = 5000): Promise<string> {
    const id = `plain-${++this.#lastId}`;
    this.send(`<iq type='${type}' id='${id}'${to === undefined ? '' : ` to='${to}'`}>${payload}</iq>`);
    // Cheaper than the pattern, where thousands of other answers come first.
    await until(`an answer to ${id}`, () => new RegExp(`id=.${id}\\b`).test(this.received), limitMs);
    const [answer] = await this.take(
      new RegExp(`<iq [^>]*id=['"]${id}['"][^>]*?(?:/>|>(?:(?!</iq>)[^])*</iq>)`),
      limitMs,
    );
    if (!/type=['"]result['"]/.test(answer)) throw new Error(`the server answered ${answer}`);
    return answer;
  }

  /** Ends the connection without a word. */
  close(): void {
    this.socket.destroy();
  }
}
