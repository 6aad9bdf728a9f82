import type { ServerResponse } from 'node:http';
import { serveHttp } from '../servers';
import { until } from '../until';

/** A request of a BOSH client, which the test answers when it likes. */
export interface Asked {
  rid: number;
  body: string;
  headers: Record<string, unknown>;
  answered: boolean;
  answer(inner: string, attributes?: string, headers?: Record<string, string>): void;
  status(code: number): void;
  cut(): void;
}

/** A BOSH server that does nothing by itself. */
export interface BoshExchange {
  url: string;
  asked: Asked[];
  /** What waits for an answer. */
  open: () => Asked[];
  /** The most that waited at one time. */
  most: () => number;
  /** Waits for the next request that was not looked at yet. */
  next: () => Promise<Asked>;
  /** Answers what a session needs to be online; the presence is left unanswered. */
  signIn: () => Promise<void>;
  close: () => Promise<void>;
}

const head = `xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'`;

export async function serveBosh(): Promise<BoshExchange> {
  const asked: Asked[] = [];
  let most = 0;
  let looked = 0;
  const open = (): Asked[] => asked.filter(({ answered }) => !answered);
  const running = await serveHttp((request, response, body) => {
    asked.push(waiting(request.headers, response, body));
    most = Math.max(most, open().length);
  });
  const next = async (): Promise<Asked> => {
    await until('another request', () => asked.length > looked);
    return asked[looked++]!;
  };
  const features = (inner: string): string => `<stream:features>${inner}</stream:features>`;
  const signIn = async (): Promise<void> => {
    const plain = `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>`;
    (await next()).answer(features(plain), ` sid='s1' wait='30' requests='2' hold='1' inactivity='30'`, {
      'set-cookie': 'ROUTEID=.node1; path=/',
    });
    (await next()).answer(`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`);
    (await next()).answer(features(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`));
    const bind = await next();
    const id = / id="([^"]*)"/.exec(bind.body)?.[1] ?? '';
    const jid = `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>7012@finesse.test/a</jid></bind>`;
    bind.answer(`<iq xmlns='jabber:client' type='result' id='${id}'>${jid}</iq>`);
    await until('the presence', () => asked.length > looked);
  };
  const url = `${running.url}/http-bind/`;
  return { url, asked, open, most: () => most, next, signIn, close: () => running.close() };
}

function waiting(headers: Record<string, unknown>, response: ServerResponse, body: string): Asked {
  const asked: Asked = {
    rid: Number(/ rid="(\d+)"/.exec(body)?.[1]),
    body,
    headers,
    answered: false,
    answer(inner, attributes = '', more = {}) {
      asked.answered = true;
      response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', ...more });
      response.end(`<body ${head}${attributes}>${inner}</body>`);
    },
    status(code) {
      asked.answered = true;
      response.writeHead(code).end('no');
    },
    cut() {
      asked.answered = true;
      response.socket?.destroy();
    },
  };
  return asked;
}
