import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackRequest, Callbacks } from '../platforms/settings';
import type { Red } from './red';

/** Largest body that is read. A call event is a few hundred bytes. */
const bodyLimit = 16 << 10;
/** Whoever sends slower than this sends no event. */
const bodyMs = 5_000;

type Next = (error?: unknown) => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** What is used of the express application for HTTP nodes; its own types know less than it can do. */
interface Application {
  use(path: string, handler: Middleware): unknown;
  _router?: { stack?: { handle?: unknown }[] };
}

/**
 * A connection's place on Node-RED's web server for HTTP nodes, below `httpNodeRoot` and behind its middleware.
 *
 * @returns undefined where that server is switched off
 */
export function callbacksAt(red: Red, connectionId: string): Callbacks | undefined {
  if (red.settings.httpNodeRoot === false || typeof red.httpNode !== 'function') return undefined;
  const application = red.httpNode as unknown as Application;
  const path = `/call-supervision/${encodeURIComponent(connectionId)}`;
  return {
    open(handler) {
      let open = true;
      const middleware = middlewareOf(red.settings.httpNodeMiddleware);
      const handle: Middleware = (request, response, next) => {
        // Also where the route could not be taken out of the router, nothing answers any more.
        if (!open) next();
        else through(middleware, request, response, next, () => void answer(request, response, handler));
      };
      application.use(path, handle);
      return {
        path,
        close() {
          open = false;
          const stack = application._router?.stack;
          const index = stack?.findIndex((layer) => layer.handle === handle) ?? -1;
          if (index >= 0) stack?.splice(index, 1);
        },
      };
    },
  };
}

function middlewareOf(setting: unknown): Middleware[] {
  const all: unknown[] = [setting].flat();
  return all.filter((each): each is Middleware => typeof each === 'function');
}

function through(
  [first, ...rest]: readonly Middleware[],
  request: IncomingMessage,
  response: ServerResponse,
  next: Next,
  last: () => void,
): void {
  if (!first) {
    last();
    return;
  }
  first(request, response, (error) => {
    if (error !== undefined) next(error);
    else through(rest, request, response, next, last);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: (request: CallbackRequest) => number,
): Promise<void> {
  let status: number;
  try {
    const text = request.method === 'POST' ? await bodyOf(request) : '';
    status = text === undefined ? 413 : handler(read(request, text));
  } catch {
    status = 400;
  }
  response.statusCode = status;
  // An answer before the whole body was read: what is still to come is of no interest.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.end();
}

function read(request: IncomingMessage, text: string): CallbackRequest {
  const url = new URL(request.url ?? '/', 'http://local');
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  // Express knows which proxies are to be believed.
  const { ip } = request as { ip?: unknown };
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: isForm && text !== '' ? Object.fromEntries(new URLSearchParams(text)) : bodyReadBefore(request),
    address: typeof ip === 'string' ? ip : (request.socket.remoteAddress ?? ''),
  };
}

/** Some middleware reads the body for everybody. */
function bodyReadBefore(request: IncomingMessage): Record<string, string> {
  const { body } = request as { body?: unknown };
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

/** @returns undefined where it is larger than what is accepted */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (request.readableEnded) return Promise.resolve('');
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => {
      end(() => {
        reject(new Error('too slow'));
      });
    }, bodyMs);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      settle();
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bodyLimit) chunks.push(chunk);
      else {
        end(() => {
          resolve(undefined);
        });
      }
    });
    request.once('end', () => {
      end(() => {
        resolve(Buffer.concat(chunks).toString('utf8'));
      });
    });
    request.once('error', (error) => {
      end(() => {
        reject(error);
      });
    });
    request.once('close', () => {
      end(() => {
        reject(new Error('cut off'));
      });
    });
  });
}
