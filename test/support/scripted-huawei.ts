import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './scripted';
import { serveHttp, type Running } from './servers';

export interface SeenByHuawei {
  method: string;
  /** Below `/agentgateway/resource`, as it was sent, without the query. */
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface HuaweiReply extends Reply {
  /** Not answered at all. */
  hold?: boolean;
  /** The headers and half of the body are sent, then the connection breaks. */
  half?: boolean;
}

export type HuaweiScript = (seen: SeenByHuawei) => HuaweiReply | undefined;

export const refusing = (retcode: string | number, message = ''): HuaweiReply => ({
  body: { message, retcode, result: {} },
});

export const answering = (result: unknown = {}): HuaweiReply => ({ body: { message: '', retcode: '0', result } });

export interface ScriptedHuawei extends Running {
  seen: SeenByHuawei[];
  script: HuaweiScript;
  /** Events for the polls, one each, in order. */
  tell(...types: (string | object)[]): void;
  /** Polls that are held at this moment. */
  held(): number;
  sent(path: string): SeenByHuawei[];
}

/**
 * A gateway that says what a script says. Where the script says nothing it signs in with the GUIDs `guid-1`, `guid-2` …, holds polls
 * until there is something to tell, and takes every order.
 */
export async function scriptedHuawei(script: HuaweiScript = () => undefined): Promise<ScriptedHuawei> {
  const seen: SeenByHuawei[] = [];
  const queue: object[] = [];
  const waiting = new Set<ServerResponse>();
  let signIns = 0;

  const write = (response: ServerResponse, { status = 200, headers, body, half }: HuaweiReply): void => {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? { message: '', retcode: '0' });
    response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers });
    if (!half) response.end(text);
    else response.write(text.slice(0, text.length / 2), () => response.destroy());
  };
  const deliver = (): void => {
    for (const response of waiting) {
      const event = queue.shift();
      if (event === undefined) return;
      waiting.delete(response);
      write(response, { body: { message: '', retcode: '0', event } });
    }
  };
  const usual = (entry: SeenByHuawei): HuaweiReply => {
    if (entry.method !== 'PUT' || !entry.path.startsWith('/onlineagent/')) return answering();
    const guid = `guid-${String(++signIns)}`;
    return {
      headers: { Guid: guid, 'Set-GUID': `JSESSIONID=${guid}` },
      ...answering({
        vdnid: '3',
        workno: '6105',
        mediatype: 'TTF',
        loginTime: String(signIns),
        isForceChange: 'false',
      }),
    };
  };

  const state = {
    seen,
    script,
    tell(...types: (string | object)[]) {
      for (const type of types) {
        queue.push(typeof type === 'string' ? { eventType: type, workNo: '6105', content: null } : type);
      }
      deliver();
    },
    held: () => waiting.size,
    sent: (path: string) => seen.filter((entry) => entry.path.includes(path)),
  };
  const running = await serveHttp((request, response, text) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const entry: SeenByHuawei = {
      method: request.method ?? '',
      path: (request.url ?? '').split('?')[0]?.replace('/agentgateway/resource', '') ?? '',
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    seen.push(entry);
    const scripted = state.script(entry);
    if (scripted?.hold) return;
    if (scripted?.cut) {
      request.socket.destroy();
      return;
    }
    if (scripted === undefined && entry.path.startsWith('/agentevent/')) {
      waiting.add(response);
      response.once('close', () => waiting.delete(response));
      deliver();
      return;
    }
    write(response, scripted ?? usual(entry));
  });
  return Object.assign(state, {
    url: running.url,
    port: running.port,
    open: 0,
    accepted: 0,
    close: () => running.close(),
  });
}
