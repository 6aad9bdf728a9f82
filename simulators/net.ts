import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Takes a connection over that wants to be something else than HTTP. */
export type Upgrade = (request: http.IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Tls {
  key: string | Buffer;
  cert: string | Buffer;
}

export interface Listening {
  port: number;
  /** `http://127.0.0.1:18081` */
  url: string;
  /** Breaks every open connection; new ones are welcome. */
  dropConnections: () => void;
  close: () => Promise<void>;
}

/** Nothing of the simulator is ever reachable from another machine. */
const host = '127.0.0.1';
const bodyLimit = 1024 * 1024;

export async function listen(handler: Handler, port: number, tls?: Tls, upgrade?: Upgrade): Promise<Listening> {
  const server = tls === undefined ? http.createServer(handler) : https.createServer(tls, handler);
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', remember);
  if (tls !== undefined) server.on('secureConnection', remember);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: bound,
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${bound}`,
    dropConnections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        dropConnections();
      }),
  };
}

/** The whole body as text. Rejects when it is too big or the client goes away. */
export function readBody(request: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) reject(new Error('The request body is too big.'));
      else chunks.push(chunk);
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.once('error', reject);
  });
}
