import http from 'node:http';
import https from 'node:https';
import { WebSocketServer, type WebSocket } from 'ws';
import { run, type Running } from '../servers';
import type { Core, FakeConnection, FakeOptions } from './fake';

export async function fakeWebSocket(
  core: Core,
  options: FakeOptions,
): Promise<{ running: Running; path: string; scheme: string }> {
  const server = options.tls ? https.createServer(options.tls) : http.createServer();
  server.on('request', (_request, response) => response.writeHead(404).end());
  server.on('tlsClientError', () => undefined);
  const sockets = new WebSocketServer({ server, path: '/ws/', handleProtocols: () => 'xmpp' });
  sockets.on('connection', (socket) => {
    serve(core, socket);
  });
  return { running: await run(server), path: '/ws/', scheme: 'ws' };
}

function serve(core: Core, socket: WebSocket): void {
  let begun = 0;
  socket.on('error', () => undefined);
  const connection: FakeConnection = {
    received: [],
    send: (...sent) => {
      for (const element of sent) socket.send(element);
    },
    // What is not a text goes as a text message all the same: that is how broken UTF-8 travels.
    raw: (content) => {
      socket.send(content, { binary: false });
    },
    pour: (part) => {
      socket.send(part, { binary: false, fin: false });
    },
    begin: (features) => {
      connection.send(
        `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='finesse.test' id='s${begun}' version='1.0'/>`,
        features,
      );
    },
    cut: () => {
      socket.terminate();
    },
  };
  core.joined(connection);
  socket.on('message', (data: Buffer) => {
    const element = data.toString('utf8');
    if (element.startsWith('<open')) core.began(connection, begun++ > 0);
    else if (element.startsWith('<close')) {
      connection.received.push(element);
      socket.close();
    } else core.element(element, connection);
  });
}
