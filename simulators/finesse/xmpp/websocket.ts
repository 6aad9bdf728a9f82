import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { attribute, readXml, xml } from '../xml';
import { ns } from './names';
import type { Connections, Stream, Transport } from './stream';

const stanzaLimit = 1024 * 1024;
const paths = ['/ws', '/ws/'];

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8');

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** XMPP in the frames of a WebSocket (RFC 7395). */
export class WebSocketTransport {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: stanzaLimit,
    // A server that hangs answers no ping of the WebSocket either; see `serve`.
    autoPong: false,
    handleProtocols: (protocols) => (protocols.has('xmpp') ? 'xmpp' : false),
  });

  private readonly clients = new Map<Stream, WebSocket>();

  constructor(private readonly hooks: Connections) {}

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // What breaks before it is a WebSocket is nobody's loss.
    socket.on('error', () => undefined);
    const [path = ''] = (request.url ?? '').split('?');
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',');
    if (!paths.includes(path)) refuse(socket, '404 Not Found');
    else if (!protocols.some((name) => name.trim() === 'xmpp')) refuse(socket, '400 Bad Request');
    else {
      this.server.handleUpgrade(request, socket, head, (client) => {
        this.serve(client);
      });
    }
  }

  /** Breaks a connection without a word. */
  cut(stream: Stream): void {
    this.clients.get(stream)?.terminate();
  }

  close(): void {
    for (const client of this.server.clients) client.terminate();
    this.server.close();
  }

  private serve(client: WebSocket): void {
    const { hooks } = this;
    let greeted = false;
    const greet = (id = randomBytes(8).toString('hex')): void => {
      const attributes = { xmlns: ns.framing, from: hooks.domain, id, version: '1.0', 'xml:lang': 'en' };
      if (!greeted) transport.send(xml('open', attributes));
      greeted = true;
    };
    const transport: Transport = {
      send: (element) => {
        if (!hooks.hung() && client.readyState === client.OPEN) client.send(element.toString());
      },
      end: (error) => {
        // Also a stream that fails at once has to be opened first.
        if (error !== undefined) greet();
        if (error !== undefined) transport.send(error);
        transport.send(xml('close', { xmlns: ns.framing }));
        client.close();
      },
    };
    const stream = hooks.open(transport);
    this.clients.set(stream, client);
    client.on('error', () => undefined);
    client.on('ping', (data) => {
      if (!hooks.hung()) client.pong(data);
    });
    client.on('close', () => {
      this.clients.delete(stream);
      stream.closed();
      hooks.gone(stream);
    });
    client.on('message', (data, binary) => {
      if (hooks.hung()) return;
      hooks.heard(stream);
      const element = binary ? undefined : readXml(textOf(data));
      if (binary) client.close(1003);
      else if (element === undefined) stream.fail('not-well-formed');
      else if (element.is('close', ns.framing)) {
        stream.closed();
        transport.end();
      } else if (element.is('open', ns.framing)) {
        greeted = false;
        stream.open(attribute(element, 'to'), greet);
      } else stream.receive(element);
    });
  }
}
