import type { ServerResponse } from 'node:http';
import type { Json } from './json';

/**
 * Writes an answer, whole or broken off in the middle.
 * @param headers more of them, names and values in turn; they go out spelt and ordered as given
 */
export function write(
  response: ServerResponse,
  status: number,
  type: string,
  content: string,
  cut = false,
  headers: readonly string[] = [],
): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(content);
  response.writeHead(status, ['Content-Type', type, 'Content-Length', String(body.length), ...headers]);
  if (!cut) {
    response.end(body);
    return;
  }
  // The length is promised in full, so the client can tell that something is missing.
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    response.destroy();
  });
}

export function writeJson(response: ServerResponse, status: number, body: Json, cut = false): void {
  write(response, status, 'application/json', JSON.stringify(body), cut);
}

export function writeBadGateway(response: ServerResponse): void {
  write(response, 502, 'text/html', '<html><body><h1>502 Bad Gateway</h1></body></html>');
}

/** Runs once the answer is out, or the client is gone. */
export function whenAnswered(response: ServerResponse, action: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    action();
  };
  response.once('finish', once);
  response.once('close', once);
}
