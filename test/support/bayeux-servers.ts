import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import cometd from 'cometd-nodejs-server';
import { NodeAdapter } from 'faye';
import { run, type Running } from './servers';

export const mount = '/api/v2/notifications';

/** A real Bayeux server, as far as the tests need one. */
export interface BayeuxServer {
  handle(request: IncomingMessage, response: ServerResponse): void;
  publish(channel: string, data: unknown): void;
  close(): void;
}

export type MakeBayeuxServer = (options?: { timeoutMs?: number; deny?: () => boolean }) => BayeuxServer;

export const cometdServer: MakeBayeuxServer = ({ timeoutMs = 5000, deny = () => false } = {}) => {
  const server = cometd.createCometDServer({ timeout: timeoutMs, sweepPeriod: 50, multiSessionInterval: 50 });
  server.policy = {
    canHandshake: (_session, _message, callback) => {
      callback(undefined, !deny());
    },
    canCreate: (_session, _message, _channel, callback) => {
      callback(undefined, true);
    },
  };
  return {
    handle: (request, response) => {
      server.handle(request, response);
    },
    publish: (channel, data) => {
      server.createServerChannel(channel).publish(null, data);
    },
    close: () => {
      server.close();
    },
  };
};

export const fayeServer: MakeBayeuxServer = ({ timeoutMs = 5000 } = {}) => {
  const server = new NodeAdapter({ mount, timeout: timeoutMs / 1000 });
  // Its publishing client needs a handshake of its own first, and sends what waited for it out of order.
  const client = server.getClient();
  const ready = client.publish('/warm-up', {});
  return {
    handle: (request, response) => {
      server.handle(request, response);
    },
    publish: (channel, data) => void client.publish(channel, data),
    close: () => {
      // Asked before its handshake is done, it would not disconnect, and go on trying for ever.
      const end = (): void => {
        client.disconnect();
        server.close();
      };
      void ready.then(end, end);
    },
  };
};

export type Fault = (request: IncomingMessage, response: ServerResponse) => void;

/** The sign-in of Genesys in front of a real Bayeux server, and faults between the two. */
export interface FakeGenesys extends Running {
  readonly bayeux: BayeuxServer;
  /** Sign-ins so far, good or bad. */
  signIns: number;
  /** Requests to the event stream so far, by path. */
  readonly posts: string[];
  /** Taken by the next requests to the event stream, one each. */
  readonly faults: Fault[];
  password: string;
  /** No cookie is known any more. */
  endSessions(): void;
  /** A Bayeux server that knows nobody, on the same port. */
  restart(): void;
}

export async function fakeGenesys(
  make: MakeBayeuxServer,
  options: Parameters<MakeBayeuxServer>[0] = {},
): Promise<FakeGenesys> {
  let bayeux = make(options);
  let sessions = new Set<string>();
  let lastSession = 0;
  const state = { signIns: 0, posts: [] as string[], faults: [] as Fault[], password: 'right' };
  const server = http.createServer((request, response) => {
    const session = /JSESSIONID=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    if (request.url === '/api/v2/me') {
      signIn(request, response);
      return;
    }
    state.posts.push((request.url ?? '').slice(mount.length));
    const fault = state.faults.shift();
    if (fault !== undefined) fault(request, response);
    else if (session === undefined || !sessions.has(session)) deny(response);
    else bayeux.handle(request, response);
  });

  function signIn(request: IncomingMessage, response: ServerResponse): void {
    state.signIns++;
    const expected = `Basic ${Buffer.from(`sup:${state.password}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      deny(response);
      return;
    }
    const session = `s${++lastSession}`;
    sessions.add(session);
    response.setHeader('set-cookie', `JSESSIONID=${session}; Path=/`);
    response.setHeader('x-csrf-header', 'X-CSRF-TOKEN');
    response.setHeader('x-csrf-token', `t${lastSession}`);
    response.end(JSON.stringify({ statusCode: 0, user: { id: 'u1' } }));
  }

  const running = await run(server);
  const close = async (): Promise<void> => {
    await running.close();
    bayeux.close();
  };
  const fixed = {
    url: running.url,
    port: running.port,
    endSessions: () => {
      sessions = new Set();
    },
    restart: () => {
      server.closeAllConnections();
      bayeux.close();
      bayeux = make(options);
    },
    close,
  };
  const live = {
    open: { get: () => running.open },
    accepted: { get: () => running.accepted },
    bayeux: { get: () => bayeux },
  };
  return Object.defineProperties(Object.assign(state, fixed), live) as FakeGenesys;
}

export function deny(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ statusCode: 20, statusMessage: 'Access denied' }));
}
