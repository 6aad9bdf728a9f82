import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Running {
  url: string;
  port: number;
  /** Ends all connections too. */
  close(): Promise<void>;
  /** Connections open now. */
  readonly open: number;
  /** Connections accepted so far. */
  readonly accepted: number;
}

/** Puts a server on a free port of 127.0.0.1 (or on `port`). */
export async function run(server: net.Server, scheme = 'http', port = 0): Promise<Running> {
  const sockets = new Set<Duplex>();
  let accepted = 0;
  server.on('connection', (socket: net.Socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${bound}`,
    port: bound,
    get open() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

function reading(handler: Handler): http.RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      handler(request, response, Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', () => undefined);
  };
}

export const serveHttp = (handler: Handler, port = 0): Promise<Running> =>
  run(http.createServer(reading(handler)), 'http', port);

export const serveHttps = (tls: https.ServerOptions, handler: Handler): Promise<Running> =>
  run(https.createServer(tls, reading(handler)), 'https');

export const serveTcp = (onSocket: (socket: net.Socket) => void): Promise<Running> => run(net.createServer(onSocket));

export interface ProxySeen {
  method: string;
  target: string;
  authorization: string | undefined;
}

/** A proxy for CONNECT and for plain requests. */
export async function serveProxy(refuseWith?: number): Promise<Running & { seen: ProxySeen[] }> {
  const seen: ProxySeen[] = [];
  const note = (request: http.IncomingMessage): void => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, target: url, authorization: headers['proxy-authorization'] });
  };
  const server = http.createServer((request, response) => {
    note(request);
    if (refuseWith !== undefined) {
      response.writeHead(refuseWith).end('no');
      return;
    }
    const { headers, method } = request;
    const onward = http.request(request.url ?? '', { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    note(request);
    socket.on('error', () => undefined);
    if (refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  const running = await run(server);
  return Object.assign(Object.create(running) as Running, { seen });
}
