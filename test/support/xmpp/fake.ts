import type { Running } from '../servers';
import type { Pair } from '../certificates';
import { fakeBosh } from './fake-bosh';
import { fakeTcp } from './fake-tcp';
import { fakeWebSocket } from './fake-websocket';

export type FakeTransport = 'websocket' | 'bosh' | 'tcp';

/** One client of the fake. */
export interface FakeConnection {
  /** Elements that the client sent, as text. */
  readonly received: string[];
  send(...elements: string[]): void;
  /** As it is: bytes on TCP, one message on WebSocket, the body of an answer on BOSH. */
  raw(content: Buffer | string): void;
  /** A part of something that does not end. */
  pour(part: string): void;
  /** Begins the stream once more, features included. */
  begin(features: string): void;
  /** Breaks the connection. */
  cut(): void;
}

/** Says what is answered; undefined for what the fake does by itself. */
export type Script = (element: string, connection: FakeConnection) => readonly string[] | undefined;

/** A server that says what a script says, and speaks XMPP otherwise. */
export interface FakeXmpp {
  url: string;
  script: Script;
  /** Sent with the start of a stream, before and after the sign-in. */
  features: { before: string; after: string };
  connections: FakeConnection[];
  /** The one that came last. */
  readonly client: FakeConnection;
  readonly running: Running;
  close(): Promise<void>;
}

export interface FakeOptions {
  tls?: Pair & { ca?: string; requestCert?: boolean; rejectUnauthorized?: boolean };
}

/** What the ways in need of the fake. */
export interface Core {
  joined(connection: FakeConnection): void;
  /** A stream was begun; `again` after the sign-in. */
  began(connection: FakeConnection, again: boolean): void;
  element(element: string, connection: FakeConnection): void;
}

const features = (inner: string): string =>
  `<stream:features xmlns:stream='http://etherx.jabber.org/streams'>${inner}</stream:features>`;

export const plainOnly = features(
  `<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>`,
);
export const bindOnly = features(`<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>`);
export const withSession = (optional: boolean): string =>
  features(
    `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'>${optional ? '<optional/>' : ''}</session>`,
  );

export async function startFakeXmpp(transport: FakeTransport, options: FakeOptions = {}): Promise<FakeXmpp> {
  const connections: FakeConnection[] = [];
  const core: Core = {
    joined: (connection) => connections.push(connection),
    began: (connection, again) => {
      connection.begin(again ? fake.features.after : fake.features.before);
    },
    element: (element, connection) => {
      connection.received.push(element);
      connection.send(...(fake.script(element, connection) ?? usual(element)));
    },
  };
  const start = { websocket: fakeWebSocket, bosh: fakeBosh, tcp: fakeTcp }[transport];
  const { running, path, scheme } = await start(core, options);
  const fake: FakeXmpp = {
    url: `${scheme}${options.tls ? 's' : ''}://127.0.0.1:${running.port}${path}`,
    script: () => undefined,
    features: { before: plainOnly, after: bindOnly },
    connections,
    get client() {
      const last = connections.at(-1);
      if (last === undefined) throw new Error('nobody has connected');
      return last;
    },
    running,
    close: () => running.close(),
  };
  return fake;
}

const value = (element: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1] ?? '';

/** The answer to an iq. */
export const result = (iq: string, inner = ''): string =>
  `<iq xmlns='jabber:client' type='result' id='${value(iq, 'id')}'${value(iq, 'to') === '' ? '' : ` from='${value(iq, 'to')}'`}>${inner}</iq>`;

export const failure = (iq: string, condition: string): string =>
  `<iq xmlns='jabber:client' type='error' id='${value(iq, 'id')}'><error type='cancel'><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`;

/** An event as Cisco documents it. */
export const event = (node: string, id: string, payload: string, from = 'pubsub.finesse.test'): string =>
  `<message xmlns='jabber:client' from='${from}' to='7012@finesse.test'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='${node}'><item id='${id}'><notification xmlns='http://jabber.org/protocol/pubsub'>${payload}</notification></item></items></event></message>`;

export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function usual(element: string): readonly string[] {
  if (element.startsWith('<auth')) return [`<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>`];
  if (!element.startsWith('<iq') || !/ type="(set|get)"/.test(element)) return [];
  const resource = /<resource>([^<]*)</.exec(element)?.[1];
  if (resource === undefined) return [result(element)];
  return [
    result(element, `<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>7012@finesse.test/${resource}</jid></bind>`),
  ];
}
