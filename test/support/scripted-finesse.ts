import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { run, serveHttp, type Handler, type Running } from './servers';
import type { Pair } from './certificates';

export interface SeenByFinesse {
  method: string;
  /** Below `/finesse/api`, as it was sent. */
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface FinesseReply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Nothing is answered and the connection is cut. */
  cut?: boolean;
}

export type FinesseScript = (seen: SeenByFinesse) => FinesseReply | undefined;

export interface ScriptedFinesse extends Running {
  seen: SeenByFinesse[];
  script: FinesseScript;
}

/** The body of a refusal. */
export const apiErrors = (type: string, data = '', message = 'Refused.'): string =>
  `<ApiErrors><ApiError><ErrorData>${data}</ErrorData><ErrorMessage>${message}</ErrorMessage><ErrorType>${type}</ErrorType></ApiError></ApiErrors>`;

export const refusing = (status: number, type: string, data = ''): FinesseReply => ({
  status,
  body: apiErrors(type, data),
});

/** A Finesse that says what a script says; where the script says nothing, verbs are accepted and reads find nothing. */
export async function scriptedFinesse(script: FinesseScript, tls?: Pair): Promise<ScriptedFinesse> {
  const seen: SeenByFinesse[] = [];
  const state = { seen, script };
  const handler: Handler = (request, response, body) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const entry = {
      method: request.method ?? '',
      path: path.replace('/finesse/api', ''),
      query,
      headers: request.headers,
      body,
    };
    seen.push(entry);
    const reply = state.script(entry) ?? (entry.method === 'GET' ? refusing(404, 'Not Found') : { status: 202 });
    if (reply.cut) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/xml', ...reply.headers });
    response.end(reply.body);
  };
  const running = await (tls ? secure(tls, handler) : serveHttp(handler));
  return Object.assign(state, {
    url: running.url,
    port: running.port,
    open: 0,
    accepted: 0,
    close: () => running.close(),
  });
}

function secure(tls: Pair, handler: Handler): Promise<Running> {
  const server = https.createServer(tls, (request, response) => {
    handler(request, response, '');
  });
  return run(server, 'https');
}
