import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Red } from '../../src/node-red/red';
import { run, type Running } from './servers';

type Next = (error?: unknown) => void;
type Handle = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** As much of the application for HTTP nodes as a route needs: mounted handlers in order, 404 at the end. */
export interface Application extends Running {
  red: Red;
  routes(): number;
}

export async function application(settings: Record<string, unknown> = {}): Promise<Application> {
  const stack: { path: string; handle: Handle }[] = [];
  const httpNode = Object.assign(() => undefined, {
    use: (path: string, handle: Handle) => {
      stack.push({ path, handle });
    },
    _router: { stack },
  });
  const server = http.createServer((request, response) => {
    const url = request.url ?? '';
    const go = (index: number): void => {
      const layer = stack.slice(index).find(({ path }) => url.startsWith(`${path}/`));
      if (!layer) {
        response.writeHead(404).end('nobody');
        return;
      }
      request.url = url.slice(layer.path.length);
      layer.handle(request, response, (error) => {
        request.url = url;
        if (error !== undefined) response.writeHead(500).end();
        else go(stack.indexOf(layer) + 1);
      });
    };
    go(0);
  });
  const running = await run(server);
  return Object.assign(Object.create(running) as Running, {
    red: { settings, httpNode } as unknown as Red,
    routes: () => stack.length,
  });
}
