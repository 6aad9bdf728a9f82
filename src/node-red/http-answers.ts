import type { IncomingMessage, ServerResponse } from 'node:http';
import { asSupervisionError } from '../supervision/errors';

/** What the editor gets instead of an answer: an HTTP status, a stable code and a sentence. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

export const badRequest = (message: string): Refused => new Refused(400, 'invalid-input', message);

/** Largest body that is taken: a form of a dozen fields. */
const bodyLimit = 32 << 10;

export interface Asked {
  query: URLSearchParams;
  /** The JSON body; undefined for a GET. */
  body: unknown;
  /** Ends when whoever asked has gone. */
  signal: AbortSignal;
}

/** Express, and what the runtime has already read of the request. */
type Request = IncomingMessage & { body?: unknown };
export type Route = (request: Request, response: ServerResponse) => void;

/** A route that answers with JSON, whatever happens. */
export function answering(work: (asked: Asked) => Promise<object>): Route {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableEnded) gone.abort();
    });
    Promise.resolve()
      .then(() => work(read(request, gone.signal)))
      .then(
        (answer) => {
          send(response, 200, answer);
        },
        (thrown: unknown) => {
          const { status, code, message } = thrown instanceof Refused ? thrown : fault(thrown);
          send(response, status, { code, message });
        },
      )
      .catch(() => {
        // Nobody is there any more to answer.
        response.destroy();
      });
  };
}

function fault(thrown: unknown): { status: number; code: string; message: string } {
  const { code, message } = asSupervisionError(thrown);
  return { status: 502, code, message };
}

function read(request: Request, signal: AbortSignal): Asked {
  const query = new URL(request.url ?? '/', 'http://local').searchParams;
  if (request.method !== 'POST') return { query, body: undefined, signal };
  // A page of another site can send a form without asking anybody, but no JSON.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refused(415, 'invalid-input', 'Send JSON.');
  }
  const { body } = request;
  const size = Number(request.headers['content-length'] ?? JSON.stringify(body ?? '').length);
  if (!(size <= bodyLimit)) throw new Refused(413, 'invalid-input', `More than ${bodyLimit} bytes.`);
  return { query, body, signal };
}

function send(response: ServerResponse, status: number, answer: object): void {
  const text = JSON.stringify(answer);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
}
