import type { IncomingMessage } from 'node:http';
import type { Reply } from './scripted';
import { serveHttp, type Running } from './servers';

export interface SeenByVoipNow {
  method: string;
  /** As it was sent, encoded, without the query. */
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  /** JSON, or the fields of a form. */
  body: unknown;
}

export type VoipNowScript = (seen: SeenByVoipNow) => Reply | undefined;

export const refusing = (status: number, code: string, message = 'Refused.'): Reply => ({
  status,
  body: { error: { code, message } },
});

export const collection = (...entry: unknown[]): Reply => ({
  body: { entry, totalResults: entry.length, startIndex: 0 },
});

/** A PBX that says what a script says; where the script says nothing it gives out tokens `t1`, `t2` … and knows no call. */
export async function scriptedVoipNow(
  script: VoipNowScript,
): Promise<Running & { seen: SeenByVoipNow[]; tokens: SeenByVoipNow[]; script: VoipNowScript }> {
  const seen: SeenByVoipNow[] = [];
  const tokens: SeenByVoipNow[] = [];
  const state = { seen, tokens, script };
  const running = await serveHttp((request, response, text) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const isForm = request.headers['content-type']?.includes('form') === true;
    const entry: SeenByVoipNow = {
      method: request.method ?? '',
      path: (request.url ?? '').split('?')[0] ?? '',
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body:
        text === ''
          ? undefined
          : isForm
            ? Object.fromEntries(new URLSearchParams(text))
            : (JSON.parse(text) as unknown),
    };
    const isToken = entry.path.startsWith('/oauth');
    (isToken ? tokens : seen).push(entry);
    const token = (): Reply => ({ body: { access_token: `token-t${tokens.length}`, expires_in: 3600 } });
    const reply = state.script(entry) ?? (isToken ? token() : collection());
    if (reply.cut) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    response.end(
      reply.body === undefined ? undefined : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body),
    );
  });
  return Object.assign(state, {
    url: running.url,
    port: running.port,
    open: 0,
    accepted: 0,
    close: () => running.close(),
  });
}
